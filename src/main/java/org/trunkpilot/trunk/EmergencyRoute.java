package org.trunkpilot.trunk;

import java.util.List;

/** A route that is watched and never written: no plan can be built from this type. */
public record EmergencyRoute(RouteId id, List<TrunkId> trunks) implements Route {
    /** @throws IllegalArgumentException when there is no trunk or one is named twice */
    public EmergencyRoute {
        trunks = Route.checked(id, trunks);
    }
}
