package org.trunkpilot.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.trunkpilot.health.HealthPolicy;
import org.trunkpilot.replay.Comparison.Hindsight;
import org.trunkpilot.replay.Comparison.Move;
import org.trunkpilot.replay.Comparison.Outcome;
import org.trunkpilot.routing.ControllerMemory;
import org.trunkpilot.routing.Mode;
import org.trunkpilot.routing.RoutingPolicy;
import org.trunkpilot.routing.Rung;

/** Invented pasts of which we know what happened: what a backtest makes of them is right or wrong. */
class BacktestTest {
    private static final Policies BALANCED =
            new Policies("balanced", HealthPolicy.balanced(), RoutingPolicy.balanced(), Map.of());
    private static final Policies BOLD =
            new Policies("bold", HealthPolicy.availability(), RoutingPolicy.availability(), Map.of());
    private static final Duration HOUR = Duration.ofHours(1);
    private static final Duration TALK = Duration.ofSeconds(60);

    @Test
    void aQuietHourMovesNothingAndDivertsNobody() {
        Comparison quiet = run(new Past(1, 1), HOUR, 600, BALANCED);

        assertThat(quiet.calls()).isEqualTo(600);
        assertThat(quiet.outcomes()).extracting(Outcome::policy).containsExactly("balanced", Comparison.STATIC);
        assertThat(quiet.outcomes()).allSatisfy(outcome -> {
            assertThat(outcome.moves()).isEmpty();
            assertThat(outcome.diverted()).isZero();
            assertThat(outcome.words()).isEqualTo("No call would have gone another way.");
        });
    }

    /** Each refused call was carried by the other trunk next: how it would have fared there first is known, not guessed. */
    @Test
    void aCallThatFailedOverTellsItselfHowItWouldHaveFared() {
        Comparison refused =
                run(new Past(2, 1).fault(Past.a(0), Past.Kind.REFUSES, minutes(20), minutes(40)), HOUR, 600, BALANCED);

        Outcome outcome = refused.outcomes().get(0);
        assertThat(outcome.moves()).first().satisfies(move -> {
            assertThat(move.from()).containsExactly(Past.a(0), Past.b(0));
            assertThat(move.to()).containsExactly(Past.b(0), Past.a(0));
            assertThat(move.at()).isBetween(Past.START.plus(minutes(20)), Past.START.plus(minutes(22)));
            assertThat(move.hindsight()).isEqualTo(Hindsight.RIGHT);
        });
        // Ten calls a minute for twenty minutes, but for those before the move.
        assertThat(outcome.spared().calls()).isCloseTo(195, within(25.0));
        assertThat(outcome.spared().high() - outcome.spared().low()).isLessThan(2);
        assertThat(outcome.harmed().calls()).isLessThan(10);
        assertThat(outcome.words()).contains("so how they would have fared is known");
        assertThat(refused.outcomes().get(1).diverted()).isZero();
    }

    /** Nobody failed over, and hardly a call went to the other trunk: there is nothing to compare with. */
    @Test
    void withoutCallsOnTheOtherTrunkNobodyCanTell() {
        Comparison deaf =
                run(new Past(3, 1).fault(Past.a(0), Past.Kind.ONE_WAY, minutes(20), minutes(40)), HOUR, 600, BALANCED);

        Outcome outcome = deaf.outcomes().get(0);
        // No call has proved its audio, but the fault is one that callers can hardly bear.
        assertThat(outcome.moves()).isNotEmpty();
        assertThat(outcome.diverted()).isGreaterThan(100);
        assertThat(outcome.untold()).isEqualTo(outcome.diverted());
        assertThat(outcome.spared()).isEqualTo(Comparison.Estimate.NONE);
        assertThat(outcome.words()).contains("fewer than 10 calls there to compare with: too few to tell");
    }

    @Test
    void whereOtherCallsWentThereTheEstimateComesFromThem() {
        // The trunk's twin refuses one call in ten for the whole time, so every tenth call shows how this one does.
        var past = new Past(4, 1)
                .fault(Past.a(0), Past.Kind.REFUSES_SOME, Duration.ZERO, HOUR)
                .fault(Past.a(0), Past.Kind.ONE_WAY, minutes(20), minutes(40));

        Outcome outcome = run(past, HOUR, 1_200, BALANCED).outcomes().get(0);

        assertThat(outcome.untold()).isLessThan(outcome.diverted() / 10);
        assertThat(outcome.spared().calls()).isGreaterThan(100);
        assertThat(outcome.spared().low()).isLessThan(outcome.spared().calls());
        assertThat(outcome.spared().high())
                .isGreaterThanOrEqualTo(outcome.spared().calls());
        assertThat(outcome.words()).contains("it is estimated from the calls that did go there");
    }

    @Test
    void aMoveForAFaultThatWasOverIsFalseInHindsight() {
        Comparison short503 = run(
                new Past(5, 1)
                        .fault(
                                Past.a(0),
                                Past.Kind.REFUSES,
                                minutes(20),
                                minutes(20).plusSeconds(45)),
                HOUR,
                600,
                BALANCED);

        assertThat(short503.outcomes().get(0).moves())
                .filteredOn(move -> move.rung() == Rung.HARD_FAULT)
                .singleElement()
                .satisfies(move -> {
                    assertThat(move.hindsight()).isEqualTo(Hindsight.FALSE);
                    assertThat(move.hindsightWords()).contains("calls on a0 in the next 15 min fared badly");
                });
    }

    @Test
    void aSilentTrunkIsLeftWithinSecondsAndThatIsRightInHindsight() {
        Comparison silent =
                run(new Past(6, 1).fault(Past.a(0), Past.Kind.SILENT, minutes(20), minutes(40)), HOUR, 60, BALANCED);

        Move move = silent.outcomes().get(0).moves().get(0);
        assertThat(Duration.between(Past.START.plus(minutes(20)), move.at())).isLessThan(Duration.ofSeconds(15));
        assertThat(move.hindsight()).isEqualTo(Hindsight.RIGHT);
        assertThat(move.hindsightWords()).contains("it answered no OPTIONS sent within 10 s of the move");
    }

    @Test
    void twoPoliciesStandSideBySide() {
        var past = new Past(7, 1).fault(Past.a(0), Past.Kind.REFUSES, minutes(20), minutes(40));

        Comparison both = run(past, Duration.ofHours(2), 1_200, BOLD, BALANCED);

        assertThat(both.outcomes()).extracting(Outcome::policy).containsExactly("bold", "balanced", Comparison.STATIC);
        assertThat(both.outcomes().get(0).moves().get(0).at())
                .isBefore(both.outcomes().get(1).moves().get(0).at());
    }

    @Test
    void theSameInputsGiveTheSameComparison() {
        var past = new Past(8, 3).fault(Past.a(1), Past.Kind.REFUSES, minutes(20), minutes(40));
        List<Input> inputs = past.inputs(HOUR, 600, TALK);

        assertThat(run(inputs, HOUR, BALANCED)).isEqualTo(run(inputs, HOUR, BALANCED));
    }

    /**
     * The rerun looks less often than the live loop where nothing happens; it must not come to other moves by that. Away from a fault it
     * is as quick; a return waits for several things one after the other, each seen up to 5 s late.
     */
    @Test
    void lookingLessOftenInCalmComesToTheSameMoves() {
        for (long seed = 20; seed < 32; seed++) {
            var past = new Past(seed, 2)
                    .fault(Past.a(0), Past.Kind.REFUSES, minutes(20), minutes(40))
                    .fault(Past.a(1), Past.Kind.SILENT, minutes(45), minutes(50));
            List<Input> inputs = past.inputs(HOUR, 400, TALK);

            List<Move> paced = run(inputs, HOUR, BALANCED).outcomes().get(0).moves();
            List<Instant> exact = EachTick.moves(inputs, BALANCED, Past.START.plus(HOUR));

            assertThat(paced).as("seed %s", seed).hasSameSizeAs(exact);
            for (int i = 0; i < exact.size(); i++) {
                Move move = paced.get(i);
                assertThat(Duration.between(exact.get(i), move.at()).abs())
                        .as("seed %s, %s", seed, move)
                        .isLessThan(Duration.ofSeconds(move.rung() == Rung.FAIL_BACK ? 15 : 2));
            }
        }
    }

    /** Journals go back a month: a rerun begins at any milestone, without what was told before it. */
    @Test
    void aRerunCanBeginInTheMiddleOfThings() {
        var past = new Past(9, 1).fault(Past.a(0), Past.Kind.REFUSES, minutes(50), minutes(55));
        Instant middle = Past.START.plus(minutes(30));
        var later = new ArrayList<Input>();
        List<Input> all = past.inputs(HOUR, 600, TALK);
        later.add(new Input.Stood(
                middle,
                false,
                past.inventory(),
                Mode.WATCHING,
                ControllerMemory.EMPTY.text(),
                List.of(),
                past.inventory().trunks().stream()
                        .<org.trunkpilot.signal.PbxSignal>map(trunk -> new org.trunkpilot.signal.Registration(
                                middle.minusSeconds(60),
                                trunk.id(),
                                org.trunkpilot.signal.Registration.State.REGISTERED))
                        .toList()));
        all.stream().filter(input -> input.at().isAfter(middle)).forEach(later::add);

        Comparison comparison = run(later, HOUR, BALANCED);

        assertThat(comparison.heardFrom()).isEqualTo(middle);
        assertThat(comparison.outcomes().get(0).moves()).isNotEmpty();
    }

    @Test
    void whatTheJournalLostIsTold() {
        var inputs = new ArrayList<>(new Past(10, 1).inputs(HOUR, 10, TALK));
        inputs.add(new Input.Missed(Past.START.plus(HOUR).minusSeconds(1), 17));

        assertThat(run(inputs, HOUR, BALANCED).missed()).isEqualTo(17);
    }

    private static Comparison run(Past past, Duration length, int calls, Policies... policies) {
        return run(past.inputs(length, calls, TALK), length, policies);
    }

    private static Comparison run(List<Input> inputs, Duration length, Policies... policies) {
        var backtest = new Backtest(List.of(policies), Past.START, Past.START.plus(length));
        inputs.forEach(backtest::take);
        return backtest.result();
    }

    private static Duration minutes(long minutes) {
        return Duration.ofMinutes(minutes);
    }
}
