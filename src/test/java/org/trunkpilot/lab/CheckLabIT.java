package org.trunkpilot.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.core.env.PropertySource;
import org.springframework.core.io.ByteArrayResource;
import org.trunkpilot.pbx.CheckItem;
import org.trunkpilot.pbx.CheckItem.Result;
import org.trunkpilot.pbx.PbxAdapter;
import org.trunkpilot.pbx.PbxAddress.RowStore;
import org.trunkpilot.pbx.PbxUnavailable;
import org.trunkpilot.pbx.SteeringTerms;

/** {@code check} and {@code discover} on a real Asterisk: all well, and each planted defect found. */
class CheckLabIT {
    private static final PbxAdapter ADAPTER = SteeringLab.adapter();

    private static Lab lab;
    private static LabAmi ami;

    @BeforeAll
    static void install() {
        lab = Lab.take();
        ami = new LabAmi();
        good();
    }

    @AfterAll
    static void leave() {
        ami.close();
        lab.close();
    }

    @AfterEach
    void noRows() {
        List.of("default", "emergency").forEach(ami::noRow);
    }

    /** The lab's own contexts call the first and the last route; nobody calls the night. */
    private static void good() {
        SteeringLab.install(lab, RowStore.DATABASE, SteeringLab.inventory());
    }

    @Test
    void allIsWellOnALabThatWasSetUp() {
        List<CheckItem> items = check(RowStore.DATABASE);

        assertThat(items)
                .filteredOn(item -> item.result() != Result.OK)
                .extracting(CheckItem::what)
                .containsExactly("route night.shift-2: calls", "RTCP events");
        assertThat(item(items, "RTCP events").result()).isEqualTo(Result.SKIPPED);
        assertThat(item(items, "trunk alpha.1: reachability").found())
                .matches("10\\.1\\.0\\.2 reachable in \\d+\\.\\d ms");
        assertThat(item(items, "Asterisk version").found()).startsWith("22.");
        assertThat(item(items, "clock").found()).endsWith("0.0 s apart");
        assertThat(lab.cli("database show trunkpilot"))
                .as("nothing is left behind")
                .contains("0 results found");
    }

    @Test
    void theNarrowAccountIsWellToo() {
        SteeringLab.install(lab, RowStore.GLOBALS, SteeringLab.inventory());
        try {
            List<CheckItem> items = check(RowStore.GLOBALS);

            assertThat(items).noneMatch(item -> item.result() == Result.FAIL);
            assertThat(item(items, "rights to write").found()).isEqualTo("write=call,reporting, and no more");
            assertThat(item(items, "trunk prov-b: direct media").result()).isEqualTo(Result.OK);
            assertThat(item(items, "trunk prov-b: qualify").found()).isEqualTo("every 60 s");
            assertThat(item(items, "trunk prov-b: registration").found()).isEqualTo("registered at 10.2.0.2");
        } finally {
            good();
        }
    }

    @Test
    void aWrongSecretIsSaidAndAllElseSkipped() {
        List<CheckItem> items =
                ADAPTER.check(Lab.address(RowStore.DATABASE, "wrong"), SteeringLab.inventory(), SteeringLab.TERMS);

        assertThat(item(items, "AMI port").result()).isEqualTo(Result.OK);
        assertThat(item(items, "sign-in").result()).isEqualTo(Result.FAIL);
        assertThat(item(items, "sign-in").found()).contains("refuses the AMI user \"trunkpilot\"");
        assertThat(items.subList(2, items.size())).allMatch(item -> item.result() == Result.SKIPPED);
    }

    @Test
    void aPbxWithoutTheDialplanIsFound() {
        lab.dialplanNamed("none");
        try {
            CheckItem item = item(check(RowStore.DATABASE), "route default: dialplan");

            assertThat(item.result()).isEqualTo(Result.FAIL);
            assertThat(item.found()).isEqualTo("[trunkpilot-default] is not installed");
        } finally {
            good();
        }
    }

    @Test
    void aDialplanOfAnOlderConfigurationIsFound() {
        var older = new SteeringTerms(Duration.ofHours(1), Duration.ofSeconds(10), Duration.ofSeconds(45));

        List<CheckItem> items = ADAPTER.check(Lab.address(RowStore.DATABASE), SteeringLab.inventory(), older);

        CheckItem item = item(items, "route default: dialplan");
        assertThat(item.result()).isEqualTo(Result.FAIL);
        assertThat(item.found()).startsWith("older than the configuration (fingerprint ");
        assertThat(item(items, "route emergency: dialplan").result()).isEqualTo(Result.OK);
    }

    @Test
    void aDialplanOfTheLabsOwnMakingIsFound() {
        lab.dialplanNamed("default");
        try {
            assertThat(item(check(RowStore.DATABASE), "route default: dialplan").found())
                    .startsWith("not made by this version of Trunkpilot: step 1 is ");
        } finally {
            good();
        }
    }

    @Test
    void directMediaAndQualifyThatIsOffAreFound() throws IOException {
        Path pjsip =
                Path.of(System.getenv().getOrDefault("LAB_DIR", "/var/lib/trunkpilot-lab"), "run/pbx/etc/pjsip.conf");
        String before = Files.readString(pjsip);
        try {
            Files.writeString(
                    pjsip,
                    before.replace("direct_media=no", "direct_media=yes")
                            .replaceAll("qualify_frequency=\\d+", "qualify_frequency=0"));
            lab.cli("module reload res_pjsip.so");
            List<CheckItem> items = check(RowStore.DATABASE);

            assertThat(item(items, "trunk alpha.1: direct media").result()).isEqualTo(Result.WARN);
            assertThat(item(items, "trunk alpha.1: direct media").remedy())
                    .contains("direct_media = no in endpoint prov-a");
            assertThat(item(items, "trunk alpha.1: qualify").result()).isEqualTo(Result.WARN);
        } finally {
            Files.writeString(pjsip, before);
            lab.cli("module reload res_pjsip.so");
            lab.reset();
        }
    }

    @Test
    void aRowThatNamesAnEmergencyRouteIsAnAlarm() {
        ami.row("emergency", Instant.now().plusSeconds(300).getEpochSecond() + ":1:tp:alpha.1&prov-b");

        CheckItem item = item(check(RowStore.DATABASE), "route emergency: no row");

        assertThat(item.result()).isEqualTo(Result.FAIL);
        assertThat(item.found()).startsWith("ALARM");
    }

    @Test
    void rowsAreShownWithTheirOwnerAndTheirTime() {
        ami.row("default", Instant.now().plusSeconds(300).getEpochSecond() + ":7:tp-hq:prov-b&alpha.1");

        assertThat(item(check(RowStore.DATABASE), "rows").found())
                .matches("default: prov-b, alpha.1 by tp-hq for another (2[5-9]\\d|300) s");
    }

    @Test
    void aModuleThatIsMissingIsFound() {
        lab.cli("module unload func_cut");
        try {
            assertThat(item(check(RowStore.DATABASE), "applications and functions")
                            .found())
                    .contains("func_cut");
        } finally {
            lab.cli("module load func_cut");
        }
    }

    @Test
    void rtcpIsProvedByACallThatIsUp() {
        var call = ami.call("default", "1001", Duration.ofMinutes(2));
        await().atMost(Duration.ofSeconds(30)).until(() -> lab.isUp("prov-a"));

        CheckItem item = item(check(RowStore.DATABASE), "RTCP events");

        assertThat(item.result()).as(item.found()).isEqualTo(Result.OK);
        assertThat(item.found()).startsWith("a report on trunk alpha.1 came after ");
        ami.hangUp();
        LabAmi.await(call);
    }

    @Test
    void discoverWritesTheTrunksAsConfigurationThatCanBeRead() throws PbxUnavailable, IOException {
        String yaml = ADAPTER.discover(Lab.address(RowStore.DATABASE));

        PropertySource<?> read = new YamlPropertySourceLoader()
                .load("discovered", new ByteArrayResource(yaml.getBytes(java.nio.charset.StandardCharsets.UTF_8)))
                .get(0);
        var values = Map.of(
                "trunkpilot.pbxs.hq.trunks.prov-a.carrier", "10.1.0.2",
                "trunkpilot.pbxs.hq.trunks.prov-b.carrier", "10.2.0.2",
                "trunkpilot.pbxs.hq.trunks.prov-b.uplink", "default",
                "trunkpilot.pbxs.hq.routes.default.trunks[0]", "prov-a",
                "trunkpilot.pbxs.hq.routes.default.trunks[1]", "prov-b");
        values.forEach((key, value) -> assertThat(
                        Optional.ofNullable(read.getProperty(key)).map(Object::toString))
                .as(key + " in\n" + yaml)
                .contains(value));
        assertThat(yaml).contains("is a guess");
    }

    private static List<CheckItem> check(RowStore rows) {
        return ADAPTER.check(Lab.address(rows), SteeringLab.inventory(), SteeringLab.TERMS);
    }

    private static CheckItem item(List<CheckItem> items, String what) {
        return items.stream()
                .filter(item -> item.what().equals(what))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no item " + what + " in " + items));
    }
}
