package org.trunkpilot.pbx.freeswitch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.ServerSocket;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.trunkpilot.pbx.CheckItem;
import org.trunkpilot.pbx.CheckItem.Result;
import org.trunkpilot.pbx.SteeringTerms;

/** Each point of setup, tested against a PBX on which it is not so. */
class FreeswitchCheckTest {
    private final FakeFreeswitch pbx = new FakeFreeswitch();

    @BeforeEach
    void setUp() {
        SteeringDialplan dialplan = new SteeringDialplan(Site.INVENTORY, SteeringTerms.DEFAULTS);
        dialplan.contexts().forEach(name -> pbx.contexts.put(name, element(dialplan.context(name))));
        pbx.contexts.put(
                "trunkpilot",
                "<context name=\"trunkpilot\"><extension name=\"fingerprint-" + dialplan.fingerprint()
                        + "\"/></context>");
        pbx.hooks = hook("^([0-9*#+]{1,40})$", "trunkpilot-default") + hook("^(112|911)$", "trunkpilot-emergency");
    }

    @AfterEach
    void close() {
        pbx.close();
    }

    @Test
    void allIsWellOnAPbxThatWasSetUp() {
        assertThat(run())
                .allSatisfy(item -> assertThat(item.result())
                        .as("%s: %s", item.what(), item.found())
                        .isIn(Result.OK, item.what().equals("RTCP events") ? Result.SKIPPED : Result.OK));
    }

    @Test
    void nothingIsLeftBehind() {
        run();

        assertThat(pbx.hash).isEmpty();
        assertThat(pbx.db).isEmpty();
        assertThat(pbx.asked).noneMatch(command -> command.contains("restart") || command.contains("killgw"));
    }

    @Test
    void thePasswordIsNeverShown() {
        assertThat(run().toString()).doesNotContain(Site.SECRET);
    }

    @ParameterizedTest
    @CsvSource({"1.10.12, WARN", "1.11.0, WARN", "1.11.1, OK", "1.12.0, OK"})
    void aReleaseThatCrashesBeforeThePasswordIsAWarning(String version, Result result) {
        pbx.scripted.put("version", command -> Optional.of("FreeSWITCH Version " + version + "-release~64bit"));

        assertThat(item("FreeSWITCH version").result()).isEqualTo(result);
    }

    @ParameterizedTest
    @CsvSource({"ClueCon, FAIL", "short, WARN", "a-password-of-its-own, OK"})
    void thePasswordItIsShippedWithIsAFailure(String password, Result result) {
        pbx.password = password;
        List<CheckItem> items = new FreeswitchCheck(
                        Site.address("127.0.0.1", pbx.port(), password), Site.INVENTORY, SteeringTerms.DEFAULTS)
                .run();

        assertThat(named(items, "password").result()).isEqualTo(result);
    }

    @Test
    void aSocketThatIsOpenToTheWorldIsAWarning() {
        pbx.listenIp = "0.0.0.0";
        pbx.accessList = "any_v4.auto";

        assertThat(item("who may sign in"))
                .isEqualTo(new CheckItem(
                        "who may sign in",
                        Result.WARN,
                        "listens on 0.0.0.0, access list any_v4.auto, which takes in everybody: any ESL login is root on"
                                + " the PBX",
                        "in event_socket.conf.xml: an apply-inbound-acl as in step 1 of setup, and listen-ip 127.0.0.1"
                                + " where Trunkpilot runs on the PBX"));
    }

    /** FreeSWITCH then turns away whoever does not come from the PBX itself (tried on 1.10.12). */
    @Test
    void aSocketWithoutAnAccessListHasTheOneOfFreeswitchItself() {
        pbx.listenIp = "0.0.0.0";

        assertThat(item("who may sign in").result()).isEqualTo(Result.OK);
        assertThat(item("who may sign in").found())
                .isEqualTo("listens on 0.0.0.0, access list loopback.auto (its default)");
    }

    @Test
    void aMissingModuleIsAFailure() {
        pbx.missingModules.add("mod_expr");

        assertThat(item("modules").result()).isEqualTo(Result.FAIL);
        assertThat(item("modules").found()).isEqualTo("not loaded: mod_expr");
    }

    @ParameterizedTest
    @CsvSource({"1, OK", "30, WARN", "400, FAIL"})
    void aClockThatIsOffIsToldByHowMuch(int seconds, Result result) {
        pbx.scripted.put(
                "strepoch",
                command -> Optional.of(
                        Long.toString(Instant.now().plusSeconds(seconds).getEpochSecond())));

        assertThat(item("clock").result()).isEqualTo(result);
    }

    @Test
    void aStoreThatForgetsIsFound() {
        pbx.scripted.put("db select/trunkpilot/-check-", command -> Optional.of(""));

        assertThat(item("place of the rows: db").result()).isEqualTo(Result.FAIL);
        assertThat(item("place of the rows: hash").result()).isEqualTo(Result.OK);
    }

    @Test
    void rowsAreShownWithTheirOwnerWhereTheyStand() {
        pbx.hash.put("trunkpilot/default", inSeconds(600) + ":7:tp-1:prov-b&prov-a");

        assertThat(item("rows").result()).isEqualTo(Result.OK);
        assertThat(item("rows").found()).startsWith("default in hash: prov-b, prov-a by tp-1 for another ");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "-10|prov-b&prov-a|ran out ",
                "5000|prov-b&prov-a|lasts longer than a lease of 600 s",
                "60|prov-b&stranger|names what is no trunk of this route: [stranger]",
                "60|;;|the dialplan cannot read it",
            })
    void aRowThatCountsForNothingSaysWhy(int seconds, String order, String why) {
        pbx.db.put("trunkpilot/default", inSeconds(seconds) + ":7:tp-1:" + order);

        assertThat(item("rows").result()).isEqualTo(Result.WARN);
        assertThat(item("rows").found()).contains(why);
        assertThat(item("rows").remedy()).contains("fs_cli -x \"db delete/trunkpilot/default\"");
    }

    @Test
    void rowsOfTwoInstallationsAreAWarning() {
        pbx.hash.put("trunkpilot/default", inSeconds(60) + ":7:tp-1:prov-b");
        pbx.db.put("trunkpilot/default", inSeconds(60) + ":7:tp-2:prov-b");

        assertThat(item("rows").found()).contains("More than one installation writes here: tp-1, tp-2");
    }

    @Test
    void aRowThatNamesAnEmergencyRouteIsAnAlarm() {
        pbx.db.put("trunkpilot/emergency", inSeconds(60) + ":7:tp-1:prov-a");

        assertThat(item("route emergency: no row").result()).isEqualTo(Result.FAIL);
        assertThat(item("route emergency: no row").found())
                .startsWith("ALARM: ")
                .contains("in db");
    }

    @Test
    void aDialplanThatIsNotThereIsAFailure() {
        pbx.contexts.clear();

        assertThat(item("route default: dialplan").found())
                .isEqualTo("the context trunkpilot-default is not installed");
        assertThat(item("verdict on attempts").result()).isEqualTo(Result.FAIL);
    }

    @Test
    void aDialplanThatSomebodyEditedIsCalledSo() {
        pbx.contexts.computeIfPresent(
                "trunkpilot-default", (name, xml) -> xml.replace("leg_timeout=45", "leg_timeout=90"));

        assertThat(item("route default: dialplan").found())
                .startsWith("changed by hand after it was made: element ")
                .contains("leg_timeout=90", "and should be", "leg_timeout=45");
    }

    @Test
    void aDialplanOfOlderTermsIsCalledOld() {
        SteeringDialplan old = new SteeringDialplan(
                Site.INVENTORY,
                new SteeringTerms(
                        java.time.Duration.ofMinutes(5),
                        SteeringTerms.DEFAULTS.progressTimeout(),
                        SteeringTerms.DEFAULTS.ringTimeout()));
        pbx.contexts.put("trunkpilot-default", element(old.context("trunkpilot-default")));
        pbx.contexts.put(
                "trunkpilot",
                "<context name=\"trunkpilot\"><extension name=\"fingerprint-" + old.fingerprint() + "\"/></context>");

        assertThat(item("route default: dialplan").found()).startsWith("older than the configuration (fingerprint ");
    }

    @Test
    void anEmergencyDialplanThatReadsAStoreIsAnAlarm() {
        pbx.contexts.put("trunkpilot-emergency", pbx.contexts.get("trunkpilot-default"));

        assertThat(item("route emergency: dialplan").found())
                .startsWith("ALARM: the dialplan of this EMERGENCY route reads a store. ");
    }

    @Test
    void aRouteThatNothingLeadsToIsAWarning() {
        pbx.hooks = hook("^(112|911)$", "trunkpilot-emergency");

        assertThat(item("route default: calls").result()).isEqualTo(Result.WARN);
        assertThat(item("route emergency: calls").found()).isEqualTo("called for ^(112|911)$");
    }

    @Test
    void aPatternThatLetsAnyTextIntoATransferIsAFailure() {
        pbx.hooks = hook("^(.*)$", "trunkpilot-default");

        assertThat(item("route default: calls").result()).isEqualTo(Result.FAIL);
    }

    @ParameterizedTest
    @CsvSource({"FAIL_WAIT, FAIL", "TRYING, WARN", "REGED, OK", "NOREG, OK"})
    void howARegistrationStands(String state, Result result) {
        pbx.gateway("prov-a").state = state;

        assertThat(item("trunk prov-a: registration").result()).isEqualTo(result);
    }

    @Test
    void aGatewayThatIsDownRefusesEmergencyCallsToo() {
        pbx.gateway("prov-b").status = "DOWN";

        assertThat(item("trunk prov-b: reachability").found()).contains("emergency calls too");
    }

    @ParameterizedTest
    @CsvSource({"prov-a, 0, WARN", "prov-c, 0, FAIL", "prov-a, 30, WARN", "prov-a, 5, OK"})
    void aGatewayThatIsNotPingedCannotBeProven(String gateway, int seconds, Result result) {
        pbx.gateway(gateway).pingSeconds = seconds;
        String trunk = gateway.equals("prov-c") ? "beta-by-address" : gateway;

        assertThat(item("trunk " + trunk + ": ping").result()).isEqualTo(result);
    }

    /** A far end that answers OPTIONS with 401 does that to FreeSWITCH 1.10.12: the first ping is out for ever. */
    @ParameterizedTest
    @CsvSource({"prov-a, 39, OK", "prov-a, 2146, WARN", "prov-c, 2146, FAIL"})
    void aPingThatHangsProvesNothing(String gateway, int overdue, Result result) {
        FakeFreeswitch.Gateway pinged = pbx.gateway(gateway);
        pinged.pinging = true;
        pbx.scripted.put("strepoch", command -> Optional.of(Long.toString(pinged.nextPing() + overdue)));
        String trunk = gateway.equals("prov-c") ? "beta-by-address" : gateway;

        CheckItem ping = item("trunk " + trunk + ": ping");
        assertThat(ping.result()).isEqualTo(result);
        assertThat(ping.found().contains("was due 2146 s ago is still out")).isEqualTo(overdue == 2146);
    }

    @ParameterizedTest
    @CsvSource({"sip:sip.carrier.example, WARN", "sip:10.10.1.2:5080;transport=tcp, OK", "sip:[2001:db8::1]:5060, OK"})
    void aHostNameInAGatewayIsAWarning(String proxy, Result result) {
        pbx.gateway("prov-a").proxy = proxy;

        assertThat(item("trunk prov-a: address").result()).isEqualTo(result);
    }

    @Test
    void aGatewayThatIsNotThereIsAFailureAndTheRestOfItIsSkipped() {
        pbx.forgetGateway("prov-b");

        assertThat(item("trunk prov-b: gateway").result()).isEqualTo(Result.FAIL);
        assertThat(item("trunk prov-b: ping").result()).isEqualTo(Result.SKIPPED);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aPbxThatIsNotThereOrRefusesUsGivesTheSameItems(boolean there) throws IOException {
        List<String> all = run().stream().map(CheckItem::what).toList();
        List<CheckItem> items;
        if (there) {
            pbx.password = "another";
            items = run();
        } else {
            int free;
            try (ServerSocket socket = new ServerSocket(0)) {
                free = socket.getLocalPort();
            }
            items = new FreeswitchCheck(Site.address(free), Site.INVENTORY, SteeringTerms.DEFAULTS).run();
        }

        assertThat(items).extracting(CheckItem::what).isEqualTo(all);
        assertThat(items).filteredOn(item -> item.result() == Result.FAIL).hasSize(1);
        assertThat(items).filteredOn(item -> item.result() == Result.SKIPPED).hasSizeGreaterThan(10);
    }

    private List<CheckItem> run() {
        return new FreeswitchCheck(Site.address(pbx.port()), Site.INVENTORY, SteeringTerms.DEFAULTS).run();
    }

    private CheckItem item(String what) {
        return named(run(), what);
    }

    private static CheckItem named(List<CheckItem> items, String what) {
        return items.stream()
                .filter(item -> item.what().equals(what))
                .findFirst()
                .orElseThrow();
    }

    /** As the PBX shows it: without comments, and spelt anew. */
    private static String element(String xml) {
        return xml.replaceAll("(?s)<!--.*?-->", "")
                .replaceAll(">\\s+<", "><")
                .strip()
                .replace(" > ", " &gt; ");
    }

    private static String hook(String pattern, String context) {
        return "<extension name=\"x\"><condition field=\"destination_number\" expression=\"" + pattern
                + "\"><action application=\"transfer\" data=\"$1 XML " + context + "\"/></condition></extension>";
    }

    private static long inSeconds(int seconds) {
        return Instant.now().plusSeconds(seconds).getEpochSecond();
    }
}
