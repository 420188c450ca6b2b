package org.trunkpilot.timeline;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import org.trunkpilot.health.Attribution;
import org.trunkpilot.health.CallLeg;
import org.trunkpilot.health.TrunkMinute;
import org.trunkpilot.health.Verdict;
import org.trunkpilot.routing.RouteDecision;
import org.trunkpilot.routing.Rung;
import org.trunkpilot.signal.CallEnd;
import org.trunkpilot.signal.CallId;
import org.trunkpilot.signal.Callee;
import org.trunkpilot.trunk.PbxId;
import org.trunkpilot.trunk.RouteId;
import org.trunkpilot.trunk.TrunkId;

/** Things to write down. */
final class Samples {
    static final PbxId HQ = new PbxId("hq");
    static final PbxId BRANCH = new PbxId("branch");
    static final TrunkId PROV_A = new TrunkId("prov-a");
    static final TrunkId PROV_B = new TrunkId("prov-b");
    static final RouteId DEFAULT = new RouteId("default");
    static final Instant NOON = Instant.parse("2026-03-02T12:00:00Z");

    private Samples() {}

    static Instant at(int second) {
        return NOON.plusSeconds(second);
    }

    static Entry entry(PbxId pbx, Instant at, Entry.Kind kind, String words) {
        return new Entry(at, pbx, kind, Optional.empty(), Optional.empty(), words, Map.of());
    }

    static RouteDecision decision(Instant at, String reason) {
        return decision(at, DEFAULT, reason);
    }

    static RouteDecision decision(Instant at, RouteId route, String reason) {
        return new RouteDecision(
                at,
                route,
                List.of(PROV_A, PROV_B),
                List.of(PROV_B, PROV_A),
                Rung.HARD_FAULT,
                reason,
                List.of("2 of 2 OPTIONS to prov-a went unanswered for 3 s.", "prov-b answered in 21 ms."),
                Optional.of("An OPTIONS reply of prov-a."),
                Optional.of(Attribution.CARRIER),
                80,
                List.of("prov-c is held out by anna."));
    }

    static CallLeg leg(Instant ended) {
        return new CallLeg(
                new CallId("1772452800.42"),
                PROV_A,
                Optional.of(DEFAULT),
                new Callee("8f14e45fceea167a", "4930"),
                ended.minusSeconds(35),
                Optional.of(ended.minusSeconds(33)),
                Optional.empty(),
                Optional.of(ended.minusSeconds(30)),
                ended,
                CallEnd.By.FAR_END,
                OptionalInt.of(16),
                OptionalInt.empty(),
                CallLeg.Outcome.OK,
                OptionalDouble.of(0.4),
                OptionalDouble.empty(),
                OptionalDouble.of(88.5),
                OptionalDouble.empty());
    }

    static TrunkMinute minute(TrunkId trunk, Instant minute, int seizures) {
        return new TrunkMinute(
                trunk,
                minute,
                Verdict.HEALTHY,
                OptionalInt.of(97),
                seizures,
                seizures - 1,
                0,
                1,
                0,
                3,
                OptionalDouble.of(1_850.5),
                OptionalDouble.empty(),
                OptionalDouble.of(0.25),
                OptionalDouble.of(0),
                OptionalDouble.of(4.5),
                OptionalDouble.empty(),
                OptionalDouble.of(31),
                OptionalDouble.of(91.2),
                OptionalDouble.empty());
    }

    static Timeline.EntryQuery allEntries() {
        return entries(Optional.empty(), Set.of(), OptionalLong.empty(), Timeline.MOST);
    }

    static Timeline.EntryQuery entries(Optional<PbxId> pbx, Set<Entry.Kind> kinds, OptionalLong before, int limit) {
        return new Timeline.EntryQuery(pbx, Optional.empty(), Optional.empty(), kinds, before, limit);
    }

    static Timeline.DecisionQuery allDecisions() {
        return decisions(Optional.empty(), Optional.empty(), OptionalLong.empty(), Timeline.MOST);
    }

    static Timeline.DecisionQuery decisions(
            Optional<PbxId> pbx, Optional<RouteId> route, OptionalLong before, int limit) {
        return new Timeline.DecisionQuery(pbx, route, Optional.empty(), Optional.empty(), before, limit);
    }
}
