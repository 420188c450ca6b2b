package org.trunkpilot.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.trunkpilot.health.Trial.TRUNK;
import static org.trunkpilot.health.Trial.at;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.trunkpilot.signal.*;
import org.trunkpilot.trunk.RouteId;
import org.trunkpilot.trunk.TrunkId;

/** The rules that join the detectors. */
class TrunkHealthTest {
    private static final CallId CALL = new CallId("1");

    /** One of each; a new kind of signal makes this test fail until the fold knows it. */
    private static final List<PbxSignal> ONE_OF_EACH = List.of(
            new Registration(at(0), TRUNK.id(), Registration.State.REGISTERED),
            new Reachability(at(0), TRUNK.id(), Reachability.State.REACHABLE, Optional.empty()),
            new ProbeSent(at(0), TRUNK.id()),
            new ProbeAnswered(at(0), TRUNK.id(), at(0), Optional.empty()),
            new SeizureRefused(at(0), TRUNK.id(), Optional.empty(), SeizureRefused.Why.FULL),
            new Seizure(at(0), TRUNK.id(), CALL, Optional.empty(), Callee.UNKNOWN),
            new Progress(at(0), TRUNK.id(), CALL, Progress.Kind.EARLY_MEDIA),
            new Answer(at(0), TRUNK.id(), CALL),
            new Hold(at(0), TRUNK.id(), CALL, true),
            new MediaReport(
                    at(0),
                    TRUNK.id(),
                    CALL,
                    MediaReport.Direction.INBOUND,
                    Optional.empty(),
                    OptionalLong.empty(),
                    Optional.empty()),
            new PhoneReport(
                    at(0), TRUNK.id(), CALL, MediaReport.Direction.INBOUND, Optional.empty(), OptionalLong.empty()),
            new CallEnd(at(0), TRUNK.id(), CALL, CallEnd.By.NOT_TOLD, OptionalInt.empty(), OptionalInt.empty()),
            new CallTakenOver(at(0), TRUNK.id(), CALL, Optional.empty(), false),
            new InboundAnswered(at(0), TRUNK.id(), CALL, Callee.UNKNOWN),
            new LinkLost(at(0), "closed"),
            new LinkRestored(at(0), "22", Optional.empty()),
            new SnapshotTaken(at(0)),
            new PbxStopping(at(0)),
            new PbxRestarted(at(0)),
            new PbxReloaded(at(0), ""),
            new NumberRefused(at(0), new RouteId("default")),
            new RouteExhausted(at(0), new RouteId("default")),
            new PhoneContact(at(0), "phone1", PhoneContact.State.PRESENT),
            new UplinkProbed(at(0), "fibre", Optional.empty()));

    @Test
    void everyKindOfSignalIsTaken() {
        var health = new TrunkHealth(TRUNK, HealthPolicy.balanced());
        ONE_OF_EACH.forEach(health::accept);
        assertThat(ONE_OF_EACH).extracting(Object::getClass).containsAll(leaves(PbxSignal.class));
    }

    private static List<Class<?>> leaves(Class<?> sealed) {
        var leaves = new ArrayList<Class<?>>();
        for (var c : sealed.getPermittedSubclasses()) {
            if (c.isSealed()) {
                leaves.addAll(leaves(c));
            } else {
                leaves.add(c);
            }
        }
        return leaves;
    }

    @Test
    void aSignalOfAnotherTrunkIsRefused() {
        var health = new TrunkHealth(TRUNK, HealthPolicy.balanced());
        assertThatIllegalArgumentException()
                .isThrownBy(() -> health.accept(new ProbeSent(at(0), new TrunkId("prov-b"))))
                .withMessage("a signal of prov-b for prov-a");
    }

    @Test
    void theWorstFindingStandsFirstAndGivesTheVerdict() {
        var trial = new Trial();
        for (int i = 0; i < 4; i++) {
            trial.call(i).fails(503, 0.1);
        }
        trial.call(5);
        var belief = trial.beliefAt(10);
        assertThat(belief.findings())
                .extracting(Finding::kind)
                .containsExactly(Finding.Kind.SETUP_FAULTS, Finding.Kind.SLOW_RINGING);
        assertThat(belief.verdict()).isEqualTo(Verdict.DOWN);
    }

    @Test
    void theScoreIsThatOfTheWeakestPartAndAFindingCapsIt() {
        var trial = new Trial().probesAnswered(0, 35, 5);
        trial.call(0).ringsAfter(1).answersAfter(2).losing(0.02, 0, 0).talks(30);
        var belief = trial.beliefAt(34);
        assertThat(belief.part(Part.REACHABILITY).score()).hasValue(100);
        // R 61.8 towards us.
        assertThat(belief.part(Part.MEDIA).score().getAsInt()).isBetween(28, 31);
        assertThat(belief.score()).isEqualTo(belief.part(Part.MEDIA).score());

        trial.probeLost(35);
        var suspect = trial.beliefAt(37);
        assertThat(suspect.part(Part.REACHABILITY).score()).hasValue(69);
        assertThat(suspect.part(Part.REACHABILITY).words()).isEqualTo("an OPTIONS is unanswered for longer than usual");
    }

    @Test
    void everyBeliefHasAllPartsInOrder() {
        assertThat(new Trial().beliefAt(0).parts().keySet()).containsExactly(Part.values());
        assertThat(new Trial().beliefAt(0).pddMedian()).isEqualTo(Optional.<Duration>empty());
    }

    @Test
    void aTrunkWithoutAnyGoodEvidenceIsNotHealthyForLackOfBad() {
        var trial = new Trial();
        trial.call(0).fails(486, 1);
        assertThat(trial.beliefAt(2).verdict()).isEqualTo(Verdict.UNKNOWN);
    }
}
