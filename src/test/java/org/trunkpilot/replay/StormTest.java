package org.trunkpilot.replay;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.trunkpilot.override.Order;
import org.trunkpilot.routing.ControllerMemory;
import org.trunkpilot.routing.Judgement;
import org.trunkpilot.routing.PbxState;
import org.trunkpilot.routing.RoutingPolicy;

/**
 * The controller in storms. {@code -Dstorm.events=30000000 -Dstorm.seed=42} makes it more, or another.
 */
class StormTest {
    private static final long EVENTS = Long.getLong("storm.events", 1_000_000);
    private static final long SEED = Long.getLong("storm.seed", 20260302);

    /** The exercise, with a budget: ten minutes of it are ten hours of a real day. */
    private static final RoutingPolicy POLICY = with(RoutingPolicy.exercise(), OptionalInt.of(6));

    /** Without one the sun shines after the storm: what is well must come back. */
    private static final RoutingPolicy UNBOUND = RoutingPolicy.exercise();

    @Test
    void noInvariantBreaksInAnyStorm() {
        long signals = 0;
        int moves = 0;
        for (long seed = SEED; signals < EVENTS; seed++) {
            RoutingPolicy policy = seed % 2 == 0 ? POLICY : UNBOUND;
            var outcome = weather(seed, policy, memory -> new Subject(Storm.controller(policy, memory)));
            signals += outcome.signals();
            moves += outcome.moves();
        }
        assertThat(moves).as("a storm in which nothing moves tests nothing").isGreaterThan((int) (EVENTS / 5_000));
    }

    /** The same storm gives the same decisions, and the order of signals of one moment does not matter. */
    @Test
    void theOrderOfSignalsOfOneMomentIsIrrelevant() {
        for (long seed = SEED; seed < SEED + 6; seed++) {
            var storm = new Storm(seed, POLICY);
            Function<ControllerMemory, Subject> subjects = memory -> new Subject(Storm.controller(POLICY, memory));
            assertThat(storm.run(storm.gusts(), subjects, true).decisions())
                    .as("seed %d", seed)
                    .isEqualTo(storm.run(storm.gusts(), subjects, false).decisions());
        }
    }

    // --- the storm finds what is planted

    @Test
    void aStormFindsAControllerWithoutDwell() {
        assertThat(found(memory -> new Subject(Storm.controller(RoutingPolicies.withoutDwell(POLICY), memory))))
                .isEqualTo("soft moves and fail-backs keep the dwell");
    }

    @Test
    void aStormFindsAControllerWithoutHoldOut() {
        assertThat(found(memory -> new Subject(Storm.controller(RoutingPolicies.withoutHoldOut(POLICY), memory))))
                .isEqualTo("a trunk is held out longer each time");
    }

    @Test
    void aStormFindsAControllerWithoutBudget() {
        assertThat(found(memory -> new Subject(Storm.controller(with(POLICY, OptionalInt.empty()), memory))))
                .isEqualTo("soft moves and fail-backs keep the budget");
    }

    @Test
    void aStormFindsAControllerThatForgetsToEndOrders() {
        assertThat(found(memory -> new Subject(Storm.controller(POLICY, memory)) {
                    @Override
                    void orders(List<Order> orders) {
                        super.orders(orders.stream()
                                .map(o -> new Order(
                                        o.id(),
                                        o.kind(),
                                        o.trunk(),
                                        o.route(),
                                        o.who(),
                                        o.reason(),
                                        o.since(),
                                        o.until().plusSeconds(5)))
                                .toList());
                    }
                }))
                .isIn("orders end on time", "a trunk held out is last", "every change of order is a decision");
    }

    /** A controller that takes the end of a link for nothing: it moves while the checker knows that it cannot hear. */
    @Test
    void aStormFindsAControllerThatMovesWhileThePbxIsNotReady() {
        assertThat(found(memory -> new Subject(Storm.controller(POLICY, memory)) {
                    @Override
                    Judgement decide(Instant now) {
                        Judgement j = super.decide(now);
                        return new Judgement(
                                j.at(),
                                PbxState.BOOTING,
                                j.stateReason(),
                                j.commonCause(),
                                j.beliefs(),
                                j.services(),
                                j.plans(),
                                j.why(),
                                j.decisions(),
                                j.changes(),
                                j.probes(),
                                j.legs(),
                                j.alarms());
                    }
                }))
                .isEqualTo("nothing moves while the PBX is not ready");
    }

    /** What is shown of a failing storm is the least of it that still fails. */
    @Test
    void aFailingStormIsCutDownToItsLeast() {
        Function<ControllerMemory, Subject> bug =
                memory -> new Subject(Storm.controller(RoutingPolicies.withoutHoldOut(POLICY), memory));
        for (long seed = SEED; ; seed++) {
            var storm = new Storm(seed, POLICY);
            var broken = storm.run(storm.gusts(), bug, false).broken();
            if (broken.isPresent()) {
                List<Gust> least = least(storm, bug, broken.get());
                assertThat(least).as("of %d gusts", storm.gusts().size()).hasSizeLessThanOrEqualTo(6);
                return;
            }
        }
    }

    @Test
    void theShrinkerLeavesOnlyWhatIsNeeded() {
        var all = new ArrayList<Integer>();
        for (int i = 0; i < 500; i++) {
            all.add(i);
        }
        assertThat(Shrinker.least(all, list -> list.contains(17) && list.contains(400)))
                .containsExactly(17, 400);
    }

    private static String found(Function<ControllerMemory, Subject> bug) {
        var rules = new LinkedHashMap<String, Long>();
        for (long seed = SEED; seed < SEED + 60; seed++) {
            var storm = new Storm(seed, POLICY);
            long at = seed;
            storm.run(storm.gusts(), bug, false).broken().ifPresent(b -> rules.putIfAbsent(b.rule(), at));
            if (!rules.isEmpty()) {
                return rules.keySet().iterator().next();
            }
        }
        return "";
    }

    private static Storm.Outcome weather(
            long seed, RoutingPolicy policy, Function<ControllerMemory, Subject> subjects) {
        var storm = new Storm(seed, policy);
        var outcome = storm.run(storm.gusts(), subjects, false);
        outcome.broken().ifPresent(broken -> {
            String least =
                    least(storm, subjects, broken).stream().map(Gust::toString).collect(joining("\n  "));
            throw new AssertionError("seed " + seed + " breaks \"" + broken.rule() + "\": " + broken.how()
                    + "\nthe least storm that does:\n  " + least);
        });
        return outcome;
    }

    private static List<Gust> least(
            Storm storm, Function<ControllerMemory, Subject> subjects, Invariants.Broken broken) {
        return Shrinker.least(
                storm.gusts(),
                gusts -> storm.run(gusts, subjects, false)
                        .broken()
                        .filter(b -> b.rule().equals(broken.rule()))
                        .isPresent());
    }

    private static RoutingPolicy with(RoutingPolicy policy, OptionalInt moves) {
        return RoutingPolicies.changed(policy, policy.dwell(), policy.holdOut(), moves);
    }

    /** Policies with one rule off. */
    private static final class RoutingPolicies {
        static RoutingPolicy withoutDwell(RoutingPolicy policy) {
            return changed(policy, Duration.ZERO, policy.holdOut(), policy.movesPerDay());
        }

        static RoutingPolicy withoutHoldOut(RoutingPolicy policy) {
            return changed(policy, policy.dwell(), Duration.ZERO, policy.movesPerDay());
        }

        static RoutingPolicy changed(RoutingPolicy p, Duration dwell, Duration holdOut, OptionalInt moves) {
            return new RoutingPolicy(
                    p.name(),
                    dwell,
                    holdOut,
                    p.holdOutCap(),
                    p.calm(),
                    p.probation(),
                    p.goodCalls(),
                    moves,
                    p.headroomPercent(),
                    p.ratingGain(),
                    p.ratingPoor(),
                    p.provenWithin(),
                    p.bootGrace(),
                    p.linkGrace(),
                    p.stormChanges(),
                    p.commonWindow(),
                    p.recovery(),
                    p.failBackHours());
        }
    }
}
