package org.trunkpilot.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.trunkpilot.scenario.Scenario.given;
import static org.trunkpilot.scenario.Scenario.moves;
import static org.trunkpilot.scenario.Scenario.order;
import static org.trunkpilot.scenario.Scenario.says;
import static org.trunkpilot.scenario.Scenario.state;
import static org.trunkpilot.scenario.Scenario.trunk;
import static org.trunkpilot.scenario.Scenario.why;

import org.junit.jupiter.api.Test;
import org.trunkpilot.override.Order.Kind;
import org.trunkpilot.routing.Rung;
import org.trunkpilot.routing.ServiceState;

/** What a person orders outranks what we believe, and ends on time. */
class OrderScenariosTest {
    private static Scenario twoUplinks() {
        return given(trunk("prov-a", "Alpha", "fibre"), trunk("prov-b", "Beta", "lte"));
    }

    @Test
    void aTrunkHeldOutIsLastUntilTheOrderEnds() {
        twoUplinks()
                .at("60s")
                .order(Kind.HELD_OUT, "prov-a", "120s")
                .expect("60.2s", order("prov-b", "prov-a"))
                .expect("60.2s", says(Rung.ORDERS, "anna ordered that prov-a is the last resort: because"))
                .expect("90s", state("prov-a", ServiceState.OUT_OF_SERVICE))
                .expectThroughout("60.2s", "119.8s", order("prov-b", "prov-a"))
                .expect("120s", order("prov-a", "prov-b"))
                .expect("120s", says(Rung.ORDERS, "goes by our own judgement again"))
                .expect("120s", state("prov-a", ServiceState.IN_SERVICE))
                .run();
    }

    /** Last resort means last: not even a dead trunk makes us put it first. But it is not blocked, and somebody is told. */
    @Test
    void aTrunkHeldOutIsNoTargetEvenOfAHardFault() {
        twoUplinks()
                .at("10s")
                .callsEvery("2s")
                .at("60s")
                .order(Kind.HELD_OUT, "prov-a", "300s")
                .at("90s")
                .silent("prov-b")
                .expectBy("110s", says(Rung.HARD_FAULT, "prov-a is held out by anna"))
                .expectThroughout("61s", "299s", order("prov-b", "prov-a"))
                .expectBy("301s", order("prov-a", "prov-b"))
                .run();
    }

    /** What a person holds in its place binds nobody else: the dead one behind it still goes behind the one that lives. */
    @Test
    void aDeadTrunkBehindOneThatIsHeldInIsLeftAllTheSame() {
        given(trunk("prov-a", "Alpha", "fibre"), trunk("prov-b", "Beta", "lte"), trunk("prov-c", "Gamma", "cable"))
                .at("10s")
                .callsEvery("2s")
                .at("60s")
                .order(Kind.HELD_IN, "prov-a", "600s")
                .at("90s")
                .silent("prov-a", "prov-b")
                .expectBy("104s", order("prov-a", "prov-c", "prov-b"))
                .expectBy("104s", says(Rung.HARD_FAULT, "new calls take prov-b last"))
                .expectBy("120s", says(Rung.ORDERS, "nothing moved, as anna ordered that it stays in its place"))
                .expectThroughout("104s", "200s", order("prov-a", "prov-c", "prov-b"))
                .run();
    }

    @Test
    void aTrunkHeldInStaysWhateverIsBelieved() {
        twoUplinks()
                .at("10s")
                .callsEvery("2s")
                .at("60s")
                .order(Kind.HELD_IN, "prov-a", "180s")
                .at("90s")
                .silent("prov-a")
                .expectBy("110s", says(Rung.ORDERS, "anna ordered that it stays in its place"))
                .expectThroughout("60s", "179.8s", order("prov-a", "prov-b"))
                .expectBy("181s", order("prov-b", "prov-a"))
                .run();
    }

    /** HELD_IN brings back a trunk that had gone out. */
    @Test
    void aTrunkHeldInComesBackAtOnce() {
        twoUplinks()
                .at("10s")
                .callsEvery("2s")
                .at("60s")
                .silent("prov-a")
                .expectBy("72s", order("prov-b", "prov-a"))
                .at("90s")
                .order(Kind.HELD_IN, "prov-a", "180s")
                .expect("90.2s", order("prov-a", "prov-b"))
                .run();
    }

    @Test
    void aPinIsFirstWhileItsTrunkIsNotDown() {
        twoUplinks()
                .at("10s")
                .callsEvery("2s")
                .at("60s")
                .order(Kind.PIN, "prov-b", "300s")
                .expect("60.2s", order("prov-b", "prov-a"))
                .at("90s")
                .silent("prov-b")
                .expectBy("102s", order("prov-a", "prov-b"))
                .at("120s")
                .well("prov-b")
                .expectThroughout("102s", "300s", order("prov-a", "prov-b"))
                .run();
    }

    /** A soft fault does not move a pinned trunk. */
    @Test
    void aPinHoldsAgainstASoftFault() {
        twoUplinks()
                .at("10s")
                .callsEvery("2s")
                .at("60s")
                .order(Kind.PIN, "prov-a", "300s")
                .at("90s")
                .noAudioFrom("prov-a")
                .expectThroughout("60s", "299s", order("prov-a", "prov-b"))
                .expectBy("302s", order("prov-b", "prov-a"))
                .run();
    }

    @Test
    void aFrozenRouteStaysAsItIs() {
        twoUplinks()
                .at("10s")
                .callsEvery("2s")
                .at("60s")
                .order(Kind.FREEZE, "", "180s")
                .at("90s")
                .silent("prov-a")
                .expectBy("110s", says(Rung.FROZEN, "default is frozen by anna until"))
                .expectThroughout("60s", "179.8s", moves(0))
                .expectBy("182s", order("prov-b", "prov-a"))
                .run();
    }

    /** Paused means nothing changes, not even by another order; that one takes effect when the pause ends. */
    @Test
    void aPauseKeepsEverythingAsItIs() {
        twoUplinks()
                .at("60s")
                .order(Kind.PAUSE, "", "180s")
                .at("90s")
                .order(Kind.HELD_OUT, "prov-a", "300s")
                .expectThroughout("60s", "179.8s", order("prov-a", "prov-b"))
                .expect("100s", why("The PBX is paused by anna until"))
                .expect("100s", Scenario.alarm("HELD_OUT prov-a waits: PAUSE until"))
                .expect("180s", order("prov-b", "prov-a"))
                .run();
    }

    /** A row changed by hand freezes its route until somebody gives it back. */
    @Test
    void aRouteChangedByHandWaitsForAPerson() {
        twoUplinks()
                .at("10s")
                .callsEvery("2s")
                .at("60s")
                .frozenByHand()
                .at("90s")
                .silent("prov-a")
                .expectThroughout("60s", "179.8s", moves(0))
                .expect("120s", Scenario.alarm("Somebody changed the row"))
                .at("180s")
                .handedBack()
                .expectBy("182s", order("prov-b", "prov-a"))
                .run();
    }

    /** Orders are a person's, so they count neither for the dwell nor for the budget. */
    @Test
    void anOrderStartsNoDwell() {
        twoUplinks()
                .at("10s")
                .callsEvery("2s")
                .at("60s")
                .order(Kind.HELD_OUT, "prov-b", "70s")
                .at("75s")
                .noAudioFrom("prov-a")
                .expectBy("95s", order("prov-b", "prov-a"))
                .run();
    }

    @Test
    void theEndOfAnOrderThatChangedNothingIsNoDecision() {
        var run = twoUplinks()
                .at("60s")
                .order(Kind.HELD_IN, "prov-a", "70s")
                .expect("100s", moves(0))
                .run();
        assertThat(run.decisions()).isEmpty();
    }
}
