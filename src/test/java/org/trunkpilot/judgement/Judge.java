package org.trunkpilot.judgement;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.trunkpilot.signal.PbxSignal;
import org.trunkpilot.trunk.RouteId;
import org.trunkpilot.trunk.TrunkId;

/** Whoever steers a site and says whose fault it is. */
interface Judge {
    void accept(PbxSignal signal);

    Look look(Instant now);

    /** A culprit named: the origin, and which carrier or uplink where it is one. */
    record Named(Origin origin, String name) implements Comparable<Named> {
        @Override
        public int compareTo(Named other) {
            int byOrigin = origin.compareTo(other.origin);
            return byOrigin != 0 ? byOrigin : name.compareTo(other.name);
        }

        @Override
        public String toString() {
            return name.isEmpty() ? origin.name() : origin + " " + name;
        }
    }

    /**
     * What is wanted and believed at one moment.
     *
     * @param named who is blamed now
     * @param back routes whose order changed only because a trunk is tried again
     * @param probes trunks to be sent an OPTIONS now
     * @param words of what has changed, for whoever reads a trial
     */
    record Look(
            Map<RouteId, List<TrunkId>> orders,
            Set<Named> named,
            Set<RouteId> back,
            Set<TrunkId> probes,
            List<String> words) {}
}
