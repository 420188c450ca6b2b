package org.trunkpilot.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.trunkpilot.routing.Desk.A;
import static org.trunkpilot.routing.Desk.B;
import static org.trunkpilot.routing.Desk.C;
import static org.trunkpilot.routing.Desk.t;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.trunkpilot.health.Finding;
import org.trunkpilot.health.Verdict;
import org.trunkpilot.override.Order;
import org.trunkpilot.signal.PhoneContact;
import org.trunkpilot.signal.ProbeAnswered;
import org.trunkpilot.signal.ProbeSent;
import org.trunkpilot.signal.SeizureRefused;
import org.trunkpilot.trunk.TrunkId;

/** What orders do to trunks that are out, what budgets and room forbid, and that the controller hears what it is told. */
class ReturnByOrderTest {
    private final Desk desk = Desk.balanced();

    private Desk aIsOutAndWellAgain() {
        desk.dies(A).to(2).well(A).to(60);
        assertThat(desk.decision().to()).containsExactly(B, C, A);
        desk.changes.clear();
        return desk;
    }

    private void lossy(TrunkId trunk) {
        Instant since = desk.now;
        desk.believes(
                trunk,
                s -> s.shows(Finding.Kind.LOSS_INBOUND, Verdict.DEGRADED, since, "4 % lost")
                        .rated(40, 80));
    }

    // --- orders

    @Test
    void aTrunkThatIsHeldInComesBackAtOnceAndIsOnNoTrial() {
        aIsOutAndWellAgain().orders(Order.Kind.HELD_IN, A, 600).to(62);
        RouteDecision move = desk.decision();
        assertThat(move.to()).containsExactly(A, B, C);
        assertThat(move.rung()).isEqualTo(Rung.ORDERS);
        assertThat(move.reason()).isEqualTo("anna ordered that prov-a stays in its place: the carrier asked for it.");
        assertThat(desk.state(A)).isEqualTo(ServiceState.IN_SERVICE);
        assertThat(desk.changes)
                .singleElement()
                .satisfies(c -> assertThat(c.reason()).isEqualTo(move.reason()));
    }

    @Test
    void aTrunkOnTrialThatIsHeldInIsOnTrialNoMore() {
        aIsOutAndWellAgain().to(1_300);
        assertThat(desk.state(A)).isEqualTo(ServiceState.PROBATION);
        desk.orders(Order.Kind.HELD_IN, A, 2_000).to(1_302);
        assertThat(desk.state(A)).isEqualTo(ServiceState.IN_SERVICE);
    }

    @Test
    void aPinBringsBackATrunkThatWentOutBeforeIt() {
        aIsOutAndWellAgain().orders(Order.Kind.PIN, A, 600).to(62);
        assertThat(desk.decision().to()).containsExactly(A, B, C);
        assertThat(desk.state(A)).isEqualTo(ServiceState.IN_SERVICE);
    }

    @Test
    void aPinDoesNotBringBackATrunkThatIsStillBadOrUnknown() {
        desk.dies(A).to(2);
        desk.decision();
        desk.orders(Order.Kind.PIN, A, 600).to(10);
        assertThat(desk.decisions).isEmpty();
        desk.believes(A, s -> s.verdict(Verdict.UNKNOWN)).to(20);
        assertThat(desk.decisions).isEmpty();
        assertThat(desk.state(A)).isEqualTo(ServiceState.OUT_OF_SERVICE);
        desk.well(A).to(22);
        assertThat(desk.decision().to()).containsExactly(A, B, C);
    }

    @Test
    void aPinGivenBeforeATrunkDiedDoesNotBringItBack() {
        desk.orders(Order.Kind.PIN, A, 1_000).to(10);
        desk.dies(A).to(12).well(A).to(60);
        assertThat(desk.state(A)).isEqualTo(ServiceState.OUT_OF_SERVICE);
    }

    @Test
    void aTrunkHeldInStaysWhileOneBehindItDies() {
        desk.orders(Order.Kind.HELD_IN, A, 600).dies(B).to(3);
        assertThat(desk.decision().to()).containsExactly(A, C, B);
        assertThat(desk.state(A)).isEqualTo(ServiceState.IN_SERVICE);
    }

    /** The one that died leads our own order, but a person holds another before it: new calls go by hers. */
    @Test
    void aTrunkBehindOneThatIsHeldInIsSaidToBeLast() {
        desk.orders(Order.Kind.HELD_IN, A, 600);
        desk.dies(A).dies(B).to(10);
        RouteDecision move =
                desk.decisions.stream().filter(RouteDecision::moves).findFirst().orElseThrow();
        assertThat(move.to()).containsExactly(A, C, B);
        assertThat(move.reason()).endsWith("; new calls take prov-b last.");
    }

    @Test
    void aHeldOutLeaderIsNotLeftForASoftFault() {
        desk.orders(Order.Kind.HELD_OUT, A, 600).to(2);
        desk.decision();
        lossy(A);
        desk.to(10);
        assertThat(desk.decisions).isEmpty();
    }

    @Test
    void whoIsOutIsNotSaidToHaveBeenConsideredWell() {
        aIsOutAndWellAgain();
        desk.dies(B).to(63);
        RouteDecision move = desk.decision();
        assertThat(move.to().get(0)).isEqualTo(C);
        assertThat(move.considered())
                .containsExactly("prov-a is out of service: it is held out until 09:20:01 UTC, after fault 1 within a"
                        + " day.");
    }

    // --- budgets, waiting, room

    @Test
    void sixMovesOfADayAreTheBudgetOfReturns() {
        for (int i = 0; i < 6; i++) {
            TrunkId leader = desk.order().get(0);
            desk.dies(leader).to(10 * i + 3);
            List.of(A, B, C).forEach(desk::well);
            desk.to(10 * i + 9);
        }
        assertThat(desk.decisions.stream().filter(RouteDecision::moves)).hasSize(6);
        desk.decisions.clear();
        desk.to(5_000);
        RouteDecision refusal = desk.decisions.get(desk.decisions.size() - 1);
        assertThat(refusal.reason())
                .matches("prov-[abc] is well again and not put back yet, as the 6 moves of a day are spent until"
                        + " 2026-03-03 09:00:01 UTC\\.");
    }

    @Test
    void aSoftMoveWaitsSixSecondsForTheOthersToAnswer() {
        desk.answersNoMore(B).answersNoMore(C).to(1);
        lossy(A);
        desk.to(6);
        assertThat(desk.decisions).isEmpty();
        assertThat(desk.why())
                .isEqualTo("prov-a carries calls badly: 4 % lost; waiting for another trunk to answer an OPTIONS.");
        desk.to(9);
        assertThat(desk.decision().reason())
                .isEqualTo("prov-a carries calls badly: 4 % lost; nothing moved, as prov-b is not registered, or has"
                        + " answered no OPTIONS since the trouble was seen; prov-c is not registered, or has answered no"
                        + " OPTIONS since the trouble was seen.");
    }

    @Test
    void aSoftMoveNeedsRoomForTheCallsOfBoth() {
        Instant since = desk.now;
        desk.believes(
                A,
                s -> s.shows(Finding.Kind.LOSS_INBOUND, Verdict.DEGRADED, since, "4 % lost")
                        .rated(40, 80)
                        .calls(20));
        desk.believes(B, s -> s.calls(8)).believes(C, s -> s.calls(7)).to(2);
        RouteDecision move = desk.decision();
        assertThat(move.to().get(0)).as("27 of its 30 channels").isEqualTo(C);
        assertThat(move.considered())
                .containsExactly("prov-b has room for 27 of its 30 calls with headroom, and 28 are to be expected.");
    }

    @Test
    void slowRingingIsUnbearableToo() {
        Instant since = desk.now;
        desk.believes(A, s -> s.shows(Finding.Kind.SLOW_RINGING, Verdict.DEGRADED, since, "calls ring after 9 s"))
                .to(2);
        assertThat(desk.decision().reason()).contains("though no call has proved its audio");
    }

    @Test
    void aFirstSignOfSlowRingingIsNoReason() {
        Instant since = desk.now;
        desk.believes(
                        A,
                        s -> s.shows(Finding.Kind.LATER_THAN_USUAL, Verdict.DEGRADED, since, "calls ring later")
                                .shows(Finding.Kind.SLOW_RINGING, Verdict.SUSPECT, since, "calls ring after 9 s"))
                .to(2);
        assertThat(desk.decision().reason()).contains("is not so bad that an answered OPTIONS would do");
    }

    // --- what the controller hears reaches who must know

    private void phones(PhoneContact.State state) {
        for (int i = 0; i < 12; i++) {
            desk.controller.accept(new PhoneContact(desk.now, "phone" + i, state));
        }
    }

    @Test
    void phonesThatVanishAreNamedAndTheirReturnIsAStorm() {
        phones(PhoneContact.State.PRESENT);
        phones(PhoneContact.State.ABSENT);
        assertThat(desk.to(2).last.culprits())
                .extracting(Culprit::words)
                .anyMatch(words -> words.startsWith("12 of 12 phones do not answer the PBX any more"));
        phones(PhoneContact.State.PRESENT);
        assertThat(desk.to(4).last.state()).isEqualTo(PbxState.STORM);
    }

    @Test
    void fullTrunksAreNamed() {
        for (int i = 0; i < 3; i++) {
            desk.controller.accept(new SeizureRefused(desk.now, A, Optional.empty(), SeizureRefused.Why.FULL));
        }
        assertThat(desk.to(2).last.culprits())
                .extracting(Culprit::words)
                .containsExactly(
                        "3 calls within 10 min found all channels of prov-a in use: more calls than channels.");
    }

    /** Three trunks are asked all the time, and answered late: no carrier's slow ringing is its own then. */
    @Test
    void lateAnswersOfAllTrunksAreThePbx() {
        for (TrunkId trunk : List.of(A, B, C)) {
            for (int i = 0; i < 4; i++) {
                Instant sent = t(10 * i);
                var rtt = Duration.ofMillis(i == 0 ? 20 : 700);
                desk.controller.accept(new ProbeSent(sent, trunk));
                desk.controller.accept(new ProbeAnswered(sent.plus(rtt), trunk, sent, Optional.of(rtt)));
            }
        }
        desk.to(35);
        Instant since = desk.now;
        desk.believes(A, s -> s.shows(Finding.Kind.SLOW_RINGING, Verdict.DEGRADED, since, "calls ring after 9 s"))
                .to(40);
        RouteDecision refusal = desk.decision();
        assertThat(refusal.moves()).isFalse();
        assertThat(refusal.reason())
                .isEqualTo("The PBX or what it hangs on, no carrier: everything is answered late, by every carrier at"
                        + " once; nothing moved, as no other trunk would mend it.");
    }

    @Test
    void beforeTheFirstLookThePlanIsTheOldOneAndNobodyIsBlamed() {
        Judgement first = desk.controller.beforeTheFirst(desk.now);
        assertThat(first.beliefs()).containsOnlyKeys(A, B, C);
        assertThat(first.plans().get(Desk.DEFAULT).order()).containsExactly(A, B, C);
        assertThat(first.why()).containsOnlyKeys(Desk.DEFAULT);
        assertThat(first.decisions()).isEmpty();
        assertThat(first.services()).containsEntry(A, ServiceState.IN_SERVICE);
    }

    @Test
    void aRestartKeepsMovesSeatsAndTheOrderAndTheirFaults() {
        aIsOutAndWellAgain();
        var memory = ControllerMemory.parse(desk.controller.memory().text());
        assertThat(memory.routes().get(Desk.DEFAULT).moves()).hasSize(1);
        assertThat(memory.routes().get(Desk.DEFAULT).seats().get(A).faults()).isEqualTo(1);
        var restarted = Desk.remembering(memory);
        assertThat(restarted.order()).containsExactly(B, C, A);
        assertThat(restarted.controller.remembers(Desk.DEFAULT)).isTrue();
        restarted.to(3);
        assertThat(restarted.why())
                .isEqualTo("prov-a stands behind: it is held out until 09:20:01 UTC, after fault 1 within a day.");
    }
}
