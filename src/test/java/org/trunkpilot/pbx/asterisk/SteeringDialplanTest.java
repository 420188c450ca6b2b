package org.trunkpilot.pbx.asterisk;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.trunkpilot.pbx.PbxAddress.ChannelDriver;
import org.trunkpilot.pbx.PbxAddress.RowStore;
import org.trunkpilot.pbx.SteeringTerms;
import org.trunkpilot.pbx.asterisk.SteeringDialplan.Context;
import org.trunkpilot.pbx.asterisk.SteeringDialplan.Step;
import org.trunkpilot.trunk.EmergencyRoute;
import org.trunkpilot.trunk.Inventory;
import org.trunkpilot.trunk.PbxId;
import org.trunkpilot.trunk.RouteId;
import org.trunkpilot.trunk.SteeredRoute;
import org.trunkpilot.trunk.Trunk;
import org.trunkpilot.trunk.TrunkId;

class SteeringDialplanTest {
    private static final TrunkId A = new TrunkId("prov-a");
    private static final TrunkId B = new TrunkId("prov-b");
    private static final RouteId DEFAULT = new RouteId("default");
    private static final RouteId EMERGENCY = new RouteId("emergency");

    /** The example of application.yml. */
    private static final Inventory EXAMPLE = new Inventory(
            new PbxId("hq"),
            List.of(
                    new Trunk(A, "prov-a", "Alpha Telecom", "fibre", OptionalInt.of(30)),
                    new Trunk(B, "prov-b", "Beta Voice", "lte", OptionalInt.of(30))),
            List.of(new SteeredRoute(DEFAULT, List.of(A, B)), new EmergencyRoute(EMERGENCY, List.of(B, A))));

    @Test
    void theExampleOfTheManualGivesTheApprovedFile() throws IOException {
        assertThat(of(EXAMPLE).text()).isEqualTo(approved("asterisk-database.conf"));
    }

    @Test
    void rowsInGlobalsChangeWhereTheRowIsReadAndNothingElse() {
        var globals = new SteeringDialplan(EXAMPLE, SteeringTerms.DEFAULTS, RowStore.GLOBALS, ChannelDriver.PJSIP);

        List<Step> here = globals.routes().get(0).steps();
        List<Step> there = of(EXAMPLE).routes().get(0).steps();
        assertThat(here).hasSameSizeAs(there);
        for (int i = 0; i < here.size(); i++) {
            if (here.get(i).label().equals("row")) {
                assertThat(here.get(i).data()).isEqualTo("LOCAL(row)=${GLOBAL(TRUNKPILOT_ORDER_default)}");
            } else {
                assertThat(here.get(i)).isEqualTo(there.get(i));
            }
        }
        assertThat(globals.fingerprint()).isNotEqualTo(of(EXAMPLE).fingerprint());
    }

    @Test
    void chanSipIsDialledByPeerAndNumber() {
        var sip = new SteeringDialplan(EXAMPLE, SteeringTerms.DEFAULTS, RowStore.DATABASE, ChannelDriver.SIP);

        assertThat(data(sip.routes().get(0), "Dial"))
                .containsExactly("SIP/prov-a/${TP_NUMBER},45^10,gi", "SIP/prov-b/${TP_NUMBER},45^10,gi");
        assertThat(data(sip.routes().get(1), "Dial"))
                .containsExactly("SIP/prov-b/${TP_NUMBER},120^8,gi", "SIP/prov-a/${TP_NUMBER},120^8,gi");
    }

    @Test
    void rowsNameTrunksAndDialNamesEndpoints() {
        TrunkId alpha = new TrunkId("alpha.fibre-1");
        var site = new Inventory(
                new PbxId("hq"),
                List.of(new Trunk(alpha, "pjsip_out", "Alpha", "fibre", OptionalInt.of(2))),
                List.of(new SteeredRoute(new RouteId("all-day.x"), List.of(alpha))));

        Context context = of(site).routes().get(0);

        assertThat(context.name()).isEqualTo("trunkpilot-all-day.x");
        assertThat(data(context, "Dial")).containsExactly("PJSIP/${TP_NUMBER}@pjsip_out,45^10,gi");
        assertThat(data(context, "Set")).contains("LOCAL(left)=alpha.fibre-1", "GROUP(trunkpilot)=alpha.fibre-1");
        assertThat(data(context, "GotoIf")).contains("$[0${GROUP_COUNT(alpha.fibre-1@trunkpilot)} <= 2]?dial1");
    }

    @Test
    void aRouteWithoutLimitsCountsNothing() {
        var site = new Inventory(
                new PbxId("hq"),
                List.of(new Trunk(A, "prov-a", "Alpha", "fibre", OptionalInt.empty())),
                List.of(new SteeredRoute(DEFAULT, List.of(A))));

        assertThat(of(site).text()).doesNotContain("GROUP");
    }

    @Test
    void anUnlimitedTrunkBesideALimitedOneStillLeavesTheOthersCount() {
        var site = new Inventory(
                new PbxId("hq"),
                List.of(
                        new Trunk(A, "prov-a", "Alpha", "fibre", OptionalInt.of(3)),
                        new Trunk(B, "prov-b", "Beta", "lte", OptionalInt.empty())),
                List.of(new SteeredRoute(DEFAULT, List.of(A, B))));

        Context context = of(site).routes().get(0);

        assertThat(data(context, "Set")).contains("GROUP(trunkpilot)=prov-b");
        assertThat(data(context, "GotoIf")).noneMatch(d -> d.contains("GROUP_COUNT(prov-b"));
    }

    @Test
    void anEmergencyRouteReadsNoRowAndCallsNoFunction() {
        List<Step> steps = of(EXAMPLE).routes().get(1).steps();

        assertThat(steps).extracting(Step::application).containsOnly("Set", "GotoIf", "Dial", "Return", "UserEvent");
        // A function is ${NAME(...)}; there is none, so none can be missing.
        assertThat(steps).noneMatch(step -> step.data().matches(".*\\$\\{\\w+\\(.*"));
        assertThat(steps.stream().map(Step::application).toList().indexOf("UserEvent"))
                .as("a missing application ends the call: only after the last trunk")
                .isGreaterThan(steps.stream().map(Step::application).toList().lastIndexOf("Dial"));
    }

    @Test
    void everyNameAndLimitIsALiteral() {
        assertThat(of(EXAMPLE).text()).doesNotContain("${GLOBAL", "[globals]", "${max", "${FALLBACK");
    }

    @Test
    void theBoundOfARowFollowsTheLease() {
        var terms = new SteeringTerms(Duration.ofHours(1), Duration.ofSeconds(6), Duration.ofSeconds(30));
        var dialplan = new SteeringDialplan(EXAMPLE, terms, RowStore.DATABASE, ChannelDriver.PJSIP);

        assertThat(data(dialplan.routes().get(0), "GotoIf")).anyMatch(d -> d.contains("${EPOCH} + 3660]"));
        assertThat(data(dialplan.routes().get(0), "Dial")).allMatch(d -> d.endsWith(",30^6,gi"));
        assertThat(dialplan.fingerprint()).isNotEqualTo(of(EXAMPLE).fingerprint());
        assertThat(data(dialplan.routes().get(1), "Dial")).allMatch(d -> d.endsWith(",120^8,gi"));
    }

    private static SteeringDialplan of(Inventory inventory) {
        return new SteeringDialplan(inventory, SteeringTerms.DEFAULTS, RowStore.DATABASE, ChannelDriver.PJSIP);
    }

    private static List<String> data(Context context, String application) {
        return context.steps().stream()
                .filter(step -> step.application().equals(application))
                .map(Step::data)
                .toList();
    }

    private static String approved(String name) throws IOException {
        try (InputStream in = SteeringDialplanTest.class.getResourceAsStream("/setup/" + name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
