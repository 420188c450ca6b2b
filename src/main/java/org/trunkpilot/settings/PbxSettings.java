package org.trunkpilot.settings;

import java.util.Map;
import org.trunkpilot.pbx.PbxAddress;
import org.trunkpilot.pbx.SteeringTerms;
import org.trunkpilot.routing.Mode;
import org.trunkpilot.trunk.Destinations;
import org.trunkpilot.trunk.Inventory;
import org.trunkpilot.trunk.RouteId;

/**
 * One PBX of the configuration, understood.
 *
 * @param mode the mode to start with at the very first start; afterwards the one last chosen stands
 * @param profile by which the trunks and the PBX as a whole are judged
 * @param profiles the policy profile of each steered route
 * @param destinations which numbers are of which kind
 */
public record PbxSettings(
        PbxAddress address,
        Inventory inventory,
        Mode mode,
        SteeringTerms terms,
        String profile,
        Map<RouteId, String> profiles,
        Destinations destinations) {

    /** A PBX whose numbers are all alike. */
    public PbxSettings(
            PbxAddress address,
            Inventory inventory,
            Mode mode,
            SteeringTerms terms,
            String profile,
            Map<RouteId, String> profiles) {
        this(address, inventory, mode, terms, profile, profiles, Destinations.NONE);
    }

    /** The full name of one of its keys, for messages. */
    public String key(String leaf) {
        return RawBinding.ROOT + ".pbxs." + address.pbx() + "." + leaf;
    }
}
