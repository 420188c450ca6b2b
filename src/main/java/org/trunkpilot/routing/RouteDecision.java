package org.trunkpilot.routing;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.trunkpilot.health.Attribution;
import org.trunkpilot.trunk.RouteId;
import org.trunkpilot.trunk.TrunkId;

/**
 * A move of a route's order, or a move that was considered and refused. Every change of mind is one of these.
 *
 * @param from the order wanted before
 * @param to the order wanted now; equal to {@code from} for a refusal
 * @param rung the rung of the ladder that decided
 * @param reason one plain sentence for a tired operator; never empty
 * @param evidence what it rests on, a sentence each
 * @param wouldChange what would change it, a sentence; empty when nothing in particular would
 * @param attribution whose fault the trouble is that it is about; empty when it is about none, such as an order or a fail-back
 * @param confidencePercent how sure that is, 0 to 100; 0 without an attribution
 * @param considered what else might have been done, and why it was not, a sentence each: every other trunk of the route, or the one
 *     move that was refused
 */
public record RouteDecision(
        Instant at,
        RouteId route,
        List<TrunkId> from,
        List<TrunkId> to,
        Rung rung,
        String reason,
        List<String> evidence,
        Optional<String> wouldChange,
        Optional<Attribution> attribution,
        int confidencePercent,
        List<String> considered) {

    public RouteDecision {
        from = List.copyOf(from);
        to = List.copyOf(to);
        evidence = List.copyOf(evidence);
        considered = List.copyOf(considered);
        if (reason.isBlank()) {
            throw new IllegalArgumentException("a decision without a reason");
        }
    }

    /** A decision for which nothing else was considered. */
    public RouteDecision(
            Instant at,
            RouteId route,
            List<TrunkId> from,
            List<TrunkId> to,
            Rung rung,
            String reason,
            List<String> evidence,
            Optional<String> wouldChange,
            Optional<Attribution> attribution,
            int confidencePercent) {
        this(at, route, from, to, rung, reason, evidence, wouldChange, attribution, confidencePercent, List.of());
    }

    /** A decision that blames nobody. */
    public RouteDecision(
            Instant at,
            RouteId route,
            List<TrunkId> from,
            List<TrunkId> to,
            Rung rung,
            String reason,
            List<String> evidence,
            Optional<String> wouldChange) {
        this(at, route, from, to, rung, reason, evidence, wouldChange, Optional.empty(), 0, List.of());
    }

    /** Whether the order changes; otherwise this is a refusal. */
    public boolean moves() {
        return !from.equals(to);
    }
}
