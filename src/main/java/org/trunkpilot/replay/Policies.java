package org.trunkpilot.replay;

import java.util.Map;
import org.trunkpilot.health.HealthPolicy;
import org.trunkpilot.routing.RoutingPolicy;
import org.trunkpilot.trunk.RouteId;

/**
 * By which policy a PBX is judged.
 *
 * @param name what people call it
 * @param ofRoutes for routes that do not go by {@code routing}
 */
public record Policies(String name, HealthPolicy health, RoutingPolicy routing, Map<RouteId, RoutingPolicy> ofRoutes) {
    public Policies {
        ofRoutes = Map.copyOf(ofRoutes);
    }
}
