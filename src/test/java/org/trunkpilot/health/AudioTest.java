package org.trunkpilot.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.trunkpilot.health.Trial.TRUNK;
import static org.trunkpilot.health.Trial.at;
import static org.trunkpilot.health.Trial.finding;
import static org.trunkpilot.health.Trial.found;

import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.trunkpilot.health.Finding.Kind;
import org.trunkpilot.signal.CallEnd;
import org.trunkpilot.signal.CallId;
import org.trunkpilot.signal.CallTakenOver;
import org.trunkpilot.signal.Callee;
import org.trunkpilot.signal.InboundAnswered;
import org.trunkpilot.signal.MediaReport;
import org.trunkpilot.signal.MediaReport.Direction;
import org.trunkpilot.signal.Progress;
import org.trunkpilot.signal.Seizure;

/** Loss, rating and silence. */
class AudioTest {
    private final Trial trial = new Trial();

    @Test
    void aCallWithAudioBothWaysIsHealthyAtGradeA() {
        trial.call(0).ringsAfter(1).answersAfter(2).talks(30);
        var belief = trial.beliefAt(34);
        assertThat(belief.verdict()).isEqualTo(Verdict.HEALTHY);
        assertThat(belief.grade()).isEqualTo(Grade.A);
        // The first report in which both directions had been heard, up to the last.
        assertThat(belief.twoWayCall()).contains(at(32.5));
        assertThat(belief.ratingInbound().getAsDouble()).isBetween(91.5, 92.5);
        assertThat(belief.part(Part.MEDIA).score()).hasValue(100);
    }

    /** One callee in twenty-five is on a bad network: three of three at once are not chance, three of six are. */
    @Test
    void threeLossyCalleesDegradeATrunkOnWhichNobodyElseTalksAndNoTrunkOnWhichThreeOthersTalkWell() {
        double found = lossyBesideClean(0);
        assertThat(found).isLessThan(40);
        assertThat(lossyBesideClean(3)).isInfinite();
    }

    private static double lossyBesideClean(int clean) {
        var trial = new Trial();
        for (int i = 0; i < 3 + clean; i++) {
            // The clean ones talk first, and throughout.
            trial.call(i < clean ? 0 : 2 + i)
                    .losing(i < clean ? 0 : 0.08, 0, 0)
                    .answersAfter(0)
                    .talks(120);
        }
        return trial.first(found(Kind.LOSS_INBOUND, Verdict.DEGRADED), 125);
    }

    @Test
    void theMoreWhoTalkTheMoreMustLose() {
        var trial = new Trial();
        for (int i = 0; i < 6; i++) {
            trial.call(i).losing(i < 4 ? 0.08 : 0, 0, 0).answersAfter(0).talks(120);
        }
        assertThat(trial.first(found(Kind.LOSS_INBOUND, Verdict.DEGRADED), 40)).isFinite();
    }

    @Test
    void oneSilentCallIsTheCalleeUntilASecondCalleeSaysOtherwise() {
        trial.call(0).ringsAfter(0.5).nothingHeardFrom(0).answersAfter(1).talks(30);
        trial.beliefAt(40);
        assertThat(trial.beliefAt(40).verdict()).isEqualTo(Verdict.SUSPECT);
        trial.call(41).ringsAfter(0.5).nothingHeardFrom(0).answersAfter(1).talks(30);
        assertThat(trial.first(found(Kind.SILENT_INBOUND, Verdict.DEGRADED), 80))
                .isEqualTo(52);
    }

    @Test
    void twoSilentCallsToOneNumberAreStillThatNumber() {
        trial.call(0, "same", "4930").nothingHeardFrom(0).answersAfter(1).talks(30);
        trial.call(20, "same", "4930").nothingHeardFrom(0).answersAfter(1).talks(30);
        assertThat(trial.first(found(Kind.SILENT_INBOUND, Verdict.DEGRADED), 60))
                .isInfinite();
    }

    @Test
    void oneSilentCallBesideAFailedProbeIsEnough() {
        trial.call(0).nothingHeardFrom(0).answersAfter(1).talks(30);
        trial.probeLost(9);
        assertThat(trial.first(found(Kind.SILENT_INBOUND, Verdict.DEGRADED), 40))
                .isEqualTo(12);
    }

    /** A muted phone, and the one OPTIONS in thousands that gets lost. */
    @Test
    void oneSilentCallBesideALateProbeThatTheNextMakesGoodIsNot() {
        trial.call(0).nothingHeardFrom(0).answersAfter(1).talks(30);
        trial.probesAnswered(0, 9, 1).probeLost(9).probesAnswered(10.5, 40, 1);
        assertThat(trial.first(found(Kind.SILENT_INBOUND, Verdict.DEGRADED), 40))
                .isInfinite();
    }

    @Test
    void aCallOnHoldIsSilentByDesign() {
        for (int i = 0; i < 4; i++) {
            trial.call(i).nothingHeardFrom(12).answersAfter(1).held(11, true).talks(40);
        }
        assertThat(trial.first(b -> !b.findings().isEmpty(), 45)).isInfinite();
    }

    @Test
    void aCallTakenOffHoldIsJudgedAgain() {
        for (int i = 0; i < 3; i++) {
            trial.call(i)
                    .nothingHeardFrom(12)
                    .answersAfter(1)
                    .held(11, true)
                    .held(25, false)
                    .talks(60);
        }
        assertThat(trial.first(found(Kind.SILENT_INBOUND, Verdict.DEGRADED), 60))
                .isBetween(29.0, 36.0);
    }

    @Test
    void silenceWhileOurSideSendsNothingProvesNothing() {
        for (int i = 0; i < 4; i++) {
            trial.call(i).sendingNothing().nothingHeardFrom(0).answersAfter(1).talks(30);
        }
        assertThat(trial.first(b -> !b.findings().isEmpty(), 40)).isInfinite();
    }

    @Test
    void callsTakenOverCountAsCalleesOfTheirOwn() {
        for (int i = 0; i < 3; i++) {
            var id = new CallId("taken-" + i);
            trial.told(new CallTakenOver(at(0), TRUNK.id(), id, Optional.empty(), true))
                    .silentReport(id, 5 + i)
                    .silentReport(id, 10 + i);
        }
        assertThat(trial.first(found(Kind.SILENT_INBOUND, Verdict.DEGRADED), 20))
                .isEqualTo(7);
        assertThat(trial.beliefAt(20).liveCalls()).isEqualTo(3);
    }

    @Test
    void aCallThatCameInProvesTheAudioBothWaysAndNothingOfOutboundSetUp() {
        var id = new CallId("in-1");
        trial.told(new InboundAnswered(at(0), TRUNK.id(), id, new Callee("caller-1", "4930")));
        for (int i = 1; i <= 3; i++) {
            trial.told(heardWell(id, Direction.INBOUND, 5.0 * i)).told(heardWell(id, Direction.OUTBOUND, 5.0 * i + 1));
        }
        var belief = trial.beliefAt(17);
        assertThat(belief.verdict()).isEqualTo(Verdict.HEALTHY);
        assertThat(belief.grade()).isEqualTo(Grade.A);
        assertThat(belief.liveCalls()).isEqualTo(1);
        assertThat(belief.twoWayCall()).contains(at(16));
        assertThat(belief.part(Part.SETUP).score()).isEmpty();
        assertThat(belief.part(Part.PDD).score()).isEmpty();
        assertThat(belief.registered()).isFalse();

        trial.told(new CallEnd(at(18), TRUNK.id(), id, CallEnd.By.FAR_END, OptionalInt.of(16), OptionalInt.empty()));
        assertThat(trial.beliefAt(19).liveCalls()).isZero();
        var leg = trial.health.endedLegs().get(0);
        assertThat(leg.outcome()).isEqualTo(CallLeg.Outcome.OK);
        assertThat(leg.callee().key()).isEqualTo("caller-1");
        assertThat(leg.answered()).contains(at(0));
    }

    @Test
    void silentCallsThatCameInWitnessByTheirCallersAndOneWhoRedialsIsOne() {
        for (int i = 0; i < 3; i++) {
            var id = new CallId("in-" + i);
            trial.told(new InboundAnswered(at(20 * i), TRUNK.id(), id, new Callee("same", "4930")))
                    .silentReport(id, 20 * i + 5)
                    .silentReport(id, 20 * i + 10);
        }
        assertThat(trial.beliefAt(60).verdict()).isEqualTo(Verdict.SUSPECT);
        var other = new CallId("in-other");
        trial.told(new InboundAnswered(at(61), TRUNK.id(), other, new Callee("other", "4930")))
                .silentReport(other, 66);
        assertThat(trial.beliefAt(67).verdict()).isEqualTo(Verdict.DEGRADED);
    }

    @Test
    void aCallWhoseEndNobodyHeardIsNoEvidenceAndFreesItsChannel() {
        trial.probesAnswered(0, 40, 5);
        for (int i = 0; i < 5; i++) {
            var id = new CallId("lost-" + i);
            trial.told(new Seizure(at(10 + i), TRUNK.id(), id, Optional.empty(), new Callee("c" + i, "4930")))
                    .told(new Progress(at(11 + i), TRUNK.id(), id, Progress.Kind.EARLY_MEDIA))
                    .told(new CallEnd(
                            at(20 + i), TRUNK.id(), id, CallEnd.By.NOT_TOLD, OptionalInt.empty(), OptionalInt.empty()));
        }
        var belief = trial.beliefAt(30);
        assertThat(belief.findings()).isEmpty();
        assertThat(belief.liveCalls()).isZero();
        assertThat(trial.health.endedLegs())
                .extracting(CallLeg::outcome)
                .containsOnly(CallLeg.Outcome.NEUTRAL)
                .hasSize(5);
    }

    @Test
    void aCallThatIsToldAgainBecauseASignalWasLostKeepsWhatIsKnownOfIt() {
        var id = new CallId("told-again");
        trial.told(new Seizure(at(0), TRUNK.id(), id, Optional.empty(), new Callee("c", "4930")))
                .told(new CallTakenOver(at(5), TRUNK.id(), id, Optional.empty(), true))
                .told(new CallEnd(at(30), TRUNK.id(), id, CallEnd.By.CALLER, OptionalInt.of(16), OptionalInt.empty()));
        assertThat(trial.beliefAt(29).liveCalls()).isEqualTo(1);
        assertThat(trial.beliefAt(31).findings()).isEmpty();
        var leg = trial.health.endedLegs().get(0);
        assertThat(leg.callee().key()).isEqualTo("c");
        assertThat(leg.seized()).isEqualTo(at(0));
        assertThat(leg.answered()).contains(at(5));
        assertThat(leg.outcome()).isEqualTo(CallLeg.Outcome.OK);
    }

    private static MediaReport heardWell(CallId call, Direction direction, double seconds) {
        return new MediaReport(
                at(seconds),
                TRUNK.id(),
                call,
                direction,
                Optional.of(new MediaReport.Reception(250, 0, 1)),
                OptionalLong.of(250),
                Optional.empty());
    }

    @Test
    void lossOnOneCallAloneWhileOthersAreCleanIsThatCallees() {
        for (int i = 0; i < 2; i++) {
            trial.call(i).answersAfter(1).losing(i == 0 ? 0.2 : 0, 0, 0).talks(120);
        }
        assertThat(trial.first(found(Kind.LOSS_INBOUND, Verdict.DEGRADED), 125)).isInfinite();
        assertThat(trial.health.endedLegs()).hasSize(2);
    }

    @Test
    void oneBurstInOneReportDegradesNothing() {
        trial.call(0).answersAfter(0).losing(1, 0, 5).talks(5);
        assertThat(trial.beliefAt(6).verdict()).isEqualTo(Verdict.SUSPECT);
    }

    @Test
    void lossIsNamedWithItsDirectionAndFigures() {
        for (int i = 0; i < 3; i++) {
            trial.call(0).answersAfter(0).losing(0, 0.1, 0).talks(60);
        }
        var finding = finding(trial.beliefAt(30), Kind.LOSS_OUTBOUND).orElseThrow();
        assertThat(finding.verdict()).isEqualTo(Verdict.DEGRADED);
        assertThat(finding.grade()).isEqualTo(Grade.A);
        assertThat(finding.words()).isEqualTo("10 % of the packets to the carrier were lost, in 3 calls, one by one");
        assertThat(finding(trial.beliefAt(30), Kind.LOSS_INBOUND)).isEmpty();
    }

    @Test
    void aSlowDriftOfDelayDegradesOnlyAfterTheDwell() {
        for (int i = 0; i < 20; i++) {
            trial.call(i * 30).ringsAfter(0.5).answersAfter(1).delayed(700, 40).talks(29);
        }
        assertThat(trial.first(found(Kind.POOR_OUTBOUND, Verdict.SUSPECT), 600)).isBetween(150.0, 162.0);
        assertThat(trial.first(found(Kind.POOR_OUTBOUND, Verdict.DEGRADED), 600))
                .isBetween(300.0, 312.0);
        assertThat(finding(trial.beliefAt(560), Kind.POOR_INBOUND).orElseThrow().words())
                .contains("R 52.4")
                .contains("at least 60");
    }

    @Test
    void aMinuteOfBadDelayIsBorne() {
        for (int i = 0; i < 20; i++) {
            trial.call(i * 30).answersAfter(1).delayed(i < 3 ? 700 : 40, 5).talks(29);
        }
        assertThat(trial.first(b -> !b.findings().isEmpty(), 600)).isInfinite();
    }

    @Test
    void theRoundTripOfProbesIsTheFloorWhereRtcpTellsNone() {
        trial.probeAnswered(0);
        trial.call(1).answersAfter(0).onlyWeReport().talks(10);
        var belief = trial.beliefAt(12);
        assertThat(belief.ratingInbound().getAsDouble()).isBetween(91.9, 92.1);
        assertThat(belief.ratingOutbound()).isEmpty();
        assertThat(belief.grade()).isEqualTo(Grade.B);
        assertThat(belief.twoWayCall()).isEmpty();
    }

    @Test
    void reportsBeforeTheAnswerAreNotJudged() {
        var call = trial.call(0).earlyMediaAfter(0.5);
        call.silentEarly(6).silentEarly(11);
        trial.told(new Progress(at(12), TRUNK.id(), call.id(), Progress.Kind.RINGING));
        assertThat(trial.beliefAt(13).findings()).isEmpty();
    }
}
