package org.trunkpilot.pbx.asterisk;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.ServerSocket;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.trunkpilot.pbx.CheckItem;
import org.trunkpilot.pbx.CheckItem.Result;
import org.trunkpilot.pbx.PbxAddress;
import org.trunkpilot.pbx.PbxAddress.ChannelDriver;
import org.trunkpilot.pbx.PbxAddress.RowStore;
import org.trunkpilot.pbx.Question;
import org.trunkpilot.pbx.SteeringTerms;

class AsteriskCheckTest {
    private PbxAddress address = AsteriskSetupTest.address(RowStore.DATABASE, ChannelDriver.PJSIP);
    private FakeAsterisk asterisk = new FakeAsterisk(address);

    @Test
    void allIsWellOnAPbxThatWasSetUp() {
        assertThat(items())
                .filteredOn(item -> item.result() != Result.OK)
                .extracting(CheckItem::what)
                .containsExactly("RTCP events");
        assertThat(item("RTCP events").result()).isEqualTo(Result.SKIPPED);
        assertThat(item("RTCP events").remedy()).contains("make a call");
        assertThat(item("rights to write").found()).isEqualTo("write=system,reporting, and no more");
    }

    @Test
    void nothingIsLeftBehind() {
        items();

        assertThat(asterisk.astDb).isEmpty();
        assertThat(asterisk.asked).contains("DBPut", "DBDel").doesNotContain("Setvar", "UpdateConfig", "Originate");
    }

    @Test
    void noSecretIsShown() {
        assertThat(items().toString()).doesNotContain(Site.SECRET);
    }

    @Test
    void aMissingRightIsNamedWithTheLineToWrite() {
        asterisk.commands.remove("DBPut");
        asterisk.denied.add("DBPut");

        assertThat(item("rights to write"))
                .isEqualTo(new CheckItem(
                        "rights to write",
                        Result.FAIL,
                        "write=system is missing; the account has reporting",
                        "in manager.conf, section [trunkpilot]: write = system,reporting; then: manager reload"));
        assertThat(item("place of the rows").result()).isEqualTo(Result.FAIL);
    }

    @ParameterizedTest
    @CsvSource({"Originate,originate", "Command,command", "Setvar,call", "UpdateConfig,config"})
    void aRightTooManyIsAWarning(String action, String right) {
        asterisk.commands.put(action, "(Priv)");

        CheckItem item = item("rights to write");
        assertThat(item.result()).isEqualTo(Result.WARN);
        assertThat(item.found()).contains("more than is needed").contains(right);
    }

    @Test
    void aDatabaseThatForgetsIsFound() {
        asterisk.losesWrites = true;

        assertThat(item("place of the rows").result()).isEqualTo(Result.FAIL);
        assertThat(item("place of the rows").found()).contains("gave back \"nothing\"");
    }

    @Test
    void aClassOfEventsThatIsMissingIsNamed() {
        asterisk.managerConf.removeIf(line -> line.startsWith("read="));
        asterisk.managerConf.add("read=system,call,user");

        assertThat(item("classes of events").result()).isEqualTo(Result.FAIL);
        assertThat(item("classes of events").found()).isEqualTo("read=reporting is missing");
    }

    @Test
    void readAllIsMoreThanIsNeeded() {
        asterisk.managerConf.removeIf(line -> line.startsWith("read="));
        asterisk.managerConf.add("read=all");

        assertThat(item("classes of events").result()).isEqualTo(Result.WARN);
    }

    @Test
    void aFilterThatHoldsBackAVitalEventIsAFailure() {
        asterisk.managerConf.remove("eventfilter(action(include),name(Hangup))=");

        assertThat(item("event filters").result()).isEqualTo(Result.FAIL);
        assertThat(item("event filters").found()).isEqualTo("held back: Hangup");
        assertThat(item("event filters").remedy()).contains("eventfilter(action(include),name(Hangup)) =");
    }

    @Test
    void aFilterThatHoldsBackWhatOnlyHelpsIsAWarning() {
        asterisk.managerConf.remove("eventfilter(action(include),name(HangupRequest))=");

        assertThat(item("event filters").result()).isEqualTo(Result.WARN);
    }

    @Test
    void theOldFormOfFiltersIsUnderstood() {
        asterisk.managerConf.removeIf(line -> line.startsWith("eventfilter"));
        asterisk.managerConf.add(
                "eventfilter=Event: (" + String.join("|", AsteriskSetup.events(ChannelDriver.PJSIP)) + ")");
        assertThat(item("event filters").result()).isEqualTo(Result.OK);

        asterisk.managerConf.add("eventfilter=!Event: RTCP.*");
        assertThat(item("event filters").found()).isEqualTo("held back: RTCPSent, RTCPReceived");
    }

    @Test
    void withoutFiltersEverythingComes() {
        asterisk.managerConf.removeIf(line -> line.startsWith("eventfilter"));

        assertThat(item("event filters").result()).isEqualTo(Result.WARN);
    }

    @Test
    void anAccountThatIsOpenToTheWorldIsAWarning() {
        asterisk.managerConf.removeIf(line -> line.startsWith("deny"));

        assertThat(item("who may sign in").result()).isEqualTo(Result.WARN);
    }

    @ParameterizedTest
    @CsvSource({"1, OK", "10, WARN", "301, FAIL", "-10, WARN", "-301, FAIL"})
    void aClockThatIsOffIsToldByHowMuch(int seconds, Result result) {
        asterisk.time = (System.currentTimeMillis() / 1000 + seconds) + ".000000";

        assertThat(item("clock").result()).isEqualTo(result);
    }

    @Test
    void rowsAreShownWithTheirOwner() {
        asterisk.astDb.put("/trunkpilot/order/default", row(300, "tp-1", "prov-b&prov-a"));

        assertThat(item("rows").result()).isEqualTo(Result.OK);
        assertThat(item("rows").found()).startsWith("default: prov-b, prov-a by tp-1 for another ");
    }

    @ParameterizedTest
    @CsvSource({
        "-5, prov-b&prov-a, ran out",
        "5000, prov-b&prov-a, lasts longer than a lease",
        "300, prov-b&elsewhere, names what is no trunk of this route: [elsewhere]",
        "300, '', the dialplan cannot read it"
    })
    void aRowThatCountsForNothingSaysWhy(int seconds, String order, String why) {
        asterisk.astDb.put("/trunkpilot/order/default", row(seconds, "tp-1", order));

        assertThat(item("rows").result()).isEqualTo(Result.WARN);
        assertThat(item("rows").found()).contains(why);
        assertThat(item("rows").remedy()).contains("database del trunkpilot order/default");
    }

    @Test
    void aRowOfARouteThatIsNotConfiguredIsShown() {
        asterisk.astDb.put("/trunkpilot/order/old", row(300, "tp-1", "prov-a"));

        assertThat(item("rows").found()).contains("no such route");
    }

    @Test
    void rowsOfTwoInstallationsAreAWarning() {
        asterisk = new FakeAsterisk(address);
        asterisk.astDb.put("/trunkpilot/order/default", row(300, "tp-1", "prov-b&prov-a"));
        asterisk.astDb.put("/trunkpilot/order/other", row(300, "tp-2", "prov-b&prov-a"));

        assertThat(item("rows").found()).contains("More than one installation writes here: tp-1, tp-2");
    }

    @Test
    void aRowThatNamesAnEmergencyRouteIsAnAlarm() {
        asterisk.astDb.put("/trunkpilot/order/emergency", row(300, "tp-1", "prov-a&prov-b"));

        CheckItem item = item("route emergency: no row");
        assertThat(item.result()).isEqualTo(Result.FAIL);
        assertThat(item.found()).startsWith("ALARM").contains("EMERGENCY");
        assertThat(item.remedy()).contains("database del trunkpilot order/emergency");
        assertThat(item("rows").result()).isEqualTo(Result.OK);
    }

    @ParameterizedTest
    @CsvSource({"16.28.0, this release ignores it", "20.7.0, may overrun it"})
    void aReleaseWithoutProgressTimeoutIsAWarning(String version, String found) {
        asterisk.version = version;

        assertThat(item("progress time-out").result()).isEqualTo(Result.WARN);
        assertThat(item("progress time-out").found()).contains(found);
        assertThat(item("Asterisk version").result()).isEqualTo(Result.WARN);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "app_dial",
                "app_stack",
                "app_userevent",
                "func_db",
                "func_strings",
                "func_cut",
                "func_logic",
                "func_groupcount",
                "func_hangupcause"
            })
    void aMissingModuleIsAFailure(String module) {
        asterisk.missingModules.add(module);

        assertThat(item("applications and functions").result()).isEqualTo(Result.FAIL);
        assertThat(item("applications and functions").found()).contains(module);
        assertThat(item("applications and functions").remedy()).contains("module load " + module);
    }

    @Test
    void aDialplanThatIsNotThereIsAFailure() {
        asterisk.contexts.remove("trunkpilot-default");

        assertThat(item("route default: dialplan").found()).isEqualTo("[trunkpilot-default] is not installed");
        assertThat(item("route emergency: dialplan").result()).isEqualTo(Result.OK);
    }

    @Test
    void aDialplanOfOlderTermsIsCalledOld() {
        var older = new SteeringTerms(Duration.ofMinutes(20), Duration.ofSeconds(10), Duration.ofSeconds(45));
        asterisk.install(new SteeringDialplan(Site.INVENTORY, older, RowStore.DATABASE, ChannelDriver.PJSIP));

        assertThat(item("route default: dialplan").result()).isEqualTo(Result.FAIL);
        assertThat(item("route default: dialplan").found())
                .startsWith("older than the configuration (fingerprint ")
                .contains("${EPOCH} + 1260]");
        assertThat(item("route emergency: dialplan").result()).isEqualTo(Result.OK);
    }

    @Test
    void aDialplanThatSomebodyEditedIsCalledSo() {
        List<AmiItem> steps = asterisk.contexts.get("trunkpilot-default");
        steps.remove(steps.size() - 1);

        assertThat(item("route default: dialplan").found()).startsWith("changed by hand after it was made: step ");
    }

    @Test
    void anEmergencyDialplanThatReadsARowIsAnAlarm() {
        asterisk.contexts
                .get("trunkpilot-emergency")
                .set(
                        1,
                        FakeAsterisk.step(
                                "trunkpilot-emergency", "s", "", "Set", "x=${DB(trunkpilot/order/emergency)}"));

        assertThat(item("route emergency: dialplan").found()).startsWith("ALARM");
    }

    @Test
    void aRouteThatNothingCallsIsAWarning() {
        asterisk.contexts.remove("outbound-default");

        assertThat(item("route default: calls").result()).isEqualTo(Result.WARN);
    }

    @Test
    void aPatternThatLeadsIntoAnEmergencyRouteIsAFailure() {
        asterisk.contexts.put(
                "outbound-emergency",
                List.of(FakeAsterisk.step("outbound-emergency", "_1XX", "", "Gosub", "trunkpilot-emergency,s,1")));

        assertThat(item("route emergency: calls").result()).isEqualTo(Result.FAIL);
        assertThat(item("route emergency: calls").found()).contains("_1XX");
    }

    @Test
    void aPatternThatGetsToAnEmergencyRouteByADetourIsAFailureThatNamesTheWay() {
        asterisk.contexts.put(
                "outbound-emergency",
                List.of(
                        FakeAsterisk.step("outbound-emergency", "_1XX", "", "Set", "TP_NUMBER=${EXTEN}"),
                        FakeAsterisk.step(
                                "outbound-emergency", "_1XX", "", "GotoIf", "$[\"${X}\" = \"?\"]?deny:sos,s,1")));
        asterisk.contexts.put(
                "sos",
                List.of(
                        FakeAsterisk.step("sos", "s", "", "NoOp", "somebody needs help"),
                        FakeAsterisk.step("sos", "s", "", "Gosub", "trunkpilot-emergency,s,1(now)")));

        assertThat(item("route emergency: calls").result()).isEqualTo(Result.FAIL);
        assertThat(item("route emergency: calls").found())
                .contains("the pattern _1XX@outbound-emergency → s@sos leads");
    }

    @Test
    void anEmergencyRouteCalledFromWhatIsNoNumberIsAWarningEvenIfNoPatternLeadsThere() {
        asterisk.contexts.put(
                "outbound-emergency",
                List.of(
                        FakeAsterisk.step("outbound-emergency", "112", "", "Goto", "sos,1"),
                        FakeAsterisk.step("outbound-emergency", "sos", "", "Gosub", "trunkpilot-emergency,s,1")));

        assertThat(item("route emergency: calls").result()).isEqualTo(Result.WARN);
        assertThat(item("route emergency: calls").found())
                .contains("called from sos@outbound-emergency, which is no number");
        assertThat(item("route emergency: calls").remedy()).contains("112, 911");
    }

    @Test
    void aPatternThatPassesLiteralDigitsOnTheWayIsFilteredByThem() {
        asterisk.contexts.put(
                "outbound-emergency",
                List.of(
                        FakeAsterisk.step("outbound-emergency", "_1XX", "", "Goto", "sos,${EXTEN},1"),
                        FakeAsterisk.step("sos", "112", "", "Set", "TP_NUMBER=112"),
                        FakeAsterisk.step("sos", "112", "", "Gosub", "trunkpilot-emergency,s,1")));

        assertThat(item("route emergency: calls").result()).isEqualTo(Result.OK);
        assertThat(item("route emergency: calls").found()).isEqualTo("called from 112@sos");
    }

    @ParameterizedTest
    @CsvSource({
        "DirectMedia, true, direct media, WARN",
        "QualifyFrequency, 0, qualify, WARN",
        "QualifyFrequency, 600, qualify, WARN",
        "Status, Unreachable, reachability, FAIL",
        "Status, NonQualified, reachability, WARN"
    })
    void whatIsWrongWithATrunkIsFound(String fact, String value, String what, Result result) {
        asterisk.endpoints.get("prov-a").put(fact, value);

        assertThat(item("trunk prov-a: " + what).result()).isEqualTo(result);
        assertThat(item("trunk prov-a: " + what).remedy()).isNotEmpty();
        assertThat(item("trunk prov-b: " + what).result()).isEqualTo(Result.OK);
    }

    @Test
    void aRegistrationThatIsRefusedIsAFailure() {
        asterisk.registrations.put("prov-a", "Rejected");

        assertThat(item("trunk prov-a: registration").result()).isEqualTo(Result.FAIL);
        assertThat(item("trunk prov-a: registration").found()).isEqualTo("\"Rejected\" at prov-a.example");
    }

    @Test
    void aTrunkThatDoesNotRegisterIsFine() {
        asterisk.registrations.remove("prov-a");

        assertThat(item("trunk prov-a: registration").result()).isEqualTo(Result.OK);
    }

    @Test
    void anEndpointThatIsNotThereIsAFailureAndTheRestOfItIsSkipped() {
        asterisk.endpoints.remove("prov-a");

        assertThat(item("trunk prov-a: endpoint").result()).isEqualTo(Result.FAIL);
        assertThat(item("trunk prov-a: qualify").result()).isEqualTo(Result.SKIPPED);
    }

    @Test
    void theNarrowAccountIsCheckedByWhatItMayAsk() {
        address = AsteriskSetupTest.address(RowStore.GLOBALS, ChannelDriver.PJSIP);
        asterisk = new FakeAsterisk(address);
        asterisk.denied.addAll(List.of("DBPut", "GetConfig", "ModuleCheck", "PJSIPShowEndpoint"));
        asterisk.commands.remove("DBPut");
        asterisk.commands.remove("GetConfig");
        asterisk.commands.put("Setvar", "(Priv)");
        asterisk.globals.put("PJSIP_ENDPOINT(prov-a,aors)", "prov-a");
        asterisk.globals.put("PJSIP_ENDPOINT(prov-a,direct_media)", "true");
        asterisk.globals.put("PJSIP_AOR(prov-a,qualify_frequency)", "60");
        asterisk.globals.put("TRUNKPILOT_ORDER_default", row(300, "tp-1", "prov-b&prov-a"));

        assertThat(item("rights to write").found()).isEqualTo("write=call,reporting, and no more");
        assertThat(item("event filters").result()).isEqualTo(Result.SKIPPED);
        assertThat(item("applications and functions").result()).isEqualTo(Result.SKIPPED);
        assertThat(item("trunk prov-a: direct media").result()).isEqualTo(Result.WARN);
        assertThat(item("trunk prov-a: qualify").result()).isEqualTo(Result.OK);
        assertThat(item("rows").found()).contains("prov-b, prov-a by tp-1");
        assertThat(item("route default: dialplan").result()).isEqualTo(Result.OK);
    }

    @Test
    void aPbxThatIsNotThereGivesTheSameItems() throws IOException {
        int nobody;
        try (var socket = new ServerSocket(0)) {
            nobody = socket.getLocalPort();
        }

        var items = new AsteriskCheck(Site.address(nobody), Site.INVENTORY, SteeringTerms.DEFAULTS).run();

        assertThat(items.get(0).what()).isEqualTo("AMI port");
        assertThat(items.get(0).result()).isEqualTo(Result.FAIL);
        assertThat(items.subList(1, items.size())).allMatch(item -> item.result() == Result.SKIPPED);
        assertThat(items).hasSize(items().size() + 2);
    }

    private List<CheckItem> items() {
        return new AsteriskCheck(address, Site.INVENTORY, SteeringTerms.DEFAULTS)
                .questions(asterisk).stream().map(Question::answered).toList();
    }

    private CheckItem item(String what) {
        return items().stream()
                .filter(item -> item.what().equals(what))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no item " + what));
    }

    private static String row(int seconds, String owner, String order) {
        return Instant.now().plusSeconds(seconds).getEpochSecond() + ":1:" + owner + ":" + order;
    }
}
