package org.trunkpilot.control;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.trunkpilot.trunk.Route;
import org.trunkpilot.trunk.TrunkId;

/**
 * One route: what was configured, what is wanted, what the PBX has.
 *
 * @param wanted equal to the static order for an emergency route
 * @param actual the order new calls take now, by the row read back; empty while it is not known
 * @param actualWords what stands on the PBX and what that means, a sentence
 * @param readAt when the row was last read
 * @param leaseUntil by the PBX's clock; empty when no valid row stands
 * @param inSync whether actual equals wanted
 * @param frozen whether the upkeep of the row waits for a person, and why
 * @param leaseUntilHere the same end of the lease by our own clock, for those who count down to it
 */
public record RouteView(
        Route route,
        List<TrunkId> wanted,
        Optional<List<TrunkId>> actual,
        String actualWords,
        Optional<Instant> readAt,
        Optional<Instant> leaseUntil,
        boolean inSync,
        String why,
        Optional<String> frozen,
        Optional<Instant> leaseUntilHere) {

    /** A route on a PBX whose clock is ours. */
    public RouteView(
            Route route,
            List<TrunkId> wanted,
            Optional<List<TrunkId>> actual,
            String actualWords,
            Optional<Instant> readAt,
            Optional<Instant> leaseUntil,
            boolean inSync,
            String why,
            Optional<String> frozen) {
        this(route, wanted, actual, actualWords, readAt, leaseUntil, inSync, why, frozen, leaseUntil);
    }
}
