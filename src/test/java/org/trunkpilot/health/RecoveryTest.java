package org.trunkpilot.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.trunkpilot.health.Trial.TRUNK;
import static org.trunkpilot.health.Trial.at;
import static org.trunkpilot.health.Trial.finding;
import static org.trunkpilot.health.Trial.found;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.trunkpilot.health.Finding.Kind;
import org.trunkpilot.signal.CallEnd.By;
import org.trunkpilot.signal.CallId;
import org.trunkpilot.signal.CallTakenOver;
import org.trunkpilot.signal.LinkLost;
import org.trunkpilot.signal.LinkRestored;
import org.trunkpilot.signal.PbxReloaded;
import org.trunkpilot.signal.PbxRestarted;
import org.trunkpilot.signal.PbxStopping;
import org.trunkpilot.signal.Registration;
import org.trunkpilot.signal.RouteExhausted;
import org.trunkpilot.signal.SnapshotTaken;
import org.trunkpilot.trunk.RouteId;

/** How findings end, and what happens when the PBX itself comes and goes. */
class RecoveryTest {
    private final Trial trial = new Trial();

    private void failFour(double from) {
        for (int i = 0; i < 4; i++) {
            trial.call(from + i).fails(503, 0.1);
        }
    }

    @Test
    void answersToProbesClearNoFaultOfSetUp() {
        failFour(0);
        trial.probesAnswered(5, 600, 5);
        assertThat(trial.beliefAt(600).verdict()).isEqualTo(Verdict.DOWN);
    }

    @Test
    void callsThatGetThroughClearNoFaultOfTheAudio() {
        for (int i = 0; i < 3; i++) {
            trial.call(i).ringsAfter(0.5).nothingHeardFrom(0).answersAfter(1).talks(20);
        }
        for (int i = 0; i < 20; i++) {
            trial.call(30 + 2 * i).ringsAfter(0.5).ends(By.CALLER, 5);
        }
        trial.probesAnswered(0, 80, 5);
        assertThat(finding(trial.beliefAt(80), Kind.SILENT_INBOUND)
                        .orElseThrow()
                        .verdict())
                .isEqualTo(Verdict.DEGRADED);
    }

    @Test
    void tenGoodCallsInARowClearAFaultOfSetUp() {
        failFour(0);
        for (int i = 0; i < 10; i++) {
            trial.call(10 + i).ringsAfter(0.5).ends(By.CALLER, 5);
        }
        assertThat(trial.beliefAt(19.25).verdict()).isEqualTo(Verdict.DEGRADED);
        assertThat(trial.beliefAt(19.5).verdict()).isEqualTo(Verdict.HEALTHY);
    }

    /** The uplink was cut from 10 s to 20 s: the calls that failed meanwhile, and those that were still up, tell nothing. */
    @Test
    void whatCallsShowedWhileTheUplinkWasCutIsStruck() {
        trial.probesAnswered(0, 60, 5);
        failFour(11);
        trial.call(19).fails(503, 5);
        assertThat(trial.beliefAt(20).verdict()).isEqualTo(Verdict.DOWN);
        trial.excused(10, 20);
        assertThat(trial.beliefAt(20.1).verdict()).isEqualTo(Verdict.HEALTHY);
        assertThat(trial.beliefAt(30).findings()).isEmpty();
        failFour(31);
        assertThat(trial.beliefAt(36).verdict())
                .as("a fault of its own counts again")
                .isEqualTo(Verdict.DOWN);
    }

    /** What was wrong before the uplink failed is still wrong after it. */
    @Test
    void whatWasWrongBeforeIsNotExcused() {
        failFour(0);
        trial.excused(10, 20);
        assertThat(trial.beliefAt(20.1).verdict()).isEqualTo(Verdict.DOWN);
    }

    @Test
    void aFaultAmongTheGoodCallsStartsTheCountAnew() {
        failFour(0);
        for (int i = 0; i < 10; i++) {
            if (i == 8) {
                trial.call(10 + i).fails(503, 0.1);
            } else {
                trial.call(10 + i).ringsAfter(0.5).ends(By.CALLER, 5);
            }
        }
        assertThat(trial.beliefAt(30).verdict()).isEqualTo(Verdict.DEGRADED);
    }

    @Test
    void aFindingWithoutEvidenceIsGivenUpAndTheTrunkIsUnknownNotHealthy() {
        failFour(0);
        trial.probesAnswered(0, 2_000, 5);
        assertThat(trial.beliefAt(903).verdict()).isEqualTo(Verdict.DOWN);
        var belief = trial.beliefAt(903.25);
        assertThat(belief.verdict()).isEqualTo(Verdict.UNKNOWN);
        assertThat(belief.grade()).isEqualTo(Grade.D);
        assertThat(belief.part(Part.SETUP).score()).isEmpty();
        assertThat(trial.beliefAt(2_000).verdict()).isEqualTo(Verdict.UNKNOWN);
    }

    @Test
    void threeGoodCallsSettleTheDoubt() {
        failFour(0);
        trial.probesAnswered(0, 1_100, 5);
        for (int i = 0; i < 3; i++) {
            trial.call(1_000 + i).ringsAfter(0.5).ends(By.CALLER, 5);
        }
        assertThat(trial.beliefAt(1_002).verdict()).isEqualTo(Verdict.UNKNOWN);
        assertThat(trial.beliefAt(1_002.5).verdict()).isEqualTo(Verdict.HEALTHY);
    }

    @Test
    void aRelapseIsBelievedOnHalfTheEvidence() {
        failFour(0);
        trial.call(1_000).fails(503, 0.1);
        trial.call(1_001).fails(503, 0.1);
        assertThat(trial.beliefAt(1_000.5).verdict()).isEqualTo(Verdict.UNKNOWN);
        assertThat(trial.beliefAt(1_001.5).verdict()).isEqualTo(Verdict.DOWN);
    }

    @Test
    void exerciseGivesUpAfterFifteenSeconds() {
        var quick = new Trial(HealthPolicy.exercise()).probesAnswered(0, 60, 5);
        for (int i = 0; i < 4; i++) {
            quick.call(i).fails(503, 0.1);
        }
        assertThat(quick.first(found(Kind.SETUP_FAULTS, Verdict.DOWN), 10)).isEqualTo(3.25);
        assertThat(quick.first(b -> b.verdict() == Verdict.UNKNOWN, 60)).isEqualTo(18.25);
    }

    @Test
    void lossClearsOnlyWhenItHasStayedGoodForAMinute() {
        for (int i = 0; i < 3; i++) {
            trial.call(0).answersAfter(0).losing(0.1, 0, 0).talks(30);
        }
        assertThat(trial.first(found(Kind.LOSS_INBOUND, Verdict.DEGRADED), 31)).isEqualTo(5);
        for (int i = 0; i < 12; i++) {
            trial.call(31 + i * 10).answersAfter(0).talks(30);
        }
        double cleared = trial.first(b -> finding(b, Kind.LOSS_INBOUND).isEmpty(), 200);
        assertThat(cleared).isBetween(105.0, 125.0);
    }

    @Test
    void audioThatComesBackClearsAfterTenCallsHeard() {
        for (int i = 0; i < 3; i++) {
            trial.call(i).ringsAfter(0.5).nothingHeardFrom(0).answersAfter(1).talks(20);
        }
        for (int i = 0; i < 10; i++) {
            trial.call(30 + i).ringsAfter(0.5).answersAfter(1).talks(10);
        }
        // The tenth call is answered at 40 and reports at 45.
        assertThat(trial.beliefAt(44.75).verdict()).isEqualTo(Verdict.DEGRADED);
        assertThat(trial.beliefAt(45).verdict()).isEqualTo(Verdict.HEALTHY);
    }

    @Test
    void slowRingingClearsAfterTenQuickCalls() {
        for (int i = 0; i < 7; i++) {
            trial.call(i).ringsAfter(7).ends(By.CALLER, 9);
        }
        for (int i = 0; i < 10; i++) {
            trial.call(20 + i).ringsAfter(1).ends(By.CALLER, 9);
        }
        assertThat(trial.beliefAt(29).verdict()).isEqualTo(Verdict.DEGRADED);
        assertThat(trial.beliefAt(30).verdict()).isEqualTo(Verdict.HEALTHY);
    }

    @Test
    void aLostLinkMakesEverythingUnknownUntilTheSnapshotIsComplete() {
        trial.probesAnswered(0, 10, 5).told(new Registration(at(0), TRUNK.id(), Registration.State.REGISTERED));
        trial.call(1).ringsAfter(1).answersAfter(2);
        trial.told(new LinkLost(at(10), "closed"));
        var deaf = trial.beliefAt(11);
        assertThat(deaf.verdict()).isEqualTo(Verdict.UNKNOWN);
        assertThat(deaf.registered()).isFalse();
        assertThat(deaf.liveCalls()).isZero();
        assertThat(deaf.score()).isEmpty();

        trial.told(new LinkRestored(at(20), "22.10.1", Optional.empty()))
                .told(new Registration(at(20.5), TRUNK.id(), Registration.State.REGISTERED))
                .told(new CallTakenOver(at(20.5), TRUNK.id(), new CallId("old"), Optional.empty(), true));
        assertThat(trial.beliefAt(20.75).verdict()).isEqualTo(Verdict.UNKNOWN);
        trial.told(new SnapshotTaken(at(21)));
        var again = trial.beliefAt(21);
        assertThat(again.verdict()).isEqualTo(Verdict.HEALTHY);
        assertThat(again.liveCalls()).isEqualTo(1);
        assertThat(trial.health.endedLegs()).isEmpty();
    }

    @Test
    void aLostLinkLeavesAStandingFindingInDoubt() {
        failFour(0);
        trial.told(new LinkLost(at(10), "closed"))
                .told(new LinkRestored(at(12), "22.10.1", Optional.empty()))
                .told(new SnapshotTaken(at(12.5)))
                .probesAnswered(13, 30, 5);
        assertThat(trial.beliefAt(20).verdict()).isEqualTo(Verdict.UNKNOWN);
    }

    @Test
    void theLastWordsOfAPbxThatGoesDownBlameNobody() {
        for (int i = 0; i < 6; i++) {
            trial.call(i).fails(503, 10 - i);
        }
        trial.told(new PbxStopping(at(5.5)));
        var belief = trial.beliefAt(11);
        assertThat(belief.findings()).isEmpty();
        assertThat(trial.health.endedLegs()).hasSize(6).allMatch(leg -> leg.outcome() == CallLeg.Outcome.OURS);
    }

    @Test
    void aRestartedPbxHasNoCallsAndNoRegistrations() {
        trial.told(new Registration(at(0), TRUNK.id(), Registration.State.REGISTERED))
                .told(new PbxStopping(at(5)))
                .told(new PbxRestarted(at(6)));
        trial.call(1).ringsAfter(1);
        assertThat(trial.beliefAt(5).liveCalls()).isEqualTo(1);
        assertThat(trial.beliefAt(6).liveCalls()).isZero();
        assertThat(trial.beliefAt(6).registered()).isFalse();
        assertThat(trial.health.endedLegs()).isEmpty();
        // And it counts again.
        failFour(10);
        assertThat(trial.beliefAt(14).verdict()).isEqualTo(Verdict.DOWN);
    }

    @Test
    void aReloadAndWhatHappensOnARouteChangeNothing() {
        trial.probeAnswered(0);
        trial.call(0.5).ringsAfter(1);
        trial.told(new PbxReloaded(at(2), "")).told(new RouteExhausted(at(2), new RouteId("default")));
        assertThat(trial.beliefAt(3).verdict()).isEqualTo(Verdict.HEALTHY);
        assertThat(trial.beliefAt(3).liveCalls()).isEqualTo(1);
    }

    @Test
    void aBeliefDoesNotDependOnWhoAskedBefore() {
        var asked = new Trial();
        var unasked = new Trial();
        for (var t : new Trial[] {asked, unasked}) {
            for (int i = 0; i < 4; i++) {
                t.call(i).fails(503, 0.1);
            }
            t.call(1_000).fails(503, 0.1);
            t.call(1_500).ringsAfter(9).answersAfter(10).talks(20);
        }
        asked.beliefAt(1_540);
        unasked.skipTo(1_540);
        assertThat(unasked.beliefAt(1_540)).isEqualTo(asked.beliefAt(1_540));
    }
}
