package org.trunkpilot.practice.port;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.trunkpilot.practice.world.Turnstile;

/** The port of a make-believe PBX: on 127.0.0.1 and nowhere else, on whatever port is free, for a few clients at a time. */
public final class LoopbackPort implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LoopbackPort.class);

    /** Trunkpilot needs one; the others are for whoever looks over its shoulder. */
    static final int MOST_CLIENTS = 8;

    private final Turnstile turnstile;
    private final Dialogue.Maker dialogues;
    private final ServerSocket socket;
    private final Set<Client> clients = ConcurrentHashMap.newKeySet();
    private final AtomicLong refused = new AtomicLong();
    private final AtomicLong slow = new AtomicLong();

    /** @throws IOException when no port of the loopback address can be had */
    public LoopbackPort(Turnstile turnstile, Dialogue.Maker dialogues) throws IOException {
        this.turnstile = turnstile;
        this.dialogues = dialogues;
        this.socket = new ServerSocket(0, MOST_CLIENTS, InetAddress.getByAddress(new byte[] {127, 0, 0, 1}));
    }

    public void start() {
        var acceptor = new Thread(this::accept, "practice-port");
        acceptor.setDaemon(true);
        acceptor.start();
    }

    public String host() {
        return socket.getInetAddress().getHostAddress();
    }

    public int port() {
        return socket.getLocalPort();
    }

    public int clients() {
        return clients.size();
    }

    /** How many were turned away because there were too many. */
    public long refused() {
        return refused.get();
    }

    /** How many were dropped because they did not read what they were told. */
    public long slowDropped() {
        return slow.get();
    }

    private void accept() {
        while (!socket.isClosed()) {
            try {
                admit(socket.accept());
            } catch (IOException e) {
                if (!socket.isClosed()) {
                    LOG.warn("practice: accept failed: {}", e.getMessage());
                }
            }
        }
    }

    private void admit(Socket client) throws IOException {
        if (clients.size() >= MOST_CLIENTS) {
            refused.incrementAndGet();
            client.close();
            return;
        }
        var connection = new Client(client, turnstile, this::gone);
        clients.add(connection);
        connection.start((out, close) -> turnstile.enter(world -> dialogues.make(out, close)));
        if (socket.isClosed()) {
            connection.close();
        }
    }

    private void gone(Client connection, boolean wasSlow) {
        if (clients.remove(connection) && wasSlow) {
            slow.incrementAndGet();
        }
    }

    /** Frees the port and hangs up on everybody. */
    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            LOG.warn("practice: port did not close: {}", e.getMessage());
        }
        clients.forEach(Client::close);
    }
}
