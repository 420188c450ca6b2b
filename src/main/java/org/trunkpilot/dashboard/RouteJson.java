package org.trunkpilot.dashboard;

import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.trunkpilot.control.PbxView;
import org.trunkpilot.control.RouteView;
import org.trunkpilot.trunk.EmergencyRoute;
import org.trunkpilot.trunk.TrunkId;

/** A route as the API shows it. */
@Schema(name = "Route", description = "One route: the order configured, the order wanted, the order the PBX has.")
record RouteJson(
        @Schema(example = "hq") String pbx,

        @Schema(example = "default") String name,

        @Schema(description = "An emergency route is watched and never written.")
        boolean emergency,

        @Schema(description = "The operator's own order: what calls take when Trunkpilot says nothing.")
        List<String> staticOrder,

        @Schema(description = "What Trunkpilot wants now.") List<String> wantedOrder,

        @Schema(description = "What new calls take now, by the row read back; null while it is not known.") @Nullable List<String> actualOrder,

        @Schema(description = "What stands on the PBX and what that means, a sentence.")
        String actualWords,

        @Schema(description = "Whether the actual order is the wanted one.")
        boolean inSync,

        @Schema(description = "Why the order is as it is, a sentence.")
        String why,

        @Schema(description = "Why the upkeep of the row waits for a person; null when it does not.") @Nullable String frozen,

        @Schema(description = "When the row runs out, by the PBX's clock; null when no valid row stands.") @Nullable Instant leaseUntil,

        @Schema(description = "When the row was last read.") @Nullable Instant readAt) {

    /** Every route of a PBX, in the order of the configuration. */
    static List<RouteJson> all(PbxView view) {
        return view.routes().stream().map(route -> of(view, route)).toList();
    }

    private static RouteJson of(PbxView view, RouteView route) {
        return new RouteJson(
                view.inventory().pbx().name(),
                route.route().id().name(),
                route.route() instanceof EmergencyRoute,
                names(route.route().trunks()),
                names(route.wanted()),
                route.actual().map(RouteJson::names).orElse(null),
                route.actualWords(),
                route.inSync(),
                route.why(),
                route.frozen().orElse(null),
                route.leaseUntil().orElse(null),
                route.readAt().orElse(null));
    }

    static List<String> names(List<TrunkId> trunks) {
        return trunks.stream().map(TrunkId::name).toList();
    }

    /** The same without the moment of the last read-back, which says nothing while all stays as it is. */
    RouteJson steady() {
        return new RouteJson(
                pbx,
                name,
                emergency,
                staticOrder,
                wantedOrder,
                actualOrder,
                actualWords,
                inSync,
                why,
                frozen,
                null,
                null);
    }
}
