package org.trunkpilot.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.trunkpilot.health.HealthPolicy;
import org.trunkpilot.replay.Comparison.Estimate;
import org.trunkpilot.replay.Comparison.Hindsight;
import org.trunkpilot.routing.RouteDecision;
import org.trunkpilot.routing.Rung;
import org.trunkpilot.trunk.RouteId;
import org.trunkpilot.trunk.TrunkId;

/** What one move changed, over a past of which we know everything: watched only, so every call went to the first trunk. */
class OneMoveTest {
    private static final Instant MOVED = Past.START.plus(Duration.ofMinutes(20));
    private static final Duration STOOD = Duration.ofMinutes(20);
    private static final RouteId ROUTE = Past.route(0);

    @Test
    void aMoveFromATrunkThatRefusesWouldHaveSparedItsCallsAndWasRight() {
        OneMove.Result result = look(refusing(), decision(Rung.HARD_FAULT), false);

        assertThat(result.calls()).isEqualTo(result.diverted()).isGreaterThan(50);
        assertThat(result.spared().calls()).isGreaterThan(0.8 * result.diverted());
        assertThat(result.harmed().calls()).isLessThan(3);
        assertThat(result.hindsight()).isEqualTo(Hindsight.RIGHT);
        assertThat(result.hindsightWords()).contains("calls on a0 in the next 15 min fared badly");
        assertThat(result.how()).contains("would have been tried on another trunk first");
    }

    @Test
    void aMoveFromATrunkThatIsWellWasNot() {
        OneMove.Result result = look(new Past(7, 1), decision(Rung.HARD_FAULT), false);

        assertThat(result.hindsight()).isEqualTo(Hindsight.FALSE);
        assertThat(result.spared().calls()).isLessThan(3);
    }

    @Test
    void aReturnIsNotJudged() {
        assertThat(look(refusing(), decision(Rung.FAIL_BACK), false).hindsight())
                .isEqualTo(Hindsight.NOT_JUDGED);
    }

    @Test
    void callsThatDidNotFollowAMoveAreNotCountedAsItsDoing() {
        OneMove.Result result = look(refusing(), decision(Rung.HARD_FAULT), true);

        assertThat(result.calls()).isPositive();
        assertThat(result.diverted()).isZero();
        assertThat(result.spared()).isEqualTo(Estimate.NONE);
    }

    @Test
    void aMoveOntoATrunkThatRefusesHarmedTheCallsThatThenFaredWellOnTheOther() {
        OneMove.Result result = look(refusing(), back(), true);

        assertThat(result.diverted()).isEqualTo(result.calls()).isPositive();
        assertThat(result.harmed().calls()).isGreaterThan(0.8 * result.diverted());
        assertThat(result.spared().calls()).isLessThan(3);
    }

    @Test
    void whereTooFewCallsWentNobodyCanTell() {
        OneMove.Result result = look(new Past(7, 1), back(), true);

        assertThat(result.diverted()).isPositive();
        assertThat(result.untold()).isEqualTo(result.diverted());
    }

    @Test
    void aRefusalHasNothingToCompare() {
        List<TrunkId> order = List.of(Past.a(0), Past.b(0));
        var refusal = new RouteDecision(MOVED, ROUTE, order, order, Rung.HARD_FAULT, "no", List.of(), Optional.empty());

        assertThatThrownBy(() -> new OneMove(refusal, true, HealthPolicy.balanced(), MOVED))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static Past refusing() {
        return new Past(7, 1).fault(Past.a(0), Past.Kind.REFUSES, Duration.ofMinutes(19), Duration.ofMinutes(60));
    }

    private static RouteDecision decision(Rung rung) {
        return new RouteDecision(
                MOVED,
                ROUTE,
                List.of(Past.a(0), Past.b(0)),
                List.of(Past.b(0), Past.a(0)),
                rung,
                "a reason",
                List.of(),
                Optional.empty());
    }

    private static RouteDecision back() {
        return new RouteDecision(
                MOVED,
                ROUTE,
                List.of(Past.b(0), Past.a(0)),
                List.of(Past.a(0), Past.b(0)),
                Rung.HARD_FAULT,
                "a reason",
                List.of(),
                Optional.empty());
    }

    private static OneMove.Result look(Past past, RouteDecision decision, boolean written) {
        var move = new OneMove(decision, written, HealthPolicy.balanced(), MOVED.plus(STOOD));
        past.inputs(Duration.ofHours(1), 600, Duration.ofSeconds(60)).forEach(move::take);
        return move.result();
    }
}
