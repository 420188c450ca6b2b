package org.trunkpilot.practice.port;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.trunkpilot.practice.world.Turnstile;

/** The socket of one session. Whoever does not read is dropped, so that nobody holds up the world. */
final class Client {
    private static final Logger LOG = LoggerFactory.getLogger(Client.class);

    /** A minute of everything that happens with fifteen calls up. */
    static final long MOST_UNREAD_BYTES = 1 << 20;

    /** Ends the writer, after what was written before it. */
    private static final byte[] LAST = new byte[0];

    private final Socket socket;
    private final Turnstile turnstile;
    private final BiConsumer<Client, Boolean> gone;
    private final BlockingQueue<byte[]> unread = new LinkedBlockingQueue<>();
    private final AtomicLong unreadBytes = new AtomicLong();
    private final AtomicBoolean closed = new AtomicBoolean();
    private volatile boolean slow;

    /** @param gone told once, and whether it was for not reading */
    Client(Socket socket, Turnstile turnstile, BiConsumer<Client, Boolean> gone) {
        this.socket = socket;
        this.turnstile = turnstile;
        this.gone = gone;
    }

    /** Makes its dialogue and begins to read and write. */
    void start(Dialogue.Maker dialogues) {
        var session = dialogues.make(this::write, () -> unread.add(LAST));
        daemon(() -> read(session), "practice-client-in").start();
        daemon(this::drain, "practice-client-out").start();
    }

    private static Thread daemon(Runnable what, String name) {
        var thread = new Thread(what, name);
        thread.setDaemon(true);
        return thread;
    }

    /** Never blocks: the caller holds the world. */
    private void write(String text) {
        var bytes = text.getBytes(StandardCharsets.UTF_8);
        if (closed.get()) {
            return;
        }
        if (unreadBytes.addAndGet(bytes.length) > MOST_UNREAD_BYTES) {
            slow = true;
            close();
            return;
        }
        unread.add(bytes);
    }

    private void read(Dialogue session) {
        var buffer = new byte[8192];
        try (var in = socket.getInputStream()) {
            turnstile.run(world -> session.begin());
            for (int length = in.read(buffer); length >= 0; length = in.read(buffer)) {
                var text = new String(buffer, 0, length, StandardCharsets.ISO_8859_1);
                turnstile.run(world -> session.receive(text));
            }
        } catch (IOException e) {
            LOG.debug("practice: client gone: {}", e.getMessage());
        } catch (RuntimeException e) {
            LOG.error("practice: a session failed and was ended", e);
        } finally {
            turnstile.run(world -> session.end());
            close();
        }
    }

    private void drain() {
        try (var out = socket.getOutputStream()) {
            for (var bytes = unread.take(); bytes != LAST; bytes = unread.take()) {
                out.write(bytes);
                unreadBytes.addAndGet(-bytes.length);
            }
        } catch (IOException e) {
            LOG.debug("practice: client gone: {}", e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            close();
        }
    }

    void close() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        unread.clear();
        unread.add(LAST);
        try {
            socket.close();
        } catch (IOException e) {
            LOG.debug("practice: client was gone: {}", e.getMessage());
        }
        gone.accept(this, slow);
    }
}
