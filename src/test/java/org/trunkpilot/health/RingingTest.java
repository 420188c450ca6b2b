package org.trunkpilot.health;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SplittableRandom;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.trunkpilot.health.Finding.Kind;
import org.trunkpilot.signal.CallEnd;
import org.trunkpilot.signal.CallId;
import org.trunkpilot.signal.Callee;
import org.trunkpilot.signal.Progress;
import org.trunkpilot.signal.Seizure;
import org.trunkpilot.trunk.Destination;
import org.trunkpilot.trunk.Trunk;
import org.trunkpilot.trunk.TrunkId;

/** Post-dial delay by destination, against the trunk's own habit and against the other trunks. */
class RingingTest {
    private static final Instant START = Instant.parse("2026-03-02T00:00:00Z");
    private static final Duration HOUR = Duration.ofHours(1);

    /** Two trunks and what rings on them, weeks of it. */
    private static final class Site {
        private final SplittableRandom random;
        private TrunkHealth a = health("prov-a");
        private final TrunkHealth b = health("prov-b");
        private Instant now = START;
        private int calls;
        private double slowerOnA = 1;
        private double slowerOnB = 1;
        private final List<Finding> found = new ArrayList<>();

        Site(long seed) {
            random = new SplittableRandom(seed);
        }

        private static TrunkHealth health(String name) {
            return new TrunkHealth(
                    new Trunk(new TrunkId(name), name, name, "fibre", OptionalInt.empty()), HealthPolicy.balanced());
        }

        /** Twenty calls an hour by day and two by night on either trunk; by day they ring half as late again as by night. */
        void live(Duration time) {
            Instant end = now.plus(time);
            while (now.isBefore(end)) {
                long hour = now.getEpochSecond() / 3600 % 24;
                boolean day = hour >= 8 && hour < 20;
                ring(a, (day ? 1.8 : 1.2) * slowerOnA, Destination.ANY);
                ring(b, (day ? 2.2 : 1.5) * slowerOnB, Destination.ANY);
                now = now.plusSeconds(day ? 180 : 1800);
                beliefs();
            }
        }

        /** Lognormal, with half of its calls between 0.7 and 1.4 times the median. */
        private void ring(TrunkHealth trunk, double medianSeconds, Destination destination) {
            double normal =
                    Math.sqrt(-2 * Math.log(1 - random.nextDouble())) * Math.cos(2 * Math.PI * random.nextDouble());
            ringAfter(trunk, medianSeconds * Math.exp(0.5 * normal), destination);
        }

        void ringAfter(TrunkHealth trunk, double seconds, Destination destination) {
            var call = new CallId("call-" + calls++);
            var id = trunk.trunk().id();
            var delay = Duration.ofMillis(Math.round(seconds * 1000));
            trunk.accept(new Seizure(
                    now.minus(delay), id, call, Optional.empty(), new Callee("callee-" + calls, "49", destination)));
            trunk.accept(new Progress(now, id, call, Progress.Kind.RINGING));
            trunk.accept(new CallEnd(now, id, call, CallEnd.By.CALLER, OptionalInt.empty(), OptionalInt.empty()));
            trunk.endedLegs();
        }

        RingingNow ringing() {
            return new RingingNow(Map.of(a.trunk().id(), a.ringing(), b.trunk().id(), b.ringing()));
        }

        Belief beliefOfA() {
            return a.belief(now, ringing());
        }

        private void beliefs() {
            found.addAll(beliefOfA().findings());
            found.addAll(b.belief(now, ringing()).findings());
        }

        Optional<Finding> later() {
            return beliefOfA().findings().stream()
                    .filter(f -> f.kind() == Kind.LATER_THAN_USUAL)
                    .findFirst();
        }

        /** Everything on A that outlives a restart, through its text. */
        void restartA() {
            var kept = a.habits().stream().map(RingingHabit::text).toList();
            a = health("prov-a");
            a.recall(kept.stream().map(RingingHabit::parse).toList());
        }
    }

    @Test
    void aMonthOfDaysAndNightsRaisesNothing() {
        var site = new Site(1);
        site.live(Duration.ofDays(30));
        assertThat(site.found).isEmpty();
    }

    @Test
    void aTrunkThatRingsTwiceAsLateAsUsualAndAsTheOtherIsFound() {
        var site = new Site(2);
        site.live(Duration.ofDays(29).plusHours(12));
        site.slowerOnA = 2.3;
        site.live(HOUR.multipliedBy(2));
        var finding = site.later().orElseThrow();
        assertThat(finding.verdict()).isEqualTo(Verdict.DEGRADED);
        assertThat(finding.since()).isAfter(START.plus(Duration.ofDays(29)));
        assertThat(finding.words())
                .matches(
                        "calls ring after [0-9.]+ s \\(median of the last [0-9]+\\), [0-9.]+ times what is usual here "
                                + "at this hour \\(1\\.[6-9] s\\) and [0-9.]+ times what the other trunks take now \\(2[.0-9]* s\\)");
        assertThat(site.beliefOfA().findings()).extracting(Finding::kind).containsExactly(Kind.LATER_THAN_USUAL);
    }

    @Test
    void whenAllTrunksRingLateItIsNoneOfThem() {
        var site = new Site(3);
        site.live(Duration.ofDays(29).plusHours(12));
        site.slowerOnA = 2.3;
        site.slowerOnB = 2.3;
        site.live(HOUR.multipliedBy(4));
        assertThat(site.found)
                .filteredOn(f -> f.kind() == Kind.LATER_THAN_USUAL)
                .isEmpty();
    }

    @Test
    void aTrunkThatIsAloneIsComparedWithNobody() {
        var site = new Site(4);
        site.live(Duration.ofDays(29).plusHours(12));
        for (int i = 0; i < 12; i++) {
            site.now = site.now.plusSeconds(60);
            site.ringAfter(site.a, 4.5, Destination.ANY);
        }
        assertThat(site.later()).isEmpty();
        for (int i = 0; i < 5; i++) {
            site.ringAfter(site.b, 1.5, Destination.ANY);
        }
        assertThat(site.later()).isPresent();
    }

    @Test
    void withoutTwoHundredCallsThereIsNoHabit() {
        var site = new Site(5);
        site.now = START.plus(Duration.ofHours(8));
        site.live(HOUR.multipliedBy(9));
        site.slowerOnA = 2.3;
        site.live(HOUR.multipliedBy(2));
        assertThat(site.found).isEmpty();
        assertThat(site.later()).isEmpty();
    }

    @Test
    void theHabitOutlivesARestart() {
        var site = new Site(6);
        site.live(Duration.ofDays(29).plusHours(12));
        site.restartA();
        site.slowerOnA = 2.3;
        site.live(HOUR.multipliedBy(2));
        assertThat(site.later()).isPresent();
        assertThat(site.a.habits()).hasSize(6).allMatch(h -> h.text().length() < 300);
    }

    @Test
    void aHabitIsOverWhenNothingRangForFourWeeks() {
        var site = new Site(7);
        site.live(Duration.ofDays(10).plusHours(12));
        site.now = site.now.plus(Duration.ofDays(30));
        site.slowerOnA = 2.3;
        site.live(HOUR.multipliedBy(2));
        assertThat(site.later()).isEmpty();
    }

    @Test
    void anHourInWhichCallsRangPlainlyLateIsNotLearned() {
        var site = new Site(8);
        site.now = START.plus(HOUR);
        for (int i = 0; i < 400; i++) {
            site.now = site.now.plusSeconds(30);
            site.ringAfter(site.a, 7.5, Destination.ANY);
        }
        assertThat(site.beliefOfA().findings().get(0).kind()).isEqualTo(Kind.SLOW_RINGING);
        assertThat(site.a.habits()).isEmpty();
    }

    /** Calls that always took 6.5 s are no fault of today; 8 s would not be either, but 12 s are. */
    @Test
    void whatAlwaysWasLateIsHeldToItsHabit() {
        var site = new Site(9);
        site.now = START.plus(HOUR);
        for (int i = 0; i < 400; i++) {
            site.now = site.now.plusSeconds(60);
            site.ringAfter(site.a, i % 4 == 0 ? 1 : i % 2 == 0 ? 5.9 : 5.5, Destination.ANY);
        }
        site.now = site.now.plus(HOUR);
        for (int i = 0; i < 8; i++) {
            site.ringAfter(site.a, 8, Destination.ANY);
        }
        assertThat(site.beliefOfA().findings()).isEmpty();
        for (int i = 0; i < 8; i++) {
            site.ringAfter(site.a, 12, Destination.ANY);
        }
        assertThat(site.beliefOfA().findings().get(0).words())
                .isEqualTo("8 of the last 8 calls took more than 9.1 s to the 180, the last of them 12 s");
    }

    @Test
    void aCallIsJudgedByTheTargetOfItsDestination() {
        var site = new Site(10);
        for (int i = 0; i < 40; i++) {
            site.ringAfter(site.a, 10, Destination.INTERNATIONAL);
            site.ringAfter(site.a, 7, Destination.MOBILE);
        }
        assertThat(site.beliefOfA().findings()).isEmpty();
        for (int i = 0; i < 7; i++) {
            site.ringAfter(site.a, 7, Destination.LOCAL);
        }
        assertThat(site.beliefOfA().findings().get(0).words())
                .isEqualTo("7 of the last 7 calls took more than 6 s to the 180, the last of them 7 s");
    }

    @Test
    void allDestinationsAddToOneSum() {
        var site = new Site(11);
        for (int i = 0; i < 4; i++) {
            site.ringAfter(site.a, 12, Destination.INTERNATIONAL);
        }
        for (int i = 0; i < 3; i++) {
            site.ringAfter(site.a, 9, Destination.LOCAL);
        }
        var finding = site.beliefOfA().findings().get(0);
        assertThat(finding.verdict()).isEqualTo(Verdict.DEGRADED);
        assertThat(finding.words())
                .isEqualTo("7 of the last 7 calls took more than the 6 s to 11 s of their destinations to the 180, "
                        + "the last of them 9 s");
    }

    @Test
    void thePartNamesTheDestinationsAndScoresTheWorst() {
        var site = new Site(12);
        site.ringAfter(site.a, 1, Destination.LOCAL);
        site.ringAfter(site.a, 8, Destination.INTERNATIONAL);
        var part = site.beliefOfA().part(Part.PDD);
        assertThat(part.words())
                .isEqualTo("rings local after 1 s (median of 1), rings international after 8 s (median of 1)");
        // E.721's mean of international calls.
        assertThat(part.score()).hasValue(100);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "RINGING ANY 1/4 2026-03-02T00:00:00Z",
                "RINGING ANY 1 2026-03-02T00:00:00Z 3:20",
                "RINGING NOWHERE 1/4 2026-03-02T00:00:00Z 3:20",
                "RINGING ANY 1/4 yesterday 3:20",
                "RINGING ANY 1/4 2026-03-02T00:00:00Z 3"
            })
    void aHabitThatCannotBeReadIsRefused(String text) {
        Assertions.assertThatThrownBy(() -> RingingHabit.parse(text))
                .isInstanceOfAny(
                        IllegalArgumentException.class, DateTimeException.class, ArrayIndexOutOfBoundsException.class);
    }

    @Test
    void aHabitOfOtherBlocksOfHoursIsOfNoUse() {
        var habit = new HourHabit(HealthPolicy.balanced().pdd().habit());
        habit.recall(new RingingHabit(Progress.Kind.RINGING, Destination.ANY, 0, 6, START, Map.of(3, 900.0)));
        habit.recall(new RingingHabit(Progress.Kind.RINGING, Destination.ANY, 9, 4, START, Map.of(3, 900.0)));
        assertThat(habit.usual(START)).isEmpty();
        habit.recall(new RingingHabit(Progress.Kind.RINGING, Destination.ANY, 0, 4, START, Map.of(3, 900.0, 99, 1.0)));
        assertThat(habit.usual(START).orElseThrow().median()).isBetween(Duration.ofMillis(152), Duration.ofMillis(175));
    }
}
