package org.trunkpilot.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.trunkpilot.signal.Progress;
import org.trunkpilot.trunk.Destination;

/** How soon calls are used to ring: blocks of four hours, 200 calls, four weeks. */
class HabitTest {
    private static final Instant MIDNIGHT = Instant.parse("2026-03-02T00:00:00Z");

    private final HourHabit habit = new HourHabit(HealthPolicy.balanced().pdd().habit());

    private static Instant at(double hour) {
        return MIDNIGHT.plusMillis(Math.round(hour * 3_600_000));
    }

    private void calls(int count, int millis, double hour) {
        for (int i = 0; i < count; i++) {
            habit.count(Duration.ofMillis(millis), false, at(hour));
        }
    }

    private HourHabit.Usual usual(double hour) {
        return habit.usual(at(hour)).orElseThrow();
    }

    private static void isAbout(Duration is, int millis) {
        assertThat((double) is.toMillis()).isBetween(millis / 1.16, millis * 1.16);
    }

    @Test
    void anHourIsLearntWhenItIsOverAndNotBefore() {
        calls(205, 2_000, 9.5);
        assertThat(habit.usual(at(9.99))).isEmpty();
        assertThat(habit.usual(at(10))).isPresent();
    }

    @Test
    void halfRingWithinTheMedianAndFourOfFiveWithinMostly() {
        calls(150, 1_000, 9);
        calls(60, 4_000, 9.1);
        calls(90, 8_000, 9.2);
        isAbout(usual(10).median(), 1_000);
        isAbout(usual(10).mostly(), 8_000);
    }

    @Test
    void eachBlockOfTheDayHasItsOwnHabitAndAPoorOneThatOfTheDay() {
        calls(300, 1_000, 9);
        calls(300, 3_000, 13);
        calls(10, 8_000, 17);
        isAbout(usual(24 + 9.5).median(), 1_000);
        isAbout(usual(24 + 13.5).median(), 3_000);
        isAbout(usual(24 + 17.5).mostly(), 3_000);
        assertThat(usual(24 + 17.5)).as("of all that is known").isEqualTo(usual(24 + 1));
    }

    @Test
    void anHourInWhichCallsRangPlainlyLateIsStruckAsAWhole() {
        calls(300, 1_000, 9);
        calls(300, 9_000, 10);
        habit.count(Duration.ofSeconds(9), true, at(10.5));
        calls(300, 9_000, 10.6);
        isAbout(usual(11.5).mostly(), 1_000);
        calls(900, 3_000, 11.6);
        isAbout(usual(12.5).median(), 3_000);
    }

    @Test
    void withTooFewCallsThereIsNoHabit() {
        calls(199, 1_000, 9);
        assertThat(habit.usual(at(10))).isEmpty();
        calls(2, 1_000, 10);
        assertThat(habit.usual(at(11)))
                .as("the first of them have faded by an hour")
                .isPresent();
    }

    @Test
    void whatIsOlderThanFourWeeksIsForgotten() {
        calls(2_000, 1_000, 9);
        double weeks = 28 * 24;
        assertThat(habit.usual(at(9 + weeks + 0.9))).isPresent();
        assertThat(habit.usual(at(9 + weeks + 1))).isEmpty();
    }

    @Test
    void callsFadeByTheFactorEInFourWeeks() {
        calls(540, 1_000, 9);
        assertThat(habit.usual(at(9 + 27.5 * 24))).as("540 / e^0.98 = 202").isPresent();
        assertThat(habit.usual(at(9 + 27.95 * 24))).as("540 / e^0.998 = 199").isEmpty();
    }

    @Test
    void theQuickestAndTheSlowestCallsHaveTheirBuckets() {
        calls(300, 1, 9);
        assertThat(usual(10).median().toMillis()).isBetween(100L, 116L);
        calls(3_000, 500_000, 10);
        assertThat(usual(11).median().toMillis()).isBetween(70_000L, 82_000L);
    }

    @Test
    void whatIsKeptOverARestartIsTakenUpAgain() {
        calls(300, 2_000, 9);
        assertThat(habit.kept(Progress.Kind.RINGING, Destination.MOBILE))
                .as("not over")
                .isEmpty();
        isAbout(usual(10).median(), 2_000);
        List<RingingHabit> kept = habit.kept(Progress.Kind.RINGING, Destination.MOBILE);
        assertThat(kept).singleElement().satisfies(k -> {
            assertThat(k.block()).isEqualTo(2);
            assertThat(k.blockHours()).isEqualTo(4);
            assertThat(k.at()).isEqualTo(at(9));
            assertThat(k.text()).matches("RINGING MOBILE 2/4 2026-03-02T09:00:00Z \\d+:3000");
        });
        var again = new HourHabit(HealthPolicy.balanced().pdd().habit());
        again.recall(RingingHabit.parse(kept.get(0).text()));
        assertThat(again.usual(at(10))).isEqualTo(habit.usual(at(10)));
    }

    @Test
    void aHabitOfOtherBlocksOrBucketsIsOfNoUse() {
        for (var useless : List.of(
                new RingingHabit(Progress.Kind.RINGING, Destination.ANY, 2, 6, at(9), Map.of(5, 900.0)),
                new RingingHabit(Progress.Kind.RINGING, Destination.ANY, 6, 4, at(9), Map.of(5, 900.0)),
                new RingingHabit(Progress.Kind.RINGING, Destination.ANY, -1, 4, at(9), Map.of(5, 900.0)),
                new RingingHabit(Progress.Kind.RINGING, Destination.ANY, 2, 4, at(9), Map.of(48, 900.0, -1, 900.0)))) {
            habit.recall(useless);
            assertThat(habit.usual(at(10))).isEmpty();
        }
        habit.recall(
                new RingingHabit(Progress.Kind.RINGING, Destination.ANY, 0, 4, at(9), Map.of(0, 500.0, 47, 100.0)));
        assertThat(usual(10).median().toMillis()).isBetween(100L, 115L);
    }

    @Test
    void aLineThatIsNoHabitIsRefused() {
        assertThatThrownBy(() -> RingingHabit.parse("RINGING MOBILE 2/4 2026-03-02T09:00:00Z"))
                .hasMessage("a habit of 4 words");
        assertThatThrownBy(() -> RingingHabit.parse("RINGING NOWHERE 2/4 2026-03-02T09:00:00Z 1:2"))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
