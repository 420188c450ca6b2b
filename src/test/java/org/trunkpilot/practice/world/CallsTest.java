package org.trunkpilot.practice.world;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.trunkpilot.trunk.EmergencyRoute;
import org.trunkpilot.trunk.Inventory;
import org.trunkpilot.trunk.PbxId;
import org.trunkpilot.trunk.RouteId;
import org.trunkpilot.trunk.SteeredRoute;
import org.trunkpilot.trunk.Trunk;
import org.trunkpilot.trunk.TrunkId;

/** What becomes of calls, and of their audio, under each thing that can be wrong. */
class CallsTest {
    private static final TrunkId A = new TrunkId("a");
    private static final TrunkId B = new TrunkId("b");
    private static final RouteId ROUTE = new RouteId("default");
    private static final RouteId EMERGENCY = new RouteId("emergency");
    private static final Callee.Does ANSWERS = new Callee.Answers(Duration.ofSeconds(1), Duration.ofSeconds(32));

    private static final String ROUTED = "TrunkRouted{Route=default, Epoch=static}";

    private final Diary diary = new Diary();
    private final World world = new World(
            new Site(
                    new Inventory(
                            new PbxId("pbx"),
                            List.of(
                                    new Trunk(A, "a", "Alpha", "fibre", OptionalInt.of(2)),
                                    new Trunk(B, "b", "Beta", "fibre", OptionalInt.empty())),
                            List.of(
                                    new SteeredRoute(ROUTE, List.of(A, B)),
                                    new EmergencyRoute(EMERGENCY, List.of(A, B)))),
                    PbxTimers.ORDINARY,
                    Traffic.NONE,
                    Duration.ofMinutes(10),
                    Rows.ASTDB,
                    7),
            Instant.parse("2026-11-23T10:00:00Z"),
            diary);

    @BeforeEach
    void comesUp() {
        world.begin();
        seconds(1);
        assertThat(diary.entries)
                .containsExactlyInAnyOrder("a REGISTERED", "b REGISTERED", "a reachable", "b reachable");
        diary.entries.clear();
    }

    private void seconds(double seconds) {
        world.advanceTo(world.now().plusMillis((long) (seconds * 1000)));
    }

    private void call(Callee.Does does) {
        world.call(ROUTE, new Callee("0201555111", does));
    }

    @Test
    void aRowSendsTheCallToAnotherTrunkAndAnEmergencyCallNowhereElse() {
        var row = world.now().getEpochSecond() + 600 + ":1:t:b&a";
        world.db().put("trunkpilot", "order/default", row);
        world.db().put("trunkpilot", "order/emergency", row);
        call(ANSWERS);
        seconds(5);
        assertThat(diary.entries)
                .containsExactly("caller", "TrunkRouted{Route=default, Epoch=1}", "dial b", "rings b", "answered b");
        diary.entries.clear();
        world.call(EMERGENCY, new Callee("112", ANSWERS));
        seconds(5);
        assertThat(diary.entries).containsExactly("caller", "dial a", "rings a", "answered a");
    }

    @Test
    void aSilentTrunkIsLeftAfterTenSecondsAndAnEmergencyCallLeavesItAfterEight() {
        world.carrier("Alpha", Conditions.WELL.gone());
        call(ANSWERS);
        seconds(9.9);
        assertThat(diary.entries).containsExactly("caller", ROUTED, "dial a");
        seconds(0.2);
        assertThat(diary.entries)
                .containsSubsequence(
                        "abandoned a CHANUNAVAIL",
                        "TrunkAttempt{Route=default, Epoch=static, Trunk=a, DialStatus=CHANUNAVAIL, HangupCause=0,"
                                + " Sip=, RingMs=, ProgressMs=}",
                        "dial b");
        diary.entries.clear();
        world.call(EMERGENCY, new Callee("112", ANSWERS));
        seconds(8.1);
        assertThat(diary.entries).contains("abandoned a CHANUNAVAIL", "dial b");
    }

    @ParameterizedTest
    @ValueSource(ints = {403, 408, 488, 500, 503, 480})
    void aTrunksOwnRefusalGoesOnToTheNextTrunk(int code) {
        world.carrier("Alpha", Conditions.WELL.refusingCalls(code));
        call(ANSWERS);
        seconds(5);
        assertThat(diary.entries).containsSubsequence("refused a " + code, "dial b", "answered b");
    }

    @ParameterizedTest
    @CsvSource({"404,1", "410,22", "484,28", "485,127", "486,17", "600,17", "603,21", "604,1", "607,127", "608,127"})
    void theCalleesOwnWordStopsTheCall(int code, int cause) {
        world.carrier("Alpha", Conditions.WELL.refusingCalls(code));
        call(ANSWERS);
        seconds(5);
        assertThat(diary.entries).contains("refused a " + code, "left " + cause).doesNotContain("dial b");
    }

    @Test
    void whoLetsItRingIsNotTriedOnAnotherTrunk() {
        call(new Callee.LetsItRing(Duration.ofMinutes(5)));
        seconds(60);
        assertThat(diary.entries).contains("abandoned a NOANSWER", "left 19").doesNotContain("dial b");
    }

    @Test
    void aCallerWhoGivesUpEndsTheCallWithoutAWordOfTheDialplan() {
        call(new Callee.LetsItRing(Duration.ofSeconds(15)));
        seconds(20);
        assertThat(diary.entries)
                .containsExactly("caller", ROUTED, "dial a", "rings a", "abandoned a CANCEL", "left 127");
        assertThat(world.calls()).isEmpty();
    }

    @Test
    void aTrunkThatIsFullIsPassedOverAndSaysSo() {
        for (int i = 0; i < 3; i++) {
            call(ANSWERS);
        }
        seconds(5);
        assertThat(diary.entries).contains("TrunkFull{Route=default, Epoch=static, Trunk=a, Limit=2}", "answered b");
        assertThat(diary.entries.stream().filter("answered a"::equals)).hasSize(2);
    }

    @Test
    void aNumberThatCouldBeASecondDialStringIsRefusedBeforeAnyTrunk() {
        world.call(ROUTE, new Callee("1&Local/2@x", ANSWERS));
        seconds(1);
        assertThat(diary.entries).containsExactly("caller", "TrunkRefused{Route=default, Length=11}", "left 28");
    }

    @Test
    void whenNoTrunkTakesTheCallItEndsAndAnEmergencyCallSaysWhatWasTried() {
        world.carrier("Alpha", Conditions.WELL.refusingCalls(503));
        world.carrier("Beta", Conditions.WELL.refusingCalls(486));
        world.call(EMERGENCY, new Callee("112", ANSWERS));
        seconds(5);
        assertThat(diary.entries)
                .contains("TrunksFailed{Route=emergency, Tried=a/CONGESTION/34 b/BUSY/17 }", "left 34");
    }

    @Test
    void anUplinkThatIsCutTakesBothCarriersWithItAndBothComeBack() {
        world.uplink("fibre", false);
        world.contact(A).qualify();
        world.contact(B).qualify();
        seconds(3.1);
        assertThat(diary.entries).containsExactly("a unreachable", "b unreachable");
        world.uplink("fibre", true);
        world.contact(A).qualify();
        world.contact(B).qualify();
        seconds(0.5);
        assertThat(diary.entries).contains("a reachable", "b reachable");
    }

    @Test
    void anAnswerThatWasLostArrivesWhenTheLineIsBack() {
        call(new Callee.Answers(Duration.ofSeconds(2), Duration.ofSeconds(30)));
        seconds(2);
        world.carrier("Alpha", Conditions.WELL.gone());
        seconds(10);
        assertThat(diary.entries).endsWith("rings a");
        world.carrier("Alpha", Conditions.WELL);
        seconds(4);
        assertThat(diary.entries).endsWith("answered a");
    }

    @Test
    void aCleanCallIsReportedEveryFiveSecondsFromBothSides() {
        call(ANSWERS);
        seconds(40);
        assertThat(diary.sent).hasSize(6);
        assertThat(diary.received).hasSize(6);
        assertThat(diary.sent).allSatisfy(report -> {
            assertThat(report.block().orElseThrow().fractionLost()).isZero();
            assertThat(report.experience()).isBetween(87.0, 88.1);
        });
        assertThat(diary.received)
                .allSatisfy(r ->
                        assertThat(r.block().orElseThrow().cumulativeLost()).isZero());
        // Six milliseconds each way; the first report may have crossed ours, and then the round trip is not known.
        assertThat(diary.received.subList(1, 6))
                .allSatisfy(r -> assertThat(r.roundTripSeconds()).isEqualTo(0.013, within(0.002)));
        assertThat(diary.sent.stream().map(r -> r.sender().orElseThrow().packets()))
                .isSorted()
                .last()
                .satisfies(last -> assertThat((long) last).isBetween(1500L, 1502L));
    }

    @Test
    void lossShowsInTheReportsOfWhoDidNotHear() {
        world.carrier("Alpha", Conditions.WELL.loss(0, 10));
        call(ANSWERS);
        seconds(40);
        assertThat(diary.sent)
                .allSatisfy(r ->
                        assertThat(r.block().orElseThrow().cumulativeLost()).isZero());
        var last = diary.received.get(diary.received.size() - 1).block().orElseThrow();
        assertThat((double) last.cumulativeLost()).isBetween(100.0, 200.0);
        assertThat(diary.received.stream()
                                .mapToInt(r -> r.block().orElseThrow().fractionLost())
                                .average()
                                .orElse(0)
                        / 256)
                .isEqualTo(0.10, within(0.03));
    }

    @Test
    void aCarrierThatSendsNoAudioIsNeverInOurReportsAndSendsReceiverReports() {
        world.carrier("Alpha", Conditions.WELL.oneWay());
        call(ANSWERS);
        seconds(40);
        assertThat(diary.sent).hasSize(6).allSatisfy(r -> assertThat(r.block()).isEmpty());
        assertThat(diary.received)
                .hasSize(6)
                .allSatisfy(r -> assertThat(r.sender()).isEmpty());
    }

    @Test
    void aCallThatTheLineIsCutUnderGoesOnReportingThatNothingMoreCame() {
        call(ANSWERS);
        seconds(12.5);
        world.carrier("Alpha", Conditions.WELL.gone());
        int before = diary.received.size();
        seconds(12);
        assertThat(diary.received).hasSize(before);
        int count = diary.sent.size();
        var last = diary.sent.get(count - 1);
        var beforeLast = diary.sent.get(count - 2);
        assertThat(last.sender().orElseThrow().packets())
                .isGreaterThan(beforeLast.sender().orElseThrow().packets() + 200);
        assertThat(last.block().orElseThrow().highestSequence())
                .isEqualTo(beforeLast.block().orElseThrow().highestSequence());
        assertThat(last.block().orElseThrow().fractionLost()).isZero();

        world.carrier("Alpha", Conditions.WELL);
        seconds(6);
        // The gap is lost once a packet after it is heard.
        assertThat(diary.sent.get(diary.sent.size() - 1).block().orElseThrow().cumulativeLost())
                .isCloseTo(600L, within(50L));
    }

    @Test
    void jitterAndDelayShowInTheirOwnUnits() {
        world.carrier("Alpha", Conditions.WELL.jitter(20).delay(200));
        call(ANSWERS);
        seconds(40);
        assertThat(diary.sent.stream()
                        .mapToInt(r -> r.block().orElseThrow().jitter())
                        .average()
                        .orElse(0))
                .isBetween(110.0, 200.0);
        assertThat(diary.received.get(0).roundTripSeconds()).isZero();
        assertThat(diary.received.get(0).block().orElseThrow().lastSr()).isZero();
        assertThat(diary.received.get(3).roundTripSeconds()).isEqualTo(0.413, within(0.003));
    }
}
