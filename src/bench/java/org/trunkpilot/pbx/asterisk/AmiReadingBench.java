package org.trunkpilot.pbx.asterisk;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Pattern;
import org.asteriskjava.manager.event.ManagerEvent;
import org.asteriskjava.manager.event.RtcpReceivedEvent;
import org.asteriskjava.manager.event.RtcpSentEvent;
import org.asteriskjava.manager.internal.ManagerConnectionImpl;
import org.junit.jupiter.api.Test;
import org.trunkpilot.pbx.PbxAddress;
import org.trunkpilot.pbx.SignalQueue;
import org.trunkpilot.signal.PbxSignal;

/**
 * How many manager events a second one PBX link bears, from the bytes on a loopback socket to signals.
 *
 * <p>The traffic is the recording of 20 concurrent calls (filtered as {@code setup} recommends; a third of it RTCP), over and
 * over. Each figure is told after a warm-up, with the processor time of the threads that did it: other work on the machine
 * moves the wall clock, not that.
 */
class AmiReadingBench {
    private static final int ROUNDS = 400;
    private static final Pattern EVENT = Pattern.compile("\r\nEvent: ");

    private final byte[] round = recorded();
    private final int eventsInARound = count(round);

    @Test
    void theLibraryAndOurWireReadMoreThanTheTargetOfFiveThousandEventsASecond() throws Exception {
        AtomicLong heard = new AtomicLong();
        Rate rate = measure((event, at) -> heard.incrementAndGet());
        tell("wire + asterisk-java, to typed events", rate);
        assertThat(rate.perSecond()).isGreaterThan(5_000);
    }

    @Test
    void theWholeWayToSignalsBearsMoreThanTheTarget() throws Exception {
        SignalQueue queue = new SignalQueue();
        AmiTranslator translator = new AmiTranslator(Site.INVENTORY, Site.KEY, queue::add);
        AtomicLong signals = new AtomicLong();
        Rate rate = measure((event, at) -> {
            translator.take(event, at);
            signals.addAndGet(queue.drain(100, signal -> {}));
        });
        tell("wire + asterisk-java + translator + queue, to signals", rate);
        System.out.printf(Locale.ROOT, "  %d signals, %d dropped%n", signals.get(), queue.dropped());
        assertThat(rate.perSecond()).isGreaterThan(5_000);
        assertThat(queue.dropped()).isZero();
    }

    /** What we would have had: its own socket, its own classes, every header. */
    @Test
    void asteriskJavaAloneForComparison() throws Exception {
        try (Pump pump = new Pump(ROUNDS, 0)) {
            AtomicLong heard = new AtomicLong();
            CountDownLatch done = new CountDownLatch(1);
            long expected = (long) ROUNDS * countRtcp(round);
            class Plain extends ManagerConnectionImpl {
                void read() throws IOException {
                    setHostname("127.0.0.1");
                    setPort(pump.port());
                    connect();
                }

                @Override
                public void dispatchEvent(ManagerEvent event, Integer requiredHandlingTime) {
                    boolean rtcp = event instanceof RtcpSentEvent || event instanceof RtcpReceivedEvent;
                    if (rtcp && heard.incrementAndGet() == expected) {
                        done.countDown();
                    }
                }
            }
            long from = System.nanoTime();
            new Plain().read();
            boolean all = done.await(120, java.util.concurrent.TimeUnit.SECONDS);
            double seconds = (System.nanoTime() - from) / 1e9;
            System.out.printf(
                    Locale.ROOT,
                    "asterisk-java alone: %.0f events/s%s%n",
                    (double) ROUNDS * eventsInARound / seconds,
                    all ? "" : " (its queue of 20,000 dropped some: " + heard.get() + " of " + expected + ")");
        }
    }

    @Test
    void atFiveThousandEventsASecondASignalIsThereWithinMilliseconds() throws Exception {
        SignalQueue queue = new SignalQueue();
        AmiTranslator translator = new AmiTranslator(Site.INVENTORY, Site.KEY, queue::add);
        List<Long> micros = Collections.synchronizedList(new ArrayList<>());
        AmiWire.Counters counters = new AmiWire.Counters();
        int rounds = 20 * 5_000 / eventsInARound;
        try (Pump pump = new Pump(rounds, 5_000)) {
            CountDownLatch ended = new CountDownLatch(1);
            AmiClient client = client(pump, counters, translator::take, ended);
            client.listen();
            while (ended.getCount() > 0) {
                queue.drain(10_000, signal -> micros.add(age(signal)));
                LockSupport.parkNanos(1_000_000);
            }
        }
        List<Long> steady = new ArrayList<>(micros.subList(micros.size() / 4, micros.size()));
        Collections.sort(steady);
        System.out.printf(
                Locale.ROOT,
                "5,000 events/s for 20 s: read to drained p50 %.2f ms, p99 %.2f ms, most %.2f ms; %d events, %d dropped; "
                        + "%d threads, %d MB heap after a collection%n",
                steady.get(steady.size() / 2) / 1e3,
                steady.get(steady.size() * 99 / 100) / 1e3,
                steady.get(steady.size() - 1) / 1e3,
                counters.events.get(),
                counters.dropped.get() + queue.dropped(),
                Thread.activeCount(),
                heapMegabytes());
        assertThat(counters.dropped.get() + queue.dropped()).isZero();
        // The median: on a machine that others use, the slowest hundredth tells of them.
        assertThat(steady.get(steady.size() / 2)).isLessThan(50_000);
    }

    private record Rate(double perSecond, double cpuMicrosAnEvent) {}

    private Rate measure(AmiClient.Heard heard) throws Exception {
        play(heard, ROUNDS / 2);
        return play(heard, ROUNDS);
    }

    private Rate play(AmiClient.Heard heard, int rounds) throws Exception {
        AmiWire.Counters counters = new AmiWire.Counters();
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        try (Pump pump = new Pump(rounds, 0)) {
            CountDownLatch ended = new CountDownLatch(1);
            AmiClient client = client(pump, counters, heard, ended);
            long cpuFrom = libraryCpu(threads);
            long from = System.nanoTime();
            client.listen();
            long cpu = cpuFrom;
            while (!ended.await(20, java.util.concurrent.TimeUnit.MILLISECONDS)) {
                cpu = Math.max(cpu, libraryCpu(threads));
            }
            double seconds = (System.nanoTime() - from) / 1e9;
            assertThat(counters.dropped).as("dropped on the way to the library").hasValue(0);
            return new Rate(counters.events.get() / seconds, (cpu - cpuFrom) / 1e3 / counters.events.get());
        }
    }

    private static AmiClient client(Pump pump, AmiWire.Counters counters, AmiClient.Heard heard, CountDownLatch ended) {
        PbxAddress address = Site.address(pump.port());
        return new AmiClient(
                address,
                () -> AmiWire.connect(
                        address,
                        (javax.net.ssl.SSLSocketFactory) javax.net.ssl.SSLSocketFactory.getDefault(),
                        Duration.ofSeconds(3),
                        Duration.ofSeconds(9)),
                InstantSource.system(),
                counters,
                heard,
                why -> ended.countDown());
    }

    private void tell(String what, Rate rate) {
        System.out.printf(
                Locale.ROOT,
                "%s: %.0f events/s on the wall clock, %.1f us of processor an event (so %.0f/s on one core); %d MB heap%n",
                what,
                rate.perSecond(),
                rate.cpuMicrosAnEvent(),
                1e6 / rate.cpuMicrosAnEvent(),
                heapMegabytes());
    }

    private static long libraryCpu(ThreadMXBean threads) {
        long sum = 0;
        for (Thread thread : Thread.getAllStackTraces().keySet()) {
            if (thread.getName().startsWith("Asterisk-Java")) {
                sum += Math.max(0, threads.getThreadCpuTime(thread.getId()));
            }
        }
        return sum;
    }

    private static long age(PbxSignal signal) {
        return Duration.between(signal.at(), Instant.now()).toNanos() / 1_000;
    }

    private static long heapMegabytes() {
        System.gc();
        return (Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory()) >> 20;
    }

    /** The recording without its banner and its answers. */
    private static byte[] recorded() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        Recording.load("22/calls-20-concurrent").chunks().forEach(chunk -> bytes.writeBytes(chunk.bytes()));
        String text = bytes.toString(java.nio.charset.StandardCharsets.UTF_8);
        StringBuilder events = new StringBuilder();
        for (String message : text.substring(text.indexOf("\r\n") + 2).split("\r\n\r\n", -1)) {
            if (message.startsWith("Event: ")) {
                events.append(message).append("\r\n\r\n");
            }
        }
        return AmiGoldenTest.bytes(events.toString());
    }

    private static int count(byte[] round) {
        return (int) EVENT.matcher("\r\n" + new String(round, java.nio.charset.StandardCharsets.UTF_8))
                .results()
                .count();
    }

    private static long countRtcp(byte[] round) {
        return Pattern.compile("\r\nEvent: RTCP")
                .matcher("\r\n" + new String(round, java.nio.charset.StandardCharsets.UTF_8))
                .results()
                .count();
    }

    /** A server that sends the recording over and over, at full speed or at so many events a second. */
    private final class Pump implements AutoCloseable {
        private final ServerSocket server;

        Pump(int rounds, int eventsPerSecond) throws IOException {
            server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
            Thread thread = new Thread(() -> send(rounds, eventsPerSecond), "bench-pump");
            thread.setDaemon(true);
            thread.start();
        }

        int port() {
            return server.getLocalPort();
        }

        @Override
        public void close() throws IOException {
            server.close();
        }

        private void send(int rounds, int eventsPerSecond) {
            try (Socket link = server.accept();
                    OutputStream out = link.getOutputStream()) {
                out.write(AmiGoldenTest.bytes("Asterisk Call Manager/11.0.0\r\n"));
                long next = System.nanoTime();
                // In twenty pieces, so that a paced stream does not come in gulps.
                int piece = round.length / 20 + 1;
                for (int i = 0; i < rounds; i++) {
                    for (int from = 0; from < round.length; from += piece) {
                        out.write(round, from, Math.min(piece, round.length - from));
                        if (eventsPerSecond > 0) {
                            next += 1_000_000_000L * eventsInARound / 20 / eventsPerSecond;
                            LockSupport.parkNanos(next - System.nanoTime());
                        }
                    }
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
