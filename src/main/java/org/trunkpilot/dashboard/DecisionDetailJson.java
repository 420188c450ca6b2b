package org.trunkpilot.dashboard;

import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.trunkpilot.health.Verdict;
import org.trunkpilot.replay.Comparison.Hindsight;

/** One decision with all that is known of it. */
@Schema(name = "DecisionDetail", description = "One decision, what would have been without it, and what came of it.")
record DecisionDetailJson(DecisionJson decision, CounterfactualJson counterfactual, AfterJson after) {

    /** What came of it. */
    @Schema(name = "Aftermath")
    record AfterJson(
            @Schema(description = "What became of it on the PBX, a sentence.")
            String words,

            @Schema(description = "When that was known; null until then.") @Nullable Instant at,

            @Schema(description = "From the decision to that, milliseconds.") @Nullable Long tookMillis,

            @Schema(description = "What was written to the PBX meanwhile, a sentence each, oldest first.")
            List<String> written,

            @Schema(description = "The trunk that it took the first place from for a fault; null when it did not.")
            @Nullable LeftJson left,

            @Schema(description = "The next move of the route; null while it stands, and for a refusal.") @Nullable EndJson ended) {}

    /** The trunk that was left, and whether it turned out bad. */
    @Schema(name = "TrunkLeft")
    record LeftJson(
            String trunk,

            @Schema(
                    description =
                            "RIGHT: it went on failing. FALSE: it was well. CANNOT_TELL: too little was seen of it in the"
                                    + " quarter of an hour after. Null before that is over, and where the journal holds nothing of it.")
            @Nullable Hindsight hindsight,

            @Schema(description = "The figures behind that, a sentence.")
            String words,

            @Schema(description = "How it was judged in each minute of that quarter of an hour.")
            List<MinutesJson> minutes) {}

    /** So many minutes of one verdict. */
    @Schema(name = "VerdictMinutes")
    record MinutesJson(Verdict verdict, long count) {}

    /** How it ended. */
    @Schema(name = "DecisionEnd")
    record EndJson(
            @Schema(description = "The decision that ended it.")
            String id,

            Instant at,

            String reason,

            @Schema(description = "How long it stood, seconds.")
            long stoodSeconds) {}
}
