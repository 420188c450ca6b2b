package org.trunkpilot.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.trunkpilot.health.Attribution;
import org.trunkpilot.health.Belief;
import org.trunkpilot.health.CallLeg;
import org.trunkpilot.health.Finding;
import org.trunkpilot.health.Grade;
import org.trunkpilot.health.HealthPolicy;
import org.trunkpilot.health.Verdict;
import org.trunkpilot.signal.LinkLost;
import org.trunkpilot.signal.LinkRestored;
import org.trunkpilot.signal.PbxRestarted;
import org.trunkpilot.signal.PhoneContact;
import org.trunkpilot.signal.SeizureRefused;
import org.trunkpilot.signal.SnapshotTaken;
import org.trunkpilot.trunk.Inventory;
import org.trunkpilot.trunk.PbxId;
import org.trunkpilot.trunk.RouteId;
import org.trunkpilot.trunk.SteeredRoute;
import org.trunkpilot.trunk.Trunk;
import org.trunkpilot.trunk.TrunkId;

/** What is made of findings: whose they are, what an operator is told, and what is left to move for. */
class CulpritsTest {
    private static final Instant T = Instant.parse("2026-03-02T09:00:00Z");
    private static final TrunkId A = new TrunkId("prov-a");
    private static final TrunkId A2 = new TrunkId("prov-a2");
    private static final TrunkId B = new TrunkId("prov-b");
    private static final Inventory INVENTORY = new Inventory(
            new PbxId("hq"),
            List.of(
                    new Trunk(A, "prov-a", "Alpha", "fibre", OptionalInt.empty()),
                    new Trunk(A2, "prov-a2", "Alpha", "lte", OptionalInt.empty()),
                    new Trunk(B, "prov-b", "Beta", "dsl", OptionalInt.empty())),
            List.of(new SteeredRoute(new RouteId("default"), List.of(A, A2, B))));

    private final HouseWatch house = new HouseWatch();
    private final PathWatch paths = new PathWatch(INVENTORY);
    private final CommonCause common = new CommonCause(INVENTORY, RoutingPolicy.balanced());
    private final PbxWatch watch = new PbxWatch(INVENTORY, RoutingPolicy.balanced(), house, paths);
    private final Culprits culprits = new Culprits(INVENTORY, HealthPolicy.balanced(), common, watch, house, paths);
    private final Map<TrunkId, Sketch> sketches = new LinkedHashMap<>();
    private final List<CallLeg> legs = new ArrayList<>();

    @BeforeEach
    void thePbxIsReady() {
        watch.accept(new LinkRestored(T, "22", Optional.of(T.minusSeconds(100_000))));
        watch.accept(new SnapshotTaken(T));
        List.of(A, A2, B).forEach(t -> sketches.put(t, Sketch.of(t).answered(T.plusSeconds(1))));
        step(20);
        assertThat(watch.state()).isEqualTo(PbxState.READY);
    }

    private void step(int second) {
        Instant now = T.plusSeconds(second);
        var beliefs = new LinkedHashMap<TrunkId, Belief>();
        sketches.forEach((trunk, sketch) -> beliefs.put(trunk, sketch.at(now)));
        watch.step(now, beliefs);
        culprits.step(now, beliefs, List.copyOf(legs));
        legs.clear();
    }

    private static Finding finding(Finding.Kind kind, Verdict verdict, int since, Attribution whose, String words) {
        return new Finding(kind, verdict, Grade.B, T.plusSeconds(since), words, whose);
    }

    private void shows(TrunkId trunk, Finding... findings) {
        var sketch = Sketch.of(trunk).answered(T.plusSeconds(1));
        List.of(findings).forEach(sketch::shows);
        sketches.put(trunk, sketch);
    }

    private static Finding fails(Verdict verdict, int since) {
        return finding(
                Finding.Kind.SETUP_FAULTS,
                verdict,
                since,
                Attribution.CARRIER,
                "6 of the last 9 calls failed with 503");
    }

    private static Finding refused(Verdict verdict, int calls) {
        return finding(
                Finding.Kind.SETUP_FAULTS, verdict, 100, Attribution.ACCOUNT, calls + " calls were refused with 403.");
    }

    // --- what is shown and what is left

    @Test
    void aFaultOfTheCarrierIsShownAsItsAndLeftToBeMovedFor() {
        shows(A, fails(Verdict.DEGRADED, 100));
        step(110);
        assertThat(culprits.all()).singleElement().satisfies(c -> {
            assertThat(c.whose()).isEqualTo(Attribution.CARRIER);
            assertThat(c.words()).isEqualTo("Alpha, not us: 6 of the last 9 calls failed with 503.");
        });
        assertThat(culprits.of(A)).contains(culprits.all().get(0));
        assertThat(culprits.excuse(A)).isEmpty();
        assertThat(culprits.own().get(A).verdict()).isEqualTo(Verdict.DEGRADED);
        assertThat(culprits.of(B)).isEmpty();
        assertThat(culprits.own().get(B).verdict()).isEqualTo(Verdict.HEALTHY);
        assertThat(culprits.attributed()).containsOnlyKeys(A, A2, B);
        assertThat(culprits.alarms()).isEmpty();
    }

    @Test
    void aFaultThatNoOtherTrunkMendsIsShownAndNotMovedFor() {
        shows(A, refused(Verdict.DEGRADED, 5));
        step(110);
        assertThat(culprits.attributed().get(A).verdict()).isEqualTo(Verdict.DEGRADED);
        assertThat(culprits.attributed().get(A).attribution()).contains(Attribution.ACCOUNT);
        assertThat(culprits.own().get(A).verdict()).isEqualTo(Verdict.HEALTHY);
        assertThat(culprits.own().get(A).findings()).isEmpty();
        assertThat(culprits.excuse(A))
                .hasValueSatisfying(c -> assertThat(c.whose()).isEqualTo(Attribution.ACCOUNT));
    }

    @Test
    void besideAFaultThatIsExcusedTheOthersCount() {
        shows(
                A,
                refused(Verdict.DEGRADED, 5),
                finding(Finding.Kind.SLOW_RINGING, Verdict.SUSPECT, 105, Attribution.CARRIER, "rings after 8 s"));
        step(110);
        assertThat(culprits.own().get(A).verdict()).isEqualTo(Verdict.SUSPECT);
        assertThat(culprits.own().get(A).findings())
                .extracting(Finding::kind)
                .containsExactly(Finding.Kind.SLOW_RINGING);
        assertThat(culprits.attributed().get(A).findings()).hasSize(2);
    }

    @Test
    void aFirstSignNamesNobodyOnTheSiteButIsKnownOfItsTrunk() {
        shows(A, fails(Verdict.SUSPECT, 100));
        step(110);
        assertThat(culprits.all()).isEmpty();
        assertThat(culprits.of(A)).isPresent();
        assertThat(culprits.own().get(A).verdict()).isEqualTo(Verdict.SUSPECT);
    }

    @Test
    void ofATrunkWithSeveralFindingsTheFirstThatIsPastItsThresholdIsTold() {
        shows(
                A,
                finding(Finding.Kind.LOSS_INBOUND, Verdict.SUSPECT, 100, Attribution.CARRIER, "4 % lost"),
                fails(Verdict.DEGRADED, 101));
        step(200);
        assertThat(culprits.of(A)).hasValueSatisfying(c -> assertThat(c.words()).contains("6 of the last 9 calls"));
    }

    @Test
    void refusalsNameTheirCauseThoughTheyNeverGetPastAThreshold() {
        shows(A, refused(Verdict.SUSPECT, 3));
        step(110);
        assertThat(culprits.all()).extracting(Culprit::whose).containsExactly(Attribution.ACCOUNT);
        assertThat(culprits.alarms()).containsExactly("Our account at Alpha: 3 calls were refused with 403.");
    }

    @Test
    void anAlarmKeepsItsSentenceWhileItsFiguresGrowAndEndsWithIt() {
        shows(A, refused(Verdict.SUSPECT, 3));
        step(110);
        shows(A, refused(Verdict.DEGRADED, 9));
        step(120);
        assertThat(culprits.all().get(0).words()).contains("9 calls");
        assertThat(culprits.alarms()).containsExactly("Our account at Alpha: 3 calls were refused with 403.");
        shows(A);
        step(130);
        assertThat(culprits.alarms()).isEmpty();
        shows(A, refused(Verdict.SUSPECT, 4));
        step(140);
        assertThat(culprits.alarms()).containsExactly("Our account at Alpha: 4 calls were refused with 403.");
    }

    @Test
    void aCodecThatNobodyTakesIsAnAlarmToo() {
        shows(
                A,
                finding(
                        Finding.Kind.SETUP_FAULTS,
                        Verdict.SUSPECT,
                        100,
                        Attribution.CODEC,
                        "3 calls were refused with 488"));
        step(110);
        assertThat(culprits.alarms()).containsExactly("Alpha takes none of our codecs: 3 calls were refused with 488.");
    }

    // --- several trunks, one culprit

    @Test
    void twoTrunksOfOneCarrierHaveOneCulpritSinceTheEarlier() {
        shows(A, fails(Verdict.DEGRADED, 100));
        shows(A2, fails(Verdict.DEGRADED, 90));
        step(110);
        assertThat(culprits.all()).singleElement().satisfies(c -> {
            assertThat(c.trunks()).containsExactly(A, A2);
            assertThat(c.since()).isEqualTo(T.plusSeconds(90));
        });
    }

    @Test
    void theSurerSentenceIsTold() {
        shows(A, finding(Finding.Kind.NOT_REGISTERED, Verdict.DOWN, 100, Attribution.CARRIER, "not registered"));
        shows(A2, fails(Verdict.DEGRADED, 110));
        step(120);
        assertThat(culprits.all()).singleElement().satisfies(c -> {
            assertThat(c.confidencePercent()).isEqualTo(Culprit.INFERRED);
            assertThat(c.words()).contains("6 of the last 9 calls");
            assertThat(c.since()).isEqualTo(T.plusSeconds(100));
        });
    }

    @Test
    void theSurestComesFirst() {
        shows(A, finding(Finding.Kind.NOT_REGISTERED, Verdict.DOWN, 100, Attribution.CARRIER, "not registered"));
        shows(B, refused(Verdict.SUSPECT, 3));
        step(120);
        assertThat(culprits.all())
                .extracting(Culprit::confidencePercent)
                .containsExactly(Culprit.INFERRED, Culprit.LIKELIEST);
    }

    @Test
    void aConfidenceIsAPercentage() {
        assertThatThrownBy(() -> new Culprit(Attribution.PBX, "", List.of(), 101, T, "surely"))
                .hasMessage("a confidence of 101 %");
        assertThatThrownBy(() -> new Culprit(Attribution.PBX, "", List.of(), -1, T, "surely"))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(new Culprit(Attribution.PBX, "", List.of(), 100, T, "surely").untold())
                .isEqualTo(new Culprit(Attribution.UNKNOWN, "", List.of(), Culprit.LIKELIEST, T, "surely"));
        assertThat(new Culprit(Attribution.PBX, "", List.of(), 0, T, "hardly").confidencePercent())
                .isZero();
    }

    // --- the site

    private void full(TrunkId trunk, int second) {
        culprits.accept(new SeizureRefused(T.plusSeconds(second), trunk, Optional.empty(), SeizureRefused.Why.FULL));
    }

    @Test
    void threeCallsThatFoundNoChannelWithinTenMinutesAreMoreCallsThanChannels() {
        full(A, 100);
        full(A, 200);
        culprits.accept(new SeizureRefused(T.plusSeconds(210), A, Optional.empty(), SeizureRefused.Why.UNREACHABLE));
        full(B, 220);
        step(300);
        assertThat(culprits.all()).isEmpty();
        full(A, 310);
        step(320);
        assertThat(culprits.all()).singleElement().satisfies(c -> {
            assertThat(c.whose()).isEqualTo(Attribution.ACCOUNT);
            assertThat(c.name()).isEqualTo("prov-a");
            assertThat(c.trunks()).containsExactly(A);
            assertThat(c.since()).isEqualTo(T.plusSeconds(100));
            assertThat(c.words())
                    .isEqualTo("3 calls within 10 min found all channels of prov-a in use: more calls than channels.");
        });
        step(699);
        assertThat(culprits.all()).hasSize(1);
        step(700);
        assertThat(culprits.all()).isEmpty();
    }

    @Test
    void ofManyTheLastSixtyFourAreCounted() {
        for (int i = 0; i < 70; i++) {
            full(A, 100 + i);
        }
        step(300);
        assertThat(culprits.all()).singleElement().satisfies(c -> {
            assertThat(c.words()).startsWith("64 calls within 10 min");
            assertThat(c.since()).isEqualTo(T.plusSeconds(106));
        });
    }

    @Test
    void aLostLinkOrARestartForgetsThemAndTheCallsThatFailed() {
        for (var end : List.of(new LinkLost(T.plusSeconds(150), "gone"), new PbxRestarted(T.plusSeconds(150)))) {
            for (int i = 0; i < 3; i++) {
                full(A, 100 + i);
                legs.add(Call.on(A, T.plusSeconds(100 + 10 * i))
                        .to("493011")
                        .failed(480)
                        .leg());
            }
            legs.add(Call.on(B, T.plusSeconds(140)).to("498911").leg());
            legs.add(Call.on(B, T.plusSeconds(141)).to("498912").leg());
            step(149);
            assertThat(culprits.all())
                    .extracting(Culprit::whose)
                    .containsExactly(Attribution.CALLEE, Attribution.ACCOUNT);
            culprits.accept(end);
            step(151);
            assertThat(culprits.all()).isEmpty();
        }
    }

    @Test
    void callsOfATrunkThatFailsAsAWholeSayNothingOfWhomTheyWereFor() {
        for (int i = 0; i < 3; i++) {
            legs.add(Call.on(A, T.plusSeconds(100 + 10 * i))
                    .to("493011")
                    .failed(503)
                    .leg());
        }
        legs.add(Call.on(B, T.plusSeconds(140)).to("498911").leg());
        legs.add(Call.on(B, T.plusSeconds(141)).to("498912").leg());
        step(149);
        assertThat(culprits.all()).extracting(Culprit::whose).containsExactly(Attribution.CALLEE);
        shows(A, fails(Verdict.DEGRADED, 100));
        step(150);
        assertThat(culprits.all()).extracting(Culprit::whose).containsExactly(Attribution.CARRIER);
        shows(A, fails(Verdict.SUSPECT, 100));
        step(151);
        assertThat(culprits.all()).extracting(Culprit::whose).containsExactly(Attribution.CALLEE);
        shows(A, finding(Finding.Kind.LOSS_INBOUND, Verdict.DEGRADED, 100, Attribution.CARRIER, "4 % lost"));
        step(200);
        assertThat(culprits.all())
                .extracting(Culprit::whose)
                .containsExactlyInAnyOrder(Attribution.CALLEE, Attribution.CARRIER);
    }

    @Test
    void whileThePbxIsNotReadyItAloneIsNamed() {
        for (int i = 0; i < 12; i++) {
            house.accept(new PhoneContact(T, "phone" + i, PhoneContact.State.PRESENT));
        }
        for (int i = 0; i < 4; i++) {
            house.accept(new PhoneContact(T.plusSeconds(100), "phone" + i, PhoneContact.State.ABSENT));
        }
        full(A, 100);
        full(A, 101);
        full(A, 102);
        step(110);
        assertThat(culprits.all())
                .extracting(Culprit::whose)
                .containsExactly(Attribution.LAN_PHONES, Attribution.ACCOUNT);
        watch.accept(new LinkLost(T.plusSeconds(120), "gone"));
        step(121);
        assertThat(culprits.all()).singleElement().satisfies(c -> {
            assertThat(c.whose()).isEqualTo(Attribution.PBX);
            assertThat(c.words()).isEqualTo("Our link to the PBX is gone: gone.");
        });
        assertThat(Duration.between(T, culprits.all().get(0).since())).hasSeconds(120);
    }
}
