package org.trunkpilot.backtest;

import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.trunkpilot.replay.Comparison;
import org.trunkpilot.replay.Comparison.Estimate;
import org.trunkpilot.replay.Comparison.Hindsight;
import org.trunkpilot.replay.Comparison.Move;
import org.trunkpilot.replay.Comparison.Outcome;
import org.trunkpilot.replay.Comparison.Refusal;
import org.trunkpilot.replay.Policies;
import org.trunkpilot.routing.Rung;
import org.trunkpilot.trunk.TrunkId;

/** A backtest as the API shows it. */
@Schema(name = "Backtest", description = "Policies tried on the same recorded past.")
record BacktestJson(
        String id,
        String pbx,

        @Schema(description = "What is compared, by its names; the static order always stands beside it.")
        List<String> policies,

        Backtests.State state,
        Instant from,
        Instant until,

        @Schema(description = "By whom.") String askedBy,

        Instant askedAt,

        @Schema(description = "How long it ran; null until it is over.") @Nullable Double seconds,

        @Schema(description = "Why it failed; null unless it did.") @Nullable String problem,

        @Schema(description = "Null until it is done, and in a list.") @Nullable ResultJson result) {

    /** More than this of one kind are counted and not listed. */
    private static final int MOST_LISTED = 200;

    /** What came of it. */
    @Schema(name = "BacktestResult")
    record ResultJson(
            @Schema(description = "Where the journal of that span really begins.")
            Instant heardFrom,

            @Schema(description = "Calls that began in the span on steered routes.")
            long calls,

            @Schema(description = "Calls of which nothing told the route; left out.")
            long unroutedCalls,

            @Schema(description = "Inputs that the journal had lost.")
            long missedInputs,

            @Schema(
                    description =
                            "Side by side: the candidate, what it is compared with, and the static order that never moves.")
            List<OutcomeJson> policies) {}

    /** One policy against what really happened. */
    @Schema(name = "BacktestOutcome")
    record OutcomeJson(
            String policy,

            @Schema(description = "Moves of orders, returns included; what people ordered is not among them.")
            int moves,

            @Schema(description = "Moves that were wrong: the trunk that was left turned out well.")
            long falseMoves,

            @Schema(description = "Moves that were right: the trunk that was left went on failing.")
            long rightMoves,

            @Schema(description = "Moves away from a trunk of which too little was seen later.")
            long unclearMoves,

            int refusals,

            @Schema(description = "Calls that would have been tried on another trunk first.")
            long callsDiverted,

            @Schema(description = "Of these, calls that met a fault and would not have.")
            EstimateJson callsSpared,

            @Schema(description = "Of these, calls that fared well and would have met a fault.")
            EstimateJson callsHarmed,

            @Schema(description = "Of these, calls of which nobody can say how they would have fared.")
            long callsUntold,

            @Schema(description = "How the estimates were made, with their figures.")
            String words,

            @Schema(description = "The first " + MOST_LISTED + ".")
            List<MoveJson> moveList,

            @Schema(description = "The first " + MOST_LISTED + ".")
            List<RefusalJson> refusalList) {}

    /** A number of calls that nobody has counted. */
    @Schema(name = "EstimatedCalls", description = "An estimate, and the 95 % interval it lies in.")
    record EstimateJson(double estimate, double low, double high) {
        static EstimateJson of(Estimate estimate) {
            return new EstimateJson(tenths(estimate.calls()), tenths(estimate.low()), tenths(estimate.high()));
        }

        private static double tenths(double value) {
            return Math.round(value * 10) / 10.0;
        }
    }

    /** A move. */
    @Schema(name = "BacktestMove")
    record MoveJson(
            Instant at,
            String route,
            List<String> from,
            List<String> to,
            Rung rung,
            String reason,
            Hindsight hindsight,
            String hindsightWords) {}

    /** A move considered and not made. */
    @Schema(name = "BacktestRefusal")
    record RefusalJson(Instant at, String route, Rung rung, String reason) {}

    static BacktestJson of(Backtests.Run run) {
        return of(run, run.result().map(BacktestJson::of).orElse(null));
    }

    static BacktestJson withoutResult(Backtests.Run run) {
        return of(run, null);
    }

    private static BacktestJson of(Backtests.Run run, @Nullable ResultJson result) {
        return new BacktestJson(
                run.id(),
                run.wish().pbx().name(),
                run.wish().policies().stream().map(Policies::name).toList(),
                run.state(),
                run.wish().from(),
                run.wish().until(),
                run.wish().who(),
                run.askedAt(),
                run.took().map(took -> took.toMillis() / 1000.0).orElse(null),
                run.problem().orElse(null),
                result);
    }

    private static ResultJson of(Comparison comparison) {
        return new ResultJson(
                comparison.heardFrom(),
                comparison.calls(),
                comparison.unrouted(),
                comparison.missed(),
                comparison.outcomes().stream().map(BacktestJson::of).toList());
    }

    private static OutcomeJson of(Outcome outcome) {
        return new OutcomeJson(
                outcome.policy(),
                outcome.moves().size(),
                outcome.moves(Hindsight.FALSE),
                outcome.moves(Hindsight.RIGHT),
                outcome.moves(Hindsight.CANNOT_TELL),
                outcome.refusals().size(),
                outcome.diverted(),
                EstimateJson.of(outcome.spared()),
                EstimateJson.of(outcome.harmed()),
                outcome.untold(),
                outcome.words(),
                outcome.moves().stream()
                        .limit(MOST_LISTED)
                        .map(BacktestJson::of)
                        .toList(),
                outcome.refusals().stream()
                        .limit(MOST_LISTED)
                        .map(BacktestJson::of)
                        .toList());
    }

    private static MoveJson of(Move move) {
        return new MoveJson(
                move.at(),
                move.route().name(),
                names(move.from()),
                names(move.to()),
                move.rung(),
                move.reason(),
                move.hindsight(),
                move.hindsightWords());
    }

    private static RefusalJson of(Refusal refusal) {
        return new RefusalJson(refusal.at(), refusal.route().name(), refusal.rung(), refusal.reason());
    }

    private static List<String> names(List<TrunkId> trunks) {
        return trunks.stream().map(TrunkId::name).toList();
    }
}
