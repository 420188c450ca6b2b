package org.trunkpilot.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.trunkpilot.scenario.Scenario.given;
import static org.trunkpilot.scenario.Scenario.moves;
import static org.trunkpilot.scenario.Scenario.order;
import static org.trunkpilot.scenario.Scenario.says;
import static org.trunkpilot.scenario.Scenario.state;
import static org.trunkpilot.scenario.Scenario.trunk;
import static org.trunkpilot.scenario.Scenario.why;

import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.trunkpilot.routing.RouteDecision;
import org.trunkpilot.routing.RoutingPolicy;
import org.trunkpilot.routing.Rung;
import org.trunkpilot.routing.ServiceState;

/** A carrier is well again: it comes back in time, on trial, and for longer out when it fails again. */
class ReturnScenariosTest {
    private static Scenario twoUplinks() {
        return given(trunk("prov-a", "Alpha", "fibre"), trunk("prov-b", "Beta", "lte"));
    }

    /** Out for the hold-out, back on trial when it has been without fault for a while, in service after the trial. */
    @Test
    void aCarrierThatIsWellAgainGetsItsPlaceBackAfterHoldOutAndTrial() {
        twoUplinks()
                .at("10s")
                .callsEvery("10s")
                .at("60s")
                .silent("prov-a")
                .expectBy("72s", order("prov-b", "prov-a"))
                .expect("5m", why("prov-a stands behind: it is held out until"))
                .at("3m")
                .well("prov-a")
                .expectThroughout("80s", "21m", order("prov-b", "prov-a"))
                .expectBy("22m", order("prov-a", "prov-b"))
                .expect("23m", state("prov-a", ServiceState.PROBATION))
                .expectBy("38m", state("prov-a", ServiceState.IN_SERVICE))
                .expect("40m", moves(2))
                .run();
    }

    /** A trunk still ill when its hold-out ends stays out until it has been without fault for the calm time. */
    @Test
    void aCarrierThatIsStillIllStaysOut() {
        twoUplinks()
                .at("60s")
                .silent("prov-a")
                .expectBy("72s", order("prov-b", "prov-a"))
                .at("30m")
                .well("prov-a")
                .expectThroughout("80s", "34m50s", order("prov-b", "prov-a"))
                .expectBy("35m30s", order("prov-a", "prov-b"))
                .run();
    }

    /** No calls reach a trunk that is last, so nothing can prove its audio: it is put back on trial, and says so. */
    @Test
    void aTrunkThatWasOutForBadAudioComesBackOnTrialThoughNoCallCouldProveIt() {
        var run = twoUplinks()
                .exercise()
                .at("10s")
                .callsEvery("2s")
                .at("60s")
                .noAudioFrom("prov-a")
                .expectBy("80s", order("prov-b", "prov-a"))
                .at("85s")
                .well("prov-a")
                .expectBy("115s", order("prov-a", "prov-b"))
                .expectBy("115s", says(Rung.FAIL_BACK, "only calls can show that it is well"))
                .expectBy("170s", state("prov-a", ServiceState.IN_SERVICE))
                .expect("200s", moves(2))
                .run();
        assertThat(run.decisions()).as(run::timeline).hasSize(2);
    }

    /** The leader carries calls badly and none in service is better: the one that went out earlier and is well comes back for that. */
    @Test
    void aTrunkThatIsWellAgainComesBackWhileTheLeaderIsBad() {
        twoUplinks()
                .exercise()
                .at("10s")
                .callsEvery("2s")
                .at("60s")
                .noAudioFrom("prov-a")
                .expectBy("80s", order("prov-b", "prov-a"))
                .at("82s")
                .well("prov-a")
                .at("84s")
                .losesInbound("prov-b", 10)
                .expectBy("100s", says(Rung.SOFT_FAULT, "prov-b carries calls badly"))
                .expectBy("125s", order("prov-a", "prov-b"))
                .run();
    }

    /** Still bad on trial: out at once, for twice as long, and so on up to the cap. */
    @Test
    void aTrunkThatFailsOnTrialIsOutAtOnceAndForTwiceAsLong() {
        var run = twoUplinks()
                .exercise()
                .at("10s")
                .callsEvery("2s")
                .at("60s")
                .noAudioFrom("prov-a")
                .expect("600s", order("prov-b", "prov-a"))
                .run();
        var out = run.decisions().stream()
                .filter(d -> d.moves() && d.rung() == Rung.SOFT_FAULT)
                .map(RouteDecision::at)
                .toList();
        var back = run.decisions().stream()
                .filter(d -> d.moves() && d.rung() == Rung.FAIL_BACK)
                .map(RouteDecision::at)
                .toList();
        assertThat(out).as(run::timeline).hasSizeGreaterThanOrEqualTo(4);
        for (int i = 0; i < back.size(); i++) {
            long seconds = java.time.Duration.between(out.get(i), back.get(i)).toSeconds();
            assertThat(seconds).as("hold-out %d", i + 1).isGreaterThanOrEqualTo(20L << i);
        }
        for (int i = 1; i < out.size(); i++) {
            long seconds =
                    java.time.Duration.between(back.get(i - 1), out.get(i)).toSeconds();
            assertThat(seconds).as("trial %d", i).isLessThan(20);
        }
    }

    /** A trunk that comes and goes may not drag the calls along each time. */
    @Test
    void aTrunkThatFlapsIsHeldOutLongerEachTime() {
        var scenario = twoUplinks().at("10s").callsEvery("5s");
        for (int minute = 1; minute < 90; minute += 4) {
            scenario.at(minute + "m").silent("prov-a").at(minute + 2 + "m").well("prov-a");
        }
        var run = scenario.expect("90m", order("prov-b", "prov-a")).run();
        long moves = run.decisions().stream().filter(RouteDecision::moves).count();
        assertThat(moves).as(run::timeline).isLessThanOrEqualTo(1);
    }

    /** The moves of a day are spent: the trunk that is well waits, and the refusal says until when. */
    @Test
    void aFailBackWaitsForTheBudget() {
        var b = RoutingPolicy.exercise();
        var tight = new RoutingPolicy(
                b.name(),
                b.dwell(),
                b.holdOut(),
                b.holdOutCap(),
                b.calm(),
                b.probation(),
                b.goodCalls(),
                java.util.OptionalInt.of(3),
                b.headroomPercent(),
                b.ratingGain(),
                b.ratingPoor(),
                b.provenWithin(),
                b.bootGrace(),
                b.linkGrace(),
                b.stormChanges(),
                b.commonWindow(),
                b.recovery(),
                Optional.empty());
        twoUplinks()
                .exercise()
                .policy(tight)
                .at("10s")
                .callsEvery("2s")
                .at("60s")
                .silent("prov-a")
                .at("80s")
                .well("prov-a")
                .expectBy("120s", order("prov-a", "prov-b"))
                .at("150s")
                .silent("prov-a")
                .expectBy("165s", order("prov-b", "prov-a"))
                .at("170s")
                .well("prov-a")
                .expectBy("240s", says(Rung.FAIL_BACK, "the 3 moves of a day are spent until"))
                .expectThroughout("170s", "600s", order("prov-b", "prov-a"))
                .run();
    }

    /** A clinic is put back at night only. The scenario begins at 09:00. */
    @Test
    void aFailBackWaitsForItsHours() {
        var hours = new RoutingPolicy.FailBackHours(LocalTime.of(9, 10), LocalTime.of(7, 0), ZoneOffset.UTC);
        twoUplinks()
                .exercise()
                .policy(RoutingPolicy.exercise().withFailBackHours(Optional.of(hours)))
                .at("60s")
                .silent("prov-a")
                .at("80s")
                .well("prov-a")
                .expectBy("140s", says(Rung.FAIL_BACK, "trunks are put back between 09:10 and 07:00 only"))
                .expectThroughout("80s", "599s", order("prov-b", "prov-a"))
                .expectBy("601s", order("prov-a", "prov-b"))
                .run();
    }

    /** An upgrade must not send calls back to the broken trunk. */
    @Test
    void aRestartOfTrunkpilotKeepsTheOrderAndTheHoldOut() {
        twoUplinks()
                .at("10s")
                .callsEvery("5s")
                .at("60s")
                .silent("prov-a")
                .expectBy("72s", order("prov-b", "prov-a"))
                .at("2m")
                .trunkpilotRestarts()
                .at("2m30s")
                .well("prov-a")
                .expectThroughout("80s", "21m", order("prov-b", "prov-a"))
                .expect("3m", state("prov-a", ServiceState.OUT_OF_SERVICE))
                .expectBy("22m", order("prov-a", "prov-b"))
                .run();
    }
}
