package org.trunkpilot.dashboard;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.springframework.http.MediaType;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

/**
 * One listener of the live stream, with a thread of its own: a socket that does not take its bytes holds up nobody else.
 *
 * <p>What waits for it is bounded. When that overflows it is let go; it comes back by itself and gets all as it stands.
 */
final class LiveClient implements Runnable {
    /** A page that lags this many events has stopped reading: at two pumps a second that is minutes of a busy site. */
    static final int ROOM = 256;

    /** Listeners are promised 15 s; this leaves room for a busy machine and a slow line. */
    static final Duration HEARTBEAT = Duration.ofSeconds(10);

    /** Then it has to sign in again, silently, by coming back. */
    private static final Duration LIFE = Duration.ofMinutes(30);

    /** Something to send: an event, ready as text. */
    record Frame(String id, String event, String json) {}

    private final SseEmitter emitter;
    private final List<Frame> greeting;
    private final BooleanSupplier stillAllowed;
    private final Consumer<LiveClient> gone;
    private final BlockingQueue<Frame> waiting = new ArrayBlockingQueue<>(ROOM);
    private volatile boolean open = true;

    /**
     * @param greeting all as it stands, sent first
     * @param stillAllowed asked at each heartbeat: a session may have been left, a token revoked
     * @param gone told once, when it is over
     */
    LiveClient(SseEmitter emitter, List<Frame> greeting, BooleanSupplier stillAllowed, Consumer<LiveClient> gone) {
        this.emitter = emitter;
        this.greeting = List.copyOf(greeting);
        this.stillAllowed = stillAllowed;
        this.gone = gone;
        emitter.onCompletion(this::close);
        emitter.onError(e -> close());
        emitter.onTimeout(this::close);
    }

    /** Queues an event; false when there is no room, and then this client is closed. Never blocks. */
    boolean offer(Frame frame) {
        if (!open || waiting.offer(frame)) {
            return true;
        }
        close();
        return false;
    }

    /** Ends it soon; does not wait for a write that is under way. */
    void close() {
        open = false;
    }

    @Override
    public void run() {
        try {
            for (Frame frame : greeting) {
                send(frame);
            }
            serve();
            emitter.complete();
        } catch (IOException | IllegalStateException e) {
            // The far end has gone; there is nobody to tell.
            emitter.completeWithError(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            emitter.complete();
        } finally {
            open = false;
            gone.accept(this);
        }
    }

    private void serve() throws IOException, InterruptedException {
        long born = System.nanoTime();
        long lastBeat = born;
        while (open && since(born).compareTo(LIFE) < 0) {
            // A second at a time, so that a closed client is noticed.
            Frame frame = waiting.poll(1, TimeUnit.SECONDS);
            if (frame != null) {
                send(frame);
            }
            if (since(lastBeat).compareTo(HEARTBEAT) >= 0) {
                if (!stillAllowed.getAsBoolean()) {
                    return;
                }
                emitter.send(SseEmitter.event().comment("beat"));
                lastBeat = System.nanoTime();
            }
        }
    }

    private static Duration since(long nanos) {
        return Duration.ofNanos(System.nanoTime() - nanos);
    }

    private void send(Frame frame) throws IOException {
        emitter.send(SseEmitter.event().id(frame.id()).name(frame.event()).data(frame.json(), MediaType.TEXT_PLAIN));
    }
}
