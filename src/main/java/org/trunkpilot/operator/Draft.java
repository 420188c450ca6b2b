package org.trunkpilot.operator;

import java.time.Instant;
import java.util.Optional;
import org.trunkpilot.override.Order;
import org.trunkpilot.trunk.RouteId;
import org.trunkpilot.trunk.TrunkId;

/** An order that is wanted and has neither number nor beginning yet. */
record Draft(Order.Kind kind, Optional<TrunkId> trunk, Optional<RouteId> route, String reason, Instant until) {

    /** The order as it would begin now. @throws ApiProblem naming the field that does not fit */
    Order at(Instant now, String who) {
        try {
            return new Order("new", kind, trunk, route, who, reason, now, until);
        } catch (IllegalArgumentException e) {
            throw OrderWords.problem(e);
        }
    }
}
