package org.trunkpilot.control;

import java.util.Map;
import org.trunkpilot.health.HealthPolicy;
import org.trunkpilot.pbx.PbxAddress;
import org.trunkpilot.pbx.SteeringTerms;
import org.trunkpilot.routing.Mode;
import org.trunkpilot.routing.RoutingPolicy;
import org.trunkpilot.trunk.Destinations;
import org.trunkpilot.trunk.Inventory;
import org.trunkpilot.trunk.RouteId;

/**
 * One PBX to be looked after, with everything its control thread must know.
 *
 * @param mode to begin with; a mode chosen later outlives restarts
 * @param health by which its trunks are judged
 * @param policy for what concerns the PBX as a whole
 * @param policies of each steered route
 * @param owner the name of this installation in the rows it writes
 * @param destinations which numbers are of which kind
 * @param references the reference host (host:port) of each uplink that has one
 */
public record ControlledPbx(
        PbxAddress address,
        Inventory inventory,
        Mode mode,
        SteeringTerms terms,
        HealthPolicy health,
        RoutingPolicy policy,
        Map<RouteId, RoutingPolicy> policies,
        String owner,
        Destinations destinations,
        Map<String, String> references) {

    /** A PBX whose numbers are all alike, and whose uplinks have no reference hosts. */
    public ControlledPbx(
            PbxAddress address,
            Inventory inventory,
            Mode mode,
            SteeringTerms terms,
            HealthPolicy health,
            RoutingPolicy policy,
            Map<RouteId, RoutingPolicy> policies,
            String owner) {
        this(address, inventory, mode, terms, health, policy, policies, owner, Destinations.NONE, Map.of());
    }
}
