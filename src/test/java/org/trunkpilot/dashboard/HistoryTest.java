package org.trunkpilot.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.trunkpilot.dashboard.HistoryJson.StepJson;
import org.trunkpilot.health.TrunkMinute;
import org.trunkpilot.health.Verdict;
import org.trunkpilot.trunk.TrunkId;

/** Minutes folded into the steps of a chart: what was bad stays visible. */
class HistoryTest {
    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

    @Test
    void theWorstOfAStepIsShown() {
        List<StepJson> steps = History.fold(
                List.of(
                        minute(0, Verdict.HEALTHY, 95, 10, 800, 92),
                        minute(1, Verdict.DOWN, 3, 30, 4000, 40),
                        minute(4, Verdict.UNKNOWN, 60, 0, 0, 91)),
                Duration.ofMinutes(5));

        assertThat(steps).singleElement().satisfies(step -> {
            assertThat(step.at()).isEqualTo(NOON);
            assertThat(step.verdict()).isEqualTo(Verdict.DOWN);
            assertThat(step.score()).isEqualTo(3);
            assertThat(step.ratingInbound()).isEqualTo(40);
            assertThat(step.seizures()).isEqualTo(40);
            assertThat(step.mostLiveCalls()).isEqualTo(30);
            assertThat(step.pddP95Millis()).isEqualTo(8000);
        });
    }

    @Test
    void aMedianIsWeightedByTheCallsBehindIt() {
        List<StepJson> steps = History.fold(
                List.of(minute(0, Verdict.HEALTHY, 95, 1, 1000, 92), minute(1, Verdict.HEALTHY, 95, 3, 2000, 92)),
                Duration.ofMinutes(5));

        assertThat(steps.get(0).pddP50Millis()).isEqualTo(1750);
    }

    @Test
    void stepsBeginAtWholeMultiplesAndEmptyOnesAreLeftOut() {
        List<StepJson> steps = History.fold(
                List.of(minute(4, Verdict.HEALTHY, 95, 1, 0, 92), minute(17, Verdict.HEALTHY, 95, 1, 0, 92)),
                Duration.ofMinutes(5));

        assertThat(steps).extracting(StepJson::at).containsExactly(NOON, NOON.plus(Duration.ofMinutes(15)));
        assertThat(steps.get(0).pddP50Millis()).isNull();
    }

    @Test
    void theStepGrowsWithTheSpan() {
        assertThat(History.fittingStep(NOON, NOON.plus(Duration.ofHours(6)))).isEqualTo(Duration.ofMinutes(1));
        assertThat(History.fittingStep(NOON, NOON.plus(Duration.ofDays(31)))).isEqualTo(Duration.ofMinutes(30));
        assertThat(History.fittingStep(NOON, NOON.plusSeconds(1))).isEqualTo(Duration.ofMinutes(1));
    }

    private static TrunkMinute minute(int after, Verdict verdict, int score, int calls, double pdd, double rating) {
        OptionalDouble median = pdd == 0 ? OptionalDouble.empty() : OptionalDouble.of(pdd);
        return new TrunkMinute(
                new TrunkId("prov-a"),
                NOON.plus(Duration.ofMinutes(after)),
                verdict,
                OptionalInt.of(score),
                calls,
                calls,
                0,
                0,
                0,
                calls,
                median,
                pdd == 0 ? OptionalDouble.empty() : OptionalDouble.of(pdd * 2),
                OptionalDouble.empty(),
                OptionalDouble.empty(),
                OptionalDouble.empty(),
                OptionalDouble.empty(),
                OptionalDouble.empty(),
                OptionalDouble.of(rating),
                OptionalDouble.empty());
    }
}
