package org.trunkpilot.dashboard;

import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.trunkpilot.health.CallLeg;
import org.trunkpilot.signal.CallEnd;
import org.trunkpilot.timeline.Timeline.StoredLeg;
import org.trunkpilot.trunk.RouteId;

/** A finished call leg as the API shows it. */
@Schema(name = "Call", description = "A finished call leg on a trunk. The number called is a keyed hash and a prefix.")
record CallJson(
        String id,

        @Schema(description = "The PBX's own id of the trunk's channel: what to look for in its logs.")
        String call,

        String pbx,

        String trunk,

        @Nullable String route,

        @Schema(
                description =
                        "Keyed hash of the number called, equal for equal numbers; empty when the PBX did not tell.")
        String calleeKey,

        @Schema(description = "The leading digits of the number called.")
        String calleePrefix,

        @Schema(description = "When the INVITE went out; of a call that came in, when it was answered.")
        Instant seizedAt,

        @Schema(description = "When the far end said 180.") @Nullable Instant ringingAt,

        @Schema(description = "When the far end said 183.") @Nullable Instant earlyMediaAt,

        @Nullable Instant answeredAt,

        Instant endedAt,

        CallEnd.By endedBy,

        @Schema(description = "Hangup cause by Q.850, 1 to 127.") @Nullable Integer q850,

        @Schema(description = "Final SIP response code of the far end, 300 to 699.") @Nullable Integer sip,

        @Schema(description = "How it counts: only CARRIER_FAULT counts against the trunk.")
        CallLeg.Outcome outcome,

        @Schema(description = "From INVITE to the first 180 or 183; null when there was none.") @Nullable Long pddMillis,

        @Nullable Double lossInboundPercent,

        @Nullable Double lossOutboundPercent,

        @Schema(description = "The lowest R-factor of an interval towards us.") @Nullable Double worstRatingInbound,

        @Schema(description = "The lowest R-factor of an interval away from us.") @Nullable Double worstRatingOutbound) {

    static CallJson of(StoredLeg stored) {
        CallLeg leg = stored.leg();
        return new CallJson(
                Long.toString(stored.id()),
                leg.call().value(),
                stored.pbx().name(),
                leg.trunk().name(),
                leg.route().map(RouteId::name).orElse(null),
                leg.callee().key(),
                leg.callee().prefix(),
                leg.seized(),
                leg.ringing().orElse(null),
                leg.earlyMedia().orElse(null),
                leg.answered().orElse(null),
                leg.ended(),
                leg.endedBy(),
                leg.q850().isPresent() ? leg.q850().getAsInt() : null,
                leg.sip().isPresent() ? leg.sip().getAsInt() : null,
                leg.outcome(),
                pddMillis(leg),
                TrunkJson.boxed(leg.lossInboundPercent()),
                TrunkJson.boxed(leg.lossOutboundPercent()),
                TrunkJson.boxed(leg.worstRatingInbound()),
                TrunkJson.boxed(leg.worstRatingOutbound()));
    }

    private static @Nullable Long pddMillis(CallLeg leg) {
        return leg.ringing()
                .filter(rang -> leg.earlyMedia().map(rang::isBefore).orElse(true))
                .or(leg::earlyMedia)
                .map(first -> Duration.between(leg.seized(), first).toMillis())
                .orElse(null);
    }
}
