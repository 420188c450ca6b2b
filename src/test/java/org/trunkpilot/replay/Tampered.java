package org.trunkpilot.replay;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.trunkpilot.health.Belief;
import org.trunkpilot.routing.ControllerMemory;
import org.trunkpilot.routing.ControllerMemory.OfRoute;
import org.trunkpilot.routing.ControllerMemory.Seat;
import org.trunkpilot.routing.Judgement;
import org.trunkpilot.routing.PbxState;
import org.trunkpilot.routing.RouteDecision;
import org.trunkpilot.routing.RoutePlan;
import org.trunkpilot.routing.ServiceState;
import org.trunkpilot.trunk.RouteId;
import org.trunkpilot.trunk.TrunkId;

/** A judgement or a memory with one thing in it changed: what a bug at that place would give. */
final class Tampered {
    private Tampered() {}

    static Judgement state(Judgement j, PbxState state) {
        return made(j, state, j.beliefs(), j.plans(), j.decisions());
    }

    static Judgement decisions(Judgement j, List<RouteDecision> decisions) {
        return made(j, j.state(), j.beliefs(), j.plans(), decisions);
    }

    static Judgement beliefs(Judgement j, UnaryOperator<Belief> change) {
        var beliefs = new LinkedHashMap<>(j.beliefs());
        beliefs.replaceAll((trunk, belief) -> change.apply(belief));
        return made(j, j.state(), beliefs, j.plans(), j.decisions());
    }

    static Judgement plan(Judgement j, RouteId as, RoutePlan plan) {
        var plans = new LinkedHashMap<>(j.plans());
        plans.put(as, plan);
        return made(j, j.state(), j.beliefs(), plans, j.decisions());
    }

    /** Every move of the default route, and the plan it leads to, with another order. */
    static Judgement order(Judgement j, UnaryOperator<List<TrunkId>> change) {
        var decisions = new ArrayList<RouteDecision>();
        j.decisions()
                .forEach(d -> decisions.add(
                        d.moves() && d.route().equals(Storm.DEFAULT)
                                ? new RouteDecision(
                                        d.at(),
                                        d.route(),
                                        d.from(),
                                        change.apply(d.to()),
                                        d.rung(),
                                        d.reason(),
                                        d.evidence(),
                                        d.wouldChange())
                                : d));
        RoutePlan plan = j.plans().get(Storm.DEFAULT);
        Map<RouteId, RoutePlan> plans = new LinkedHashMap<>(j.plans());
        plans.put(Storm.DEFAULT, new RoutePlan(plan.route(), change.apply(plan.order())));
        return made(j, j.state(), j.beliefs(), plans, decisions);
    }

    static ControllerMemory seats(ControllerMemory memory, UnaryOperator<Seat> change) {
        var routes = new HashMap<RouteId, OfRoute>();
        memory.routes().forEach((id, route) -> {
            var seats = new HashMap<>(route.seats());
            seats.replaceAll((trunk, seat) -> change.apply(seat));
            routes.put(id, new OfRoute(route.automatic(), route.wanted(), route.moves(), seats));
        });
        return new ControllerMemory(routes, memory.frozen(), memory.habits());
    }

    static Seat state(Seat s, ServiceState state) {
        return new Seat(state, s.since(), s.outAt(), s.heldUntil(), s.faults(), s.fault(), s.calls(), s.goodCalls());
    }

    private static Judgement made(
            Judgement j,
            PbxState state,
            Map<TrunkId, Belief> beliefs,
            Map<RouteId, RoutePlan> plans,
            List<RouteDecision> decisions) {
        return new Judgement(
                j.at(),
                state,
                j.stateReason(),
                j.commonCause(),
                beliefs,
                j.services(),
                plans,
                j.why(),
                decisions,
                j.changes(),
                j.probes(),
                j.legs(),
                j.alarms(),
                j.culprits());
    }
}
