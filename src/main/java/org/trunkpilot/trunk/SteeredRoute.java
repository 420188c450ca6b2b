package org.trunkpilot.trunk;

import java.util.List;

/** A route whose order Trunkpilot may rewrite for new calls. */
public record SteeredRoute(RouteId id, List<TrunkId> trunks) implements Route {
    /** @throws IllegalArgumentException when there is no trunk or one is named twice */
    public SteeredRoute {
        trunks = Route.checked(id, trunks);
    }
}
