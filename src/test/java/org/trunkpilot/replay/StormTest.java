package org.trunkpilot.replay;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.trunkpilot.routing.ControllerMemory;
import org.trunkpilot.routing.RoutingPolicy;
import org.trunkpilot.signal.PbxSignal;
import org.trunkpilot.signal.ProbeAnswered;
import org.trunkpilot.trunk.TrunkId;

/**
 * The controller in storms. {@code -Dstorm.events=30000000 -Dstorm.seed=42} makes it more, or another.
 */
class StormTest {
    private static final long EVENTS = Long.getLong("storm.events", 1_000_000);
    private static final long SEED = Long.getLong("storm.seed", 20260302);

    private static final RoutingPolicy POLICY = Planted.POLICY;

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
        System.out.printf("Storms from seed %d on: %,d events, %,d moves.%n", SEED, signals, moves);
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

    /** Each rule has a bug that only it stands against; the storm finds them all, and for the reason they were planted for. */
    @ParameterizedTest
    @EnumSource
    void aStormFindsThePlantedBug(Planted bug) {
        for (long seed = SEED; seed < SEED + 60; seed++) {
            var storm = new Storm(seed, bug.policy());
            Optional<Invariants.Broken> broken = storm.run(storm.gusts(), memory -> bug.on(bug.policy(), memory), false)
                    .broken();
            if (broken.isPresent()) {
                assertThat(broken.get().rule())
                        .as("%s by seed %d: %s", bug, seed, broken.get().how())
                        .isIn(bug.rules());
                return;
            }
        }
        throw new AssertionError("60 storms did not find " + bug);
    }

    /** A controller that is sure of a trunk by the signal it heard first: the order of one moment's signals shows. */
    @Test
    void aStormFindsThatTheOrderOfSignalsMatters() {
        var told = new HashSet<List<String>>();
        for (boolean backwards : List.of(false, true)) {
            var storm = new Storm(SEED, POLICY);
            told.add(storm.run(
                            storm.gusts(),
                            memory -> new Subject(Storm.controller(POLICY, memory)) {
                                private Optional<TrunkId> first = Optional.empty();

                                @Override
                                void accept(PbxSignal signal) {
                                    if (signal instanceof ProbeAnswered p) {
                                        first = first.or(() -> Optional.of(p.trunk()));
                                    }
                                    if (!(signal instanceof ProbeAnswered p) || first.equals(Optional.of(p.trunk()))) {
                                        super.accept(signal);
                                    }
                                }
                            },
                            backwards)
                    .decisions());
        }
        assertThat(told).hasSize(2);
    }

    /** What is shown of a failing storm is the least of it that still fails. */
    @Test
    void aFailingStormIsCutDownToItsLeast() {
        Function<ControllerMemory, Subject> bug =
                memory -> new Subject(Storm.controller(Planted.withoutHoldOut(POLICY), memory));
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
}
