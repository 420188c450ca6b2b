package org.trunkpilot.routing;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.UnaryOperator;
import org.trunkpilot.health.Belief;
import org.trunkpilot.health.CallLeg;
import org.trunkpilot.health.HealthPolicy;
import org.trunkpilot.override.Order;
import org.trunkpilot.signal.LinkRestored;
import org.trunkpilot.signal.SnapshotTaken;
import org.trunkpilot.trunk.Inventory;
import org.trunkpilot.trunk.PbxId;
import org.trunkpilot.trunk.RouteId;
import org.trunkpilot.trunk.SteeredRoute;
import org.trunkpilot.trunk.Trunk;
import org.trunkpilot.trunk.TrunkId;

/**
 * A controller of one route over trunks a (Alpha, by fibre), b (Beta, by lte) and c (Gamma, by dsl), and what is believed of them, by hand.
 * A trunk answers an OPTIONS at every moment until it is told not to. The PBX is ready at {@link #T}, 09:00:00 UTC.
 */
final class Desk {
    static final Instant T = Instant.parse("2026-03-02T09:00:00Z");
    static final TrunkId A = new TrunkId("prov-a");
    static final TrunkId B = new TrunkId("prov-b");
    static final TrunkId C = new TrunkId("prov-c");
    static final RouteId DEFAULT = new RouteId("default");

    private final Map<TrunkId, UnaryOperator<Sketch>> shown = new LinkedHashMap<>();
    private final Map<TrunkId, Instant> answered = new LinkedHashMap<>();
    private final List<TrunkId> mute = new ArrayList<>();
    private final List<CallLeg> legs = new ArrayList<>();
    private final List<Order> orders = new ArrayList<>();
    final List<RouteDecision> decisions = new ArrayList<>();
    final List<ServiceChange> changes = new ArrayList<>();
    final RouteController controller;
    Judgement last;
    Instant now = T.minusSeconds(30);

    private Desk(RoutingPolicy policy, ControllerMemory memory, List<TrunkId> on) {
        controller = new RouteController(
                new Inventory(
                        new PbxId("hq"),
                        List.of(
                                new Trunk(A, "prov-a", "Alpha", "fibre", OptionalInt.of(30)),
                                new Trunk(B, "prov-b", "Beta", "lte", OptionalInt.of(30)),
                                new Trunk(C, "prov-c", "Gamma", "dsl", OptionalInt.of(30))),
                        List.of(new SteeredRoute(DEFAULT, on))),
                policy,
                Map.of(),
                HealthPolicy.balanced(),
                memory);
        controller.accept(new LinkRestored(now, "Asterisk 22", Optional.of(T.minusSeconds(100_000))));
        controller.accept(new SnapshotTaken(now));
        last = look(now);
        look(now.plusSeconds(12));
        decisions.clear();
        changes.clear();
        to(0);
    }

    static Desk balanced() {
        return of(RoutingPolicy.balanced());
    }

    static Desk of(RoutingPolicy policy) {
        return new Desk(policy, ControllerMemory.EMPTY, List.of(A, B, C));
    }

    static Desk on(TrunkId... trunks) {
        return new Desk(RoutingPolicy.balanced(), ControllerMemory.EMPTY, List.of(trunks));
    }

    static Desk remembering(ControllerMemory memory) {
        return new Desk(RoutingPolicy.balanced(), memory, List.of(A, B, C));
    }

    static Instant t(int second) {
        return T.plusSeconds(second);
    }

    /** What is believed of a trunk from now on. */
    Desk believes(TrunkId trunk, UnaryOperator<Sketch> what) {
        shown.put(trunk, what);
        return this;
    }

    Desk well(TrunkId trunk) {
        shown.remove(trunk);
        mute.remove(trunk);
        return this;
    }

    /** Down since now, and answers no more. */
    Desk dies(TrunkId trunk) {
        Instant since = now;
        mute.add(trunk);
        return believes(trunk, s -> s.silentSince(since));
    }

    Desk answersNoMore(TrunkId trunk) {
        mute.add(trunk);
        return this;
    }

    Desk ends(Call call) {
        legs.add(call.leg());
        return this;
    }

    Desk orders(Order.Kind kind, TrunkId trunk, int untilSecond) {
        orders.add(new Order(
                "o" + orders.size(),
                kind,
                kind.needsTrunk() ? Optional.of(trunk) : Optional.empty(),
                kind.needsRoute() ? Optional.of(DEFAULT) : Optional.empty(),
                "anna",
                "the carrier asked for it.",
                now,
                t(untilSecond)));
        controller.orders(orders);
        return this;
    }

    /** Looks each second until then. */
    Desk to(int second) {
        while (now.isBefore(t(second))) {
            last = look(now.plusSeconds(1));
        }
        return this;
    }

    private Judgement look(Instant at) {
        now = at;
        var beliefs = new LinkedHashMap<TrunkId, Belief>();
        for (TrunkId trunk : List.of(A, B, C)) {
            if (!mute.contains(trunk)) {
                answered.put(trunk, at);
            }
            Sketch sketch = Sketch.of(trunk);
            Optional.ofNullable(answered.get(trunk)).ifPresent(sketch::answered);
            beliefs.put(trunk, shown.getOrDefault(trunk, s -> s).apply(sketch).at(at));
        }
        Judgement judgement = controller.judge(at, beliefs, List.copyOf(legs));
        legs.clear();
        decisions.addAll(judgement.decisions());
        changes.addAll(judgement.changes());
        return judgement;
    }

    List<TrunkId> order() {
        return last.plans().get(DEFAULT).order();
    }

    String why() {
        return last.why().get(DEFAULT);
    }

    ServiceState state(TrunkId trunk) {
        return last.services().get(trunk);
    }

    /** The only decision since this was last asked. */
    RouteDecision decision() {
        if (decisions.size() != 1) {
            throw new AssertionError(decisions.size() + " decisions: " + decisions + "; " + why());
        }
        return decisions.remove(0);
    }
}
