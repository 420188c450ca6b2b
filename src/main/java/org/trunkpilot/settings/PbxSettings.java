package org.trunkpilot.settings;

import java.util.Map;
import org.trunkpilot.pbx.PbxAddress;
import org.trunkpilot.pbx.SteeringTerms;
import org.trunkpilot.routing.Mode;
import org.trunkpilot.routing.RoutingPolicy;
import org.trunkpilot.trunk.Destinations;
import org.trunkpilot.trunk.Inventory;
import org.trunkpilot.trunk.RouteId;

/**
 * One PBX of the configuration, understood.
 *
 * @param mode the one to be in until somebody chooses another in the page or over REST
 * @param profile by which the trunks and the PBX as a whole are judged
 * @param policies of each steered route: its profile's, with the route's own knobs turned
 * @param destinations which numbers are of which kind
 * @param references the reference host (host:port) of each uplink that has one
 */
public record PbxSettings(
        PbxAddress address,
        Inventory inventory,
        Mode mode,
        SteeringTerms terms,
        String profile,
        Map<RouteId, RoutingPolicy> policies,
        Destinations destinations,
        Map<String, String> references) {

    /** A PBX whose numbers are all alike, and whose uplinks have no reference hosts. */
    public PbxSettings(
            PbxAddress address,
            Inventory inventory,
            Mode mode,
            SteeringTerms terms,
            String profile,
            Map<RouteId, RoutingPolicy> policies) {
        this(address, inventory, mode, terms, profile, policies, Destinations.NONE, Map.of());
    }

    /** The full name of one of its keys, for messages. */
    public String key(String leaf) {
        return RawBinding.ROOT + ".pbxs." + address.pbx() + "." + leaf;
    }
}
