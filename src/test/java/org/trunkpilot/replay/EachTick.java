package org.trunkpilot.replay;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.trunkpilot.routing.ControllerMemory;
import org.trunkpilot.routing.RouteController;
import org.trunkpilot.routing.RouteDecision;
import org.trunkpilot.routing.Rung;

/** The core over the same inputs at every tick of the live loop, none left out: what a rerun must agree with. */
final class EachTick {
    private EachTick() {}

    /** When orders were moved. */
    static List<Instant> moves(List<Input> inputs, Policies policies, Instant until) {
        var stood = (Input.Stood) inputs.get(0);
        var core = new RouteController(
                stood.inventory(), policies.routing(), policies.ofRoutes(), policies.health(), ControllerMemory.EMPTY);
        var moves = new ArrayList<Instant>();
        int next = 1;
        for (Instant tick = stood.at(); tick.isBefore(until); tick = tick.plus(Replay.TICK)) {
            while (next < inputs.size() && !inputs.get(next).at().isAfter(tick)) {
                core.accept(((Input.Heard) inputs.get(next++)).signal());
            }
            core.decide(tick).decisions().stream()
                    .filter(decision -> decision.rung() != Rung.ORDERS)
                    .filter(RouteDecision::moves)
                    .forEach(decision -> moves.add(decision.at()));
        }
        return moves;
    }
}
