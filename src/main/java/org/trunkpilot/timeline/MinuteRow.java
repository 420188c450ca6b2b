package org.trunkpilot.timeline;

import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.SequenceGenerator;
import jakarta.persistence.Table;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.trunkpilot.health.TrunkMinute;
import org.trunkpilot.health.Verdict;
import org.trunkpilot.trunk.TrunkId;

@Entity
@Table(name = "trunk_minute")
class MinuteRow implements Row {
    @Id
    @GeneratedValue(strategy = GenerationType.SEQUENCE, generator = "trunk_minute_seq")
    @SequenceGenerator(name = "trunk_minute_seq", sequenceName = "trunk_minute_seq", allocationSize = 500)
    long id;

    String pbx;
    String trunk;
    Instant beginsAt;
    String verdict;

    @Nullable Integer score;

    int seizures;
    int answers;
    int carrierFaults;
    int calleeEnds;
    int otherEnds;
    int mostLiveCalls;

    @Nullable Double pddP50Millis;

    @Nullable Double pddP95Millis;

    @Nullable Double lossInboundPercent;

    @Nullable Double lossOutboundPercent;

    @Nullable Double jitterInboundMillis;

    @Nullable Double jitterOutboundMillis;

    @Nullable Double roundTripMillis;

    @Nullable Double ratingInbound;

    @Nullable Double ratingOutbound;

    @SuppressWarnings("NullAway.Init") // Hibernate fills the fields
    MinuteRow() {}

    MinuteRow(Note.Minute note) {
        TrunkMinute minute = note.minute();
        pbx = note.pbx().name();
        trunk = minute.trunk().name();
        beginsAt = Columns.micros(minute.minute());
        verdict = minute.verdict().name();
        score = Columns.orNull(minute.score());
        seizures = minute.seizures();
        answers = minute.answers();
        carrierFaults = minute.carrierFaults();
        calleeEnds = minute.calleeEnds();
        otherEnds = minute.otherEnds();
        mostLiveCalls = minute.mostLiveCalls();
        pddP50Millis = Columns.orNull(minute.pddP50Millis());
        pddP95Millis = Columns.orNull(minute.pddP95Millis());
        lossInboundPercent = Columns.orNull(minute.lossInboundPercent());
        lossOutboundPercent = Columns.orNull(minute.lossOutboundPercent());
        jitterInboundMillis = Columns.orNull(minute.jitterInboundMillis());
        jitterOutboundMillis = Columns.orNull(minute.jitterOutboundMillis());
        roundTripMillis = Columns.orNull(minute.roundTripMillis());
        ratingInbound = Columns.orNull(minute.ratingInbound());
        ratingOutbound = Columns.orNull(minute.ratingOutbound());
    }

    TrunkMinute minute() {
        return new TrunkMinute(
                new TrunkId(trunk),
                beginsAt,
                Verdict.valueOf(verdict),
                Columns.optional(score),
                seizures,
                answers,
                carrierFaults,
                calleeEnds,
                otherEnds,
                mostLiveCalls,
                Columns.optional(pddP50Millis),
                Columns.optional(pddP95Millis),
                Columns.optional(lossInboundPercent),
                Columns.optional(lossOutboundPercent),
                Columns.optional(jitterInboundMillis),
                Columns.optional(jitterOutboundMillis),
                Columns.optional(roundTripMillis),
                Columns.optional(ratingInbound),
                Columns.optional(ratingOutbound));
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
