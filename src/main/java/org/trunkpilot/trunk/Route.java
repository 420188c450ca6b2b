package org.trunkpilot.trunk;

import java.util.List;

/** An ordered list of trunks for a class of destinations. The order in it is the operator's own, the static order. */
public sealed interface Route permits SteeredRoute, EmergencyRoute {
    RouteId id();

    /** The static order: at least one trunk, none twice. */
    List<TrunkId> trunks();

    /** The static order checked and copied. */
    static List<TrunkId> checked(RouteId id, List<TrunkId> trunks) {
        if (trunks.isEmpty()) {
            throw new IllegalArgumentException("route " + id + " has no trunk");
        }
        if (trunks.stream().distinct().count() != trunks.size()) {
            throw new IllegalArgumentException("route " + id + " names a trunk twice");
        }
        return List.copyOf(trunks);
    }
}
