package org.trunkpilot.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.trunkpilot.scenario.Scenario.alarm;
import static org.trunkpilot.scenario.Scenario.decisions;
import static org.trunkpilot.scenario.Scenario.given;
import static org.trunkpilot.scenario.Scenario.moves;
import static org.trunkpilot.scenario.Scenario.order;
import static org.trunkpilot.scenario.Scenario.says;
import static org.trunkpilot.scenario.Scenario.state;
import static org.trunkpilot.scenario.Scenario.trunk;
import static org.trunkpilot.scenario.Scenario.verdict;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.trunkpilot.health.Verdict;
import org.trunkpilot.routing.RouteDecision;
import org.trunkpilot.routing.Rung;
import org.trunkpilot.routing.ServiceState;

/** A carrier fails, another is well: calls leave it, in time and once. */
class FaultScenariosTest {
    private static Scenario twoUplinks() {
        return given(trunk("prov-a", "Alpha", "fibre"), trunk("prov-b", "Beta", "lte"));
    }

    /** A carrier that goes dead between two calls is left within 12 s, whatever the beat of probes and calls. */
    @ParameterizedTest
    @ValueSource(strings = {"120s", "120.7s", "121.3s", "122.9s", "123.6s", "124.4s"})
    void aSilentCarrierIsLeftWithinTwelveSecondsUnderCalls(String when) {
        var run = twoUplinks()
                .at("10s")
                .callsEvery("2s")
                .at(when)
                .silent("prov-a")
                .expectBy("136s", order("prov-b", "prov-a"))
                .expect("200s", moves(1))
                .expect("200s", decisions(1))
                .expect("200s", state("prov-a", ServiceState.OUT_OF_SERVICE))
                .run();
        assertThat(run.moveAfter(when)).isLessThanOrEqualTo(Duration.ofSeconds(8));
    }

    @ParameterizedTest
    @ValueSource(strings = {"120s", "121.1s", "122.2s", "123.3s", "124.4s"})
    void aSilentCarrierIsLeftWithinTwelveSecondsWhenNobodyCalls(String when) {
        var run = twoUplinks()
                .at(when)
                .silent("prov-a")
                .expectBy("136s", order("prov-b", "prov-a"))
                .expect("200s", moves(1))
                .run();
        assertThat(run.moveAfter(when)).isLessThanOrEqualTo(Duration.ofSeconds(10));
    }

    /** The reason names the evidence, the proof of the target and what happens. */
    @Test
    void theReasonOfAMoveIsOneSentenceWithItsFigures() {
        var run = twoUplinks()
                .at("120s")
                .silent("prov-a")
                .expectBy("132s", order("prov-b", "prov-a"))
                .run();
        var decision = run.decisions().get(0);
        assertThat(decision.rung()).as(run::timeline).isEqualTo(Rung.HARD_FAULT);
        assertThat(decision.reason())
                .startsWith("prov-a carries no calls: ")
                .contains("OPTIONS unanswered", "prov-b answered ")
                .endsWith("; new calls take prov-b first.");
        assertThat(decision.evidence())
                .anyMatch(e -> e.startsWith("prov-a DOWN since 09:0"))
                .anyMatch(e -> e.contains("Alpha or its path"))
                .anyMatch(e -> e.contains("to an OPTIONS sent after the evidence"));
        assertThat(decision.wouldChange()).hasValueSatisfying(w -> assertThat(w).contains("put back on trial after"));
    }

    /** A carrier that answers OPTIONS and refuses every call is left at the fourth call. */
    @Test
    void aCarrierThatRefusesEveryCallIsLeftWithinFiveCalls() {
        var run = twoUplinks()
                .at("10s")
                .callsEvery("2s")
                .at("60s")
                .rejects("prov-a", 503)
                .expectBy("70s", order("prov-b", "prov-a"))
                .expect("120s", moves(1))
                .run();
        // A call each 2 s: four of them, and an OPTIONS to the target.
        assertThat(run.moveAfter("60s")).isLessThan(Duration.ofSeconds(9));
        assertThat(run.decisions().get(0).rung()).isEqualTo(Rung.HARD_FAULT);
    }

    /** What the dialplan takes for the callee's word ends the call: nobody would get through until a person came. */
    @ParameterizedTest
    @CsvSource({"404, as unknown (404)", "484, as incomplete (484)", "603, check credit"})
    void aCarrierThatRefusesEveryNumberIsLeftThoughEachRefusalIsTheCallees(int code, String words) {
        var run = twoUplinks()
                .at("10s")
                .callsEvery("2s")
                .at("60s")
                .rejects("prov-a", code)
                .expectBy("90s", order("prov-b", "prov-a"))
                .expect("200s", moves(1))
                .run();
        assertThat(run.decisions().get(0).rung()).isEqualTo(Rung.HARD_FAULT);
        assertThat(run.decisions().get(0).reason()).contains("12 of 12 calls to 12 numbers", words);
    }

    /** Credit and caller ID are no matter of trunks: a person is called, with one sentence however many calls, and nothing is moved. */
    @Test
    void refusalsOfOurAccountCallAPersonAndMoveNothing() {
        for (int code : new int[] {403, 402, 488}) {
            var run = twoUplinks()
                    .at("10s")
                    .callsEvery("2s")
                    .at("60s")
                    .rejects("prov-a", code)
                    .expectBy("70s", alarm("calls were refused with " + code))
                    .expect("300s", moves(0))
                    .run();
            assertThat(run.decisions()).noneMatch(RouteDecision::moves);
        }
    }

    /** Loss is not seen by ping: the far end answers every OPTIONS, calls sound terrible. */
    @Test
    void aCarrierThatLosesTenPercentIsLeftWithinThirtySeconds() {
        for (boolean inbound : new boolean[] {true, false}) {
            var scenario = twoUplinks().at("10s").callsEvery("2s").at("120s");
            var run = (inbound ? scenario.losesInbound("prov-a", 10) : scenario.losesOutbound("prov-a", 10))
                    .expectBy("150s", order("prov-b", "prov-a"))
                    .expect("200s", moves(1))
                    .run();
            assertThat(run.decisions().get(0).rung()).isEqualTo(Rung.SOFT_FAULT);
        }
    }

    @Test
    void oneWayAudioIsLeftWithinSixteenSeconds() {
        twoUplinks()
                .at("10s")
                .callsEvery("2s")
                .at("120s")
                .noAudioFrom("prov-a")
                .expectBy("136s", order("prov-b", "prov-a"))
                .expect("200s", moves(1))
                .run();
    }

    @Test
    void slowRingingIsLeftWithinFortySeconds() {
        twoUplinks()
                .at("10s")
                .callsEvery("2s")
                .at("120s")
                .ringsAfter("prov-a", "8s")
                .expectBy("160s", order("prov-b", "prov-a"))
                .expect("200s", moves(1))
                .run();
    }

    /** The far end that carries the most important thing, calls, is not left for one that is as bad. */
    @Test
    void aBadTrunkIsNotLeftForOneThatIsAsBad() {
        twoUplinks()
                .at("10s")
                .callsEvery("2s")
                .at("60s")
                .rejects("prov-b", 503)
                .at("61s")
                .rejects("prov-a", 503)
                .expectThroughout("60s", "180s", moves(0))
                .expectBy("90s", says(Rung.HARD_FAULT, "prov-b is no better"))
                .expect("180s", order("prov-a", "prov-b"))
                .run();
    }

    /** Degraded is better than dead. */
    @Test
    void whenAllAreBadTheLeastBadCarries() {
        twoUplinks()
                .at("10s")
                .callsEvery("2s")
                .at("60s")
                .losesInbound("prov-a", 10)
                .expectBy("90s", order("prov-b", "prov-a"))
                .at("150s")
                .silent("prov-b")
                .expectBy("165s", order("prov-a", "prov-b"))
                .expect("165s", state("prov-a", ServiceState.PROBATION))
                .expect("165s", Scenario.alarm("although"))
                .run();
    }

    /** A hard fault binds over the dwell, and a person is called. */
    @Test
    void aHardFaultOverrulesTheDwellAndCallsAPerson() {
        given(trunk("prov-a", "Alpha", "fibre"), trunk("prov-b", "Beta", "lte"), trunk("prov-c", "Gamma", "dsl"))
                .at("10s")
                .callsEvery("2s")
                .at("60s")
                .silent("prov-a")
                .expectBy("72s", order("prov-b", "prov-c", "prov-a"))
                .at("120s")
                .silent("prov-b")
                .expectBy("132s", order("prov-c", "prov-b", "prov-a"))
                .expect("132s", Scenario.alarm("although the last move was"))
                .expect("200s", moves(2))
                .run();
    }

    /** Soft moves are bound by the dwell of the last move. */
    @Test
    void aSoftFaultWaitsForTheDwell() {
        given(trunk("prov-a", "Alpha", "fibre"), trunk("prov-b", "Beta", "lte"), trunk("prov-c", "Gamma", "dsl"))
                .at("10s")
                .callsEvery("2s")
                .at("60s")
                .silent("prov-a")
                .expectBy("72s", order("prov-b", "prov-c", "prov-a"))
                .at("120s")
                .noAudioFrom("prov-b")
                .expectBy("150s", says(Rung.SOFT_FAULT, "its dwell lasts until"))
                .expectThroughout("80s", "20m", moves(1))
                .expectBy("22m", order("prov-c", "prov-b", "prov-a"))
                .run();
    }

    /** More calls than the target has channels for: better a poor trunk than a full one. */
    @Test
    void aSoftMoveIsRefusedWhenTheTargetHasNoRoom() {
        given(trunk("prov-a", "Alpha", "fibre"), trunk("prov-b", "Beta", "lte", 10))
                .at("10s")
                .callsEvery("2s")
                .at("60s")
                .noAudioFrom("prov-a")
                .expectBy("90s", says(Rung.SOFT_FAULT, "prov-b has room for 9 of its 10 calls"))
                .expectThroughout("60s", "120s", moves(0))
                .run();
    }

    /** But a hard fault moves them: an overflowing trunk is better than a dead one. */
    @Test
    void aHardMoveIsNotRefusedForWantOfRoom() {
        given(trunk("prov-a", "Alpha", "fibre"), trunk("prov-b", "Beta", "lte", 10))
                .at("10s")
                .callsEvery("2s")
                .at("60s")
                .silent("prov-a")
                .expectBy("72s", order("prov-b", "prov-a"))
                .run();
    }

    /** Poor, not unbearable: an OPTIONS is not enough, a call with audio both ways is. */
    @Test
    void aModerateFaultNeedsATargetProvenByACall() {
        var soft = twoUplinks().at("10s").callsEvery("1s").at("60s").losesInbound("prov-a", 3);
        soft.expectBy("150s", says(Rung.SOFT_FAULT, "has carried no call with audio both ways"))
                .expectThroughout("60s", "200s", moves(0))
                .run();
    }

    /** The lost registration of a trunk whose calls get through is a word to the operator, no reason to move. */
    @Test
    void aTrunkThatCarriesCallsIsNotLeftForItsRegistration() {
        twoUplinks()
                .at("10s")
                .callsEvery("2s")
                .at("60s")
                .registration("prov-a", org.trunkpilot.signal.Registration.State.REJECTED)
                .expectBy("70s", verdict("prov-a", Verdict.SUSPECT))
                .expectThroughout("60s", "300s", moves(0))
                .run();
    }

    /** At night nothing but the registration can tell. */
    @Test
    void aRefusedRegistrationWithoutCallsIsLeftAfterTheSecondAttempt() {
        twoUplinks()
                .at("60s")
                .registration("prov-a", org.trunkpilot.signal.Registration.State.REJECTED)
                .expectThroughout("60s", "125s", moves(0))
                .expectBy("135s", order("prov-b", "prov-a"))
                .run();
    }
}
