package org.trunkpilot.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.trunkpilot.health.Trial.at;
import static org.trunkpilot.health.Trial.finding;
import static org.trunkpilot.health.Trial.found;

import java.time.Duration;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.trunkpilot.health.Finding.Kind;
import org.trunkpilot.signal.CallEnd.By;

/** Set-up and ringing. */
class CallsTest {
    private final Trial trial = new Trial();

    @Test
    void threeStraightFaultsAreSuspectAndFourAreDown() {
        trial.call(0).fails(503, 0.1);
        trial.call(1).fails(503, 0.1);
        assertThat(trial.beliefAt(1.5).findings()).isEmpty();
        trial.call(2).fails(503, 0.1);
        assertThat(trial.beliefAt(2.5).verdict()).isEqualTo(Verdict.SUSPECT);
        trial.call(3).fails(503, 0.1);
        var belief = trial.beliefAt(3.5);
        assertThat(belief.verdict()).isEqualTo(Verdict.DOWN);
        assertThat(belief.grade()).isEqualTo(Grade.B);
        assertThat(belief.badSince()).contains(at(0.1));
    }

    @Test
    void oneCallThatGetsThroughMakesItDegradedAndTheWordsCountIt() {
        trial.call(0).fails(503, 0.1);
        trial.call(1).ringsAfter(0.5).ends(By.CALLER, 5);
        for (int i = 2; i < 6; i++) {
            trial.call(i).fails(i == 5 ? 500 : 503, 0.1);
        }
        var finding = finding(trial.beliefAt(7), Kind.SETUP_FAULTS).orElseThrow();
        assertThat(finding.verdict()).isEqualTo(Verdict.DEGRADED);
        assertThat(finding.words()).isEqualTo("5 of the last 6 calls failed, 4 of them with 503 Service Unavailable");
    }

    @Test
    void causesWithoutSipCodesGiveALowerGrade() {
        for (int i = 0; i < 4; i++) {
            trial.call(i).ends(By.PROGRESS_TIMEOUT, 0.5);
        }
        assertThat(trial.beliefAt(5).findings().get(0).grade()).isEqualTo(Grade.B);

        var asterisk16 = new Trial();
        for (int i = 0; i < 4; i++) {
            asterisk16.call(i).failsWithCause(34, 0.1);
        }
        assertThat(asterisk16.beliefAt(5).findings().get(0).grade()).isEqualTo(Grade.C);
    }

    /** Of forty numbers half are busy, unknown or decline, as a bad hour of a sound site has it; of all of them: see RefusalsTest. */
    @Test
    void whatTheCalleeDoesIsNoFault() {
        int[] ends = {486, 404, 0, 603, 0, 480, 0, 0, 0, 484, 600, 0};
        for (int i = 0; i < 40; i++) {
            int end = ends[i % ends.length];
            if (end == 0) {
                trial.call(i * 30).ringsAfter(1).ends(By.CALLER, 9);
            } else {
                trial.call(i * 30).fails(end, 0.5);
            }
        }
        assertThat(trial.first(b -> !b.findings().isEmpty(), 1_220)).isInfinite();
    }

    @Test
    void onePersonRediallingADeadNumberIsOneWitness() {
        for (int i = 0; i < 20; i++) {
            trial.call(i * 10, "redialled", "4930").fails(503, 0.1);
        }
        assertThat(trial.beliefAt(201).findings()).isEmpty();
    }

    @Test
    void theSameCalleeWithAnotherOutcomeCountsAgain() {
        trial.call(0).fails(503, 0.1);
        trial.call(1).fails(503, 0.1);
        trial.call(2, "one", "4930").fails(486, 0.5);
        trial.call(3, "one", "4930").fails(503, 0.1);
        assertThat(trial.beliefAt(4).verdict()).isEqualTo(Verdict.SUSPECT);
    }

    @Test
    void aPrefixThatAloneFailsNeverCondemnsATrunkOnWhichOthersSucceed() {
        for (int i = 0; i < 60; i++) {
            if (i % 3 == 0) {
                trial.call(i * 10, "good-" + i, "4930").ringsAfter(1).ends(By.CALLER, 5);
            } else {
                trial.call(i * 10, "bad-" + i, "5999").fails(503, 0.1);
            }
        }
        assertThat(trial.first(b -> !b.findings().isEmpty(), 610)).isInfinite();
    }

    @Test
    void whenAllPrefixesFailTheCapIsOff() {
        trial.call(0, "good", "4930").ringsAfter(1).ends(By.CALLER, 5);
        for (int i = 1; i < 6; i++) {
            trial.call(i * 10, "bad-" + i, "5999").fails(503, 0.1);
        }
        assertThat(trial.beliefAt(60).verdict()).isEqualTo(Verdict.DOWN);
    }

    @Test
    void aSuccessElsewhereFromBeforeTheFaultLiftsTheCapAfterEightCalls() {
        trial.call(0, "bad-0", "5999").fails(503, 0.1);
        trial.call(1, "good", "4930").ringsAfter(1).ends(By.CALLER, 5);
        for (int i = 3; i < 15; i++) {
            trial.call(i, "bad-" + i, "5999").fails(503, 0.1);
        }
        assertThat(trial.first(found(Kind.SETUP_FAULTS, Verdict.DEGRADED), 20)).isBetween(9.0, 11.5);
    }

    @Test
    void aCallerWhoGivesUpOnEightSecondsOfSilenceIsHalfAFault() {
        for (int i = 0; i < 7; i++) {
            trial.call(i * 20).ends(By.CALLER, 7.9);
        }
        assertThat(finding(trial.beliefAt(140), Kind.SETUP_FAULTS)).isEmpty();
        for (int i = 7; i < 15; i++) {
            trial.call(i * 20).ends(By.CALLER, 8);
        }
        assertThat(finding(trial.beliefAt(310), Kind.SETUP_FAULTS).orElseThrow().verdict())
                .isEqualTo(Verdict.DOWN);
    }

    @Test
    void refusalsOfTheAccountAreAWordToTheOperatorAndNoFault() {
        for (int i = 0; i < 10; i++) {
            trial.call(i).fails(403, 0.1);
        }
        var finding = finding(trial.beliefAt(11), Kind.SETUP_FAULTS).orElseThrow();
        assertThat(finding.verdict()).isEqualTo(Verdict.SUSPECT);
        assertThat(finding.words())
                .isEqualTo(
                        "the last 10 calls were refused with 403 Forbidden: check credit, caller ID and what our account"
                                + " may call");
        trial.call(12).ringsAfter(1);
        assertThat(finding(trial.beliefAt(14), Kind.SETUP_FAULTS)).isEmpty();
    }

    /** Who is refused is what a person has to know first: one phone's settings, or our account. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "403|1|the last 4 calls were refused with 403 Forbidden, all of them of phone0: check credit, caller ID and what",
                "402|3|the last 4 calls were refused with 402 Payment Required, of phone0, phone1, phone2: check the credit of",
                "401|2|the last 4 calls were refused with 401 Unauthorized, of phone0, phone1: check user name and password",
                "488|2|the last 4 calls were refused with 488 Not Acceptable Here, of phone0, phone1: check which codecs these",
                "580|2|the last 4 calls were refused with 580 Precondition Failure, of phone0, phone1: check what our side demands of",
            })
    void theRefusedPhonesAreNamedAndWhatToCheck(int code, int phones, String words) {
        for (int i = 0; i < 4; i++) {
            trial.callBy("phone" + i % phones, i).fails(code, 0.1);
        }
        assertThat(finding(trial.beliefAt(5), Kind.SETUP_FAULTS).orElseThrow().words())
                .startsWith(words);
    }

    @Test
    void twoRefusalsForCreditAndTwoForTheCodecAreThreeOfNeither() {
        for (int i = 0; i < 4; i++) {
            trial.call(i).fails(i < 2 ? 402 : 488, 0.1);
        }
        assertThat(finding(trial.beliefAt(5), Kind.SETUP_FAULTS)).isEmpty();
    }

    @Test
    void manyRefusedPhonesAreCounted() {
        for (int i = 0; i < 7; i++) {
            trial.callBy("phone" + i, i).fails(403, 0.1);
        }
        assertThat(finding(trial.beliefAt(8), Kind.SETUP_FAULTS).orElseThrow().words())
                .contains(", of phone0, phone1, phone2, phone3 and 3 more: check");
    }

    @Test
    void faultsOfLastNightAreNotAddedToThisMorning() {
        trial.call(0).fails(503, 0.1);
        trial.call(1).fails(503, 0.1);
        trial.call(40_000).fails(503, 0.1);
        assertThat(trial.beliefAt(40_001).findings()).isEmpty();
    }

    @Test
    void aSilentCallIsSuspectAfterFourSecondsUntilItRings() {
        trial.call(0).ringsAfter(5);
        assertThat(trial.beliefAt(3.75).findings()).isEmpty();
        var suspect = trial.beliefAt(4);
        assertThat(suspect.verdict()).isEqualTo(Verdict.SUSPECT);
        assertThat(suspect.badSince()).contains(at(0));
        assertThat(suspect.findings().get(0).words())
                .isEqualTo("1 call has heard nothing from the carrier for more than 4 s");
        assertThat(trial.beliefAt(5).findings()).isEmpty();
    }

    @Test
    void theWaitFollowsTheTrunksHabit() {
        for (int i = 0; i < 20; i++) {
            trial.call(i * 10).ringsAfter(0.4).ends(By.CALLER, 5);
        }
        trial.call(200);
        assertThat(trial.first(b -> b.verdict() == Verdict.SUSPECT, 210)).isEqualTo(201);

        var mobiles = new Trial();
        for (int i = 0; i < 20; i++) {
            mobiles.call(i * 10).ringsAfter(5.5).ends(By.CALLER, 8);
        }
        mobiles.beliefAt(199);
        mobiles.call(200);
        assertThat(mobiles.first(b -> b.verdict() == Verdict.SUSPECT, 210)).isBetween(205.5, 205.75);
    }

    @Test
    void aSilentCallWhoseEndWasNeverHeardIsNotSuspectForEver() {
        trial.probesAnswered(0, 100, 5).call(0);
        assertThat(trial.beliefAt(59).verdict()).isEqualTo(Verdict.SUSPECT);
        assertThat(trial.beliefAt(60).verdict()).isEqualTo(Verdict.HEALTHY);
    }

    @Test
    void ringingAndEarlyMediaAreTestedApartAndOnlyTheFirstCounts() {
        for (int i = 0; i < 20; i++) {
            trial.call(i * 2).earlyMediaAfter(1).ringsAfter(9).ends(By.CALLER, 10);
        }
        assertThat(finding(trial.beliefAt(60), Kind.SLOW_RINGING)).isEmpty();
        assertThat(trial.beliefAt(60).pddMedian().orElseThrow())
                .isBetween(Duration.ofMillis(990), Duration.ofMillis(1010));
        assertThat(trial.beliefAt(60).part(Part.PDD).words()).isEqualTo("early media after 1 s (median of 20)");
    }

    @Test
    void slowEarlyMediaIsSlowToo() {
        for (int i = 0; i < 8; i++) {
            trial.call(i * 2).earlyMediaAfter(7).ends(By.CALLER, 9);
        }
        assertThat(finding(trial.beliefAt(30), Kind.SLOW_RINGING).orElseThrow().words())
                .contains("to the 183");
    }

    @Test
    void anAnswerWithoutRingingIsNoDelayOfZero() {
        trial.call(0).answersAfter(0.1).talks(5);
        assertThat(trial.beliefAt(10).pddMedian()).isEmpty();
    }

    @Test
    void theScoreOfDelayIsHalfWayBetweenTheTargetsOfE721() {
        trial.call(0).ringsAfter(3).ends(By.CALLER, 5);
        assertThat(trial.beliefAt(6).part(Part.PDD).score()).hasValue(100);
        var slow = new Trial();
        slow.call(0).ringsAfter(6).ends(By.CALLER, 8);
        assertThat(slow.beliefAt(9).part(Part.PDD).score().getAsInt()).isBetween(49, 51);
    }

    @Test
    void aProgressTimeOutIsASetUpFaultAndADelayOfAtLeastThatMuch() {
        for (int i = 0; i < 4; i++) {
            trial.call(i).ends(By.PROGRESS_TIMEOUT, 10);
        }
        var belief = trial.beliefAt(14);
        assertThat(found(Kind.SETUP_FAULTS, Verdict.DOWN).test(belief)).isTrue();
        assertThat(finding(belief, Kind.SLOW_RINGING)).isEmpty();
        assertThat(belief.pddMedian().orElseThrow()).isGreaterThan(Duration.ofSeconds(9));
    }

    @Test
    void everyEndedLegIsHandedOverOnceWithItsOutcome() {
        trial.call(0, "callee", "4930")
                .ringsAfter(1)
                .answersAfter(3)
                .losing(0.02, 0.04, 0)
                .talks(10);
        trial.call(1).fails(486, 1);
        assertThat(trial.beliefAt(5).liveCalls()).isEqualTo(1);
        trial.beliefAt(20);
        var legs = trial.health.endedLegs();
        assertThat(legs).extracting(CallLeg::outcome).containsExactly(CallLeg.Outcome.CALLEE, CallLeg.Outcome.OK);
        var leg = legs.get(1);
        assertThat(leg.ringing()).contains(at(1));
        assertThat(leg.answered()).contains(at(3));
        assertThat(leg.callee().key()).isEqualTo("callee");
        assertThat(leg.lossInboundPercent()).hasValue(2);
        assertThat(leg.lossOutboundPercent().getAsDouble()).isBetween(3.9, 4.1);
        assertThat(leg.worstRatingInbound().getAsDouble()).isBetween(61.0, 63.0);
        assertThat(trial.health.endedLegs()).isEmpty();
        assertThat(leg.sip()).isEqualTo(OptionalInt.empty());
    }

    @Test
    void whatIsKeptIsBoundedAndWhatIsDroppedIsCounted() {
        var b = HealthPolicy.balanced();
        var small = new Trial(new HealthPolicy(
                b.registration(),
                b.probes(),
                b.setUp(),
                b.pdd(),
                b.loss(),
                b.quality(),
                b.audio(),
                b.path(),
                b.recovery(),
                new HealthPolicy.Limits(3, 2)));
        for (int i = 0; i < 5; i++) {
            small.call(i).ringsAfter(0.5).ends(By.CALLER, 10);
        }
        assertThat(small.beliefAt(6).liveCalls()).isEqualTo(3);
        assertThat(small.health.forgottenCalls()).isEqualTo(2);
        small.beliefAt(20);
        assertThat(small.health.droppedLegs()).isEqualTo(1);
        assertThat(small.health.endedLegs()).hasSize(2);
        assertThat(small.health.strays()).isEqualTo(2);
    }
}
