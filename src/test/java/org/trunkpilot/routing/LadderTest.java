package org.trunkpilot.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.trunkpilot.routing.Desk.A;
import static org.trunkpilot.routing.Desk.B;
import static org.trunkpilot.routing.Desk.C;
import static org.trunkpilot.routing.Desk.T;
import static org.trunkpilot.routing.Desk.t;

import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.trunkpilot.health.Attribution;
import org.trunkpilot.health.Finding;
import org.trunkpilot.health.Grade;
import org.trunkpilot.health.Verdict;
import org.trunkpilot.override.Order;
import org.trunkpilot.signal.LinkLost;

/** What is done on one route and what an operator reads of it, word for word. By the balanced profile. */
class LadderTest {
    private final Desk desk = Desk.balanced();

    private static Sketch lossy(Sketch sketch, Instant since) {
        return sketch.shows(Finding.Kind.LOSS_INBOUND, Verdict.DEGRADED, since, "4 % of the packets were lost")
                .rated(40, 80);
    }

    private static Sketch silentAudio(Sketch sketch, Instant since) {
        return sketch.shows(Finding.Kind.SILENT_INBOUND, Verdict.DEGRADED, since, "3 calls heard nothing");
    }

    private Desk losesOn(org.trunkpilot.trunk.TrunkId trunk) {
        Instant since = desk.now;
        return desk.believes(trunk, s -> lossy(s, since));
    }

    // --- nothing

    @Test
    void whereNothingIsWrongTheOrderIsAsConfigured() {
        desk.to(10);
        assertThat(desk.decisions).isEmpty();
        assertThat(desk.why()).isEqualTo("The order is as configured, and nothing asks for another.");
    }

    // --- hard faults

    @Test
    void aDeadTrunkIsLeftForTheNextThatAnsweredSince() {
        desk.dies(A).to(2);
        RouteDecision move = desk.decision();
        assertThat(move.to()).containsExactly(B, C, A);
        assertThat(move.rung()).isEqualTo(Rung.HARD_FAULT);
        assertThat(move.reason())
                .isEqualTo("prov-a carries no calls: 2 OPTIONS went unanswered; prov-b answered 1 s ago; new calls take"
                        + " prov-b first.");
        assertThat(move.evidence())
                .containsExactly(
                        "prov-a DOWN since 09:00:00 UTC, grade B: 2 OPTIONS went unanswered.",
                        "No trunk of another carrier bears witness on uplink fibre: it is Alpha or its path.",
                        "prov-b answered 1 s ago, to an OPTIONS sent after the evidence.");
        assertThat(move.wouldChange())
                .contains("prov-a is put back on trial after 09:20:01 UTC, once it has been without fault for 5 min.");
        assertThat(move.considered()).containsExactly("prov-c would do, but stands behind prov-b in the order.");
        assertThat(move.attribution()).contains(Attribution.CARRIER);
        assertThat(move.confidencePercent()).isEqualTo(Culprit.LIKELIEST);
        assertThat(desk.changes).singleElement().satisfies(c -> {
            assertThat(c.trunk()).isEqualTo(A);
            assertThat(c.from()).isEqualTo(ServiceState.IN_SERVICE);
            assertThat(c.to()).isEqualTo(ServiceState.OUT_OF_SERVICE);
            assertThat(c.reason()).isEqualTo(move.reason());
        });
        desk.to(4);
        assertThat(desk.decisions).isEmpty();
        assertThat(desk.why())
                .isEqualTo("prov-a stands behind: it is held out until 09:20:01 UTC, after fault 1 within a day.");
    }

    @Test
    void aDeadTrunkInTheMiddleGoesLastAndTheFirstStaysFirst() {
        desk.dies(B).to(2);
        RouteDecision move = desk.decision();
        assertThat(move.to()).containsExactly(A, C, B);
        assertThat(move.reason()).endsWith("; prov-c answered 1 s ago; new calls take prov-b last.");
        assertThat(move.considered()).containsExactly("prov-a would do, but stands behind prov-c in the order.");
    }

    @Test
    void aDeadTrunkThatStandsLastChangesNoOrder() {
        desk.dies(C).to(3);
        assertThat(desk.decisions).isEmpty();
        assertThat(desk.changes)
                .singleElement()
                .satisfies(
                        c -> assertThat(c.reason()).isEqualTo("prov-c carries no calls: 2 OPTIONS went unanswered."));
        assertThat(desk.state(C)).isEqualTo(ServiceState.OUT_OF_SERVICE);
        assertThat(desk.why()).startsWith("prov-c stands behind: it is held out until ");
    }

    @Test
    void aSecondDeathOverrulesTheDwellAndCallsAPersonForHalfAnHour() {
        desk.dies(A).to(2);
        desk.decision();
        desk.to(60).dies(B).to(62);
        RouteDecision move = desk.decision();
        assertThat(move.to().get(0)).isEqualTo(C);
        assertThat(move.evidence())
                .contains("Overruled: the last move was 60 s ago and its dwell lasts until 09:20:01 UTC.");
        String alarm = "default left prov-b, which carries no calls, although the last move was 60 s ago and its dwell"
                + " lasts until 09:20:01 UTC: somebody should look at it.";
        assertThat(desk.last.alarms()).contains(alarm);
        assertThat(desk.to(61 + 1_799).last.alarms()).contains(alarm);
        assertThat(desk.to(61 + 1_800).last.alarms()).doesNotContain(alarm);
    }

    @Test
    void whenTheLastThatCarriesDiesOneThatIsHeldOutIsCalledBack() {
        desk.dies(A).to(2).dies(B).to(4).well(A).to(10);
        desk.decisions.clear();
        desk.changes.clear();
        desk.dies(C).to(12);
        RouteDecision move = desk.decision();
        assertThat(move.to().get(0)).isEqualTo(A);
        assertThat(move.evidence()).contains("Overruled: prov-a was held out until 09:20:01 UTC.");
        assertThat(desk.state(A)).isEqualTo(ServiceState.PROBATION);
        assertThat(desk.changes)
                .anySatisfy(
                        c -> assertThat(c.reason()).isEqualTo("prov-a is called back, as prov-c carries no calls."));
    }

    @Test
    void whereNoOtherMayTakeOverItIsWaitedForSixSecondsAndThenRefused() {
        desk.believes(B, Sketch::unregistered).answersNoMore(C).to(1);
        desk.dies(A).to(6);
        assertThat(desk.decisions).isEmpty();
        assertThat(desk.why())
                .isEqualTo("prov-a carries no calls: 2 OPTIONS went unanswered; waiting for another trunk to answer an"
                        + " OPTIONS.");
        desk.to(9);
        RouteDecision refusal = desk.decision();
        assertThat(refusal.moves()).isFalse();
        assertThat(refusal.reason())
                .isEqualTo("prov-a carries no calls: 2 OPTIONS went unanswered; nothing moved, as prov-b is not"
                        + " registered; prov-c has answered no OPTIONS since the trouble was seen.");
        assertThat(refusal.evidence()).hasSize(1);
        assertThat(refusal.wouldChange())
                .contains("Another trunk that answers an OPTIONS sent from now on would change it.");
        assertThat(refusal.considered())
                .containsExactly(
                        "prov-b is not registered.", "prov-c has answered no OPTIONS since the trouble was seen.");
        assertThat(refusal.attribution()).contains(Attribution.CARRIER);
        desk.to(120);
        assertThat(desk.decisions).as("told once").isEmpty();
    }

    @Test
    void aRefusalThatComesBackWithinAMinuteIsNotToldAgain() {
        desk.believes(B, Sketch::unregistered)
                .believes(C, Sketch::unregistered)
                .dies(A)
                .to(10);
        desk.decision();
        desk.well(A).to(60);
        desk.dies(A).to(61 + 7);
        assertThat(desk.decisions).isEmpty();
        desk.well(A).to(68 + 61);
        desk.dies(A).to(68 + 61 + 10);
        assertThat(desk.decision().moves()).isFalse();
    }

    @Test
    void theOnlyTrunkOfARouteIsKept() {
        var alone = Desk.on(A).dies(A).to(10);
        assertThat(alone.decision().reason()).endsWith("; nothing moved, as there is no other trunk on default.");
    }

    @Test
    void ofTwoThatAreBadTheLessBadIsTaken() {
        Instant since = desk.now;
        desk.believes(B, s -> lossy(s, since)).dies(A).to(2);
        RouteDecision move = desk.decision();
        assertThat(move.to().get(0)).isEqualTo(C);
        assertThat(move.reason()).contains(", and was taken before prov-b, which is DEGRADED;");
        assertThat(move.considered()).containsExactly("prov-b would do, but is DEGRADED.");
    }

    // --- soft faults

    private Desk talked() {
        return desk.believes(B, s -> s.talked(T.minusSeconds(600)).rated(90, 90));
    }

    @Test
    void aTrunkThatCarriesCallsBadlyIsLeftForOneThatIsProven() {
        talked();
        losesOn(A).to(2);
        RouteDecision move = desk.decision();
        assertThat(move.rung()).isEqualTo(Rung.SOFT_FAULT);
        assertThat(move.reason())
                .isEqualTo(
                        "prov-a carries calls badly: 4 % of the packets were lost; prov-b is well, its last call with"
                                + " audio both ways was 10 min ago; new calls take prov-b first.");
        assertThat(move.evidence())
                .containsExactly(
                        "prov-a DEGRADED since 09:00:00 UTC, grade B: 4 % of the packets were lost.",
                        "Alpha, not us: 4 % of the packets were lost; no other witness on uplink fibre, so it is Alpha or"
                                + " its path.",
                        "prov-b answered 1 s ago, its last call with audio both ways was 10 min ago.");
        assertThat(move.attribution()).contains(Attribution.CARRIER);
    }

    @Test
    void aTargetWithoutACallIsTakenForWhatIsUnbearableAndItIsSaid() {
        losesOn(A).to(2);
        assertThat(desk.decision().reason()).contains("; prov-b is well, though no call has proved its audio; ");
    }

    @Test
    void aSoftMoveWaitsForTheDwellAndSaysSoOnce() {
        desk.dies(A).to(2);
        desk.decision();
        desk.to(60);
        losesOn(B).to(62);
        RouteDecision refusal = desk.decision();
        assertThat(refusal.moves()).isFalse();
        assertThat(refusal.reason())
                .isEqualTo(
                        "prov-b carries calls badly: 4 % of the packets were lost; nothing moved, as the last move was"
                                + " 60 s ago and its dwell lasts until 09:20:01 UTC.");
        assertThat(refusal.considered())
                .containsExactly("Taking prov-c first, which is well, was refused: the last move was 60 s ago and its"
                        + " dwell lasts until 09:20:01 UTC.");
        assertThat(refusal.wouldChange()).contains("Time, or a hard fault, would change it.");
        desk.to(1_200);
        assertThat(desk.decisions).isEmpty();
        desk.to(1_203);
        assertThat(desk.decisions).first().satisfies(d -> {
            assertThat(d.moves()).isTrue();
            assertThat(d.at()).isEqualTo(t(1_201));
            assertThat(d.to().get(0)).isEqualTo(C);
        });
    }

    @Test
    void whereNoneIsBetterASoftFaultIsBorneAndSaid() {
        Instant since = desk.now;
        desk.believes(B, s -> lossy(s, since)).believes(C, s -> lossy(s, since));
        losesOn(A).to(10);
        RouteDecision refusal = desk.decision();
        assertThat(refusal.reason())
                .isEqualTo(
                        "prov-a carries calls badly: 4 % of the packets were lost; nothing moved, as prov-b is not well"
                                + " either: 4 % of the packets were lost; prov-c is not well either: 4 % of the packets were lost.");
        assertThat(refusal.wouldChange()).contains("A proven better trunk would change it.");
    }

    @Test
    void aTrunkThatDoesNotLeadIsNotLeftForASoftFault() {
        losesOn(B).to(20);
        assertThat(desk.decisions).isEmpty();
        assertThat(desk.changes).isEmpty();
    }

    // --- back

    private Desk outAndWellAgain() {
        desk.dies(A).to(2);
        desk.decision();
        desk.to(900).well(A).to(1_000);
        return desk;
    }

    @Test
    void aTrunkThatIsWellAgainComesBackOnTrialAfterItsHoldOut() {
        outAndWellAgain();
        assertThat(desk.why())
                .isEqualTo("prov-a stands behind: it is held out until 09:20:01 UTC, after fault 1 within a day.");
        desk.to(1_200);
        assertThat(desk.decisions).isEmpty();
        desk.changes.clear();
        desk.to(1_202);
        RouteDecision back = desk.decision();
        assertThat(back.rung()).isEqualTo(Rung.FAIL_BACK);
        assertThat(back.at()).isEqualTo(t(1_201));
        assertThat(back.to()).containsExactly(A, B, C);
        assertThat(back.reason())
                .isEqualTo(
                        "prov-a is back in its place after 20 min; nothing has spoken against prov-a for 5 min; it is"
                                + " on trial for 15 min.");
        assertThat(back.evidence())
                .containsExactly("nothing has spoken against prov-a for 5 min.", "prov-a answered 1 s ago.");
        assertThat(back.wouldChange()).contains("A new fault of prov-a would change it.");
        assertThat(back.attribution()).isEmpty();
        assertThat(back.confidencePercent()).isZero();
        assertThat(desk.state(A)).isEqualTo(ServiceState.PROBATION);

        desk.changes.clear();
        desk.to(1_201 + 899);
        assertThat(desk.state(A)).isEqualTo(ServiceState.PROBATION);
        desk.to(1_201 + 900);
        assertThat(desk.state(A)).isEqualTo(ServiceState.IN_SERVICE);
        assertThat(desk.changes)
                .singleElement()
                .satisfies(c -> assertThat(c.reason())
                        .isEqualTo(
                                "prov-a passed its trial of 15 min: no call of default reached it, and nothing speaks"
                                        + " against it."));
    }

    @Test
    void fiveMinutesWithoutFaultAreAskedForAfterTheHoldOut() {
        desk.dies(A).to(1_500);
        desk.decisions.clear();
        assertThat(desk.why()).isEqualTo("prov-a stands behind: 2 OPTIONS went unanswered.");
        desk.well(A).to(1_502);
        assertThat(desk.why())
                .isEqualTo("prov-a stands behind: it has to be without fault for 5 min, since 09:25:01 UTC.");
        desk.to(1_501 + 299);
        assertThat(desk.decisions).isEmpty();
        desk.to(1_501 + 300);
        assertThat(desk.decision().to()).containsExactly(A, B, C);
    }

    @Test
    void aTrunkOfWhichNothingIsHeardStaysOut() {
        desk.dies(A).to(1_500);
        desk.believes(A, s -> s).to(1_502);
        assertThat(desk.why()).isEqualTo("prov-a stands behind: there is no fresh evidence that it is well.");
    }

    @Test
    void ofATrunkThatWasOutForItsAudioItIsSaidWhatTheTrialRisks() {
        Instant since = desk.now;
        desk.believes(A, s -> silentAudio(s, since)).to(2);
        desk.decision();
        desk.believes(A, s -> s.verdict(Verdict.UNKNOWN)).to(1_202);
        assertThat(desk.decision().reason())
                .isEqualTo(
                        "prov-a is back in its place after 20 min; nothing has spoken against prov-a for 19 min; only"
                                + " calls can show that it is well, so it is on trial: the first bad one sends it out for 40 min.");
        desk.to(1_201 + 3_600);
        assertThat(desk.state(A)).as("no call has shown it yet").isEqualTo(ServiceState.PROBATION);
    }

    @Test
    void goodCallsEndATrialAndBadOnesDoNotCount() {
        outAndWellAgain().to(1_300);
        desk.changes.clear();
        for (int i = 0; i < 4; i++) {
            desk.ends(Call.on(A, t(1_300 + i)).rated(80));
        }
        desk.ends(Call.on(A, t(1_200))).ends(Call.on(B, t(1_310)));
        desk.ends(Call.on(A, t(1_310)).onlyRang()).ends(Call.on(A, t(1_311)).rated(49));
        desk.ends(Call.on(A, t(1_312)).failed(503)).ends(Call.on(A, t(1_313)).failed(480));
        desk.to(2_300);
        assertThat(desk.state(A)).isEqualTo(ServiceState.PROBATION);
        desk.ends(Call.on(A, t(2_301)).rated(50)).to(2_302);
        assertThat(desk.state(A)).isEqualTo(ServiceState.IN_SERVICE);
        assertThat(desk.changes)
                .singleElement()
                .satisfies(c -> assertThat(c.reason()).endsWith(" min: 5 good calls."));
    }

    @Test
    void aTrunkThatRelapsesOnTrialIsOutAtOnceForTwiceAsLong() {
        outAndWellAgain().to(1_300);
        desk.decisions.clear();
        Instant since = desk.now;
        desk.believes(A, s -> silentAudio(s, since)).to(1_302);
        RouteDecision move = desk.decision();
        assertThat(move.reason())
                .startsWith("prov-a relapsed on trial: 3 calls heard nothing; prov-b is well")
                .endsWith("; new calls take prov-b first.");
        assertThat(move.wouldChange())
                .contains("prov-a is put back on trial after 10:01:41 UTC, once it has been without fault for 5 min.");
        assertThat(desk.to(1_310).why())
                .isEqualTo("prov-a stands behind: it is held out until 10:01:41 UTC, after fault 2 within a day.");
    }

    /** What was known before the trial began is no relapse; nor is a first sign of something else. */
    @Test
    void onlyNewSignsOfTheOldFaultAreARelapse() {
        outAndWellAgain().to(1_300);
        desk.decisions.clear();
        desk.believes(A, s -> silentAudio(s, t(1_150)).verdict(Verdict.SUSPECT)).to(1_310);
        assertThat(desk.decisions).as("of before").isEmpty();
        desk.believes(A, s -> s.shows(Finding.Kind.LOSS_INBOUND, Verdict.SUSPECT, t(1_310), "1 % lost"))
                .to(1_320);
        assertThat(desk.decisions).as("a first sign of another").isEmpty();
    }

    @Test
    void aReturnWaitsForItsHours() {
        var hours = new RoutingPolicy.FailBackHours(LocalTime.of(19, 0), LocalTime.of(7, 0), ZoneOffset.UTC);
        var clinic = Desk.of(RoutingPolicy.balanced().withFailBackHours(Optional.of(hours)));
        clinic.dies(A).to(2).well(A).to(1_300);
        RouteDecision refusal = clinic.decisions.get(clinic.decisions.size() - 1);
        assertThat(refusal.reason())
                .isEqualTo("prov-a is well again and not put back yet, as trunks are put back between 19:00 and 07:00"
                        + " only.");
        assertThat(refusal.evidence()).containsExactly("nothing has spoken against prov-a for 19 min.");
        assertThat(refusal.wouldChange()).contains("Time, or a fault of the trunk that leads, would change it.");
        assertThat(refusal.considered())
                .containsExactly("Putting prov-a back in its place was refused: trunks are put back between 19:00 and"
                        + " 07:00 only.");
    }

    @Test
    void aTrunkThatStoodLastComesBackWithoutAMove() {
        desk.dies(C).to(3).well(C).to(1_300);
        assertThat(desk.decisions).isEmpty();
        assertThat(desk.state(C)).isEqualTo(ServiceState.PROBATION);
    }

    // --- orders

    @Test
    void anOrderIsToldWithWhoWhyAndItsEnd() {
        desk.to(10).orders(Order.Kind.HELD_OUT, A, 600).to(12);
        RouteDecision move = desk.decision();
        assertThat(move.rung()).isEqualTo(Rung.ORDERS);
        assertThat(move.to()).containsExactly(B, C, A);
        assertThat(move.reason()).isEqualTo("anna ordered that prov-a is the last resort: the carrier asked for it.");
        assertThat(move.wouldChange()).contains("It ends by itself at 09:10:00 UTC.");
        assertThat(desk.state(A)).isEqualTo(ServiceState.OUT_OF_SERVICE);
        assertThat(desk.changes)
                .last()
                .satisfies(
                        c -> assertThat(c.reason()).isEqualTo("prov-a is held out by anna: the carrier asked for it."));
        desk.to(600);
        RouteDecision end = desk.decision();
        assertThat(end.to()).containsExactly(A, B, C);
        assertThat(end.reason())
                .isEqualTo("The order is over that prov-a is the last resort (anna); default goes by our own judgement"
                        + " again.");
        assertThat(desk.changes)
                .last()
                .satisfies(c -> assertThat(c.reason()).isEqualTo("prov-a is not held out by order any more."));
    }

    @Test
    void aTrunkThatIsHeldInStaysThoughItIsDead() {
        desk.orders(Order.Kind.HELD_IN, A, 600).dies(A).to(10);
        RouteDecision refusal = desk.decision();
        assertThat(refusal.moves()).isFalse();
        assertThat(refusal.rung()).isEqualTo(Rung.ORDERS);
        assertThat(refusal.reason())
                .isEqualTo("prov-a carries no calls: 2 OPTIONS went unanswered; nothing moved, as anna ordered that it"
                        + " stays in its place: the carrier asked for it.");
        assertThat(refusal.wouldChange()).contains("The end of that order would change it, at 09:10:00 UTC by itself.");
        assertThat(refusal.considered()).containsExactly("Leaving prov-a was refused: anna ordered that it stays.");
    }

    @Test
    void aPinBringsATrunkFirstAndADeadOneDoesNotStayThere() {
        desk.orders(Order.Kind.PIN, C, 600).to(2);
        RouteDecision move = desk.decision();
        assertThat(move.to()).containsExactly(C, A, B);
        assertThat(move.reason()).isEqualTo("anna ordered that prov-c comes first: the carrier asked for it.");
        desk.dies(C).to(5);
        assertThat(desk.decision().to()).containsExactly(A, B, C);
    }

    @Test
    void aFreezeKeepsTheOrderAndSaysWhatItKeepsFrom() {
        desk.orders(Order.Kind.FREEZE, A, 600).to(5);
        assertThat(desk.why()).isEqualTo("default is frozen by anna until 09:10:00 UTC: the carrier asked for it.");
        desk.dies(A).to(10);
        RouteDecision refusal = desk.decision();
        assertThat(refusal.rung()).isEqualTo(Rung.FROZEN);
        assertThat(refusal.reason())
                .isEqualTo(
                        "default is frozen by anna until 09:10:00 UTC: the carrier asked for it; nothing moved, though"
                                + " prov-a is bad.");
        assertThat(refusal.wouldChange()).contains("The end of the freeze or pause would change it.");
        assertThat(refusal.attribution()).isEmpty();
        assertThat(refusal.considered())
                .containsExactly(
                        "Leaving prov-a for another trunk was refused: default is frozen by anna until 09:10:00"
                                + " UTC: the carrier asked for it.");
        desk.to(602);
        assertThat(desk.decision().moves()).isTrue();
    }

    @Test
    void aPauseOfThePbxIsSaid() {
        desk.orders(Order.Kind.PAUSE, A, 600).to(5);
        assertThat(desk.why()).isEqualTo("The PBX is paused by anna until 09:10:00 UTC: the carrier asked for it.");
        desk.dies(A).to(20);
        assertThat(desk.decision().reason())
                .isEqualTo(
                        "The PBX is paused by anna until 09:10:00 UTC: the carrier asked for it; nothing moved, though"
                                + " prov-a is bad.");
    }

    // --- the PBX, all together, and what no trunk would mend

    @Test
    void whileThePbxIsAwayNothingMovesAndTwoBadTrunksAreNamed() {
        desk.dies(A).dies(B);
        desk.controller.accept(new LinkLost(desk.now, "the socket was closed"));
        desk.to(5);
        RouteDecision refusal = desk.decision();
        assertThat(refusal.rung()).isEqualTo(Rung.PBX_NOT_READY);
        assertThat(refusal.reason())
                .isEqualTo("Our link to the PBX is gone: the socket was closed; nothing moved, though prov-a and prov-b"
                        + " are bad.");
        assertThat(refusal.wouldChange()).contains("A PBX that is up and settled would change it.");
        assertThat(refusal.evidence()).hasSize(2);
    }

    @Test
    void whenAllGoSilentTogetherNothingMoves() {
        desk.dies(A).dies(B).dies(C).to(5);
        RouteDecision refusal = desk.decision();
        assertThat(refusal.rung()).isEqualTo(Rung.COMMON_CAUSE);
        assertThat(refusal.reason())
                .isEqualTo("Nothing moved: prov-a, prov-b and prov-c went silent within 1 s of each other; this is the"
                        + " uplink or the PBX, not a carrier.");
        assertThat(refusal.wouldChange()).contains("A trunk that answers while another stays silent would change it.");
        assertThat(refusal.attribution()).contains(Attribution.PBX);
        assertThat(desk.last.alarms()).contains(refusal.reason());
        assertThat(desk.last.commonCause()).contains(refusal.reason());
    }

    @Test
    void whatNoOtherTrunkWouldMendIsToldOnceAndNothingIsMoved() {
        var finding = new Finding(
                Finding.Kind.SETUP_FAULTS,
                Verdict.DEGRADED,
                Grade.B,
                desk.now,
                "5 calls were refused with 403",
                Attribution.ACCOUNT);
        desk.believes(A, s -> s.shows(finding)).to(30);
        RouteDecision refusal = desk.decision();
        assertThat(refusal.reason())
                .isEqualTo("Our account at Alpha: 5 calls were refused with 403; nothing moved, as no other trunk would"
                        + " mend it.");
        assertThat(refusal.evidence()).containsExactly("prov-a: 5 calls were refused with 403.");
        assertThat(refusal.wouldChange()).contains("Evidence against the trunk itself would change it.");
        assertThat(refusal.attribution()).contains(Attribution.ACCOUNT);
        assertThat(refusal.considered())
                .containsExactly(
                        "Leaving prov-a for another trunk was refused: Our account at Alpha: 5 calls were refused with"
                                + " 403.");
        assertThat(desk.last.culpritOf(A))
                .hasValueSatisfying(c -> assertThat(c.whose()).isEqualTo(Attribution.ACCOUNT));
        assertThat(desk.last.culpritOf(B)).isEmpty();
    }

    // --- by hand

    @Test
    void aRowThatWasChangedByHandWaitsForAPersonAndIsAnAlarm() {
        desk.controller.freeze(Desk.DEFAULT, "Somebody changed default by hand.");
        desk.dies(A).to(5);
        assertThat(desk.decision().reason())
                .isEqualTo("Somebody changed default by hand; nothing moved, though prov-a is bad.");
        assertThat(desk.last.alarms()).contains("Somebody changed default by hand.");
        desk.controller.unfreeze(Desk.DEFAULT);
        desk.to(7);
        assertThat(desk.decision().moves()).isTrue();
        assertThat(desk.last.alarms()).isEmpty();
    }

    @Test
    void aRowThatOutlivedUsTellsWhoIsOut() {
        desk.controller.adopt(Desk.DEFAULT, java.util.List.of(B, A, C), desk.now);
        desk.to(2);
        assertThat(desk.state(A)).isEqualTo(ServiceState.OUT_OF_SERVICE);
        assertThat(desk.state(B)).isEqualTo(ServiceState.IN_SERVICE);
        assertThat(desk.state(C)).isEqualTo(ServiceState.IN_SERVICE);
        assertThat(desk.changes)
                .singleElement()
                .satisfies(c -> assertThat(c.reason())
                        .isEqualTo("prov-a stood behind prov-b on the PBX; why is not known any more."));
    }
}
