package org.trunkpilot.routing;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.trunkpilot.health.Belief;
import org.trunkpilot.health.Finding;
import org.trunkpilot.health.Verdict;
import org.trunkpilot.override.Order;
import org.trunkpilot.routing.ControllerMemory.OfRoute;
import org.trunkpilot.routing.ControllerMemory.Seat;
import org.trunkpilot.trunk.SteeredRoute;
import org.trunkpilot.trunk.TrunkId;

/** What the rungs of one route's ladder share: where each trunk stands, when we last moved, and what that forbids. */
final class Steering {
    private static final Duration DAY = Duration.ofDays(1);

    /** An answer older than this is no sign that the far end lives now: a probe each 5 s, and time to miss two. */
    private static final Duration LIVES_FOR = Duration.ofSeconds(15);

    /** The time in which a living trunk answers: an OPTIONS sent at the evidence, its miss, and another. */
    private static final Duration PATIENCE = Duration.ofSeconds(6);

    /** How long a person is called after a guard rail was overruled, beyond the dwell. */
    private static final Duration CALL_FOR = Duration.ofMinutes(10);

    final SteeredRoute route;
    final RoutingPolicy policy;
    final Seats seats;
    private final List<Instant> moves;
    private final Map<TrunkId, Instant> cleanSince = new LinkedHashMap<>();
    private final List<Alarm> alarms = new ArrayList<>();
    private List<TrunkId> automatic;

    private record Alarm(Instant until, String words) {}

    Steering(SteeredRoute route, RoutingPolicy policy, Optional<OfRoute> memory) {
        this.route = route;
        this.policy = policy;
        this.seats = new Seats(route, memory.map(OfRoute::seats).orElse(Map.of()), policy);
        this.moves = new ArrayList<>(memory.map(OfRoute::moves).orElse(List.of()));
        this.automatic = memory.map(OfRoute::automatic)
                .filter(this::permutes)
                .orElseGet(() -> seats.arranged(route.trunks(), seats.firstCarrying(), seats::carries));
    }

    /** The order wanted without any person's orders. */
    List<TrunkId> automatic() {
        return automatic;
    }

    void automatic(List<TrunkId> order) {
        automatic = new RoutePlan(route, order).order();
    }

    List<Instant> moves() {
        return moves;
    }

    List<String> alarms() {
        return alarms.stream().map(Alarm::words).toList();
    }

    /** Moves calls away from a trunk; {@code lead} comes first from now on. */
    void leave(Scene scene, TrunkId bad, TrunkId lead, String reason) {
        seats.out(bad, scene.now(), scene.faultLayer(bad), reason);
        automatic(seats.arranged(automatic, lead, seats::carries));
    }

    /** The automatic order with the orders applied: the one that is wanted. */
    List<TrunkId> ordered(Scene scene) {
        if (scene.orders().standing().isEmpty()) {
            return automatic;
        }
        var order = new ArrayList<>(automatic);
        List<TrunkId> heldOut = order.stream()
                .filter(t -> ordered(scene, t, Order.Kind.HELD_OUT))
                .toList();
        order.removeAll(heldOut);
        order.addAll(heldOut);
        scene.orders()
                .pin(route.id())
                .flatMap(Order::trunk)
                .filter(t -> order.contains(t) && seats.carries(t))
                .ifPresent(pinned -> {
                    order.remove(pinned);
                    order.add(0, pinned);
                });
        return List.copyOf(order);
    }

    /** The trunk that new calls take first, as far as we decide it: the first that carries and that nobody holds out. */
    Optional<TrunkId> leader(Scene scene) {
        return automatic.stream()
                .filter(t -> seats.carries(t) && !ordered(scene, t, Order.Kind.HELD_OUT))
                .findFirst();
    }

    /** What forbids a soft move or a fail-back now; empty when nothing does. */
    Optional<String> bound(Instant now) {
        if (!moves.isEmpty()) {
            Instant last = moves.get(moves.size() - 1);
            Instant end = last.plus(policy.dwell());
            if (now.isBefore(end)) {
                return Optional.of("the last move was " + Words.ago(last, now) + " and its dwell lasts until "
                        + Words.at(end, now));
            }
        }
        return policy.movesPerDay().isPresent()
                        && moves.size() >= policy.movesPerDay().getAsInt()
                ? Optional.of("the " + policy.movesPerDay().getAsInt() + " moves of a day are spent until "
                        + Words.at(moves.get(0).plus(DAY), now))
                : Optional.empty();
    }

    /** Why a trunk that is out stays out; empty when it may go back. */
    Optional<String> notBack(Scene scene, TrunkId trunk) {
        Seat seat = seats.of(trunk);
        Instant now = scene.now();
        if (now.isBefore(seat.heldUntil())) {
            return Optional.of("it is held out until " + Words.at(seat.heldUntil(), now) + ", after fault "
                    + seat.faults() + " within a day");
        }
        Optional<Instant> clean = cleanSince(trunk);
        if (clean.isEmpty()) {
            return Optional.of(
                    scene.belief(trunk).findings().isEmpty()
                            ? "there is no fresh evidence that it is well"
                            : scene.fault(trunk));
        }
        return now.isBefore(clean.get().plus(policy.calm()))
                ? Optional.of("it has to be without fault for " + Words.span(policy.calm()) + ", since "
                        + Words.at(clean.get(), now))
                : Optional.empty();
    }

    /** Since when nothing speaks against a trunk. */
    Optional<Instant> cleanSince(TrunkId trunk) {
        return Optional.ofNullable(cleanSince.get(trunk));
    }

    /** Whether some other trunk, asked when the fault of this one was seen, may still answer: then no is not yet the answer. */
    boolean awaitsAnswer(Scene scene, TrunkId bad) {
        Instant known = scene.knownSince(bad);
        return scene.now().isBefore(known.plus(PATIENCE))
                && route.trunks().stream()
                        .filter(t -> !t.equals(bad) && !ordered(scene, t, Order.Kind.HELD_OUT))
                        .anyMatch(t -> scene.badness(t) < scene.badness(bad) && !scene.answeredFrom(t, known));
    }

    boolean lives(Scene scene, TrunkId trunk) {
        return scene.belief(trunk).registered()
                && scene.answeredFrom(trunk, scene.now().minus(LIVES_FOR));
    }

    Optional<Order> order(Scene scene, TrunkId trunk) {
        return scene.orders().about(trunk, route.id());
    }

    boolean ordered(Scene scene, TrunkId trunk, Order.Kind kind) {
        return order(scene, trunk).filter(o -> o.kind() == kind).isPresent();
    }

    void moved(Instant at) {
        moves.add(at);
    }

    /** Calls a person. */
    void alarm(Instant now, String words) {
        alarms.add(new Alarm(now.plus(policy.dwell()).plus(CALL_FOR), words));
    }

    /** What is put on every move: when and how the trunk that went out returns. */
    String returns(Scene scene, TrunkId out) {
        return out + " is put back on trial after "
                + Words.at(seats.of(out).heldUntil(), scene.now()) + ", once it has been without fault for "
                + Words.span(policy.calm()) + ".";
    }

    /** Lets time pass. */
    void watch(Scene scene) {
        moves.removeIf(at -> !scene.now().isBefore(at.plus(DAY)));
        alarms.removeIf(alarm -> !scene.now().isBefore(alarm.until()));
        for (TrunkId trunk : route.trunks()) {
            keep(cleanSince, trunk, clean(scene, trunk), scene.now());
        }
    }

    boolean permutes(List<TrunkId> order) {
        return order.size() == route.trunks().size() && new HashSet<>(order).equals(new HashSet<>(route.trunks()));
    }

    /**
     * Healthy; or in doubt only because no call reaches it to show more, while its signalling is in order. So is a suspicion that
     * calls began and none is left to finish, such as that of calls which fell silent with all else when the carrier died.
     */
    private boolean clean(Scene scene, TrunkId trunk) {
        Belief belief = scene.belief(trunk);
        boolean unfinished = belief.verdict() == Verdict.SUSPECT
                && belief.liveCalls() == 0
                && belief.findings().stream().noneMatch(f -> f.kind().layer() == Finding.Layer.CONTROL);
        boolean onlyCallsCanTell = unfinished
                || (belief.verdict() == Verdict.UNKNOWN && belief.findings().isEmpty());
        return lives(scene, trunk) && (belief.verdict() == Verdict.HEALTHY || onlyCallsCanTell);
    }

    private static void keep(Map<TrunkId, Instant> since, TrunkId trunk, boolean holds, Instant now) {
        if (holds) {
            since.putIfAbsent(trunk, now);
        } else {
            since.remove(trunk);
        }
    }
}
