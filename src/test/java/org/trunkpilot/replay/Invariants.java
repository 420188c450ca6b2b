package org.trunkpilot.replay;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.trunkpilot.health.Belief;
import org.trunkpilot.health.Finding;
import org.trunkpilot.health.Verdict;
import org.trunkpilot.override.Order;
import org.trunkpilot.override.Orders;
import org.trunkpilot.routing.ControllerMemory;
import org.trunkpilot.routing.Judgement;
import org.trunkpilot.routing.PbxState;
import org.trunkpilot.routing.RouteDecision;
import org.trunkpilot.routing.RoutePlan;
import org.trunkpilot.routing.RoutingPolicy;
import org.trunkpilot.routing.Rung;
import org.trunkpilot.routing.ServiceState;
import org.trunkpilot.scenario.World;
import org.trunkpilot.signal.PbxSignal;
import org.trunkpilot.trunk.RouteId;
import org.trunkpilot.trunk.SteeredRoute;
import org.trunkpilot.trunk.TrunkId;

/**
 * What must hold after every look, whatever happened. Counted with figures of its own, never with those of the code under test.
 */
final class Invariants {
    /** A trunk that has been silent for longer than this cannot have answered what a move rests on. */
    private static final Duration SILENT_FOR = Duration.ofSeconds(20);

    private final RoutingPolicy policy;
    private final Map<RouteId, OnRoute> routes = new HashMap<>();
    private final MediaFaults mediaFaults = new MediaFaults();
    private final ComingBack comingBack;

    /** Which rule, and how. */
    record Broken(String rule, String how) {}

    private static final class OnRoute {
        final List<Instant> moves = new ArrayList<>();
        final Map<TrunkId, Integer> faults = new HashMap<>();
        final Map<TrunkId, Instant> outAt = new HashMap<>();
        final Map<TrunkId, ServiceState> states = new HashMap<>();
        final Map<String, Instant> told = new HashMap<>();
        final Set<TrunkId> outHard = new HashSet<>();
        List<TrunkId> wanted = List.of();
    }

    Invariants(RoutingPolicy policy) {
        this.policy = policy;
        this.comingBack = new ComingBack(policy);
    }

    void restarted() {
        mediaFaults.forget();
        routes.values().forEach(route -> route.told.clear());
    }

    Optional<Broken> check(
            Judgement judgement, ControllerMemory memory, List<Order> orders, World world, List<PbxSignal> heard) {
        var standing = Orders.at(judgement.at(), orders);
        Optional<Broken> broken = emergencyIsUntouched(judgement).or(() -> mediaFaults.check(judgement, heard));
        for (SteeredRoute route : Storm.INVENTORY.steeredRoutes()) {
            OnRoute known = routes.computeIfAbsent(route.id(), id -> new OnRoute());
            if (known.wanted.isEmpty()) {
                known.wanted = route.trunks();
            }
            broken = broken.or(() -> ofRoute(route, known, judgement, memory, standing, world))
                    .or(() -> budgetIsSpent(known, judgement)
                            ? Optional.empty()
                            : comingBack.check(route, judgement, memory, standing, world, heard));
            learn(route, known, judgement, memory);
        }
        return broken;
    }

    private Optional<Broken> ofRoute(
            SteeredRoute route,
            OnRoute known,
            Judgement judgement,
            ControllerMemory memory,
            Orders standing,
            World world) {
        RoutePlan plan = judgement.plans().get(route.id());
        var seats = memory.routes().get(route.id()).seats();
        if (plan == null || !Set.copyOf(plan.order()).equals(new HashSet<>(route.trunks()))) {
            return broken("the plan is a permutation of the route", String.valueOf(plan));
        }
        if (route.trunks().stream().allMatch(t -> seats.get(t).state() == ServiceState.OUT_OF_SERVICE)) {
            return broken("at least one trunk is in service", seats.toString());
        }
        List<TrunkId> automatic = memory.routes().get(route.id()).automatic();
        boolean out = false;
        for (TrunkId trunk : automatic) {
            boolean isOut = seats.get(trunk).state() == ServiceState.OUT_OF_SERVICE;
            if (out && !isOut) {
                return broken("what is out stands behind what carries", automatic + " with " + seats);
            }
            out |= isOut;
        }
        List<RouteDecision> decisions = judgement.decisions().stream()
                .filter(d -> d.route().equals(route.id()))
                .toList();
        boolean moved = !plan.order().equals(known.wanted);
        if (moved && decisions.stream().noneMatch(d -> d.moves() && d.to().equals(plan.order()))) {
            return broken("every change of order is a decision", known.wanted + " became " + plan.order());
        }
        boolean still =
                standing.pause().isPresent() || standing.freeze(route.id()).isPresent();
        if (moved && still) {
            return broken("a pause or freeze keeps the order", decisions.toString());
        }
        if (!still && !memory.frozen().containsKey(route.id())) {
            Optional<Broken> ordered = ordersHold(route, plan, standing, judgement, memory, known);
            if (ordered.isPresent()) {
                return ordered;
            }
        }
        for (RouteDecision decision : decisions) {
            Optional<Broken> one = ofDecision(decision, route, known, judgement, memory, world);
            if (one.isPresent()) {
                return one;
            }
        }
        return holdOuts(route, known, judgement, memory, decisions, standing);
    }

    private Optional<Broken> ordersHold(
            SteeredRoute route,
            RoutePlan plan,
            Orders standing,
            Judgement judgement,
            ControllerMemory memory,
            OnRoute known) {
        boolean none = route.trunks().stream()
                .noneMatch(t -> standing.about(t, route.id()).isPresent());
        List<TrunkId> automatic = memory.routes().get(route.id()).automatic();
        if (none && !plan.order().equals(automatic)) {
            return broken(
                    "orders end on time", plan.order() + " is wanted, without any order, instead of " + automatic);
        }
        Optional<Broken> pinned = standing.pin(route.id())
                .filter(pin -> route.trunks().contains(pin.trunk().orElseThrow()))
                .flatMap(pin -> pinned(route, pin, plan, judgement, memory, known));
        if (pinned.isPresent()) {
            return pinned;
        }
        boolean held = false;
        for (TrunkId trunk : plan.order()) {
            boolean heldOut = isHeld(standing, trunk, route, Order.Kind.HELD_OUT);
            if (held && !heldOut) {
                return broken("a trunk held out is last", plan.order() + " with " + standing);
            }
            held |= heldOut;
            boolean heldIn = isHeld(standing, trunk, route, Order.Kind.HELD_IN);
            if (heldIn && memory.routes().get(route.id()).seats().get(trunk).state() != ServiceState.IN_SERVICE) {
                return broken("a trunk held in is in service", trunk + " with " + standing);
            }
        }
        return Optional.empty();
    }

    /** First, unless it went out for a hard fault after the pin was given, or cannot be believed to carry calls. */
    private static Optional<Broken> pinned(
            SteeredRoute route,
            Order pin,
            RoutePlan plan,
            Judgement judgement,
            ControllerMemory memory,
            OnRoute known) {
        TrunkId trunk = pin.trunk().orElseThrow();
        boolean out = memory.routes().get(route.id()).seats().get(trunk).state() == ServiceState.OUT_OF_SERVICE;
        Belief belief = judgement.beliefs().get(trunk);
        boolean outSince = known.states.get(trunk) != ServiceState.OUT_OF_SERVICE
                ? hard(belief)
                : known.outHard.contains(trunk) && !known.outAt.get(trunk).isBefore(pin.since());
        boolean excused = out && (outSince || hard(belief) || belief.verdict() == Verdict.UNKNOWN);
        return plan.order().get(0).equals(trunk) || excused
                ? Optional.empty()
                : broken("a pinned trunk is first while not down", plan.order() + " with " + pin + " and " + belief);
    }

    private static boolean hard(Belief belief) {
        return belief.findings().stream()
                .anyMatch(f -> f.verdict() == Verdict.DOWN
                        || (f.verdict() == Verdict.DEGRADED && f.kind().layer().hard()));
    }

    private Optional<Broken> ofDecision(
            RouteDecision decision,
            SteeredRoute route,
            OnRoute known,
            Judgement judgement,
            ControllerMemory memory,
            World world) {
        if (!decision.moves()) {
            Instant told = known.told.get(decision.rung() + decision.reason());
            return told != null && told.plusSeconds(60).isAfter(decision.at())
                    ? broken("a refusal is not told twice within a minute", decision.toString())
                    : Optional.empty();
        }
        if (decision.rung() == Rung.ORDERS) {
            return Optional.empty();
        }
        if (judgement.state() != PbxState.READY) {
            return broken("nothing moves while the PBX is not ready", decision.toString());
        }
        boolean relapse = route.trunks().stream()
                .anyMatch(t -> known.states.get(t) == ServiceState.PROBATION
                        && memory.routes().get(route.id()).seats().get(t).state() == ServiceState.OUT_OF_SERVICE);
        boolean bound = decision.rung() == Rung.FAIL_BACK || (decision.rung() == Rung.SOFT_FAULT && !relapse);
        if (bound && !known.moves.isEmpty()) {
            Instant last = known.moves.get(known.moves.size() - 1);
            if (decision.at().isBefore(last.plus(policy.dwell()))) {
                return broken("soft moves and fail-backs keep the dwell", decision + " after " + last);
            }
            if (budgetIsSpent(known, judgement)) {
                return broken(
                        "soft moves and fail-backs keep the budget",
                        decision + " after " + recent(known, decision.at()) + " moves");
            }
        }
        return target(decision, judgement, world).or(() -> asAWhole(decision, route, known, judgement, memory));
    }

    /** Who stands before whom after a move, of those that did not before it: never the worse before the better. */
    private static Optional<Broken> asAWhole(
            RouteDecision decision, SteeredRoute route, OnRoute known, Judgement judgement, ControllerMemory memory) {
        var seats = memory.routes().get(route.id()).seats();
        for (TrunkId rises : decision.to()) {
            int before = decision.from().indexOf(rises);
            for (TrunkId sinks : decision.from().subList(0, before)) {
                if (decision.to().indexOf(sinks) < decision.to().indexOf(rises)) {
                    continue;
                }
                int gain = badness(judgement, sinks) - badness(judgement, rises);
                boolean onTrial = seats.get(rises).state() == ServiceState.PROBATION
                        && known.states.get(rises) == ServiceState.OUT_OF_SERVICE;
                boolean toItsPlace =
                        route.trunks().indexOf(rises) < route.trunks().indexOf(sinks)
                                && judgement.beliefs().get(rises).verdict() != Verdict.DOWN;
                // Behind the new leader whoever is not down may stand before the one that was left.
                boolean left = seats.get(sinks).state() == ServiceState.OUT_OF_SERVICE
                        && known.states.get(sinks) != ServiceState.OUT_OF_SERVICE
                        && judgement.beliefs().get(rises).verdict() != Verdict.DOWN;
                boolean leads = decision.to().get(0).equals(rises);
                if (gain < 0 && !onTrial && (leads || !(toItsPlace || left))) {
                    return broken(
                            "no worse trunk rises above a better one",
                            rises + " above " + sinks + " in " + decision + " by " + judgement.beliefs());
                }
            }
        }
        return Optional.empty();
    }

    private static int badness(Judgement judgement, TrunkId trunk) {
        return switch (judgement.beliefs().get(trunk).verdict()) {
            case HEALTHY -> 0;
            // One whose signalling is in doubt is gone to by nobody.
            case SUSPECT ->
                judgement.beliefs().get(trunk).findings().stream()
                                .anyMatch(f -> f.kind().layer() == Finding.Layer.CONTROL)
                        ? 2
                        : 1;
            case DEGRADED, UNKNOWN -> 2;
            case DOWN -> 3;
        };
    }

    private boolean budgetIsSpent(OnRoute known, Judgement judgement) {
        return policy.movesPerDay().isPresent()
                && recent(known, judgement.at()) >= policy.movesPerDay().getAsInt();
    }

    private static long recent(OnRoute known, Instant now) {
        return known.moves.stream()
                .filter(at -> at.isAfter(now.minus(Duration.ofDays(1))))
                .count();
    }

    private Optional<Broken> target(RouteDecision decision, Judgement judgement, World world) {
        TrunkId lead = decision.to().get(0);
        if (lead.equals(decision.from().get(0))) {
            return Optional.empty();
        }
        World.Carrier carrier = world.carrier(lead);
        if (carrier.silent && carrier.quietSince.plus(SILENT_FOR).isBefore(decision.at())) {
            return broken("no move to a trunk that has long been silent", decision.toString());
        }
        Verdict verdict = judgement.beliefs().get(lead).verdict();
        boolean enough = switch (decision.rung()) {
            case SOFT_FAULT -> verdict == Verdict.HEALTHY || verdict == Verdict.SUSPECT || verdict == Verdict.UNKNOWN;
            default -> verdict != Verdict.DOWN;
        };
        return enough
                ? Optional.empty()
                : broken("nobody is left for a worse one", lead + " is " + verdict + " in " + decision);
    }

    /** Where a person has put the dead trunk last, the one that is called back in its stead changes no order, and nothing is told. */
    private static boolean deadBehindAnOrder(SteeredRoute route, Judgement judgement, Orders standing) {
        return route.trunks().stream()
                .filter(trunk -> judgement.beliefs().get(trunk).verdict() == Verdict.DOWN)
                .anyMatch(trunk -> standing.about(trunk, route.id())
                        .filter(order -> order.kind() == Order.Kind.HELD_OUT)
                        .isPresent());
    }

    private Optional<Broken> holdOuts(
            SteeredRoute route,
            OnRoute known,
            Judgement judgement,
            ControllerMemory memory,
            List<RouteDecision> decisions,
            Orders standing) {
        for (TrunkId trunk : route.trunks()) {
            ServiceState was = known.states.getOrDefault(trunk, ServiceState.IN_SERVICE);
            ServiceState is = memory.routes().get(route.id()).seats().get(trunk).state();
            boolean recalled = decisions.stream().anyMatch(d -> d.rung() == Rung.HARD_FAULT && d.moves())
                    || standing.about(trunk, route.id()).isPresent()
                    || standing.pin(route.id()).isPresent()
                    || deadBehindAnOrder(route, judgement, standing);
            Verdict verdict = judgement.beliefs().get(trunk).verdict();
            boolean unproven = was != ServiceState.IN_SERVICE && is == ServiceState.IN_SERVICE;
            if (unproven && !recalled && verdict != Verdict.HEALTHY) {
                return broken("unknown is never taken for healthy", trunk + " is " + verdict + " and off its trial");
            }
            if (was == ServiceState.OUT_OF_SERVICE && is != ServiceState.OUT_OF_SERVICE && !recalled) {
                Duration held = Duration.between(known.outAt.get(trunk), judgement.at());
                Duration least = policy.holdOutFor(known.faults.get(trunk));
                if (held.compareTo(least) < 0) {
                    return broken(
                            "a trunk is held out longer each time",
                            trunk + " was out for " + held + ", fault " + known.faults.get(trunk));
                }
            }
        }
        return Optional.empty();
    }

    private Optional<Broken> emergencyIsUntouched(Judgement judgement) {
        boolean touched = judgement.plans().containsKey(new RouteId("emergency"))
                || judgement.decisions().stream().anyMatch(d -> d.route().equals(new RouteId("emergency")));
        return touched
                ? broken("an emergency route has no plan", judgement.plans().toString())
                : Optional.empty();
    }

    private void learn(SteeredRoute route, OnRoute known, Judgement judgement, ControllerMemory memory) {
        known.wanted = judgement.plans().get(route.id()).order();
        judgement.decisions().stream().filter(d -> d.route().equals(route.id())).forEach(d -> {
            if (d.moves() && d.rung() != Rung.ORDERS) {
                known.moves.add(d.at());
            } else if (!d.moves()) {
                known.told.put(d.rung() + d.reason(), d.at());
            }
        });
        for (TrunkId trunk : route.trunks()) {
            ServiceState is = memory.routes().get(route.id()).seats().get(trunk).state();
            ServiceState was = known.states.put(trunk, is);
            if (is == ServiceState.OUT_OF_SERVICE && was != is) {
                known.faults.merge(trunk, 1, Integer::sum);
                known.outAt.put(trunk, judgement.at());
                known.outHard.remove(trunk);
                if (hard(judgement.beliefs().get(trunk))) {
                    known.outHard.add(trunk);
                }
            }
        }
    }

    private static boolean isHeld(Orders standing, TrunkId trunk, SteeredRoute route, Order.Kind kind) {
        return standing.about(trunk, route.id()).filter(o -> o.kind() == kind).isPresent();
    }

    private static Optional<Broken> broken(String rule, String how) {
        return Optional.of(new Broken(rule, how));
    }
}
