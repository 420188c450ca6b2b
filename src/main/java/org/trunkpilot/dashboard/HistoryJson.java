package org.trunkpilot.dashboard;

import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.trunkpilot.health.Verdict;

/** What a trunk did over a span, for charts. */
@Schema(name = "TrunkHistory", description = "Roll-ups of a trunk, oldest first; a step without minutes is left out.")
record HistoryJson(
        Instant from,

        Instant to,

        @Schema(description = "The length of a step, ISO 8601, whole minutes.", example = "PT5M")
        Duration step,

        List<StepJson> items,

        @Schema(description = "Always null: a history is one page.") @Nullable String next) {

    /** One step. Figures are null where there were no calls or no reports. */
    @Schema(name = "TrunkHistoryStep")
    record StepJson(
            @Schema(description = "The beginning of the step.")
            Instant at,

            @Schema(description = "The worst verdict held in it.")
            Verdict verdict,

            @Schema(description = "The lowest score in it.") @Nullable Integer score,

            @Schema(description = "Calls handed to the trunk.")
            int seizures,

            int answers,

            @Schema(description = "Calls that failed by the carrier's or its path's fault.")
            int carrierFaults,

            @Schema(description = "Calls ended by the person called or the number dialled.")
            int calleeEnds,

            int otherEnds,

            @Schema(description = "The most call legs at once.")
            int mostLiveCalls,

            @Schema(description = "Median post-dial delay; over several minutes their mean, weighted by seizures.")
            @Nullable Double pddP50Millis,

            @Schema(description = "95th percentile of post-dial delay; over several minutes the highest of theirs.")
            @Nullable Double pddP95Millis,

            @Nullable Double lossInboundPercent,

            @Nullable Double lossOutboundPercent,

            @Nullable Double jitterInboundMillis,

            @Nullable Double jitterOutboundMillis,

            @Nullable Double roundTripMillis,

            @Schema(description = "R-factor towards us; over several minutes the lowest.") @Nullable Double ratingInbound,

            @Schema(description = "R-factor away from us; over several minutes the lowest.") @Nullable Double ratingOutbound) {}
}
