package org.trunkpilot.dashboard;

import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.trunkpilot.health.Attribution;
import org.trunkpilot.routing.Mode;
import org.trunkpilot.routing.RouteDecision;
import org.trunkpilot.routing.Rung;
import org.trunkpilot.timeline.Timeline.StoredDecision;
import org.trunkpilot.trunk.PbxId;

/** A decision as the API shows it. */
@Schema(name = "Decision", description = "A move of a route's order, or a move that was considered and refused.")
record DecisionJson(
        @Schema(description = "Null in the live stream, where a decision is told before it is stored.") @Nullable String id,

        Instant at,

        String pbx,

        String route,

        @Schema(description = "The order wanted before.") List<String> from,

        @Schema(description = "The order wanted now; equal to `from` for a refusal.")
        List<String> to,

        @Schema(description = "Whether the order changed; false is a refusal.")
        boolean moved,

        @Schema(description = "The rung of the ladder that decided; the first that has something to say does.")
        Rung rung,

        @Schema(description = "One plain sentence.") String reason,

        @Schema(description = "What it rests on, a sentence each.")
        List<String> evidence,

        @Schema(description = "What would change it, a sentence; null when nothing in particular would.") @Nullable String wouldChange,

        @Schema(description = "Whose fault the trouble is; null when the decision is about none.") @Nullable Attribution attribution,

        @Schema(description = "How sure that is, 0 to 100: above 90 with a witness, about 55 when only the likeliest.")
        @Nullable Integer confidencePercent,

        @Schema(
                description =
                        "What else might have been done and why it was not, a sentence each: every other trunk of the route, or"
                                + " the move that was refused.")
        List<String> considered,

        @Schema(description = "In WATCHING the decision was made and recorded, and nothing was written.")
        Mode mode,

        @Schema(description = "What became of it on the PBX, a sentence; null until that is known.") @Nullable String outcome) {

    static DecisionJson of(StoredDecision stored) {
        return of(stored.pbx(), stored.decision(), stored.mode(), Optional.of(stored.id()), stored.outcome());
    }

    /** A decision straight from the control thread. */
    static DecisionJson fresh(PbxId pbx, RouteDecision decision, Mode mode) {
        return of(pbx, decision, mode, Optional.empty(), Optional.empty());
    }

    private static DecisionJson of(
            PbxId pbx, RouteDecision decision, Mode mode, Optional<String> id, Optional<String> outcome) {
        return new DecisionJson(
                id.orElse(null),
                decision.at(),
                pbx.name(),
                decision.route().name(),
                RouteJson.names(decision.from()),
                RouteJson.names(decision.to()),
                decision.moves(),
                decision.rung(),
                decision.reason(),
                decision.evidence(),
                decision.wouldChange().orElse(null),
                decision.attribution().orElse(null),
                decision.attribution().map(a -> decision.confidencePercent()).orElse(null),
                decision.considered(),
                mode,
                outcome.orElse(null));
    }
}
