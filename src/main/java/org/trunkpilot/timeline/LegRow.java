package org.trunkpilot.timeline;

import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.SequenceGenerator;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.trunkpilot.health.CallLeg;
import org.trunkpilot.signal.CallEnd;
import org.trunkpilot.signal.CallId;
import org.trunkpilot.signal.Callee;
import org.trunkpilot.trunk.PbxId;
import org.trunkpilot.trunk.RouteId;
import org.trunkpilot.trunk.TrunkId;

/** A finished call leg: which calls a fault has harmed. The number called is here as a keyed hash and a prefix only. */
@Entity
@Table(name = "call_leg")
class LegRow implements Row {
    /** As in the migrations. Asterisk's unique ids have up to 150 characters. */
    private static final int CALL_ID = 150;

    private static final int CALLEE_KEY = 64;
    private static final int CALLEE_PREFIX = 16;

    @Id
    @GeneratedValue(strategy = GenerationType.SEQUENCE, generator = "call_leg_seq")
    @SequenceGenerator(name = "call_leg_seq", sequenceName = "call_leg_seq", allocationSize = 500)
    long id;

    String pbx;
    String trunk;

    @Nullable String route;

    String callId;
    String calleeKey;
    String calleePrefix;
    Instant seizedAt;

    @Nullable Instant ringingAt;

    @Nullable Instant earlyMediaAt;

    @Nullable Instant answeredAt;

    Instant endedAt;
    String endedBy;

    @Nullable Integer q850;

    @Nullable Integer sip;

    String outcome;

    @Nullable Double lossInboundPercent;

    @Nullable Double lossOutboundPercent;

    @Nullable Double worstRatingInbound;

    @Nullable Double worstRatingOutbound;

    @SuppressWarnings("NullAway.Init") // Hibernate fills the fields
    LegRow() {}

    LegRow(Note.Leg note) {
        CallLeg leg = note.leg();
        pbx = note.pbx().name();
        trunk = leg.trunk().name();
        route = leg.route().map(RouteId::name).orElse(null);
        callId = Columns.fit(leg.call().value(), CALL_ID);
        calleeKey = Columns.fit(leg.callee().key(), CALLEE_KEY);
        calleePrefix = Columns.fit(leg.callee().prefix(), CALLEE_PREFIX);
        seizedAt = Columns.micros(leg.seized());
        ringingAt = Columns.micros(leg.ringing());
        earlyMediaAt = Columns.micros(leg.earlyMedia());
        answeredAt = Columns.micros(leg.answered());
        endedAt = Columns.micros(leg.ended());
        endedBy = leg.endedBy().name();
        q850 = Columns.orNull(leg.q850());
        sip = Columns.orNull(leg.sip());
        outcome = leg.outcome().name();
        lossInboundPercent = Columns.orNull(leg.lossInboundPercent());
        lossOutboundPercent = Columns.orNull(leg.lossOutboundPercent());
        worstRatingInbound = Columns.orNull(leg.worstRatingInbound());
        worstRatingOutbound = Columns.orNull(leg.worstRatingOutbound());
    }

    Timeline.StoredLeg stored() {
        return new Timeline.StoredLeg(
                id,
                new PbxId(pbx),
                new CallLeg(
                        new CallId(callId),
                        new TrunkId(trunk),
                        Optional.ofNullable(route).map(RouteId::new),
                        new Callee(calleeKey, calleePrefix),
                        seizedAt,
                        Optional.ofNullable(ringingAt),
                        Optional.ofNullable(earlyMediaAt),
                        Optional.ofNullable(answeredAt),
                        endedAt,
                        CallEnd.By.valueOf(endedBy),
                        Columns.optional(q850),
                        Columns.optional(sip),
                        CallLeg.Outcome.valueOf(outcome),
                        Columns.optional(lossInboundPercent),
                        Columns.optional(lossOutboundPercent),
                        Columns.optional(worstRatingInbound),
                        Columns.optional(worstRatingOutbound)));
    }

    @Override
    public long id() {
        return id;
    }

    @Override
    public boolean sample() {
        return true;
    }
}
