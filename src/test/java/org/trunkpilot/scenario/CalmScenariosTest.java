package org.trunkpilot.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.trunkpilot.scenario.Scenario.given;
import static org.trunkpilot.scenario.Scenario.moves;
import static org.trunkpilot.scenario.Scenario.order;
import static org.trunkpilot.scenario.Scenario.pbx;
import static org.trunkpilot.scenario.Scenario.says;
import static org.trunkpilot.scenario.Scenario.trunk;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.trunkpilot.routing.PbxState;
import org.trunkpilot.routing.Rung;
import org.trunkpilot.signal.Registration;

/** When it is not a carrier's fault, nothing moves, and coming back is calm. */
class CalmScenariosTest {
    private static Scenario twoUplinks() {
        return given(trunk("prov-a", "Alpha", "fibre"), trunk("prov-b", "Beta", "lte"));
    }

    /** Both links cut for 90 s: no move, one loud sentence, and none when they come back, whichever comes first. */
    @ParameterizedTest
    @CsvSource({"120s,prov-a,prov-b", "121.7s,prov-b,prov-a", "123.1s,prov-a,prov-b", "124.6s,prov-b,prov-a"})
    void bothLinksCutForNinetySecondsMovesNothing(String when, String first, String second) {
        var run = twoUplinks()
                .at("10s")
                .callsEvery("2s")
                .at(when)
                .silent("prov-a", "prov-b")
                .expectBy("140s", says(Rung.COMMON_CAUSE, "this is the uplink or the PBX, not a carrier"))
                .expect("150s", Scenario.alarm("prov-a and prov-b went silent within"))
                .at("210s")
                .well(first)
                .at("220s")
                .well(second)
                .expectThroughout("0s", "600s", moves(0))
                .expectThroughout("0s", "600s", order("prov-a", "prov-b"))
                .run();
        assertThat(run.decisions()).as(run::timeline).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"120s", "122.3s", "124.9s"})
    void bothLinksCutAtNightMovesNothing(String when) {
        twoUplinks()
                .at(when)
                .silent("prov-a", "prov-b")
                .expectBy("140s", says(Rung.COMMON_CAUSE, "not a carrier"))
                .at("210s")
                .well("prov-a", "prov-b")
                .expectThroughout("0s", "600s", moves(0))
                .run();
    }

    /** What stays away after the others have come back, with fair time, is at fault after all. */
    @Test
    void aTrunkThatDoesNotComeBackFromACommonCauseIsLeftInTheEnd() {
        twoUplinks()
                .at("10s")
                .callsEvery("2s")
                .at("120s")
                .silent("prov-a", "prov-b")
                .at("210s")
                .well("prov-b")
                .expectThroughout("120s", "299s", moves(0))
                .expectBy("310s", order("prov-b", "prov-a"))
                .run();
    }

    /** Trunks of one carrier are one witness: nothing says it is the uplink, and there is nowhere to go. */
    @Test
    void twoTrunksOfOneCarrierAreOneWitness() {
        given(trunk("prov-a", "Alpha", "fibre"), trunk("prov-b", "Alpha", "lte"))
                .at("60s")
                .silent("prov-a", "prov-b")
                .expectBy("80s", says(Rung.HARD_FAULT, "nothing moved"))
                .expectThroughout("0s", "200s", moves(0))
                .run();
    }

    /** An uplink that fails with all carriers on it is no carrier's fault, and the trunk on another uplink is preferred. */
    @Test
    void whenAnUplinkFailsATrunkOnAnotherUplinkIsPreferred() {
        var run = given(
                        trunk("prov-a", "Alpha", "fibre"),
                        trunk("prov-b", "Beta", "fibre"),
                        trunk("prov-c", "Gamma", "lte"))
                .at("10s")
                .callsEvery("2s")
                .at("60s")
                .silent("prov-a", "prov-b")
                .expectBy("72s", order("prov-c", "prov-b", "prov-a"))
                .expectBy("80s", Scenario.alarm("this is uplink fibre, not a carrier"))
                .expect("200s", moves(1))
                .run();
        assertThat(run.decisions().get(0).reason()).contains("new calls take prov-c first");
    }

    /** The link to the PBX is ours: while it is lost nothing is known and nothing is moved. */
    @Test
    void aLostLinkMovesNothing() {
        twoUplinks()
                .at("10s")
                .callsEvery("2s")
                .at("60s")
                .silent("prov-a")
                .at("60.5s")
                .linkLost()
                .expect("70s", pbx(PbxState.LINK_LOST))
                .expectThroughout("60s", "120s", moves(0))
                .at("120s")
                .linkRestored()
                .expect("121s", pbx(PbxState.BOOTING))
                .expectThroughout("120s", "129.8s", moves(0))
                .expectBy("145s", order("prov-b", "prov-a"))
                .run();
    }

    /** A PBX that comes back has no registrations for a while. That is no fault of a carrier. */
    @Test
    void aRestartOfThePbxMovesNothing() {
        twoUplinks()
                .at("10s")
                .callsEvery("2s")
                .at("60s")
                .pbxRestarts("20s", "40s")
                .expect("70s", pbx(PbxState.LINK_LOST))
                .expect("90s", pbx(PbxState.BOOTING))
                .expectThroughout("60s", "400s", moves(0))
                .expectBy("125s", pbx(PbxState.READY))
                .run();
    }

    /** Unless one of them does not come back with the others. */
    @Test
    void aTrunkThatStaysAwayAfterARestartIsLeftWhenTheOthersHaveHadTheirTime() {
        twoUplinks()
                .at("10s")
                .callsEvery("2s")
                .at("59s")
                .silent("prov-a")
                .at("60s")
                .pbxRestarts("20s", "5s")
                .expectThroughout("60s", "170s", moves(0))
                .expectBy("190s", order("prov-b", "prov-a"))
                .run();
    }

    /** Trunks of several carriers coming back again and again: a storm, in which nobody is judged. */
    @Test
    void aStormOfRegistrationsMovesNothing() {
        var scenario = given(
                trunk("prov-a", "Alpha", "fibre"),
                trunk("prov-b", "Beta", "fibre"),
                trunk("prov-c", "Gamma", "fibre"),
                trunk("prov-d", "Delta", "lte"));
        for (int i = 0; i < 3; i++) {
            for (String trunk : new String[] {"prov-a", "prov-b", "prov-c"}) {
                scenario.at(60 + 4 * i + "s").registration(trunk, Registration.State.UNREGISTERED);
                scenario.at(62 + 4 * i + "s").registration(trunk, Registration.State.REGISTERED);
            }
        }
        scenario.expectBy("75s", pbx(PbxState.STORM))
                .at("75s")
                .silent("prov-a")
                .expectBy("85s", says(Rung.PBX_NOT_READY, "A storm"))
                .expectThroughout("0s", "110s", moves(0))
                .expectBy("150s", order("prov-b", "prov-c", "prov-d", "prov-a"))
                .run();
    }

    /** One carrier that flaps is not a storm: the others are judged as ever. */
    @Test
    void oneFlappingCarrierIsNoStorm() {
        var scenario = given(trunk("prov-a", "Alpha", "fibre"), trunk("prov-b", "Beta", "lte"));
        for (int i = 0; i < 10; i++) {
            scenario.at(60 + 4 * i + "s").registration("prov-a", Registration.State.UNREGISTERED);
            scenario.at(62 + 4 * i + "s").registration("prov-a", Registration.State.REGISTERED);
        }
        scenario.expectThroughout("60s", "110s", pbx(PbxState.READY)).run();
    }
}
