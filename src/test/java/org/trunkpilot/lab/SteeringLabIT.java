package org.trunkpilot.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.trunkpilot.lab.LabAmi.Outcome;
import org.trunkpilot.pbx.PbxAddress.RowStore;
import org.trunkpilot.pbx.StopTable;
import org.trunkpilot.pbx.StopTable.Heard;
import org.trunkpilot.pbx.StopTable.Then;

/** The generated dialplan, attacked on a real Asterisk. */
class SteeringLabIT {
    /** Both providers refuse it at once, so a call shows the whole order in some milliseconds. */
    private static final String REFUSED_BY_ALL = "3503";

    private static final String ANSWERED_AT_ONCE = "1001";
    private static final List<String> STATIC = List.of("PJSIP/prov-a", "PJSIP/prov-b");
    private static final List<String> FLIPPED = List.of("PJSIP/prov-b", "PJSIP/prov-a");
    private static final Duration NONE = Duration.ZERO;

    /** A row that runs a command makes it. The PBX has a network of its own and shares the machine's files. */
    private static final Path MARK = Path.of("/tmp/tplab-injected");

    private static Lab lab;
    private static LabAmi ami;

    @BeforeAll
    static void install() {
        lab = Lab.take();
        SteeringLab.install(lab, RowStore.DATABASE, SteeringLab.inventory());
        ami = new LabAmi();
    }

    @AfterAll
    static void leave() {
        ami.close();
        lab.close();
    }

    @AfterEach
    void noRows() throws Exception {
        List.of("default", "emergency", "night.shift-2").forEach(ami::noRow);
        Files.deleteIfExists(MARK);
    }

    // --- rows. VALID stands for an expiry in five minutes.

    @Test
    void withoutARowTheStaticOrderHolds() {
        assertThat(order("default")).isEqualTo(STATIC);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "VALID:1:tp:prov-b&alpha.1",
                "VALID:999999999999:tp-1.x_Y:prov-b&alpha.1",
                "VALID:1:tp:prov-b",
                "VALID:1:tp:prov-b&prov-b&alpha.1",
                "VALID:1:tp:elsewhere&prov-b",
                "VALID:1:tp:&prov-b",
                "VALID:1:tp:&&prov-b&&alpha.1&",
                "VALID:1:tp:alphax1&prov-b",
                "VALID:1:tp:prov-&rov-b&prov-bb&prov-b",
                "LAST:1:tp:prov-b"
            })
    void aValidRowSetsTheOrderAndTheStaticNamesComeBehind(String row) {
        ami.row("default", filled(row));

        assertThat(order("default")).isEqualTo(FLIPPED);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "garbage",
                "PAST:1:tp:prov-b",
                "NOW:1:tp:prov-b",
                "BEYOND:1:tp:prov-b",
                "9999999999:1:tp:prov-b",
                "-VALID:1:tp:prov-b",
                "+VALID:1:tp:prov-b",
                "0VALID:1:tp:prov-b",
                "0x6fffffff:1:tp:prov-b",
                "VALID.5:1:tp:prov-b",
                "1e10:1:tp:prov-b",
                "VALID :1:tp:prov-b",
                "VALIDs:1:tp:prov-b",
                "\"VALID\":1:tp:prov-b",
                "VALID:1:tp",
                "VALID:1:tp:prov-b:more",
                "VALID::tp:prov-b",
                "VALID:1::prov-b",
                "VALID:1:tp:",
                "VALID:one:tp:prov-b",
                "VALID:1:t p:prov-b",
                "VALID:1:tp:prov-b;",
                "VALID:1:tp:prov-b,30,U(lab-careless)",
                "VALID:1:tp:Local/s@lab-careless",
                "VALID:1:tp:prov-b|prov-a",
                "VALID:1:tp:prov-b$[1+1]",
                "VALID:1:tp:${TP_NUMBER}",
                "VALID:1:tp:prov-b\\",
                "VALID:1:tp:pröv-b",
                "VALID:1:tp:'prov-b'",
                "VALID:1:tp:elsewhere",
                "VALID:1:tp:PROV-B",
                // The endpoint's name is not the trunk's.
                "VALID:1:tp:prov-a&elsewhere"
            })
    void anyOtherRowLeavesTheStaticOrder(String row) {
        ami.row("default", filled(row));

        assertThat(order("default")).isEqualTo(STATIC);
    }

    @Test
    void aRowOfOneRouteSaysNothingOfAnother() {
        ami.row("night.shift-2", filled("VALID:1:tp:prov-b"));

        assertThat(order("default")).isEqualTo(STATIC);
        assertThat(order("night.shift-2")).isEqualTo(FLIPPED);
    }

    static Stream<String> injections() {
        String run = "SHELL(touch " + MARK + ")";
        // SHELL() is given the quotes, too, and a shell runs what stands in backticks between them.
        String quoted = "SHELL(\"`touch " + MARK + "`\")";
        return Stream.of(
                "${" + run + "}",
                "$[" + quoted + "]",
                "\" | " + quoted + " | \"",
                "\" | ${" + run + "} | \"",
                "VALID:1:tp:${" + run + "}",
                "VALID:1:" + quoted + ":prov-b",
                "VALID | " + quoted + ":1:tp:prov-b",
                "VALID:1:tp:\" | " + quoted + " | \"",
                "VALID:1:tp:prov-b)} " + quoted,
                "VALID:1:tp:prov-b\"] | $[" + quoted + "]");
    }

    @ParameterizedTest
    @MethodSource("injections")
    void noRowRunsACommand(String row) {
        ami.row("default", filled(row));

        assertThat(order("default")).isEqualTo(STATIC);
        assertThat(MARK).doesNotExist();
    }

    @Test
    void theSameRowRunsACommandInACarelessDialplan() {
        ami.row("default", "\" | SHELL(\"`touch " + MARK + "`\") | \"");

        LabAmi.await(ami.originate("s@lab-careless", NONE));

        assertThat(MARK).as("else the tests above prove nothing").exists();
    }

    // --- numbers

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1&Local/s@lab-careless",
                "1&PJSIP/100@prov-b",
                "1,30",
                "1%",
                "1\"",
                "1$",
                "1;2",
                "(1)",
                "1)",
                "1}",
                "1@prov-b",
                "1/2",
                "1 2",
                " 1",
                "alice",
                "1a",
                "1.5",
                "1-2",
                "١٢٣",
                "${SHELL(touch /tmp/tplab-injected)}",
                "$[1+1]",
                "\" | SHELL(\"`touch /tmp/tplab-injected`\") | \"",
                "01234567890123456789012345678901234567890"
            })
    void anyOtherNumberIsRefusedBeforeATrunkIsTried(String number) {
        Outcome outcome = LabAmi.await(ami.call("default", number, NONE));

        assertThat(outcome.dialled()).isEmpty();
        assertThat(outcome.told("TrunkRefused")).hasSize(1);
        assertThat(outcome.cause())
                .as("invalid number format: the caller gets 484")
                .isEqualTo(28);
        assertThat(MARK).doesNotExist();
    }

    @Test
    void noNumberAtAllIsRefused() {
        Outcome outcome = LabAmi.await(ami.originate("s@lab-steer", NONE, "LAB_ROUTE=default"));

        assertThat(outcome.dialled()).isEmpty();
        assertThat(outcome.cause()).isEqualTo(28);
    }

    @ParameterizedTest
    @ValueSource(strings = {"3503", "3503*21#", "3503456789012345678901234567890123456789"})
    void aNumberOfDigitsStarAndHashIsDialled(String number) {
        Outcome outcome = LabAmi.await(ami.call("default", number, NONE));

        assertThat(outcome.dialStrings()).containsExactly(number + "@prov-a", number + "@prov-b");
    }

    // --- what goes on and what stops

    static Stream<StopTable.Row> codes() {
        return StopTable.ROWS.stream().filter(row -> row.sip().isPresent());
    }

    @ParameterizedTest
    @MethodSource("codes")
    void eachCodeGoesOnOrStopsAsTheTableSays(StopTable.Row row) {
        String number = (row.heard() == Heard.RINGING ? "4" : "3") + row.sip().getAsInt();

        Outcome outcome = LabAmi.await(ami.call("default", number, NONE));

        assertThat(outcome.dialled()).isEqualTo(row.then() == Then.NEXT_TRUNK ? STATIC : STATIC.subList(0, 1));
    }

    @Test
    void aCalleeWhoRefusesAfterEarlyMediaOfAFailingCarrierIsTriedByTheNext() {
        assertThat(LabAmi.await(ami.call("default", "4183", NONE)).dialled()).isEqualTo(STATIC);
    }

    @Test
    void aSilentTrunkLosesTheCallAndARingingOneKeepsIt() {
        var silent = ami.call("default", "4001", NONE);
        var ringing = ami.call("default", "4000", NONE);
        var earlyMedia = ami.call("default", "4002", NONE);

        assertThat(LabAmi.await(silent).dialled()).isEqualTo(STATIC);
        assertThat(LabAmi.await(silent).took()).isBetween(Duration.ofSeconds(4), Duration.ofSeconds(9));
        assertThat(LabAmi.await(silent).cause())
                .as("no trunk: the caller gets 503")
                .isEqualTo(34);
        for (var stopped : List.of(ringing, earlyMedia)) {
            assertThat(LabAmi.await(stopped).dialled()).isEqualTo(STATIC.subList(0, 1));
            assertThat(LabAmi.await(stopped).took()).isBetween(Duration.ofSeconds(10), Duration.ofSeconds(19));
            assertThat(LabAmi.await(stopped).cause()).as("no answer").isEqualTo(19);
        }
    }

    @ParameterizedTest
    @CsvSource({"3486, 17", "3503, 34", "3404, 1"})
    void theCallerLearnsWhy(String number, int cause) {
        assertThat(LabAmi.await(ami.call("default", number, NONE)).cause()).isEqualTo(cause);
    }

    @Test
    void anAnswerIsTheEnd() {
        Outcome outcome = LabAmi.await(ami.call("default", ANSWERED_AT_ONCE, Duration.ofMillis(300)));

        assertThat(outcome.dialled()).isEqualTo(STATIC.subList(0, 1));
        assertThat(outcome.answeredBy()).contains("PJSIP/prov-a");
    }

    @Test
    void anUnreachableTrunkCostsNoTimeAndIsTold() {
        lab.fault("prov-a", "blackhole");
        try {
            ami.ask("PJSIPQualify", "Endpoint", "prov-a");
            await().atMost(Duration.ofSeconds(30))
                    .until(() ->
                            lab.cli("pjsip show contacts").matches("(?s).*10\\.1\\.0\\.2\\S*\\s+\\S+\\s+Unavail.*"));

            Outcome outcome = LabAmi.await(ami.call("default", ANSWERED_AT_ONCE, Duration.ofMillis(300)));

            assertThat(outcome.answeredBy()).contains("PJSIP/prov-b");
            assertThat(outcome.told("TrunkAttempt")).containsExactly("alpha.1");
            assertThat(outcome.dialled()).as("no INVITE goes to it").containsExactly("PJSIP/prov-b");
            assertThat(outcome.took()).isLessThan(Duration.ofSeconds(4));
        } finally {
            lab.reset();
        }
    }

    // --- limits

    @Test
    void aBurstFillsEachTrunkToItsLimitAndNotOneCallMore() {
        SteeringLab.install(lab, RowStore.DATABASE, SteeringLab.inventory(OptionalInt.of(3), OptionalInt.of(2)));
        try {
            var calls = new ArrayList<CompletableFuture<Outcome>>();
            for (int i = 0; i < 20; i++) {
                calls.add(ami.call("default", ANSWERED_AT_ONCE, Duration.ofMinutes(2)));
            }
            // Full as they are, an emergency call is carried.
            var emergency = ami.call("emergency", ANSWERED_AT_ONCE, Duration.ofMillis(300));
            assertThat(LabAmi.await(emergency).answeredBy()).contains("PJSIP/prov-b");
            await("the others are up or over")
                    .atMost(Duration.ofSeconds(30))
                    .until(() -> calls.stream().filter(Future::isDone).count() + callsUp() == calls.size());
            ami.hangUp();
            List<Outcome> outcomes = calls.stream().map(LabAmi::await).toList();

            assertThat(by(outcomes, "PJSIP/prov-a")).hasSize(3);
            assertThat(by(outcomes, "PJSIP/prov-b")).hasSize(2);
            assertThat(outcomes)
                    .filteredOn(outcome -> outcome.answeredBy().isEmpty())
                    .hasSize(15)
                    .allSatisfy(outcome -> {
                        assertThat(outcome.told("TrunkFull")).containsExactly("alpha.1", "prov-b");
                        assertThat(outcome.dialled()).isEmpty();
                        assertThat(outcome.cause()).isEqualTo(34);
                    });
            // A real edge: a channel leaves its group a moment after its hangup was told. Calls of others are none of
            // ours.
            await("no place is left taken")
                    .atMost(Duration.ofSeconds(30))
                    .until(() -> !lab.cli("group show channels").contains("lab-steer"));
        } finally {
            SteeringLab.install(lab, RowStore.DATABASE, SteeringLab.inventory());
        }
    }

    // --- emergency

    @ParameterizedTest
    @ValueSource(strings = {"3486", "3603", "3404", "3503", "3403", "3302", "4480", "4486"})
    void anEmergencyCallIsTriedOnEveryTrunkWhateverTheFirstSays(String number) {
        assertThat(LabAmi.await(ami.call("emergency", number, NONE)).dialled()).isEqualTo(FLIPPED);
    }

    @Test
    void noRowSteersAnEmergencyCall() {
        ami.row("emergency", filled("VALID:1:tp:alpha.1&prov-b"));
        ami.row("default", filled("VALID:1:tp:alpha.1&prov-b"));

        assertThat(order("emergency")).as("its own static order").isEqualTo(FLIPPED);
    }

    @Test
    void anEmergencyCallIsTriedOnTheNextTrunkAfterEightSilentSeconds() {
        Outcome outcome = LabAmi.await(ami.call("emergency", "4001", NONE));

        assertThat(outcome.dialled()).isEqualTo(FLIPPED);
        assertThat(outcome.took()).isBetween(Duration.ofSeconds(16), Duration.ofSeconds(24));
    }

    @Test
    void anEmergencyCallNeedsNoModuleButDial() {
        var optional = List.of(
                "func_db",
                "func_global",
                "func_strings",
                "func_cut",
                "func_logic",
                "func_groupcount",
                "func_hangupcause",
                "app_userevent");
        try {
            // A real edge: a module stays while the last call of another test is still being hung up.
            optional.forEach(module -> await(module + " is unloaded")
                    .atMost(Duration.ofSeconds(30))
                    .until(() -> {
                        lab.cli("module unload " + module);
                        return ami.ask("ModuleCheck", "Module", module)
                                .getOrDefault("Response", "")
                                .equals("Error");
                    }));

            assertThat(LabAmi.await(ami.call("emergency", REFUSED_BY_ALL, NONE)).dialled())
                    .isEqualTo(FLIPPED);
            assertThat(LabAmi.await(ami.call("emergency", ANSWERED_AT_ONCE, Duration.ofMillis(300)))
                            .answeredBy())
                    .contains("PJSIP/prov-b");
        } finally {
            optional.forEach(module -> lab.cli("module load " + module));
        }
    }

    @Test
    void aChangeOfTheOrderAndAReloadLeaveALiveCallUntouched() {
        try (Traffic live = Traffic.start("--count", "1", "--seconds", "20")) {
            await().atMost(Duration.ofSeconds(30)).until(() -> lab.isUp("prov-a"));
            ami.row("default", filled("VALID:1:tp:prov-b&alpha.1"));
            lab.run("reload");

            Outcome next = LabAmi.await(ami.call("default", ANSWERED_AT_ONCE, Duration.ofMillis(300)));
            assertThat(next.answeredBy()).as("a new call").contains("PJSIP/prov-b");
            Traffic.Call call = live.finished().get(0);
            assertThat(call.trunks()).as("the live call").containsExactly("prov-a");
            assertThat(call.lived()).isGreaterThan(19);
            assertThat(call.harm()).isEmpty();
        }
    }

    /** Answered calls on the trunks. */
    private static long callsUp() {
        return lab.cli("core show channels concise")
                .lines()
                .filter(line -> line.startsWith("PJSIP/") && line.contains("!Up!"))
                .count();
    }

    private static List<String> order(String route) {
        return LabAmi.await(ami.call(route, REFUSED_BY_ALL, NONE)).dialled();
    }

    private static List<Outcome> by(List<Outcome> outcomes, String endpoint) {
        return outcomes.stream()
                .filter(outcome -> outcome.answeredBy().equals(Optional.of(endpoint)))
                .toList();
    }

    private static String filled(String row) {
        long now = Instant.now().getEpochSecond();
        long lease = SteeringLab.TERMS.lease().toSeconds();
        return row.replace("VALID", String.valueOf(now + 300))
                .replace("LAST", String.valueOf(now + lease + 59))
                .replace("PAST", String.valueOf(now - 1))
                .replace("NOW", String.valueOf(now))
                .replace("BEYOND", String.valueOf(now + lease + 90));
    }
}
