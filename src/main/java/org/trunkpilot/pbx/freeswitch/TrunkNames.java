package org.trunkpilot.pbx.freeswitch;

import java.util.Optional;
import org.trunkpilot.trunk.Inventory;
import org.trunkpilot.trunk.Route;
import org.trunkpilot.trunk.RouteId;
import org.trunkpilot.trunk.Trunk;
import org.trunkpilot.trunk.TrunkId;

/** Which trunk or route FreeSWITCH speaks of. */
final class TrunkNames {
    private final Inventory inventory;

    TrunkNames(Inventory inventory) {
        this.inventory = inventory;
    }

    /** The name of a gateway without that of its profile. */
    static String gateway(String name) {
        int profile = name.lastIndexOf("::");
        return profile < 0 ? name : name.substring(profile + 2);
    }

    /** By the name of its gateway, with or without its profile before it: {@code prov-a}, {@code external::prov-a}. */
    Optional<TrunkId> ofGateway(String gateway) {
        String name = gateway(gateway);
        return name.isEmpty() ? Optional.empty() : inventory.byEndpoint(name).map(Trunk::id);
    }

    /** The dialplan names a trunk as we do. */
    Optional<TrunkId> trunk(String name) {
        return inventory.trunks().stream()
                .map(Trunk::id)
                .filter(id -> id.name().equals(name))
                .findFirst();
    }

    Optional<RouteId> route(String name) {
        return inventory.routes().stream()
                .map(Route::id)
                .filter(id -> id.name().equals(name))
                .findFirst();
    }
}
