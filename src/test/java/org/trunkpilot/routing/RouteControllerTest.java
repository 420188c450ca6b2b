package org.trunkpilot.routing;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.trunkpilot.health.Belief;
import org.trunkpilot.health.Finding;
import org.trunkpilot.health.Grade;
import org.trunkpilot.health.HealthPolicy;
import org.trunkpilot.health.Verdict;
import org.trunkpilot.signal.CallId;
import org.trunkpilot.signal.LinkLost;
import org.trunkpilot.signal.LinkRestored;
import org.trunkpilot.signal.ProbeAnswered;
import org.trunkpilot.signal.ProbeSent;
import org.trunkpilot.signal.Progress;
import org.trunkpilot.signal.Registration;
import org.trunkpilot.signal.RouteExhausted;
import org.trunkpilot.signal.SnapshotTaken;
import org.trunkpilot.trunk.EmergencyRoute;
import org.trunkpilot.trunk.Inventory;
import org.trunkpilot.trunk.PbxId;
import org.trunkpilot.trunk.RouteId;
import org.trunkpilot.trunk.SteeredRoute;
import org.trunkpilot.trunk.Trunk;
import org.trunkpilot.trunk.TrunkId;

/** The ladder on beliefs made by hand: what depends on a figure that a scenario would reach only by luck. */
class RouteControllerTest {
    private static final Instant T = Instant.parse("2026-03-02T09:00:00Z");
    private static final TrunkId A = new TrunkId("prov-a");
    private static final TrunkId B = new TrunkId("prov-b");
    private static final RouteId DEFAULT = new RouteId("default");
    private static final RouteId SOS = new RouteId("emergency");
    private static final Inventory INVENTORY = new Inventory(
            new PbxId("hq"),
            List.of(trunk(A, "Alpha", "fibre"), trunk(B, "Beta", "lte")),
            List.of(new SteeredRoute(DEFAULT, List.of(A, B)), new EmergencyRoute(SOS, List.of(B, A))));

    private final RouteController controller = controller(ControllerMemory.EMPTY);
    private final Map<TrunkId, Sketch> sketches = new HashMap<>();
    private Instant now = T;

    /** What is believed of a trunk, as far as a rule needs it. */
    private static final class Sketch {
        Verdict verdict = Verdict.HEALTHY;
        List<Finding> findings = List.of();
        OptionalDouble rating = OptionalDouble.empty();
        Optional<Instant> twoWay = Optional.empty();
        boolean registered = true;
        boolean answers = true;
        int calls;
        Instant answered = T;
    }

    @BeforeEach
    void thePbxIsReady() {
        sketches.put(A, new Sketch());
        sketches.put(B, new Sketch());
        controller.accept(new LinkRestored(T, "Asterisk 22", Optional.of(T.minusSeconds(100_000))));
        controller.accept(new SnapshotTaken(T));
        now = T.plusSeconds(30);
        assertThat(look().state()).isEqualTo(PbxState.READY);
    }

    @Test
    void aTargetThatIsUnknownIsNotProvenForASoftMove() {
        poor(A, 40);
        sketches.get(B).verdict = Verdict.UNKNOWN;
        sketches.get(B).twoWay = Optional.of(T);
        assertThat(refusal()).contains("prov-b is unknown: there is no fresh evidence of it");
    }

    @Test
    void aTargetThatIsHardlyBetterIsRefusedWithBothFigures() {
        poor(A, 52);
        sketches.get(B).rating = OptionalDouble.of(59);
        sketches.get(B).twoWay = Optional.of(T);
        assertThat(refusal()).contains("prov-b is not 10 better: R 59 there, 52 here");
    }

    @Test
    void aTargetThatIsTenBetterIsTaken() {
        poor(A, 52);
        sketches.get(B).rating = OptionalDouble.of(62);
        sketches.get(B).twoWay = Optional.of(T);
        assertThat(move().to()).containsExactly(B, A);
    }

    @Test
    void aTargetOfUnknownRatingIsTakenOnlyWhenTheOtherIsUnbearable() {
        sketches.get(B).twoWay = Optional.of(T);
        poor(A, 55);
        assertThat(refusal()).contains("prov-b has no measured audio, and R 55 here is above 50");
        poor(A, 49);
        assertThat(move().to()).containsExactly(B, A);
    }

    @Test
    void aCallOfYesterdayProvesATargetAndOneOfTheDayBeforeDoesNot() {
        poor(A, 55);
        sketches.get(B).rating = OptionalDouble.of(90);
        sketches.get(B).twoWay = Optional.of(now.minus(Duration.ofHours(25)));
        assertThat(refusal()).contains("has carried no call with audio both ways in the last 24 h");
        sketches.get(B).twoWay = Optional.of(now.minus(Duration.ofHours(23)));
        assertThat(move().to()).containsExactly(B, A);
    }

    @Test
    void aTargetThatIsNotRegisteredIsNotTaken() {
        down(A);
        sketches.get(B).registered = false;
        assertThat(refusal()).contains("prov-b is not registered");
    }

    /** Six failed calls of eighteen are a reason to leave, and not to say that nobody gets through. */
    @Test
    void onlyOfATrunkThatIsDownIsItSaidThatItCarriesNoCalls() {
        Sketch sketch = sketches.get(A);
        sketch.verdict = Verdict.DEGRADED;
        sketch.findings = List.of(new Finding(
                Finding.Kind.SETUP_FAULTS, Verdict.DEGRADED, Grade.B, now, "6 of the last 18 calls failed with 503"));
        assertThat(move().reason())
                .startsWith(
                        "prov-a carries calls unreliably: 6 of the last 18 calls failed with 503; prov-b answered ");
    }

    /** An OPTIONS that was answered before we knew may have been answered before the uplink broke. */
    @Test
    void anAnswerFromBeforeTheEvidenceProvesNothing() {
        down(A);
        sketches.get(B).answers = false;
        Judgement first = look();
        assertThat(first.decisions()).isEmpty();
        assertThat(first.probes()).containsExactly(A, B);
        assertThat(refusal()).contains("prov-b has answered no OPTIONS since the trouble was seen");
    }

    /** Not knowing is no reason to move anything. */
    @Test
    void anUnknownTrunkIsLeftWhereItStands() {
        sketches.get(A).verdict = Verdict.UNKNOWN;
        for (int i = 0; i < 100; i++) {
            assertThat(look().decisions()).isEmpty();
        }
        assertThat(look().plans().get(DEFAULT).order()).containsExactly(A, B);
    }

    @Test
    void aRefusalIsToldOnceAndNotAgainWhileItGoesOn() {
        down(A);
        sketches.get(B).registered = false;
        var told = new ArrayList<RouteDecision>();
        for (int i = 0; i < 200; i++) {
            told.addAll(look().decisions());
        }
        assertThat(told).hasSize(1);
    }

    @Test
    void anEmergencyRouteHasNoPlanButAVoice() {
        down(A);
        down(B);
        Judgement judgement = look();
        assertThat(judgement.plans()).containsOnlyKeys(DEFAULT);
        assertThat(judgement.alarms())
                .anyMatch(a -> a.startsWith("No trunk of the emergency route emergency carries calls"));
        controller.accept(new RouteExhausted(now, SOS));
        assertThat(look().alarms()).anyMatch(a -> a.startsWith("Every trunk of emergency failed for a call"));
        now = now.plusSeconds(700);
        assertThat(look().alarms()).noneMatch(a -> a.startsWith("Every trunk of emergency failed"));
    }

    @Test
    void anAlarmThatLastsKeepsItsWordsSoThatItIsRecordedOnce() {
        controller.accept(new RouteExhausted(now, SOS));
        var alarms = look().alarms();
        assertThat(alarms).isNotEmpty();
        now = now.plusSeconds(30);
        controller.accept(new RouteExhausted(now, SOS));
        now = now.plusSeconds(30);
        assertThat(look().alarms()).isEqualTo(alarms);
    }

    @Test
    void aRowThatOutlivedUsIsTakenOver() {
        assertThat(controller.remembers(DEFAULT)).isFalse();
        controller.adopt(DEFAULT, List.of(B, A), now);
        Judgement judgement = look();
        assertThat(controller.remembers(DEFAULT)).isTrue();
        assertThat(judgement.decisions()).isEmpty();
        assertThat(judgement.plans().get(DEFAULT).order()).containsExactly(B, A);
        assertThat(judgement.services()).containsEntry(A, ServiceState.OUT_OF_SERVICE);
    }

    /** Calls fall silent with all else when a carrier dies: that suspicion is never finished once no call goes there. */
    @Test
    void aSuspicionThatOnlyCallsCouldFinishKeepsNoTrunkOut() {
        out(A, Finding.Kind.SILENT_INBOUND);
        assertThat(orderAfterTwoHours()).containsExactly(A, B);
    }

    @Test
    void aSuspicionThatLiveCallsMayFinishKeepsItsTrunkOut() {
        out(A, Finding.Kind.SILENT_INBOUND);
        sketches.get(A).calls = 1;
        assertThat(orderAfterTwoHours()).containsExactly(B, A);
    }

    @Test
    void aSuspicionOfItsSignallingKeepsATrunkOut() {
        out(A, Finding.Kind.UNREACHABLE);
        assertThat(orderAfterTwoHours()).containsExactly(B, A);
    }

    private void out(TrunkId trunk, Finding.Kind kind) {
        controller.adopt(DEFAULT, List.of(B, A), now);
        Sketch sketch = sketches.get(trunk);
        sketch.verdict = Verdict.SUSPECT;
        sketch.findings = List.of(new Finding(kind, Verdict.SUSPECT, Grade.B, now, "something was seen"));
        assertThat(look().services()).containsEntry(trunk, ServiceState.OUT_OF_SERVICE);
    }

    private List<TrunkId> orderAfterTwoHours() {
        List<TrunkId> order = List.of();
        for (int i = 0; i < 720; i++) {
            now = now.plusSeconds(10);
            order = look().plans().get(DEFAULT).order();
        }
        return order;
    }

    @Test
    void aRowOfOtherTrunksIsNotTakenOver() {
        controller.adopt(DEFAULT, List.of(B, new TrunkId("prov-z")), now);
        assertThat(look().plans().get(DEFAULT).order()).containsExactly(A, B);
    }

    /** The configuration changed while we were down: what is remembered of trunks that are gone is left. */
    @Test
    void aMemoryOfAnotherConfigurationIsUsedAsFarAsItFits() {
        var seats = Map.of(
                A,
                new ControllerMemory.Seat(
                        ServiceState.OUT_OF_SERVICE, T, T, T.plusSeconds(1200), 1, Finding.Layer.CONTROL, 0, 0));
        var old = new ControllerMemory.OfRoute(
                List.of(new TrunkId("prov-z"), A), List.of(new TrunkId("prov-z"), A), List.of(T), seats);
        var restarted = controller(new ControllerMemory(Map.of(DEFAULT, old), Map.of(new RouteId("gone"), "by hand")));
        assertThat(restarted.memory().routes().get(DEFAULT).automatic()).containsExactly(B, A);
        assertThat(restarted.memory().frozen()).isEmpty();
    }

    @Test
    void aMemoryInWhichNobodyCarriesIsNotBelieved() {
        var seat = new ControllerMemory.Seat(
                ServiceState.OUT_OF_SERVICE, T, T, T.plusSeconds(1200), 1, Finding.Layer.CONTROL, 0, 0);
        var old = new ControllerMemory.OfRoute(List.of(A, B), List.of(A, B), List.of(), Map.of(A, seat, B, seat));
        var restarted = controller(new ControllerMemory(Map.of(DEFAULT, old), Map.of()));
        assertThat(restarted.memory().routes().get(DEFAULT).seats().values())
                .allMatch(s -> s.state() == ServiceState.IN_SERVICE);
    }

    @Test
    void whatCannotBeTakenAccountOfIsCountedOverAllTrunks() {
        controller.accept(new Registration(now, new TrunkId("prov-z"), Registration.State.REGISTERED));
        controller.accept(new Progress(now, A, new CallId("begun before we listened"), Progress.Kind.RINGING));
        controller.accept(new Progress(now, B, new CallId("this one too"), Progress.Kind.RINGING));

        assertThat(controller.losses()).isEqualTo(new Losses(0, 0, 2, 1));
        assertThat(controller.losses().sum()).isEqualTo(3);
    }

    // --- probes

    /** Each trunk about every five seconds, at its own beat, and never more than three under way. */
    @Test
    void inQuietEachTrunkIsAskedEveryFiveSeconds() {
        var asked = new ArrayList<Instant>();
        for (int i = 0; i < 6_000; i++) {
            Judgement judgement = look();
            if (judgement.probes().contains(A)) {
                asked.add(now);
            }
            answer(judgement);
        }
        assertThat(asked).hasSizeBetween(110, 130);
        for (int i = 2; i < asked.size(); i++) {
            assertThat(Duration.between(asked.get(i - 1), asked.get(i)).toMillis())
                    .isBetween(4_400L, 5_700L);
        }
    }

    @Test
    void aTrunkThatDoesNotAnswerIsAskedAgainASecondLaterAndThenAtTheQuietPace() {
        var asked = new ArrayList<Instant>();
        for (int i = 0; i < 600; i++) {
            Judgement judgement = look();
            if (judgement.probes().contains(A)) {
                asked.add(now);
                controller.accept(new ProbeSent(now, A));
            }
        }
        long close = 0;
        for (int i = 1; i < asked.size(); i++) {
            if (Duration.between(asked.get(i - 1), asked.get(i)).toMillis() <= 1_100) {
                close++;
            }
        }
        assertThat(close).as("overlapping OPTIONS in " + asked).isBetween(1L, 3L);
        assertThat(asked.size()).as("in a minute").isLessThan(18);
    }

    @Test
    void nobodyIsAskedWhileTheLinkIsLost() {
        controller.accept(new LinkLost(now, "gone"));
        for (int i = 0; i < 100; i++) {
            assertThat(look().probes()).isEmpty();
        }
    }

    private void answer(Judgement judgement) {
        for (TrunkId trunk : judgement.probes()) {
            controller.accept(new ProbeSent(now, trunk));
            controller.accept(new ProbeAnswered(now, trunk, now, Optional.of(Duration.ofMillis(20))));
        }
    }

    private Judgement look() {
        now = now.plusMillis(100);
        var beliefs = new LinkedHashMap<TrunkId, Belief>();
        for (TrunkId trunk : List.of(A, B)) {
            Sketch sketch = sketches.get(trunk);
            if (sketch.answers) {
                sketch.answered = now;
            }
            beliefs.put(trunk, belief(trunk, sketch));
        }
        return controller.judge(now, beliefs, List.of());
    }

    private Belief belief(TrunkId trunk, Sketch s) {
        return new Belief(
                trunk,
                now,
                s.verdict,
                Grade.A,
                OptionalInt.empty(),
                Map.of(),
                s.findings,
                s.calls,
                s.twoWay,
                Optional.of(s.answered),
                s.registered,
                s.rating,
                s.rating,
                Optional.empty());
    }

    private String refusal() {
        for (int i = 0; i < 100; i++) {
            List<RouteDecision> decisions = look().decisions();
            if (!decisions.isEmpty()) {
                assertThat(decisions).singleElement().matches(d -> !d.moves());
                return decisions.get(0).reason();
            }
        }
        throw new AssertionError("nothing was refused in ten seconds");
    }

    private RouteDecision move() {
        for (int i = 0; i < 100; i++) {
            for (RouteDecision decision : look().decisions()) {
                if (decision.moves()) {
                    return decision;
                }
            }
        }
        throw new AssertionError("nothing moved in ten seconds");
    }

    private void poor(TrunkId trunk, double rating) {
        Sketch sketch = sketches.get(trunk);
        sketch.verdict = Verdict.DEGRADED;
        sketch.rating = OptionalDouble.of(rating);
        sketch.findings = List.of(
                new Finding(Finding.Kind.LOSS_INBOUND, Verdict.DEGRADED, Grade.B, now, "4 % of the packets were lost"));
    }

    private void down(TrunkId trunk) {
        Sketch sketch = sketches.get(trunk);
        sketch.verdict = Verdict.DOWN;
        sketch.findings =
                List.of(new Finding(Finding.Kind.UNREACHABLE, Verdict.DOWN, Grade.C, now, "2 OPTIONS went unanswered"));
    }

    private static RouteController controller(ControllerMemory memory) {
        return new RouteController(INVENTORY, RoutingPolicy.balanced(), Map.of(), HealthPolicy.balanced(), memory);
    }

    private static Trunk trunk(TrunkId id, String carrier, String uplink) {
        return new Trunk(id, id.name(), carrier, uplink, OptionalInt.of(30));
    }
}
