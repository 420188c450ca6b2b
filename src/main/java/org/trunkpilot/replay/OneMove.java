package org.trunkpilot.replay;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.trunkpilot.health.HealthPolicy;
import org.trunkpilot.replay.Comparison.Estimate;
import org.trunkpilot.replay.Comparison.Hindsight;
import org.trunkpilot.routing.RouteDecision;
import org.trunkpilot.routing.Rung;
import org.trunkpilot.signal.ProbeAnswered;
import org.trunkpilot.signal.ProbeSent;
import org.trunkpilot.trunk.Inventory;
import org.trunkpilot.trunk.TrunkId;

/**
 * What one move changed: the calls of its route while it stood, against the same calls under the other of its two orders, told as
 * {@link Tally} tells it; and whether the trunk that it left was bad, by what was seen later, as {@link Moves} tells that. Inputs in, in
 * their order, from a quarter of an hour before the move.
 */
public final class OneMove {
    /** What is seen of a trunk this long before a call, and of the trunk that was left this long after the move, says how it was. */
    public static final Duration AROUND = Moves.LATER;

    private final RouteDecision decision;
    private final boolean written;
    private final Instant until;
    private final Yardstick yardstick;
    private final Tally tally = new Tally();
    private final Map<TrunkId, List<Attempt>> attempts = new HashMap<>();
    private @Nullable Inventory inventory;
    private boolean asked;
    private boolean answered;
    private long calls;
    private long missed;

    /**
     * What came of a move.
     *
     * @param calls of the route that began while it stood
     * @param diverted of these, calls that would have been tried on another trunk first under the other order
     * @param spared calls that the move spared a fault; when it was not written, would have spared
     * @param harmed calls that met a fault because of it; when it was not written, would have met
     * @param untold of those diverted, calls of which nobody can say how they would have fared
     * @param missed inputs that the journal had lost
     * @param how the estimates were made, with their figures
     * @param hindsightWords the figures behind the hindsight, a sentence
     */
    public record Result(
            long calls,
            long diverted,
            Estimate spared,
            Estimate harmed,
            long untold,
            long missed,
            String how,
            Hindsight hindsight,
            String hindsightWords) {}

    /**
     * @param decision a move
     * @param written whether calls followed it; otherwise they went on in the order it would have left
     * @param policy by whose measures a call was bad
     * @param until when the move no longer stood, or as far as it is looked at
     * @throws IllegalArgumentException when the decision moves nothing
     */
    public OneMove(RouteDecision decision, boolean written, HealthPolicy policy, Instant until) {
        if (!decision.moves()) {
            throw new IllegalArgumentException("a refusal changes nothing");
        }
        this.decision = decision;
        this.written = written;
        this.until = until;
        this.yardstick = new Yardstick(policy, this::tried, this::begun);
    }

    /** Takes the next input. One more than {@link #AROUND} after the end is left. */
    public void take(Input input) {
        if (input.at().isAfter(until.plus(AROUND))) {
            return;
        }
        if (input instanceof Input.Stood stood) {
            inventory = stood.inventory();
            yardstick.inventory(stood.inventory());
        } else if (input instanceof Input.Missed lost && !lost.at().isBefore(decision.at())) {
            missed += lost.inputs();
        } else if (input instanceof Input.Heard heard && inventory != null) {
            probe(heard);
            yardstick.hear(heard.signal());
        }
    }

    /** The OPTIONS sent right after the move to the trunk that was left. */
    private void probe(Input.Heard heard) {
        if (heard.signal() instanceof ProbeSent sent && sent.trunk().equals(left()) && atOnce(sent.at())) {
            asked = true;
        } else if (heard.signal() instanceof ProbeAnswered answer
                && answer.trunk().equals(left())
                && atOnce(answer.sentAt())) {
            answered = true;
        }
    }

    private boolean atOnce(Instant sent) {
        return !sent.isBefore(decision.at()) && !sent.isAfter(decision.at().plus(Moves.AT_ONCE));
    }

    private TrunkId left() {
        return decision.from().get(0);
    }

    private void tried(Attempt attempt) {
        attempts.computeIfAbsent(attempt.trunk, trunk -> new ArrayList<>()).add(attempt);
    }

    private void begun(Yardstick.Call call) {
        Instant at = call.first().seized;
        if (at.isBefore(decision.at()) || !at.isBefore(until) || !ofThisRoute(call)) {
            return;
        }
        calls++;
        TrunkId real = (written ? decision.to() : decision.from()).get(0);
        TrunkId other = (written ? decision.from() : decision.to()).get(0);
        // A call that went by neither order was sent by something else: a person, or the PBX without a row.
        if (!real.equals(other) && call.first().trunk.equals(real)) {
            tally.divert(decision.route(), call.first(), other);
        }
    }

    private boolean ofThisRoute(Yardstick.Call call) {
        if (call.route().isPresent()) {
            return call.route().get().equals(decision.route());
        }
        Inventory known = inventory;
        return known != null
                && known.steeredRoutes().stream()
                        .filter(route -> route.trunks().contains(call.first().trunk))
                        .map(route -> route.id().equals(decision.route()))
                        .reduce((one, another) -> false)
                        .orElse(false);
    }

    /** Adds everything up; to be called once. */
    public Result result() {
        tally.settle(attempts);
        Estimate faultThere = tally.harmed();
        Estimate faultHere = tally.spared();
        Hindsight hindsight = Hindsight.NOT_JUDGED;
        String words = "It took the first place from no trunk for a fault.";
        if (leavesForAFault(decision)) {
            Moves.Seen seen = Moves.seen(attempts, left(), decision.at());
            hindsight = Moves.hindsight(asked, answered, seen);
            words = Moves.words(asked, answered, left(), seen);
        }
        return new Result(
                calls,
                tally.diverted(),
                written ? faultThere : faultHere,
                written ? faultHere : faultThere,
                tally.untold(),
                missed,
                tally.words(),
                hindsight,
                words);
    }

    /** Whether a move takes the first place from a trunk because that is bad, so that it can be wrong. */
    public static Optional<TrunkId> left(RouteDecision decision) {
        return leavesForAFault(decision) ? Optional.of(decision.from().get(0)) : Optional.empty();
    }

    private static boolean leavesForAFault(RouteDecision decision) {
        return decision.moves()
                && !decision.from().get(0).equals(decision.to().get(0))
                && decision.rung() != Rung.FAIL_BACK
                && decision.rung() != Rung.ORDERS;
    }
}
