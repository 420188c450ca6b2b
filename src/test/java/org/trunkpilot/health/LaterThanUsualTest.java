package org.trunkpilot.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.trunkpilot.health.Trial.at;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.trunkpilot.trunk.Destination;
import org.trunkpilot.trunk.TrunkId;

/** Calls that ring 1.7 times later than usual here and than elsewhere now: nine ahead, five on either side. */
class LaterThanUsualTest {
    private static final TrunkId HERE = new TrunkId("here");
    private static final TrunkId THERE = new TrunkId("there");
    private static final HourHabit.Usual USUAL = usual(2_000, 3_000);

    private final HealthPolicy policy = HealthPolicy.balanced();
    private final LateTest test = new LateTest(policy.pdd(), policy.recovery());
    private final List<RingingNow.Heard> elsewhere = new ArrayList<>();
    private double now;

    private static HourHabit.Usual usual(long medianMillis, long mostlyMillis) {
        return new HourHabit.Usual(Duration.ofMillis(medianMillis), Duration.ofMillis(mostlyMillis));
    }

    private void ring(int count, long millis) {
        ring(count, millis, Destination.ANY, USUAL);
    }

    private void ring(int count, long millis, Destination destination, HourHabit.Usual usual) {
        for (int i = 0; i < count; i++) {
            now += 10;
            test.add(destination, Duration.ofMillis(millis), usual, at(now));
        }
    }

    private void elsewhere(int count, long millis) {
        for (int i = 0; i < count; i++) {
            elsewhere.add(new RingingNow.Heard(at(now), Duration.ofMillis(millis)));
        }
    }

    private RingingNow ringing(Destination destination) {
        return new RingingNow(Map.of(THERE, Map.of(destination, List.copyOf(elsewhere))));
    }

    private Optional<Finding> finding() {
        return test.finding(at(now), HERE, ringing(Destination.ANY));
    }

    @Test
    void nineAheadAreAFaultWithItsFigures() {
        ring(1, 4_000);
        elsewhere(5, 2_000);
        ring(7, 4_000);
        assertThat(finding()).isEmpty();
        ring(1, 4_000);
        var finding = finding().orElseThrow();
        assertThat(finding.kind()).isEqualTo(Finding.Kind.LATER_THAN_USUAL);
        assertThat(finding.verdict()).isEqualTo(Verdict.DEGRADED);
        assertThat(finding.since()).as("the first was dialled").isEqualTo(at(10 - 4));
        assertThat(finding.words())
                .isEqualTo("calls ring after 4 s (median of the last 9), 2 times what is usual here at this hour (2 s)"
                        + " and 2 times what the other trunks take now (2 s)");
    }

    @Test
    void aCallIsLateAboveTheRatioTheUsualMostAndWhatIsNoticed() {
        elsewhere(5, 1_000);
        ring(20, 3_400);
        assertThat(finding()).as("1.7 times is not above it").isEmpty();
        ring(20, 3_000, Destination.ANY, usual(1_500, 3_000));
        assertThat(finding()).as("four of five calls do").isEmpty();
        ring(20, 2_000, Destination.ANY, usual(500, 900));
        assertThat(finding()).as("two seconds are nothing").isEmpty();
        elsewhere(5, 1_000);
        now += 10;
        ring(9, 2_001, Destination.ANY, usual(500, 900));
        elsewhere(5, 1_000);
        assertThat(finding()).isPresent();
    }

    @Test
    void aQuickCallTakesOffWhatALateOneAdds() {
        for (int i = 0; i < 20; i++) {
            ring(1, 4_000);
            ring(1, 1_000);
        }
        elsewhere(5, 1_000);
        assertThat(finding()).isEmpty();
        ring(8, 4_000);
        ring(1, 1_000);
        ring(1, 4_000);
        elsewhere(5, 1_000);
        assertThat(finding()).isEmpty();
        ring(1, 4_000);
        elsewhere(5, 1_000);
        assertThat(finding().orElseThrow().words()).contains("median of the last 11");
    }

    @Test
    void withFewerThanFiveCallsElsewhereSinceItBeganNothingIsSaid() {
        now = 5;
        elsewhere(5, 1_000);
        ring(9, 4_000);
        assertThat(finding()).as("those were before").isEmpty();
        elsewhere(4, 1_000);
        assertThat(finding()).isEmpty();
        elsewhere(1, 1_000);
        assertThat(finding()).isPresent();
        assertThat(test.finding(at(now), THERE, ringing(Destination.ANY)))
                .as("not with itself")
                .isEmpty();
    }

    @Test
    void asLateElsewhereIsNobodysFault() {
        ring(9, 3_401);
        elsewhere(5, 2_001);
        assertThat(finding()).isEmpty();
        elsewhere.clear();
        elsewhere(5, 2_000);
        assertThat(finding()).isPresent();
    }

    @Test
    void theMedianOfTheRunMustBeLateToo() {
        ring(9, 4_000);
        elsewhere(5, 1_000);
        assertThat(finding()).isPresent();
        ring(9, 2_000);
        ring(1, 4_000);
        ring(9, 2_000);
        assertThat(finding())
                .as("still raised, but most of its calls are quick")
                .isEmpty();
    }

    @Test
    void destinationsAreComparedEachWithItsOwn() {
        var habit = usual(1_000, 1_500);
        ring(4, 4_000, Destination.MOBILE, habit);
        ring(5, 4_000, Destination.LOCAL, habit);
        elsewhere(5, 1_000);
        assertThat(test.finding(at(now), HERE, ringing(Destination.MOBILE)))
                .as("four calls are too few")
                .isEmpty();
        assertThat(test.finding(at(now), HERE, ringing(Destination.LOCAL))
                        .orElseThrow()
                        .words())
                .startsWith("local calls ring after 4 s (median of the last 5), 4 times");
    }

    @Test
    void tenQuickCallsInARowEndIt() {
        ring(9, 4_000);
        elsewhere(5, 1_000);
        ring(9, 1_000);
        ring(20, 4_000);
        assertThat(finding()).isPresent();
        ring(10, 1_000);
        assertThat(finding()).isEmpty();
        ring(8, 4_000);
        elsewhere(5, 1_000);
        assertThat(finding()).as("nothing is left of before").isEmpty();
        ring(1, 4_000);
        elsewhere(5, 1_000);
        assertThat(finding().orElseThrow().words()).contains("median of the last 9");
    }

    @Test
    void withoutCallsItIsGivenUpAfterAQuarterOfAnHour() {
        ring(9, 4_000);
        elsewhere(5, 1_000);
        now += 899;
        assertThat(finding()).isPresent();
        now += 1;
        assertThat(finding()).isEmpty();
        ring(1, 4_000);
        elsewhere(5, 1_000);
        assertThat(finding()).isEmpty();
        ring(4, 4_000);
        elsewhere(5, 1_000);
        assertThat(finding()).as("half the evidence, in doubt").isPresent();
    }

    @Test
    void theNextCallNoticesThatItWasGivenUp() {
        ring(9, 4_000);
        now += 900;
        ring(3, 1_000);
        ring(5, 4_000);
        elsewhere(5, 1_000);
        assertThat(finding()).as("three quick calls settled the doubt").isEmpty();
    }

    @Test
    void whatWeLostSightOfBeginsAnewOnHalfTheEvidence() {
        ring(9, 4_000);
        elsewhere(5, 1_000);
        test.doubt();
        assertThat(finding()).isEmpty();
        ring(4, 4_000);
        elsewhere(5, 1_000);
        assertThat(finding()).isEmpty();
        ring(1, 4_000);
        elsewhere(5, 1_000);
        assertThat(finding().orElseThrow().words()).contains("median of the last 5");
    }

    @Test
    void whatWasNotTheTrunksIsTakenBack() {
        ring(9, 4_000);
        elsewhere(5, 1_000);
        test.forgive(at(6));
        assertThat(finding()).isEmpty();
        ring(8, 4_000);
        elsewhere(5, 1_000);
        assertThat(finding()).isEmpty();
        ring(1, 4_000);
        elsewhere(5, 1_000);
        assertThat(finding()).isPresent();
    }

    @Test
    void aLongRunIsToldByItsLastSixtyFourCalls() {
        ring(80, 4_000);
        elsewhere(5, 1_000);
        assertThat(finding().orElseThrow().words()).contains("median of the last 64");
    }
}
