package org.trunkpilot.pbx.freeswitch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Set;
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
    private static final Trunk B = Site.INVENTORY.trunk(Site.B).orElseThrow();
    private static final Trunk C = Site.INVENTORY.trunk(Site.C).orElseThrow();

    private final FakeClock clock = new FakeClock();
    private final Unease unease = new Unease();
    private final List<PbxSignal> told = new ArrayList<>();
    private final List<Long> registers = new ArrayList<>();
    private final Later later = new Later();
    private final Set<String> problems = new HashSet<>();
    private final Prober prober = new Prober(later, this::answer, clock, unease, told::add, problems::add);
    private String state = "REGED";
    private int ping = 5;
    private long nextPing = 100;
    private boolean pinging;
    private boolean answers = true;
    private long now;

    @AfterEach
    void stop() {
        later.shutdownNow();
        assertThat(problems).isEmpty();
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
        // FreeSWITCH gives a ping up after 32 s; here it never does, and that is told.
        assertThat(problems).hasSize(1);
        problems.clear();
    }

    @Test
    void badNewsAnywhereIsWorthOneProofEachThreeSecondsSixTimesAndThenRestsForHalfAMinute() {
        for (int i = 0; i < 60; i++) {
            unease.heard(new Reachability(clock.instant(), Site.B, Reachability.State.UNREACHABLE, Optional.empty()));
            probeEverySecond(A, 1);
        }

        assertThat(registers.get(5) - registers.get(0)).isEqualTo(15_000);
        assertThat(registers.get(6) - registers.get(5)).isEqualTo(30_000);
        assertThat(told.stream().filter(ProbeAnswered.class::isInstance)).hasSizeGreaterThan(6);
    }

    /** Met on a real site: prov-a's own calls are always slow, and then prov-b dies. */
    @Test
    void newTroubleIsProvedAtOnceHoweverLongTheOldOneHasLasted() {
        for (int i = 0; i < 60; i++) {
            unease.heard(new Reachability(clock.instant(), Site.B, Reachability.State.UNREACHABLE, Optional.empty()));
            probeEverySecond(A, 1);
        }
        while (now - registers.get(registers.size() - 1) < 6_000) {
            unease.heard(new Reachability(clock.instant(), Site.B, Reachability.State.UNREACHABLE, Optional.empty()));
            probeEverySecond(A, 1);
        }
        int before = registers.size();
        unease.heard(new Reachability(clock.instant(), Site.C, Reachability.State.UNREACHABLE, Optional.empty()));
        probeEverySecond(A, 1);

        assertThat(registers).hasSize(before + 1);
    }

    /** As FreeSWITCH 1.10.12 does for ever where its OPTIONS is answered with 401. */
    @Test
    void aPingThatHangsIsNoNewsAndTheGatewayIsAskedByRegister() {
        probe(A);
        pinging = true;
        for (int second = 0; second < 60; second++) {
            probe(A);
            advance(1_000);
        }
        assertThat(problems)
                .singleElement()
                .asString()
                .contains("ping of prov-a hangs")
                .contains("check");
        registers.clear();
        told.clear();
        for (int second = 0; second < 120; second++) {
            probe(A);
            advance(1_000);
        }

        assertThat(registers).hasSizeBetween(3, 5);
        assertThat(told.stream().filter(ProbeAnswered.class::isInstance)).hasSizeBetween(3, 5);
        assertThat(unease.since(clock.instant())).isEmpty();
        problems.clear();
    }

    /** What FreeSWITCH 1.10.12 answered of a gateway whose far end refuses OPTIONS with 401; it stood so for 38 minutes. */
    @Test
    void thePingThatHungOnARealPbxIsToldOf() throws IOException {
        readOf(A, "gateway-ping-hangs-401", Long.MAX_VALUE);

        assertThat(told).singleElement().isInstanceOf(ProbeSent.class);
        assertThat(problems).singleElement().asString().contains("ping of prov-a hangs");
        problems.clear();
    }

    /**
     * From 14.8 s on OPTIONS is answered with 401: the ping of 18.8 s was the last one. That it answered 200 again from 76 s on, and
     * a REGISTER at 89 s, changed nothing; only the new gateway of 101 s was pinged again.
     */
    @Test
    void aPingThatHangsIsNoticedWithinAMinuteAndSoIsItsEnd() throws IOException {
        readOf(B, "gateway-ping-401-and-mended", 100_000);
        List<PbxSignal> before = List.copyOf(told);
        assertThat(answersBetween(20_000, 100_000)).isEmpty();
        assertThat(before).last().isInstanceOf(ProbeSent.class);
        assertThat(problems).singleElement().asString().contains("ping of prov-b hangs");
        problems.clear();

        told.clear();
        readOf(B, "gateway-ping-401-and-mended", Long.MAX_VALUE);
        assertThat(answersBetween(101_000, 115_000)).isNotEmpty();
        problems.clear();
    }

    /**
     * A gateway that does not register, ping-max 3: silent from 20.1 s to 136.2 s. Two pings failed, at 56 and 94 s, before the third
     * took the gateway down; all the while the time of the last answer stood at 0.82 ms.
     */
    @Test
    void aPingThatFailsIsNotTakenForAnAnswerWhateverPingMaxSays() throws IOException {
        readOf(C, "gateway-ping-max-3", Long.MAX_VALUE);

        assertThat(answersBetween(0, 20_200)).hasSizeGreaterThanOrEqualTo(3);
        assertThat(answersBetween(20_200, 136_200)).isEmpty();
        assertThat(told.stream().filter(ProbeSent.class::isInstance)).hasSizeGreaterThanOrEqualTo(3);
        assertThat(answersBetween(136_200, 154_300)).hasSize(4);
        // OPTIONS answered with 503 until 168 s: FreeSWITCH counts those as failed.
        assertThat(answersBetween(154_300, 168_300)).isEmpty();
        assertThat(answersBetween(168_300, 200_000)).hasSize(2);
    }

    /** ping-max is 1 here: the gateway was down by a refused REGISTER when its ping failed, and that left the old time as well. */
    @Test
    void aPingThatFailsWhileTheAccountIsRefusedIsNoAnswerEither() throws IOException {
        readOf(A, "gateway-ping-fails-while-refused", Long.MAX_VALUE);

        assertThat(answersBetween(10_200, 59_900)).isEmpty();
        assertThat(answersBetween(59_900, 80_000)).isNotEmpty();
    }

    /** Hands over each status of the gateway that a recording holds. */
    private void readOf(Trunk trunk, String recording, long untilMillis) throws IOException {
        for (Recording.Chunk chunk : Recording.load(recording).chunks()) {
            boolean status = chunk.answers()
                    .filter(("api sofia xmlstatus gateway " + trunk.endpoint())::equals)
                    .isPresent();
            String answer = new String(chunk.bytes(), StandardCharsets.UTF_8);
            if (status && chunk.millis() <= untilMillis && answer.contains("<gateway>")) {
                clock.setMillis(chunk.millis());
                prober.read(
                        trunk,
                        GatewayStatus.parse(answer.substring(answer.indexOf('<')))
                                .get(0),
                        clock.instant());
            }
        }
    }

    private List<PbxSignal> answersBetween(long from, long to) {
        return told.stream()
                .filter(ProbeAnswered.class::isInstance)
                .filter(signal -> !signal.at().isBefore(FakeClock.START.plusMillis(from))
                        && signal.at().isBefore(FakeClock.START.plusMillis(to)))
                .toList();
    }

    /** A proof that is asked for between two pings must not wait until it is asked for again. */
    @Test
    void thePingAfterAQuestionIsLookedOutFor() {
        probe(A);
        told.clear();
        advance(1_000);
        nextPing += 5;
        advance(400);

        assertThat(told).singleElement().isInstanceOf(ProbeAnswered.class);
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
