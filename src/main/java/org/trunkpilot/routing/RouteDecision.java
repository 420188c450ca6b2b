package org.trunkpilot.routing;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
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
 */
public record RouteDecision(
        Instant at,
        RouteId route,
        List<TrunkId> from,
        List<TrunkId> to,
        Rung rung,
        String reason,
        List<String> evidence,
        Optional<String> wouldChange) {

    public RouteDecision {
        from = List.copyOf(from);
        to = List.copyOf(to);
        evidence = List.copyOf(evidence);
        if (reason.isBlank()) {
            throw new IllegalArgumentException("a decision without a reason");
        }
    }

    /** Whether the order changes; otherwise this is a refusal. */
    public boolean moves() {
        return !from.equals(to);
    }
}
