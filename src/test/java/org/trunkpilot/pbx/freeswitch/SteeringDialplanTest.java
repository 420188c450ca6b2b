package org.trunkpilot.pbx.freeswitch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.trunkpilot.pbx.SteeringTerms;
import org.trunkpilot.pbx.freeswitch.DialplanRun.Outcome;
import org.trunkpilot.trunk.EmergencyRoute;
import org.trunkpilot.trunk.Inventory;
import org.trunkpilot.trunk.SteeredRoute;
import org.trunkpilot.trunk.Trunk;
import org.trunkpilot.trunk.TrunkId;

/** What the generated dialplan does, run by the rules of FreeSWITCH. The mechanisms were proved on 1.10.12. */
class SteeringDialplanTest {
    private static final String ROUTE = "trunkpilot-default";
    private static final String NUMBER = "004930123456";

    private final DialplanRun run = new DialplanRun(text(Site.INVENTORY, SteeringTerms.DEFAULTS));

    @Test
    void theSiteOfTheRecordingsGivesTheApprovedFile() throws IOException {
        Path approved = Path.of("src/test/resources/setup/freeswitch.xml");
        String text = text(Site.INVENTORY, SteeringTerms.DEFAULTS);
        if (Boolean.getBoolean("approve")) {
            Files.writeString(approved, text);
        }
        assertThat(text).isEqualTo(Files.readString(approved));
    }

    @Test
    void withoutARowTheStaticOrderHolds() {
        run.gateways.put("prov-a", StopsTest.failed(503, false));

        assertThat(run.call(ROUTE, NUMBER)).containsExactly("prov-a", "prov-b");
        assertThat(run.variable("tp_src")).isEqualTo("static");
        assertThat(run.legs.get(0))
                .contains("trunkpilot_route=default,trunkpilot_trunk=prov-a,trunkpilot_pos=1,trunkpilot_src=static")
                .contains("leg_progress_timeout=10,leg_timeout=45,bridge_answer_timeout=45")
                .contains("outbound_redirect_fatal=true")
                .contains("fire_rtcp_events=true,rtcp_audio_interval_msec=5000")
                .endsWith("sofia/gateway/prov-a/" + NUMBER);
    }

    @ParameterizedTest
    @CsvSource({"hash, 1", "hash, 660", "db, 1", "db, 660"})
    void aValidRowIsFollowedWhereverItStands(String store, int left) {
        put(store, (run.epoch + left) + ":7:tp-1:prov-b&prov-a");

        assertThat(run.call(ROUTE, NUMBER)).containsExactly("prov-b");
        assertThat(run.variable("tp_src")).isEqualTo(store);
    }

    @Test
    void theHashIsReadBeforeTheDb() {
        put("hash", (run.epoch + 60) + ":7:tp-1:prov-b&prov-a");
        put("db", (run.epoch + 60) + ":7:tp-1:prov-a&prov-b");

        assertThat(run.call(ROUTE, NUMBER)).containsExactly("prov-b");
    }

    @Test
    void aHashThatIsNoRowLeavesTheDbItsSay() {
        put("hash", "garbage");
        put("db", (run.epoch + 60) + ":7:tp-1:prov-b&prov-a");

        assertThat(run.call(ROUTE, NUMBER)).containsExactly("prov-b");
    }

    /** Ran out, not yet true by a clock that is wrong, or no row at all; in either store. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "1795402800:7:tp-1:prov-b&prov-a",
                "1795402799:7:tp-1:prov-b",
                "1795403461:7:tp-1:prov-b",
                "9999999999:7:tp-1:prov-b",
                "0795402860:7:tp-1:prov-b",
                "1795402860:7:tp-1:",
                "1795402860:7:tp-1:prov-b&",
                "1795402860:7:tp-1:&prov-b",
                "1795402860::tp-1:prov-b",
                "1795402860:7:tp 1:prov-b",
                "1795402860:7:tp-1:prov-b\n",
                "x1795402860:7:tp-1:prov-b",
                "1795402860:7:tp-1:prov-b ${system(id)}",
                "${system(touch /tmp/x)}",
                "1795402860:7:${uuid}:prov-b",
            })
    void whatIsNoValidRowIsNothing(String row) {
        put("hash", row);
        put("db", row);

        assertThat(run.call(ROUTE, NUMBER)).containsExactly("prov-a");
        assertThat(run.variable("tp_src")).isEqualTo("static");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "prov-b|prov-b prov-a",
                "stranger&prov-b|prov-b prov-a",
                "prov-b&prov-b&prov-b|prov-b prov-a",
                "prov-bb&prov|prov-a prov-b",
                "prov-c&prov-a|prov-a prov-b",
            })
    void onlyNamesOfTheRouteCountEachOnceAndTheRestComesBehind(String names, String expected) {
        put("hash", (run.epoch + 60) + ":7:tp-1:" + names);
        run.gateways.put("prov-a", StopsTest.failed(503, false));
        run.gateways.put("prov-b", StopsTest.failed(503, false));

        assertThat(run.call(ROUTE, NUMBER)).containsExactly(expected.split(" ", -1));
        assertThat(run.events)
                .last()
                .isEqualTo("Event-Name=CUSTOM,Event-Subclass=trunkpilot::exhausted,Trunkpilot-Route=default");
        assertThat(run.hungUp).isEqualTo("NORMAL_CIRCUIT_CONGESTION");
    }

    @Test
    void aDotInANameIsADotAndNoWildcard() {
        Inventory dotted = new Inventory(
                Site.INVENTORY.pbx(),
                List.of(trunk("a.b", "a.b"), trunk("axb", "axb")),
                List.of(new SteeredRoute(Site.DEFAULT, List.of(new TrunkId("a.b"), new TrunkId("axb")))));
        DialplanRun dots = new DialplanRun(text(dotted, SteeringTerms.DEFAULTS));
        dots.hash.put("trunkpilot/default", (dots.epoch + 60) + ":7:tp-1:axb&a.b");
        dots.gateways.put("axb", StopsTest.failed(503, false));

        assertThat(dots.call(ROUTE, NUMBER)).containsExactly("axb", "a.b");
    }

    @Test
    void rowsNameTrunksAndDialStringsNameGateways() {
        Inventory renamed = new Inventory(
                Site.INVENTORY.pbx(),
                List.of(trunk("alpha", "gw-7"), trunk("beta", "gw-8")),
                List.of(
                        new SteeredRoute(Site.DEFAULT, List.of(new TrunkId("alpha"), new TrunkId("beta"))),
                        new EmergencyRoute(Site.EMERGENCY, List.of(new TrunkId("beta"), new TrunkId("alpha")))));
        DialplanRun names = new DialplanRun(text(renamed, SteeringTerms.DEFAULTS));
        names.hash.put("trunkpilot/default", (names.epoch + 60) + ":7:tp-1:beta&alpha");

        assertThat(names.call(ROUTE, NUMBER)).containsExactly("gw-8");
        assertThat(names.legs.get(0)).contains("trunkpilot_trunk=beta");
        assertThat(new DialplanRun(text(renamed, SteeringTerms.DEFAULTS)).call("trunkpilot-emergency", "112"))
                .containsExactly("gw-8");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "100 XML public",
                "100%20XML%20public",
                "1&2",
                "00493012345a",
                "${system(id)}",
                "12345678901234567890123456789012345678901"
            })
    void aNumberThatIsNoneIsRefusedAndTold(String number) {
        assertThat(run.call(ROUTE, number)).isEmpty();
        assertThat(run.events)
                .containsExactly("Event-Name=CUSTOM,Event-Subclass=trunkpilot::refused,Trunkpilot-Route=default");
        assertThat(run.hungUp).isEqualTo("INVALID_NUMBER_FORMAT");
    }

    @Test
    void aTrunkThatIsFullIsPassedOverAndTold() {
        run.busyChannels.put("prov-a", 30);

        assertThat(run.call(ROUTE, NUMBER)).containsExactly("prov-b");
        assertThat(run.events)
                .contains("Event-Name=CUSTOM,Event-Subclass=trunkpilot::attempt,Trunkpilot-Route=default,"
                        + "Trunkpilot-Trunk=prov-a,Trunkpilot-Cause=,Trunkpilot-Sip=");
    }

    /** Whatever the first trunk answers, be it busy: an emergency call is worth every trunk. */
    @ParameterizedTest
    @ValueSource(ints = {404, 480, 486, 503, 603})
    void anEmergencyRouteTriesEveryTrunkAndNeverReadsAStore(int sip) {
        put("hash", (run.epoch + 60) + ":7:tp-1:prov-a&prov-b");
        run.hash.put("trunkpilot/emergency", (run.epoch + 60) + ":7:tp-1:prov-a");
        run.busyChannels.put("prov-b", 30);
        run.gateways.put("prov-b", StopsTest.failed(sip, true));

        assertThat(run.call("trunkpilot-emergency", "112")).containsExactly("prov-b", "prov-a");
        assertThat(run.apis).isEmpty();
        assertThat(run.legs.get(0)).contains("leg_progress_timeout=8,leg_timeout=120,bridge_answer_timeout=120");
    }

    @Test
    void anEmergencyCallThatNobodyTookIsToldLoudly() {
        run.gateways.put("prov-a", StopsTest.failed(503, false));
        run.gateways.put("prov-b", new Outcome("GATEWAY_DOWN", "", "", false));
        run.call("trunkpilot-emergency", "112");

        assertThat(run.events)
                .contains("Event-Name=CUSTOM,Event-Subclass=trunkpilot::attempt,Trunkpilot-Route=emergency,"
                        + "Trunkpilot-Trunk=prov-b,Trunkpilot-Cause=GATEWAY_DOWN,Trunkpilot-Sip=")
                .last()
                .isEqualTo("Event-Name=CUSTOM,Event-Subclass=trunkpilot::exhausted,Trunkpilot-Route=emergency");
    }

    @Test
    void theBoundOfARowAndTheTimesOfALegFollowTheTerms() {
        SteeringTerms terms = new SteeringTerms(Duration.ofMinutes(1), Duration.ofSeconds(5), Duration.ofSeconds(30));
        DialplanRun shorter = new DialplanRun(text(Site.INVENTORY, terms));
        shorter.hash.put("trunkpilot/default", (shorter.epoch + 121) + ":7:tp-1:prov-b");

        assertThat(shorter.call(ROUTE, NUMBER)).containsExactly("prov-a");
        assertThat(shorter.legs.get(0)).contains("leg_progress_timeout=5,leg_timeout=30,bridge_answer_timeout=30");
    }

    @Test
    void theSameConfigurationGivesTheSameTextAndAnotherAnotherFingerprint() {
        SteeringTerms longer =
                new SteeringTerms(Duration.ofMinutes(11), Duration.ofSeconds(10), Duration.ofSeconds(45));
        SteeringDialplan one = new SteeringDialplan(Site.INVENTORY, SteeringTerms.DEFAULTS);

        assertThat(one.text()).isEqualTo(text(Site.INVENTORY, SteeringTerms.DEFAULTS));
        assertThat(one.fingerprint()).isNotEqualTo(new SteeringDialplan(Site.INVENTORY, longer).fingerprint());
    }

    private void put(String store, String row) {
        (store.equals("hash") ? run.hash : run.db).put("trunkpilot/default", row);
    }

    private static Trunk trunk(String name, String gateway) {
        return new Trunk(new TrunkId(name), gateway, name, "default", OptionalInt.empty());
    }

    private static String text(Inventory inventory, SteeringTerms terms) {
        return new SteeringDialplan(inventory, terms).text();
    }
}
