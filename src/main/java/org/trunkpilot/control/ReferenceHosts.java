package org.trunkpilot.control;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.trunkpilot.signal.PbxSignal;
import org.trunkpilot.signal.UplinkProbed;

/**
 * Asks a host behind each uplink for a sign of life that owes nothing to any carrier: a TCP connection each 2 s, closed at once. One
 * that is refused is as good a sign as one that is taken.
 *
 * <p>Which uplink it leaves by is the routing table's doing: an address of the link's own provider, such as its gateway or name server, is
 * what to give. A thread an uplink, for a connection may take its 3 s; no other thread ever waits for it.
 */
final class ReferenceHosts implements AutoCloseable {
    private static final Duration PACE = Duration.ofSeconds(2);
    private static final Duration TIMEOUT = Duration.ofSeconds(3);

    /** Minutes of a control thread that does not come; the newest is dropped then, and counted. */
    private static final int ROOM = 256;

    private final InstantSource clock;
    private final BlockingQueue<UplinkProbed> heard = new ArrayBlockingQueue<>(ROOM);
    private final List<Thread> threads = new ArrayList<>();
    private final AtomicLong dropped = new AtomicLong();
    private volatile boolean open = true;

    /** @param hosts of each uplink that has one, host:port */
    ReferenceHosts(Map<String, String> hosts, InstantSource clock) {
        this.clock = clock;
        hosts.forEach((uplink, host) -> {
            var thread = new Thread(() -> run(uplink, host), "reference-" + uplink);
            thread.setDaemon(true);
            threads.add(thread);
        });
    }

    void start() {
        threads.forEach(Thread::start);
    }

    /** Hands over what was heard since the last time. */
    void drain(Consumer<PbxSignal> into) {
        for (UplinkProbed next = heard.poll(); next != null; next = heard.poll()) {
            into.accept(next);
        }
    }

    /** Answers lost because nobody took them in time. */
    long dropped() {
        return dropped.get();
    }

    private void run(String uplink, String host) {
        while (open) {
            Instant begun = clock.instant();
            Optional<Duration> roundTrip = roundTrip(host);
            if (!heard.offer(new UplinkProbed(clock.instant(), uplink, roundTrip))) {
                dropped.incrementAndGet();
            }
            Duration spent = Duration.between(begun, clock.instant());
            LockSupport.parkNanos(Math.max(100_000_000, PACE.minus(spent).toNanos()));
        }
    }

    private static Optional<Duration> roundTrip(String host) {
        int colon = host.lastIndexOf(':');
        long begun = System.nanoTime();
        try (var socket = new Socket()) {
            socket.connect(
                    new InetSocketAddress(host.substring(0, colon), Integer.parseInt(host.substring(colon + 1))),
                    (int) TIMEOUT.toMillis());
            return Optional.of(Duration.ofNanos(System.nanoTime() - begun));
        } catch (IOException e) {
            // It is there, and has nothing on that port.
            boolean refused = String.valueOf(e.getMessage()).contains("refused");
            return refused ? Optional.of(Duration.ofNanos(System.nanoTime() - begun)) : Optional.empty();
        }
    }

    @Override
    public void close() {
        open = false;
        threads.forEach(LockSupport::unpark);
    }
}
