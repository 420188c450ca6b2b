package org.trunkpilot.routing;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.trunkpilot.health.CallLeg;
import org.trunkpilot.health.Finding;
import org.trunkpilot.routing.ControllerMemory.Seat;
import org.trunkpilot.trunk.SteeredRoute;
import org.trunkpilot.trunk.TrunkId;

/**
 * The service state of each trunk of one route. All transitions pass {@link #enter}, each with a reason.
 *
 * <pre>
 *   IN_SERVICE ──out──► OUT_OF_SERVICE ──trial──► PROBATION ──back──► IN_SERVICE
 *                             ▲                       │
 *                             └──────────out──────────┘
 * </pre>
 */
final class Seats {
    /** Faults further apart than this are not one trouble (field notes §6.8). */
    private static final Duration REPEAT_WITHIN = Duration.ofDays(1);

    private final SteeredRoute route;
    private final RoutingPolicy policy;
    private final Map<TrunkId, Seat> seats = new LinkedHashMap<>();
    private final List<ServiceChange> changes = new ArrayList<>();

    Seats(SteeredRoute route, Map<TrunkId, Seat> remembered, RoutingPolicy policy) {
        this.route = route;
        this.policy = policy;
        route.trunks().forEach(trunk -> seats.put(trunk, remembered.getOrDefault(trunk, Seat.FIRST)));
        if (route.trunks().stream().noneMatch(this::carries)) {
            // The trunks that carried are gone from the configuration; somebody has to.
            seats.replaceAll((trunk, seat) -> Seat.FIRST);
        }
    }

    Seat of(TrunkId trunk) {
        return seats.getOrDefault(trunk, Seat.FIRST);
    }

    ServiceState state(TrunkId trunk) {
        return of(trunk).state();
    }

    /** Whether the trunk has its place in the order: in service, or back on trial. */
    boolean carries(TrunkId trunk) {
        return state(trunk) != ServiceState.OUT_OF_SERVICE;
    }

    /** Sends a trunk out; its hold-out doubles with each fault within a day. */
    void out(TrunkId trunk, Instant now, Finding.Layer fault, String reason) {
        Seat was = of(trunk);
        boolean again = was.faults() > 0 && Duration.between(was.outAt(), now).compareTo(REPEAT_WITHIN) < 0;
        int faults = again ? was.faults() + 1 : 1;
        Instant until = now.plus(policy.holdOutFor(faults));
        enter(trunk, new Seat(ServiceState.OUT_OF_SERVICE, now, now, until, faults, fault, 0, 0), now, reason);
    }

    /** Puts a trunk back on trial. */
    void trial(TrunkId trunk, Instant now, String reason) {
        enter(trunk, in(of(trunk), ServiceState.PROBATION, now), now, reason);
    }

    /** Ends a trial, or a person wants the trunk in. */
    void back(TrunkId trunk, Instant now, String reason) {
        enter(trunk, in(of(trunk), ServiceState.IN_SERVICE, now), now, reason);
    }

    /** Counts a call that ended on a trunk on trial. */
    void count(CallLeg leg) {
        Seat seat = of(leg.trunk());
        boolean tells = leg.outcome() == CallLeg.Outcome.OK || leg.outcome() == CallLeg.Outcome.CARRIER_FAULT;
        if (seat.state() != ServiceState.PROBATION || !tells || leg.seized().isBefore(seat.since())) {
            return;
        }
        double worst = Math.min(
                leg.worstRatingInbound().orElse(Double.MAX_VALUE),
                leg.worstRatingOutbound().orElse(Double.MAX_VALUE));
        boolean good =
                leg.outcome() == CallLeg.Outcome.OK && leg.answered().isPresent() && worst >= policy.ratingPoor();
        seats.put(
                leg.trunk(),
                new Seat(
                        seat.state(),
                        seat.since(),
                        seat.outAt(),
                        seat.heldUntil(),
                        seat.faults(),
                        seat.fault(),
                        seat.calls() + 1,
                        seat.goodCalls() + (good ? 1 : 0)));
    }

    /**
     * The order these states make: {@code lead}, then those that carry as they were configured, then the others as they stood.
     *
     * @param carries which trunks count as carrying
     */
    List<TrunkId> arranged(List<TrunkId> current, TrunkId lead, Predicate<TrunkId> carries) {
        var order = new LinkedHashSet<TrunkId>();
        order.add(lead);
        route.trunks().stream().filter(carries).forEach(order::add);
        order.addAll(current);
        return List.copyOf(order);
    }

    /** The first of the static order that carries; there always is one. */
    TrunkId firstCarrying() {
        return route.trunks().stream().filter(this::carries).findFirst().orElseThrow();
    }

    Map<TrunkId, Seat> all() {
        return Collections.unmodifiableMap(seats);
    }

    /** The transitions since this was last asked. */
    List<ServiceChange> drainChanges() {
        var drained = List.copyOf(changes);
        changes.clear();
        return drained.stream()
                .sorted(Comparator.comparing(ServiceChange::trunk))
                .toList();
    }

    private static Seat in(Seat was, ServiceState state, Instant now) {
        return new Seat(state, now, was.outAt(), was.heldUntil(), was.faults(), was.fault(), 0, 0);
    }

    private void enter(TrunkId trunk, Seat next, Instant now, String reason) {
        if (reason.isBlank()) {
            throw new IllegalArgumentException("a transition without a reason");
        }
        changes.add(new ServiceChange(now, trunk, of(trunk).state(), next.state(), reason));
        seats.put(trunk, next);
    }
}
