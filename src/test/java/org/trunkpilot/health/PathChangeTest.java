package org.trunkpilot.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.trunkpilot.health.Trial.at;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** When a figure of the audio has risen: 30 calls are learned, three far above make a rise, and what stays becomes the habit. */
class PathChangeTest {
    private final ChangeTest test = new ChangeTest(HealthPolicy.balanced().path(), Duration.ofMinutes(15));
    private double now;
    private int callees;

    private void calls(int count, double value) {
        for (int i = 0; i < count; i++) {
            now += 60;
            test.vote("callee-" + callees++, value, at(now));
        }
    }

    private void alternating(int pairs, double low, double high) {
        for (int i = 0; i < pairs; i++) {
            calls(1, low);
            calls(1, high);
        }
    }

    private ChangeTest.Rise rise() {
        return test.rise(at(now), 1, 0).orElse(null);
    }

    @Test
    void thirtyCallsAreLearnedAndTheThirdFarAboveIsARise() {
        calls(30, 40);
        double first = now + 60;
        calls(2, 400);
        assertThat(rise()).isNull();
        calls(1, 400);
        assertThat(rise().since()).isEqualTo(at(first));
        assertThat(rise().now()).isEqualTo(400);
        assertThat(rise().calls()).isEqualTo(3);
        assertThat(rise().usual()).as("the habit has begun to follow").isBetween(40.1, 40.3);
    }

    @Test
    void theFirstThirtyRaiseNothingWhateverTheyAre() {
        calls(15, 40);
        calls(15, 400);
        assertThat(rise()).isNull();
    }

    @Test
    void aTrunkWhoseCallsDifferMustRiseFarther() {
        alternating(15, 20, 80);
        calls(5, 200);
        assertThat(rise()).isNull();
        calls(3, 200);
        assertThat(rise().usual()).isBetween(39.5, 41.5);
    }

    @Test
    void aTrunkWhoseCallsHaveComeToDifferIsUsedToItAfterADay() {
        calls(30, 40);
        alternating(720, 20, 80);
        assertThat(rise()).isNull();
        calls(4, 160);
        assertThat(rise()).isNull();
        calls(4, 160);
        assertThat(rise().usual()).isBetween(38.0, 43.0);
    }

    @Test
    void whatHasRisenForGoodIsTheHabitInTheEnd() {
        calls(30, 40);
        calls(4 * 1440, 120);
        assertThat(rise()).isNull();
        calls(20, 140);
        assertThat(rise()).as("of the new habit this is no rise").isNull();
    }

    @Test
    void aRunEndsWhereUsualCallsOutweighIt() {
        calls(30, 40);
        calls(1, 400);
        calls(4, 40);
        calls(3, 400);
        assertThat(rise().calls()).isEqualTo(3);
    }

    @Test
    void theMedianOfTheRunIsTold() {
        calls(30, 40);
        calls(1, 300);
        calls(1, 500);
        calls(1, 400);
        assertThat(rise().now()).isEqualTo(400);
    }

    @Test
    void aRiseThatNoCallFeedsIsOverAfterAQuarterOfAnHour() {
        calls(30, 40);
        calls(3, 400);
        assertThat(test.rise(at(now + 899.9), 1, 0)).isPresent();
        assertThat(test.rise(at(now + 900), 1, 0)).isEmpty();
        calls(2, 400);
        assertThat(rise()).isNull();
    }

    @Test
    void twoLateCallsBeforeAQuarterOfAnHourOfNothingDoNotCount() {
        calls(30, 40);
        calls(2, 400);
        now += 840;
        calls(1, 400);
        assertThat(rise()).isNull();
    }

    @Test
    void whatWasSeenOfLateIsForgottenAndTheHabitStays() {
        calls(30, 40);
        calls(3, 400);
        test.reset();
        assertThat(rise()).isNull();
        calls(2, 400);
        assertThat(rise()).isNull();
        calls(1, 400);
        assertThat(rise().calls()).isEqualTo(3);
    }

    @Test
    void itTakesAsManyNumbersAsAreAskedForAndMoreThanIsBorne() {
        calls(30, 40);
        calls(2, 400);
        callees--;
        calls(2, 400);
        assertThat(test.rise(at(now), 3, 399)).isPresent();
        assertThat(test.rise(at(now), 4, 399)).isEmpty();
        assertThat(test.rise(at(now), 3, 400)).isEmpty();
    }

    @Test
    void theNextMinuteWithALongRunTellsOfItsLastSixtyFourCalls() {
        calls(30, 40);
        calls(70, 4_000);
        assertThat(rise().calls()).isEqualTo(64);
    }
}
