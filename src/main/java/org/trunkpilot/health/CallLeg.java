package org.trunkpilot.health;

import java.time.Instant;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.trunkpilot.signal.Blame;
import org.trunkpilot.signal.CallEnd;
import org.trunkpilot.signal.CallId;
import org.trunkpilot.signal.Callee;
import org.trunkpilot.trunk.RouteId;
import org.trunkpilot.trunk.TrunkId;

/**
 * A finished call leg: one row in the record.
 *
 * @param callee the far end; of a call that came in, who called
 * @param seized when the INVITE went out; for a call taken over, when we first saw it; for one that came in, when it was answered
 * @param outcome how it counts
 * @param lossInboundPercent over the whole call, 0 to 100
 * @param worstRatingInbound the lowest R-factor of an interval towards us
 * @param phone who called, where the PBX told
 * @param callerId the number that the carrier was shown
 */
public record CallLeg(
        CallId call,
        TrunkId trunk,
        Optional<RouteId> route,
        Callee callee,
        Instant seized,
        Optional<Instant> ringing,
        Optional<Instant> earlyMedia,
        Optional<Instant> answered,
        Instant ended,
        CallEnd.By endedBy,
        OptionalInt q850,
        OptionalInt sip,
        Outcome outcome,
        OptionalDouble lossInboundPercent,
        OptionalDouble lossOutboundPercent,
        OptionalDouble worstRatingInbound,
        OptionalDouble worstRatingOutbound,
        Optional<String> phone,
        Optional<Callee> callerId) {
    /** A leg of which nobody told who called. */
    public CallLeg(
            CallId call,
            TrunkId trunk,
            Optional<RouteId> route,
            Callee callee,
            Instant seized,
            Optional<Instant> ringing,
            Optional<Instant> earlyMedia,
            Optional<Instant> answered,
            Instant ended,
            CallEnd.By endedBy,
            OptionalInt q850,
            OptionalInt sip,
            Outcome outcome,
            OptionalDouble lossInboundPercent,
            OptionalDouble lossOutboundPercent,
            OptionalDouble worstRatingInbound,
            OptionalDouble worstRatingOutbound) {
        this(
                call,
                trunk,
                route,
                callee,
                seized,
                ringing,
                earlyMedia,
                answered,
                ended,
                endedBy,
                q850,
                sip,
                outcome,
                lossInboundPercent,
                lossOutboundPercent,
                worstRatingInbound,
                worstRatingOutbound,
                Optional.empty(),
                Optional.empty());
    }

    /** Whether it got through: it rang or was answered. */
    public boolean through() {
        return ringing.isPresent() || answered.isPresent();
    }

    /** How a finished leg counts in the belief about its trunk. */
    public enum Outcome {
        /** Answered, or rang until somebody gave up. */
        OK,
        /** The carrier or its path failed: the only class that counts against the trunk. */
        CARRIER_FAULT,
        /** The person called, or the number dialled: no fault. */
        CALLEE,
        /** Credentials, balance, caller ID, permission: an alarm for us, not a fault of set-up. */
        ACCOUNT,
        /** No common codec. */
        CODEC,
        /** Our side: PBX stopping, configuration, limits. */
        OURS,
        /** Says nothing about anybody. */
        NEUTRAL;

        static Outcome of(Blame blame) {
            return switch (blame) {
                case NOBODY -> OK;
                case CARRIER -> CARRIER_FAULT;
                case CALLEE -> CALLEE;
                case ACCOUNT -> ACCOUNT;
                case CODEC -> CODEC;
                case OURS -> OURS;
                case UNTOLD -> NEUTRAL;
            };
        }
    }
}
