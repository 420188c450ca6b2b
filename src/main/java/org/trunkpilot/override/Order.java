package org.trunkpilot.override;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.trunkpilot.trunk.RouteId;
import org.trunkpilot.trunk.TrunkId;

/**
 * What a person told us: which kind, about what, by whom, why and until when. Every order ends by itself.
 *
 * @param id given by the store; names the order in the API
 * @param trunk of HELD_OUT, HELD_IN and PIN
 * @param route of FREEZE and PIN; for HELD_OUT and HELD_IN it narrows the order to one route
 * @param who the name of the token or user
 */
public record Order(
        String id,
        Kind kind,
        Optional<TrunkId> trunk,
        Optional<RouteId> route,
        String who,
        String reason,
        Instant since,
        Instant until) {
    /** The longest an order may stand. */
    public static final Duration LONGEST = Duration.ofDays(30);

    /** What can be ordered. */
    public enum Kind {
        /** The trunk is the last resort: last in the order, not blocked, and only while Trunkpilot runs. */
        HELD_OUT(true, false),
        /** The trunk stays where the static order has it, whatever is believed of it. */
        HELD_IN(true, false),
        /** The trunk is first on the route while it is not Down. */
        PIN(true, true),
        /** The route's order stays as it is. */
        FREEZE(false, true),
        /** Nothing on this PBX is changed; rows are renewed as they are. */
        PAUSE(false, false);

        private final boolean needsTrunk;
        private final boolean needsRoute;

        Kind(boolean needsTrunk, boolean needsRoute) {
            this.needsTrunk = needsTrunk;
            this.needsRoute = needsRoute;
        }

        public boolean needsTrunk() {
            return needsTrunk;
        }

        public boolean needsRoute() {
            return needsRoute;
        }
    }

    /** @throws IllegalArgumentException naming the field that is missing, too much or out of range */
    public Order {
        require(kind.needsTrunk() == trunk.isPresent(), "trunk", kind, kind.needsTrunk() ? "needs one" : "takes none");
        boolean routeFits = kind.needsRoute() ? route.isPresent() : route.isEmpty() || kind.needsTrunk();
        require(routeFits, "route", kind, kind.needsRoute() ? "needs one" : "takes none");
        require(!reason.isBlank() && reason.length() <= 500, "reason", kind, "needs 1 to 500 characters");
        require(until.isAfter(since), "until", kind, "must lie in the future");
        require(!until.isAfter(since.plus(LONGEST)), "until", kind, "must lie within 30 days");
    }

    /** True from {@code since} until just before {@code until}. */
    public boolean standsAt(Instant now) {
        return !now.isBefore(since) && now.isBefore(until);
    }

    /** Whether this order is about that trunk on that route. */
    public boolean concerns(TrunkId aTrunk, RouteId aRoute) {
        return trunk.map(aTrunk::equals).orElse(true)
                && route.map(aRoute::equals).orElse(true);
    }

    private static void require(boolean holds, String field, Kind kind, String rule) {
        if (!holds) {
            throw new IllegalArgumentException(field + ": " + kind + " " + rule);
        }
    }
}
