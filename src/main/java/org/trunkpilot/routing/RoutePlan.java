package org.trunkpilot.routing;

import java.util.HashSet;
import java.util.List;
import org.trunkpilot.trunk.SteeredRoute;
import org.trunkpilot.trunk.TrunkId;

/** The trunk order wanted for a route: always a permutation of the route's own trunks. */
public record RoutePlan(SteeredRoute route, List<TrunkId> order) {
    /** @throws IllegalArgumentException when a trunk is missing, foreign or named twice */
    public RoutePlan {
        order = List.copyOf(order);
        if (order.size() != route.trunks().size() || !new HashSet<>(order).equals(new HashSet<>(route.trunks()))) {
            throw new IllegalArgumentException(
                    "the plan " + order + " is no permutation of route " + route.id() + " " + route.trunks());
        }
    }

    /** The operator's own order. */
    public static RoutePlan asConfigured(SteeredRoute route) {
        return new RoutePlan(route, route.trunks());
    }
}
