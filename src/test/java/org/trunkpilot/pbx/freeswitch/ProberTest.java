package org.trunkpilot.pbx.freeswitch;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.trunkpilot.pbx.FakeClock;
import org.trunkpilot.signal.PbxSignal;
import org.trunkpilot.signal.ProbeAnswered;
import org.trunkpilot.signal.ProbeSent;
import org.trunkpilot.signal.Reachability;
import org.trunkpilot.trunk.Trunk;

/** How often a carrier is troubled, and what proves that it lives; in virtual time. */
class ProberTest {
    private static final Trunk A = Site.INVENTORY.trunk(Site.A).orElseThrow();
    private static final Trunk C = Site.INVENTORY.trunk(Site.C).orElseThrow();

    private final FakeClock clock = new FakeClock();
    private final Unease unease = new Unease();
    private final List<PbxSignal> told = new ArrayList<>();
    private final List<Long> registers = new ArrayList<>();
    private final Later later = new Later();
    private final Prober prober = new Prober(later, this::answer, clock, unease, told::add, problem -> {
        throw new AssertionError(problem);
    });
    private String state = "REGED";
    private int ping = 5;
    private long nextPing = 100;
    private boolean pinging;
    private boolean answers = true;
    private long now;

    @AfterEach
    void stop() {
        later.shutdownNow();
    }

    @Test
    void inQuietACarrierIsNeverSentARegister() {
        probeEverySecond(A, 120);

        assertThat(registers).isEmpty();
        assertThat(told).isNotEmpty().allMatch(ProbeAnswered.class::isInstance);
    }

    /** Blackholed just after an answered ping: the next one stands unanswered, and two REGISTERs soon do, too. */
    @Test
    void aPathThatDiesIsWitnessedTwiceWithinTenSeconds() {
        probeEverySecond(A, 10);
        told.clear();
        answers = false;
        long died = now;
        probeEverySecond(A, 8);

        assertThat(told.stream().filter(ProbeSent.class::isInstance).map(PbxSignal::at))
                .hasSizeGreaterThanOrEqualTo(2)
                .first()
                .satisfies(at -> assertThat(Duration.between(FakeClock.START.plusMillis(died), at))
                        .isLessThanOrEqualTo(Duration.ofMillis(6_500)));
        assertThat(told).noneMatch(ProbeAnswered.class::isInstance);
    }

    @Test
    void intoSilenceThreeRegistersGoOutAndThenOneEachHalfMinute() {
        probeEverySecond(A, 10);
        answers = false;
        probeEverySecond(A, 100);

        assertThat(registers).hasSizeBetween(5, 6);
        assertThat(registers.get(3) - registers.get(2)).isGreaterThanOrEqualTo(30_000);
    }

    @Test
    void badNewsAnywhereIsWorthOneProofEachFiveSecondsAndNoMoreThanSix() {
        for (int i = 0; i < 60; i++) {
            unease.heard(new Reachability(clock.instant(), Site.B, Reachability.State.UNREACHABLE, Optional.empty()));
            probeEverySecond(A, 1);
        }

        assertThat(registers).hasSizeBetween(6, 8);
        assertThat(told.stream().filter(ProbeAnswered.class::isInstance)).hasSizeGreaterThan(6);
    }

    @Test
    void aGatewayThatIsNotPingedIsAskedByRegisterNowAndThen() {
        ping = 0;
        probeEverySecond(A, 100);

        assertThat(registers).hasSizeBetween(3, 4);
    }

    @Test
    void aGatewayThatNeitherRegistersNorIsPingedCannotBeAsked() {
        ping = 0;
        state = "NOREG";
        probeEverySecond(C, 60);

        assertThat(registers).isEmpty();
        assertThat(told).isEmpty();
    }

    /** 400 ms by satellite: longer than the look at it takes, and no miss. */
    @Test
    void aPingThatTakesLongIsToldAndAnswered() {
        probe(A);
        advance(1_000);
        pinging = true;
        probe(A);
        advance(400);
        pinging = false;
        nextPing += 5;
        advance(700);

        assertThat(told).hasSize(2);
        assertThat(told.get(0)).isEqualTo(new ProbeSent(FakeClock.START.plusMillis(1_000), Site.A));
        assertThat(((ProbeAnswered) told.get(1)).sentAt()).isEqualTo(FakeClock.START.plusMillis(1_000));
    }

    private void probeEverySecond(Trunk trunk, int seconds) {
        for (int i = 0; i < seconds; i++) {
            if (now % 5_000 == 0) {
                pinging = !answers;
                nextPing += answers ? 5 : 0;
            }
            probe(trunk);
            advance(1_000);
        }
    }

    private void probe(Trunk trunk) {
        prober.probe(trunk);
        later.runDue();
    }

    private void advance(long millis) {
        for (long i = 0; i < millis; i += 100) {
            now += 100;
            clock.setMillis(now);
            later.runDue();
        }
    }

    private EslAnswer answer(EslCommand command) {
        if (command.text().contains(" register ")) {
            registers.add(now);
            if (answers) {
                ScheduledFuture<?> unused =
                        later.schedule(() -> prober.answered(Site.A, clock.instant()), 500, TimeUnit.MILLISECONDS);
            }
            return new EslAnswer("+OK");
        }
        return new EslAnswer(
                ("<gateway><name>x</name><profile>external</profile><proxy>sip:10.10.1.2</proxy><ping>%d</ping>"
                                + "<pingfreq>%d</pingfreq><pingtime>1.31</pingtime><pinging>%d</pinging><state>%s</state>"
                                + "<status>UP</status></gateway>")
                        .formatted(nextPing, ping, pinging ? 1 : 0, state));
    }

    /** Runs what is due by the clock of the test, in its order. */
    private final class Later extends ScheduledThreadPoolExecutor {
        private final PriorityQueue<Due> queue = new PriorityQueue<>();

        private record Due(long at, int number, Runnable task) implements Comparable<Due> {
            @Override
            public int compareTo(Due other) {
                return at == other.at ? Integer.compare(number, other.number) : Long.compare(at, other.at);
            }
        }

        Later() {
            super(0);
        }

        void runDue() {
            while (!queue.isEmpty() && queue.peek().at() <= now) {
                queue.remove().task().run();
            }
        }

        @Override
        public void execute(Runnable task) {
            queue.add(new Due(now, queue.size(), task));
        }

        @Override
        public ScheduledFuture<?> schedule(Runnable task, long delay, TimeUnit unit) {
            queue.add(new Due(now + unit.toMillis(delay), queue.size(), task));
            return super.schedule((Callable<Boolean>) () -> true, 1, TimeUnit.DAYS);
        }
    }
}
