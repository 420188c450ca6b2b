package org.trunkpilot.replay;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.trunkpilot.replay.Comparison.Outcome;
import org.trunkpilot.routing.Judgement;
import org.trunkpilot.signal.ProbeAnswered;
import org.trunkpilot.signal.SeizureRefused;
import org.trunkpilot.trunk.Inventory;
import org.trunkpilot.trunk.RouteId;
import org.trunkpilot.trunk.SteeredRoute;
import org.trunkpilot.trunk.TrunkId;

/**
 * Policies tried on the same past: inputs in, in their order, from a milestone on; a {@link Comparison} out.
 *
 * <p>Each policy runs its own core over everything that was heard. Calls are judged by one yardstick, the first policy's measures of a
 * bad call. What counts is where a policy's plan would have sent a call first, against where it really went first
 * ({@link Tally}). Memory is bounded by {@value #MOST_CALLS} calls.
 */
public final class Backtest {
    /** A month of 50 busy trunks; calls beyond it are counted and not compared. */
    private static final int MOST_CALLS = 1_000_000;

    /** A trunk that the PBX passed over for the same route this short before would have been passed over again. */
    private static final Duration REFUSED = Duration.ofSeconds(2);

    private final Instant from;
    private final Instant until;
    private final List<Contender> contenders = new ArrayList<>();
    private final Yardstick yardstick;
    private final Map<TrunkId, List<Attempt>> attempts = new HashMap<>();
    private final Map<Passed, Instant> refused = new HashMap<>();
    private @Nullable Inventory inventory;
    private @Nullable Instant heardFrom;
    private Instant now = Instant.MIN;
    private long calls;
    private long tried;
    private long unrouted;
    private long missed;

    private record Passed(Optional<RouteId> route, TrunkId trunk) {}

    /** One policy in the race; the static order has no core. */
    private final class Contender {
        final String name;
        final Optional<Rerun> rerun;
        final Moves moves = new Moves();
        final Tally tally = new Tally();
        final Function<RouteId, Optional<TrunkId>> first;

        Contender(Policies policies) {
            name = policies.name();
            var run = new Rerun(policies, this::judged);
            rerun = Optional.of(run);
            first = run::first;
        }

        Contender() {
            name = Comparison.STATIC;
            rerun = Optional.empty();
            first = route -> steered(route).map(known -> known.trunks().get(0));
        }

        private void judged(Judgement judgement) {
            if (!judgement.at().isBefore(from)) {
                moves.judged(judgement);
            }
        }
    }

    /**
     * @param policies at least one, each with a name of its own
     * @param from what comes before only warms up
     */
    public Backtest(List<Policies> policies, Instant from, Instant until) {
        this.from = from;
        this.until = until;
        policies.forEach(policy -> contenders.add(new Contender(policy)));
        contenders.add(new Contender());
        this.yardstick = new Yardstick(policies.get(0).health(), this::tried, this::begun);
    }

    /** Takes the next input. One after {@code until} is left. */
    public void take(Input input) {
        if (input.at().isAfter(until)) {
            return;
        }
        now = input.at();
        if (heardFrom == null && input instanceof Input.Stood) {
            heardFrom = now;
        }
        for (Contender contender : contenders) {
            contender.rerun.ifPresent(rerun -> rerun.take(input));
        }
        if (input instanceof Input.Stood stood) {
            inventory = stood.inventory();
            yardstick.inventory(stood.inventory());
        } else if (input instanceof Input.Missed lost && !now.isBefore(from)) {
            missed += lost.inputs();
        } else if (input instanceof Input.Heard heard && inventory != null) {
            if (heard.signal() instanceof SeizureRefused refusal) {
                refused.put(new Passed(refusal.route(), refusal.trunk()), now);
            } else if (heard.signal() instanceof ProbeAnswered answer) {
                contenders.forEach(contender -> contender.moves.hear(answer));
            }
            yardstick.hear(heard.signal());
        }
    }

    /** Lets the clock run to the end and adds up; to be called once. */
    public Comparison result() {
        contenders.forEach(contender -> contender.rerun.ifPresent(rerun -> rerun.runUntil(until)));
        List<Outcome> outcomes = contenders.stream()
                .map(contender -> {
                    contender.tally.settle(attempts);
                    return new Outcome(
                            contender.name,
                            contender.moves.settled(attempts),
                            contender.moves.refusals(),
                            contender.tally.diverted(),
                            contender.tally.spared(),
                            contender.tally.harmed(),
                            contender.tally.untold(),
                            contender.tally.words());
                })
                .toList();
        Instant began = heardFrom == null ? until : heardFrom;
        return new Comparison(from, until, began.isAfter(from) ? began : from, calls, unrouted, missed, outcomes);
    }

    private void tried(Attempt attempt) {
        if (tried < MOST_CALLS) {
            tried++;
            attempts.computeIfAbsent(attempt.trunk, trunk -> new ArrayList<>()).add(attempt);
        }
    }

    private void begun(Yardstick.Call call) {
        if (call.first().seized.isBefore(from) || calls == MOST_CALLS) {
            return;
        }
        Optional<RouteId> route = route(call);
        if (route.isEmpty()) {
            return;
        }
        calls++;
        for (Contender contender : contenders) {
            contender
                    .first
                    .apply(route.get())
                    .filter(first -> !first.equals(call.first().trunk) && !wouldBePassed(call.route(), first))
                    .ifPresent(first -> contender.tally.divert(route.get(), call.first(), first));
        }
    }

    private boolean wouldBePassed(Optional<RouteId> route, TrunkId trunk) {
        Instant at = refused.get(new Passed(route, trunk));
        return at != null && !now.isAfter(at.plus(REFUSED));
    }

    /** The steered route of a call: as told, or the only one that has its trunk. An emergency call is nobody's to divert. */
    private Optional<RouteId> route(Yardstick.Call call) {
        if (call.route().isPresent()) {
            return call.route().filter(told -> steered(told).isPresent());
        }
        List<SteeredRoute> possible = inventory == null
                ? List.of()
                : inventory.steeredRoutes().stream()
                        .filter(route -> route.trunks().contains(call.first().trunk))
                        .toList();
        if (possible.size() != 1) {
            unrouted++;
            return Optional.empty();
        }
        return Optional.of(possible.get(0).id());
    }

    private Optional<SteeredRoute> steered(RouteId id) {
        return inventory == null
                ? Optional.empty()
                : inventory.steeredRoutes().stream()
                        .filter(route -> route.id().equals(id))
                        .findFirst();
    }
}
