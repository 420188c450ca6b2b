package org.trunkpilot.dashboard;

import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.trunkpilot.backtest.Aftermaths.Aftermath;
import org.trunkpilot.replay.Comparison.Estimate;
import org.trunkpilot.replay.OneMove;
import org.trunkpilot.routing.RouteDecision;

/** What would have been without a decision. */
@Schema(
        name = "Counterfactual",
        description = "What would have happened without the decision; for a move that was not written, with it."
                + " Figures are null where they are not known.")
record CounterfactualJson(
        @Schema(description = "Whether anything can be said; false is a plain \"nobody can tell\".")
        boolean known,

        @Schema(description = "All of it in a sentence or two.")
        String words,

        @Schema(description = "How the estimates were made, with their figures.") @Nullable String how,

        @Schema(description = "As far as the move was followed: to its end, six hours at most.") @Nullable Instant until,

        @Schema(description = "Calls of the route that began in that time.") @Nullable Long calls,

        @Schema(description = "Of these, calls that would have been tried on the other trunk first.") @Nullable Long otherwise,

        @Schema(description = "Calls the move spared a fault, or would have.") @Nullable EstimateJson spared,

        @Schema(description = "Calls that met a fault because of it, or would have.") @Nullable EstimateJson harmed,

        @Schema(description = "Of `otherwise`, calls of which nobody can tell.") @Nullable Long untold) {

    /** A number of calls that nobody has counted. */
    @Schema(name = "CallEstimate", description = "An estimate of a number of calls, and between which bounds at 95 %.")
    record EstimateJson(double estimate, double low, double high) {
        static EstimateJson of(Estimate calls) {
            return new EstimateJson(tenths(calls.calls()), tenths(calls.low()), tenths(calls.high()));
        }

        private static double tenths(double value) {
            return Math.round(value * 10) / 10.0;
        }

        String words() {
            long low = (long) Math.floor(this.low);
            long high = (long) Math.ceil(this.high);
            long calls = Math.round(estimate);
            return "about " + calls + (calls == 1 ? " call" : " calls")
                    + (low == high ? "" : " (" + low + " to " + high + ")");
        }
    }

    /** Without figures. */
    static CounterfactualJson said(boolean known, String words) {
        return new CounterfactualJson(known, words, null, null, null, null, null, null, null);
    }

    /** @param written whether calls followed the move */
    static CounterfactualJson of(RouteDecision move, boolean written, Aftermath aftermath) {
        if (aftermath.result().isEmpty()) {
            return said(false, "Not known. " + aftermath.problem());
        }
        OneMove.Result result = aftermath.result().get();
        EstimateJson spared = EstimateJson.of(result.spared());
        EstimateJson harmed = EstimateJson.of(result.harmed());
        boolean tells = result.diverted() == 0 || result.diverted() > result.untold();
        return new CounterfactualJson(
                tells,
                words(move, written, result, spared, harmed),
                result.how() + missed(result),
                aftermath.until(),
                result.calls(),
                result.diverted(),
                tells ? spared : null,
                tells ? harmed : null,
                result.untold());
    }

    private static String words(
            RouteDecision move, boolean written, OneMove.Result result, EstimateJson spared, EstimateJson harmed) {
        if (result.diverted() == 0) {
            return "No call of " + move.route() + " went another way because of it: nothing would have been different.";
        }
        String other = (written ? move.from() : move.to()).get(0).name();
        String calls = result.diverted() == 1 ? "1 call" : result.diverted() + " calls";
        String begin = (written ? "Without it " : "Had it been written, ") + calls + " would have been tried on "
                + other + " first";
        if (result.diverted() <= result.untold()) {
            return "Not known. " + begin
                    + ", and too few calls went there in that time to tell how these would have fared.";
        }
        String untold = result.untold() == 0 ? "" : " Of " + result.untold() + " nobody can tell.";
        return begin + ". It " + (written ? "spared " : "would have spared ") + spared.words() + " a fault and "
                + (written ? "harmed " : "would have harmed ") + harmed.words() + "." + untold;
    }

    private static String missed(OneMove.Result result) {
        return result.missed() == 0 ? "" : " The journal lost " + result.missed() + " inputs of that time.";
    }
}
