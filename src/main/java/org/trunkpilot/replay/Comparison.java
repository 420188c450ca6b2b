package org.trunkpilot.replay;

import java.time.Instant;
import java.util.List;
import org.trunkpilot.routing.Rung;
import org.trunkpilot.trunk.RouteId;
import org.trunkpilot.trunk.TrunkId;

/**
 * What policies would have done with the same past, side by side.
 *
 * @param heardFrom when the journal of that span really begins; later than {@code from} when it holds no more
 * @param calls that began in the span on steered routes
 * @param unrouted calls of which nothing told the route; they are left out
 * @param missed inputs that the journal had lost
 * @param outcomes one for each policy asked for, then one for the static order
 */
public record Comparison(
        Instant from,
        Instant until,
        Instant heardFrom,
        long calls,
        long unrouted,
        long missed,
        List<Outcome> outcomes) {
    public Comparison {
        outcomes = List.copyOf(outcomes);
    }

    /** The order as configured, never moved. */
    public static final String STATIC = "static order";

    /**
     * One policy against what really happened.
     *
     * @param moves of orders, oldest first; orders that people gave are not among them
     * @param refusals moves considered and not made
     * @param diverted calls that would have been tried on another trunk first
     * @param spared of these, calls that really met a fault and would not have
     * @param harmed of these, calls that really fared well and would have met one
     * @param untold of these, calls of which nobody can say how they would have fared
     * @param words how the estimates were made, with their figures
     */
    public record Outcome(
            String policy,
            List<Move> moves,
            List<Refusal> refusals,
            long diverted,
            Estimate spared,
            Estimate harmed,
            long untold,
            String words) {
        public Outcome {
            moves = List.copyOf(moves);
            refusals = List.copyOf(refusals);
        }

        /** Moves of that hindsight. */
        public long moves(Hindsight hindsight) {
            return moves.stream().filter(move -> move.hindsight() == hindsight).count();
        }
    }

    /**
     * A number of calls that nobody has counted.
     *
     * @param calls the best guess
     * @param low the least, and {@code high} the most, that the evidence allows at 95 %
     */
    public record Estimate(double calls, double low, double high) {
        /** Nothing, for sure. */
        public static final Estimate NONE = new Estimate(0, 0, 0);

        Estimate plus(double more, double lowMore, double highMore) {
            return new Estimate(calls + more, low + lowMore, high + highMore);
        }
    }

    /** Whether a move was right, by what was seen after it. */
    public enum Hindsight {
        /** The trunk that was left went on failing. */
        RIGHT,
        /** The trunk that was left was well. */
        FALSE,
        /** Too little was seen of it. */
        CANNOT_TELL,
        /** It did not take the first place from a trunk for a fault: a return, or a change further down. */
        NOT_JUDGED
    }

    /**
     * A move.
     *
     * @param hindsightWords the figures behind the hindsight, a sentence
     */
    public record Move(
            Instant at,
            RouteId route,
            List<TrunkId> from,
            List<TrunkId> to,
            Rung rung,
            String reason,
            Hindsight hindsight,
            String hindsightWords) {}

    /** A move considered and not made. */
    public record Refusal(Instant at, RouteId route, Rung rung, String reason) {}
}
