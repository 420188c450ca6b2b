package org.trunkpilot.page;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The network between a browser and the service, with a switch in it. A browser's own "offline" leaves the streams alone that are
 * open; this cuts them, as a service that is killed does.
 */
final class Line implements AutoCloseable {
    private static final InetAddress HERE = InetAddress.getLoopbackAddress();

    private final int service;
    private final int port;
    private final Set<Socket> ends = ConcurrentHashMap.newKeySet();
    private ServerSocket door;

    /** @param service the port it leads to */
    Line(int service) {
        this.service = service;
        this.door = open(0);
        this.port = door.getLocalPort();
    }

    int port() {
        return port;
    }

    /** All connections break, and no new one is taken, not even one that was being taken meanwhile. */
    synchronized void cut() {
        closed(door);
        ends.forEach(Line::closed);
        ends.clear();
    }

    /** Does nothing to a line that is whole. */
    synchronized void mend() {
        if (door.isClosed()) {
            door = open(port);
        }
    }

    /** A connection that was taken just before a cut and comes to be noted after it must not outlive the cut. */
    private synchronized void note(ServerSocket from, Socket browser, Socket there) {
        if (from.isClosed()) {
            closed(browser);
            closed(there);
            return;
        }
        ends.add(browser);
        ends.add(there);
        start(() -> pump(browser, there));
        start(() -> pump(there, browser));
    }

    @Override
    public void close() {
        cut();
    }

    private ServerSocket open(int at) {
        try {
            var opened = new ServerSocket();
            opened.setReuseAddress(true);
            opened.bind(new InetSocketAddress(HERE, at));
            start(() -> take(opened));
            return opened;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void take(ServerSocket from) {
        while (!from.isClosed()) {
            try {
                note(from, from.accept(), new Socket(HERE, service));
            } catch (IOException e) {
                // Cut; whether for good is seen in the condition above.
            }
        }
    }

    private void pump(Socket from, Socket to) {
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            in.transferTo(out);
        } catch (IOException e) {
            // One end has gone; closing both tells the other.
            ends.remove(from);
            ends.remove(to);
        }
    }

    private static void start(Runnable task) {
        var thread = new Thread(task, "line");
        thread.setDaemon(true);
        thread.start();
    }

    private static void closed(AutoCloseable end) {
        try {
            end.close();
        } catch (Exception e) {
            throw new IllegalStateException("a socket that cannot be closed", e);
        }
    }
}
