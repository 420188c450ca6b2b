package org.trunkpilot.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.trunkpilot.health.Trial.TRUNK;
import static org.trunkpilot.health.Trial.at;
import static org.trunkpilot.health.Trial.finding;
import static org.trunkpilot.health.Trial.found;

import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.trunkpilot.health.Finding.Kind;
import org.trunkpilot.signal.ProbeAnswered;
import org.trunkpilot.signal.ProbeSent;
import org.trunkpilot.signal.Reachability;
import org.trunkpilot.signal.Registration;
import org.trunkpilot.signal.SeizureRefused;

/** Registration and reachability. */
class ControlPlaneTest {
    private final Trial trial = new Trial();

    @Test
    void aTrunkOfWhichNothingWasHeardIsUnknown() {
        var belief = trial.beliefAt(10);
        assertThat(belief.verdict()).isEqualTo(Verdict.UNKNOWN);
        assertThat(belief.grade()).isEqualTo(Grade.D);
        assertThat(belief.score()).isEmpty();
        assertThat(belief.registered()).isFalse();
    }

    @Test
    void aTrunkThatAnswersProbesIsHealthyAtGradeC() {
        var belief = trial.probeAnswered(1).beliefAt(2);
        assertThat(belief.verdict()).isEqualTo(Verdict.HEALTHY);
        assertThat(belief.grade()).isEqualTo(Grade.C);
        assertThat(belief.probeSent()).contains(at(1));
        assertThat(belief.part(Part.REACHABILITY).words()).isEqualTo("answers OPTIONS in 20 ms");
    }

    @Test
    void anOldAnswerIsNoEvidence() {
        trial.probeAnswered(1);
        assertThat(trial.beliefAt(90).verdict()).isEqualTo(Verdict.HEALTHY);
        assertThat(trial.beliefAt(92).verdict()).isEqualTo(Verdict.UNKNOWN);
    }

    @Test
    void aProbeLaterThanUsualIsSuspectAndTwoMissesAreDown() {
        trial.probesAnswered(0, 50, 5).probeLost(50).probeLost(51);
        assertThat(trial.beliefAt(50.9).verdict()).isEqualTo(Verdict.HEALTHY);
        assertThat(trial.beliefAt(51).verdict()).isEqualTo(Verdict.SUSPECT);
        assertThat(trial.beliefAt(53.9).verdict()).isEqualTo(Verdict.SUSPECT);
        var belief = trial.beliefAt(54);
        assertThat(belief.verdict()).isEqualTo(Verdict.DOWN);
        assertThat(belief.score()).hasValue(0);
        assertThat(belief.badSince()).contains(at(50));
        assertThat(belief.findings().get(0).words()).isEqualTo("the last 2 OPTIONS unanswered for 3 s each");
    }

    /** Some carriers answer no OPTIONS, or not so many as we send: who takes calls is not dead. */
    @Test
    void aTrunkThatTakesCallsAndHasNeverAnsweredAnOptionsIsOnlySuspect() {
        trial.call(1).ringsAfter(1);
        trial.probeLost(5).probeLost(10).probeLost(15);
        var belief = trial.beliefAt(19);
        assertThat(belief.verdict()).isEqualTo(Verdict.SUSPECT);
        assertThat(belief.findings().get(0).words())
                .isEqualTo("the last 3 OPTIONS unanswered for 3 s each, yet calls get through");
    }

    @Test
    void aCallThatRingsClearsTheOptionsThatWereMissedBeforeIt() {
        trial.probesAnswered(0, 50, 5).probeLost(50);
        trial.call(50.5).ringsAfter(1.5);
        trial.probeLost(55);
        assertThat(trial.beliefAt(58.5).verdict()).as("one miss since").isEqualTo(Verdict.SUSPECT);
        trial.probeLost(56);
        assertThat(trial.beliefAt(59.5).verdict()).as("two misses since").isEqualTo(Verdict.DOWN);
    }

    @Test
    void onALongPathLateMeansThreeRoundTrips() {
        for (int t = 0; t < 50; t += 5) {
            trial.told(new ProbeSent(at(t), TRUNK.id()))
                    .told(new ProbeAnswered(at(t + 0.6), TRUNK.id(), at(t), Optional.of(Duration.ofMillis(600))));
        }
        trial.probeLost(50);
        assertThat(trial.beliefAt(51.7).verdict()).isEqualTo(Verdict.HEALTHY);
        assertThat(trial.beliefAt(51.9).verdict()).isEqualTo(Verdict.SUSPECT);
    }

    @Test
    void anAnswerClearsEveryProbeSentBeforeItAndNoneSentAfter() {
        trial.probeLost(1).probeLost(2).probeAnswered(3).probeLost(4);
        assertThat(trial.beliefAt(4.5).findings()).isEmpty();
        assertThat(trial.beliefAt(7.5).verdict()).isEqualTo(Verdict.SUSPECT);
    }

    @Test
    void missesLongAgoSayNothingOfNow() {
        trial.probeLost(1).probeLost(2);
        assertThat(trial.beliefAt(60).verdict()).isEqualTo(Verdict.DOWN);
        assertThat(trial.beliefAt(93).verdict()).isEqualTo(Verdict.UNKNOWN);
    }

    @Test
    void manyUnansweredProbesRememberSinceWhen() {
        for (int t = 0; t < 400; t += 5) {
            trial.probeLost(t);
        }
        assertThat(trial.beliefAt(400).badSince()).contains(at(0));
    }

    @Test
    void thePbxsOwnUnreachableIsOneWitnessAndAMissTheSecond() {
        trial.told(new Reachability(at(1), TRUNK.id(), Reachability.State.UNREACHABLE, Optional.empty()));
        assertThat(trial.beliefAt(2).verdict()).isEqualTo(Verdict.SUSPECT);
        trial.probeLost(2.5);
        assertThat(trial.beliefAt(5.25).verdict()).isEqualTo(Verdict.SUSPECT);
        assertThat(trial.beliefAt(5.5).verdict()).isEqualTo(Verdict.DOWN);
    }

    @Test
    void thePbxEchoingOurOwnMissIsNoSecondWitness() {
        trial.probeAnswered(0)
                .probeLost(1)
                .told(new Reachability(at(4.1), TRUNK.id(), Reachability.State.UNREACHABLE, Optional.empty()));
        assertThat(trial.beliefAt(5).verdict()).isEqualTo(Verdict.SUSPECT);
    }

    @Test
    void unreachableThatNothingContradictsIsDownAfterTwoTimeouts() {
        trial.told(new Reachability(at(1), TRUNK.id(), Reachability.State.UNREACHABLE, Optional.empty()));
        assertThat(trial.first(b -> b.verdict() == Verdict.DOWN, 20)).isEqualTo(7);
        trial.probeAnswered(21);
        assertThat(trial.beliefAt(22).verdict()).isEqualTo(Verdict.HEALTHY);
    }

    @Test
    void aPbxThatHoldsTheTrunkForUnreachableAndRefusesACallHasSettledIt() {
        trial.told(new Reachability(at(1), TRUNK.id(), Reachability.State.UNREACHABLE, Optional.empty()))
                .told(new SeizureRefused(at(2), TRUNK.id(), Optional.empty(), SeizureRefused.Why.UNREACHABLE));
        assertThat(trial.beliefAt(2).verdict()).isEqualTo(Verdict.DOWN);
        assertThat(trial.beliefAt(2).findings().get(0).words())
                .isEqualTo("the PBX cannot reach the far end; the PBX refuses to send calls to it");
    }

    @Test
    void aRefusedCallAloneIsSuspectAndOurOwnLimitIsNothing() {
        trial.probeAnswered(0).told(new SeizureRefused(at(1), TRUNK.id(), Optional.empty(), SeizureRefused.Why.FULL));
        assertThat(trial.beliefAt(2).verdict()).isEqualTo(Verdict.HEALTHY);
        trial.told(new SeizureRefused(at(3), TRUNK.id(), Optional.empty(), SeizureRefused.Why.UNREACHABLE));
        assertThat(trial.beliefAt(4).verdict()).isEqualTo(Verdict.SUSPECT);
        trial.call(5).ringsAfter(0.5);
        assertThat(trial.beliefAt(6).verdict()).isEqualTo(Verdict.HEALTHY);
    }

    @Test
    void aSilentCallIsTheSecondWitnessBesideAMissButNotIfAProbeWasAnsweredSinceItsInvite() {
        trial.probeAnswered(0).probeLost(5);
        trial.call(4);
        assertThat(trial.beliefAt(8).verdict()).isEqualTo(Verdict.DOWN);

        var alive = new Trial().probeAnswered(4.5).probeLost(5);
        alive.call(4);
        assertThat(alive.beliefAt(8.5).findings()).extracting(Finding::kind).contains(Kind.SLOW_RINGING);
        assertThat(alive.beliefAt(8.5).verdict()).isEqualTo(Verdict.SUSPECT);
    }

    @Test
    void continuityWantsAThirdWitness() {
        var clinic = new Trial(HealthPolicy.continuity()).probeLost(1).probeLost(2);
        assertThat(clinic.beliefAt(10).verdict()).isEqualTo(Verdict.SUSPECT);
        clinic.probeLost(11);
        assertThat(clinic.beliefAt(14).verdict()).isEqualTo(Verdict.DOWN);
    }

    @Test
    void aRefusedRegistrationIsSuspectAtOnceAndDownWhenTheSecondAttemptHasHadItsChance() {
        registration(0, Registration.State.REGISTERED);
        registration(10, Registration.State.REJECTED);
        assertThat(trial.beliefAt(10).verdict()).isEqualTo(Verdict.SUSPECT);
        assertThat(trial.beliefAt(79).verdict()).isEqualTo(Verdict.SUSPECT);
        assertThat(trial.beliefAt(80).verdict()).isEqualTo(Verdict.DOWN);
        assertThat(trial.beliefAt(80).registered()).isFalse();
        registration(81, Registration.State.REGISTERED);
        assertThat(trial.beliefAt(81).findings()).isEmpty();
        assertThat(trial.beliefAt(81).registered()).isTrue();
    }

    @Test
    void callsThatGetThroughSpeakAgainstARefusedRegistration() {
        registration(0, Registration.State.REJECTED);
        trial.call(30).ringsAfter(2);
        var finding = finding(trial.beliefAt(120), Kind.NOT_REGISTERED).orElseThrow();
        assertThat(finding.verdict()).isEqualTo(Verdict.SUSPECT);
        assertThat(finding.words()).endsWith("yet calls get through");
    }

    @Test
    void aPbxThatHasGivenUpRegisteringIsDownAtOnce() {
        registration(0, Registration.State.STOPPED);
        assertThat(trial.beliefAt(0).verdict()).isEqualTo(Verdict.DOWN);
    }

    @Test
    void aRefreshUnderWayChangesNothingUntilItGoesUnanswered() {
        registration(0, Registration.State.REGISTERED);
        registration(100, Registration.State.TRYING);
        assertThat(trial.beliefAt(120).registered()).isTrue();
        assertThat(trial.beliefAt(120).findings()).isEmpty();
        assertThat(trial.beliefAt(132).verdict()).isEqualTo(Verdict.SUSPECT);
        registration(140, Registration.State.TRYING);
        assertThat(trial.beliefAt(170).verdict()).isEqualTo(Verdict.DOWN);
    }

    @Test
    void aPbxThatIsNotSeenToTryAgainHasStoppedTrying() {
        registration(0, Registration.State.REGISTERED);
        registration(10, Registration.State.REJECTED);
        assertThat(found(Kind.REGISTRATION_STOPPED, Verdict.DOWN).test(trial.beliefAt(309)))
                .isFalse();
        var stopped = finding(trial.beliefAt(310), Kind.REGISTRATION_STOPPED).orElseThrow();
        assertThat(stopped.verdict()).isEqualTo(Verdict.DOWN);
        assertThat(stopped.words())
                .isEqualTo(
                        "the carrier refuses or does not answer our registration, and for more than 300 s the PBX has "
                                + "not been seen to try again");
        assertThat(finding(trial.beliefAt(310), Kind.NOT_REGISTERED)).isEmpty();
        registration(320, Registration.State.TRYING);
        assertThat(finding(trial.beliefAt(320), Kind.REGISTRATION_STOPPED)).isEmpty();
        assertThat(finding(trial.beliefAt(320), Kind.NOT_REGISTERED)).isPresent();
    }

    @Test
    void aPbxThatSaysItHasGivenUpNeedsAPushAtOnce() {
        registration(0, Registration.State.STOPPED);
        assertThat(finding(trial.beliefAt(0), Kind.REGISTRATION_STOPPED)
                        .orElseThrow()
                        .words())
                .isEqualTo("the PBX has given up registering and will not try again by itself");
    }

    @Test
    void aRegistrationThatComesAndGoesIsHeldForUnsteadyUntilItsPenaltyHasHalvedEnough() {
        flap(0);
        flap(300);
        assertThat(finding(trial.beliefAt(330), Kind.REGISTRATION_FLAPS)).isEmpty();
        flap(600);
        assertThat(finding(trial.beliefAt(615), Kind.REGISTRATION_FLAPS))
                .as("while it is lost, that is enough")
                .isEmpty();
        var finding = finding(trial.beliefAt(630), Kind.REGISTRATION_FLAPS).orElseThrow();
        assertThat(finding.verdict()).isEqualTo(Verdict.DEGRADED);
        // 630 + 794 + 1,000 = 2,424 at 610 s; 750 after 15 min · log2(2,424/750) = 25 min 23 s.
        assertThat(finding.words())
                .isEqualTo(
                        "the registration was lost 3 times in 11 minutes; it counts as unsteady for another 26 minutes "
                                + "unless it is lost again");
        trial.skipTo(2_130);
        assertThat(finding(trial.beliefAt(2_130), Kind.REGISTRATION_FLAPS)).isPresent();
        assertThat(finding(trial.beliefAt(2_140), Kind.REGISTRATION_FLAPS)).isEmpty();
    }

    @Test
    void howeverOftenItFlappedItIsSteadyHalfAnHourAfterTheLastTime() {
        for (int i = 0; i < 50; i++) {
            flap(i * 60);
        }
        double last = 49 * 60 + 10;
        trial.skipTo(last + 1_795);
        assertThat(finding(trial.beliefAt(last + 1_795), Kind.REGISTRATION_FLAPS))
                .isPresent();
        assertThat(finding(trial.beliefAt(last + 1_801), Kind.REGISTRATION_FLAPS))
                .isEmpty();
    }

    @Test
    void callsThatGetThroughSpeakAgainstFlapping() {
        flap(0);
        flap(60);
        flap(120);
        trial.call(150).ringsAfter(2);
        var finding = finding(trial.beliefAt(160), Kind.REGISTRATION_FLAPS).orElseThrow();
        assertThat(finding.verdict()).isEqualTo(Verdict.SUSPECT);
        assertThat(finding.words()).endsWith("yet calls get through");
    }

    @Test
    void flappingWhileTheUplinkWasCutIsStruck() {
        flap(0);
        flap(60);
        flap(120);
        assertThat(finding(trial.beliefAt(150), Kind.REGISTRATION_FLAPS)).isPresent();
        trial.excused(50, 150);
        assertThat(finding(trial.beliefAt(151), Kind.REGISTRATION_FLAPS)).isEmpty();
    }

    @Test
    void aRefusalThatIsNotRepeatedGoesStaleToo() {
        registration(0, Registration.State.REJECTED);
        trial.skipTo(3_899);
        assertThat(trial.beliefAt(3_899).verdict()).isEqualTo(Verdict.DOWN);
        var belief = trial.beliefAt(3_900);
        assertThat(belief.verdict()).isEqualTo(Verdict.UNKNOWN);
        assertThat(belief.part(Part.REGISTRATION).words())
                .isEqualTo("nothing heard of the registration for more than 3900 s");
    }

    private void flap(double at) {
        registration(at, Registration.State.REGISTERED);
        registration(at + 10, Registration.State.UNREGISTERED);
        registration(at + 20, Registration.State.REGISTERED);
    }

    @Test
    void aRegistrationThatIsNotRepeatedGoesStale() {
        registration(0, Registration.State.REGISTERED);
        assertThat(trial.beliefAt(3_899).registered()).isTrue();
        var belief = trial.beliefAt(3_900);
        assertThat(belief.registered()).isFalse();
        assertThat(belief.part(Part.REGISTRATION).score()).isEmpty();
    }

    @Test
    void aTrunkThatNeedsNoRegistrationCountsAsRegisteredForEver() {
        registration(0, Registration.State.NOT_USED);
        var belief = trial.beliefAt(10_000);
        assertThat(belief.registered()).isTrue();
        assertThat(belief.verdict()).isEqualTo(Verdict.UNKNOWN);
        assertThat(found(Kind.NOT_REGISTERED, Verdict.SUSPECT).test(belief)).isFalse();
    }

    private void registration(double at, Registration.State state) {
        trial.told(new Registration(at(at), TRUNK.id(), state));
    }
}
