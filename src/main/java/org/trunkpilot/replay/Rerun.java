package org.trunkpilot.replay;

import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.trunkpilot.routing.ControllerMemory;
import org.trunkpilot.routing.Judgement;
import org.trunkpilot.routing.RouteController;
import org.trunkpilot.routing.RoutePlan;
import org.trunkpilot.signal.LinkRestored;
import org.trunkpilot.signal.SnapshotTaken;
import org.trunkpilot.trunk.Inventory;
import org.trunkpilot.trunk.RouteId;
import org.trunkpilot.trunk.TrunkId;

/**
 * The core run once more over what a core was told, by a policy of one's choice.
 *
 * <p>The OPTIONS are those that were really sent, every 5 s and at each piece of bad news: a policy that would have asked sooner waits for
 * the next, 5 s at most. What the policy's own moves would have changed about later calls is not played out: calls come as they came.
 */
final class Rerun {
    private final Policies policies;
    private final Consumer<Judgement> into;
    private @Nullable RouteController core;
    private @Nullable Inventory inventory;
    private Pace pace;
    private Instant next = Instant.MAX;
    private Optional<Judgement> last = Optional.empty();
    private long unreadMemories;

    /** @param into every judgement made */
    Rerun(Policies policies, Consumer<Judgement> into) {
        this.policies = policies;
        this.into = into;
        this.pace = new Pace(policies.health());
    }

    /** Takes the next input; their times do not go back, or only by moments. */
    void take(Input input) {
        if (input instanceof Input.Stood stood) {
            begin(stood);
            return;
        }
        RouteController running = core;
        if (running == null) {
            return;
        }
        runUntil(input.at());
        if (input instanceof Input.Heard heard) {
            running.accept(heard.signal());
            if (pace.hear(heard.signal())) {
                lookBy(input.at().plus(Pace.ALERT));
            }
        } else if (input instanceof Input.Ordered ordered) {
            running.orders(ordered.orders());
            lookBy(input.at().plus(Pace.ALERT));
        } else if (input instanceof Input.Froze froze) {
            running.freeze(froze.route(), froze.why());
        } else if (input instanceof Input.Unfroze unfroze) {
            running.unfreeze(unfroze.route());
            lookBy(input.at().plus(Pace.ALERT));
        } else if (input instanceof Input.Adopted adopted) {
            running.adopt(adopted.route(), adopted.order(), adopted.at());
        } else if (!(input instanceof Input.Switched || input instanceof Input.Missed)) {
            throw new IllegalStateException("unhandled " + input);
        }
    }

    /** Lets time pass. */
    void runUntil(Instant until) {
        RouteController running = core;
        while (running != null) {
            // Asked anew each time: what is under way may be answered before it is overdue.
            Instant overdue = pace.overdue(last.map(Judgement::at).orElse(Instant.MIN));
            Instant due = overdue.isBefore(next) ? overdue : next;
            if (!due.isBefore(until)) {
                return;
            }
            Judgement judgement = running.decide(due);
            last = Optional.of(judgement);
            into.accept(judgement);
            next = pace.after(judgement);
        }
    }

    /** The trunk that new calls of a route try first by the plan now; empty before anything has been judged. */
    Optional<TrunkId> first(RouteId route) {
        return last.map(judgement -> judgement.plans().get(route))
                .map(RoutePlan::order)
                .filter(order -> !order.isEmpty())
                .map(order -> order.get(0));
    }

    /** Milestones whose memory could not be read: the rerun began there with none. */
    long unreadMemories() {
        return unreadMemories;
    }

    private void begin(Input.Stood stood) {
        boolean same = stood.inventory().equals(inventory);
        if (core != null && same && !stood.fresh()) {
            // A milestone, for who begins here.
            return;
        }
        runUntil(stood.at());
        var made = new RouteController(
                stood.inventory(), policies.routing(), policies.ofRoutes(), policies.health(), memory(stood));
        made.orders(stood.orders());
        if (!stood.fresh() && !stood.state().isEmpty()) {
            // In the middle of things: the link was up, and this was the last that it had told.
            made.accept(new LinkRestored(stood.at(), "the journal", Optional.empty()));
            stood.state().forEach(made::accept);
            made.accept(new SnapshotTaken(stood.at()));
        }
        core = made;
        inventory = stood.inventory();
        pace = new Pace(policies.health());
        last = Optional.empty();
        next = stood.at();
    }

    /** What our own rerun knows is better than what the running policy had come to; only a first start has nothing else. */
    private ControllerMemory memory(Input.Stood stood) {
        RouteController before = core;
        if (before != null) {
            return before.memory();
        }
        try {
            return ControllerMemory.parse(stood.memory());
        } catch (IllegalArgumentException e) {
            unreadMemories++;
            return ControllerMemory.EMPTY;
        }
    }

    private void lookBy(Instant at) {
        if (at.isBefore(next)) {
            Instant earliest =
                    last.map(judgement -> judgement.at().plus(Pace.ALERT)).orElse(at);
            next = at.isBefore(earliest) ? earliest : at;
        }
    }
}
