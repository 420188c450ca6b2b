package org.trunkpilot.timeline;

import java.time.Instant;
import org.trunkpilot.health.CallLeg;
import org.trunkpilot.health.TrunkMinute;
import org.trunkpilot.routing.Mode;
import org.trunkpilot.routing.RouteDecision;
import org.trunkpilot.trunk.PbxId;

/** Something that waits to be written down. */
sealed interface Note {
    /** Held through an outage. */
    record Line(Entry entry) implements Note {}

    /** Held longest of all. */
    record Decided(String id, PbxId pbx, RouteDecision decision, Mode mode) implements Note {}

    /** Held as long as the decision it belongs to, and written after it. */
    record Outcome(String decisionId, Instant at, String words) implements Note {}

    /** Dropped first. */
    record Leg(PbxId pbx, CallLeg leg) implements Note {}

    /** Dropped first. */
    record Minute(PbxId pbx, TrunkMinute minute) implements Note {}

    /** A newer one replaces an older one of the same PBX. */
    record Memory(PbxId pbx, Instant at, String text) implements Note {}
}
