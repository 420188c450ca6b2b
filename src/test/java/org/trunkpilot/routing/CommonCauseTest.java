package org.trunkpilot.routing;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.trunkpilot.health.Belief;
import org.trunkpilot.health.Finding;
import org.trunkpilot.health.Verdict;
import org.trunkpilot.trunk.Inventory;
import org.trunkpilot.trunk.PbxId;
import org.trunkpilot.trunk.RouteId;
import org.trunkpilot.trunk.SteeredRoute;
import org.trunkpilot.trunk.Trunk;
import org.trunkpilot.trunk.TrunkId;

/** Trunks a and b on fibre, c on lte; by the balanced profile: together is within 20 s, recovery 90 s. */
class CommonCauseTest {
    private static final Instant T = Instant.parse("2026-03-02T09:00:00Z");
    private static final TrunkId A = new TrunkId("prov-a");
    private static final TrunkId B = new TrunkId("prov-b");
    private static final TrunkId C = new TrunkId("prov-c");
    private static final Inventory INVENTORY = new Inventory(
            new PbxId("hq"),
            List.of(
                    new Trunk(A, "prov-a", "Alpha", "fibre", OptionalInt.empty()),
                    new Trunk(B, "prov-b", "Beta", "fibre", OptionalInt.empty()),
                    new Trunk(C, "prov-c", "Gamma", "lte", OptionalInt.empty())),
            List.of(new SteeredRoute(new RouteId("default"), List.of(A, B, C))));

    private final CommonCause common = new CommonCause(INVENTORY, RoutingPolicy.balanced());
    private final Map<TrunkId, Sketch> sketches = new LinkedHashMap<>();
    private Map<TrunkId, Instant> excused = Map.of();

    private CommonCauseTest silent(TrunkId trunk, int second) {
        sketches.put(trunk, Sketch.of(trunk).silentSince(T.plusSeconds(second)));
        return this;
    }

    private CommonCauseTest well(TrunkId trunk) {
        sketches.put(trunk, Sketch.of(trunk));
        return this;
    }

    private CommonCauseTest step(int second) {
        Instant now = T.plusSeconds(second);
        var beliefs = new LinkedHashMap<TrunkId, Belief>();
        for (TrunkId trunk : List.of(A, B, C)) {
            beliefs.put(
                    trunk,
                    sketches.computeIfAbsent(trunk, t -> Sketch.of(trunk)).at(now));
        }
        excused = common.step(now, beliefs);
        return this;
    }

    @Test
    void allSilentWithinTwentySecondsIsTheUplinkOrThePbxAndSaidWithItsFigures() {
        silent(A, 0).silent(B, 4).silent(C, 9).step(10);
        assertThat(common.ofAll())
                .contains("Nothing moved: prov-a, prov-b and prov-c went silent within 9 s of each other; this is the"
                        + " uplink or the PBX, not a carrier.");
        assertThat(common.sentence()).isEqualTo(common.ofAll());
        assertThat(excused).isEmpty();
    }

    @Test
    void allOfOneUplinkIsThatUplinkAndNoReasonToKeepStill() {
        silent(A, 0).silent(B, 3).step(10);
        assertThat(common.ofAll()).isEmpty();
        assertThat(common.ofUplink(A))
                .contains(
                        "prov-a and prov-b went silent within 3 s of each other; this is uplink fibre, not a carrier.");
        assertThat(common.ofUplink(C)).isEmpty();
        assertThat(common.spares(A)).as("nobody comes back yet").isFalse();
    }

    @Test
    void twentySecondsApartIsTogetherAndOneMoreIsNot() {
        silent(A, 0).silent(B, 20).step(30);
        assertThat(common.ofUplink(A)).isPresent();
        silent(B, 21).step(31);
        assertThat(common.sentence())
                .as("said until it is over")
                .contains("Nothing is moved until 09:02:01 UTC: uplink fibre came back, prov-a and prov-b have yet to"
                        + " follow.");
        var other = new CommonCauseTest().silent(A, 0).silent(B, 21).step(30);
        assertThat(other.common.sentence()).isEmpty();
    }

    /** One that had been silent for an hour is not part of it, and does not count in the figures. */
    @Test
    void whoWasSilentLongBeforeIsNotNamed() {
        silent(C, -3_600).silent(A, 0).silent(B, 5).step(10);
        assertThat(common.ofAll())
                .hasValueSatisfying(words -> assertThat(words)
                        .startsWith("Nothing moved: prov-a and prov-b went silent within 5 s of each other;"));
    }

    @Test
    void onlyDownIsSilent() {
        silent(A, 0);
        sketches.put(
                B, Sketch.of(B).shows(Finding.Kind.UNREACHABLE, Verdict.SUSPECT, T, "one OPTIONS went unanswered"));
        assertThat(step(5).common.sentence()).isEmpty();
    }

    // --- over

    @Test
    void whoHasYetToFollowIsSparedForNinetySecondsAndThenNot() {
        silent(A, 0).silent(B, 4).step(10);
        well(A).step(60);
        assertThat(common.ofUplink(B))
                .contains("Nothing is moved until 09:02:30 UTC: uplink fibre came back, prov-b has yet to follow.");
        assertThat(common.spares(B)).isTrue();
        assertThat(common.spares(C)).isFalse();
        assertThat(step(149).common.spares(B)).isTrue();
        step(150);
        assertThat(common.spares(B)).as("for one more look").isTrue();
        step(151);
        assertThat(common.spares(B)).isFalse();
        assertThat(common.sentence()).isEmpty();
    }

    @Test
    void itIsOverAtOnceWhenAllAreBack() {
        silent(A, 0).silent(B, 4).step(10);
        well(A).well(B).step(60);
        assertThat(step(61).common.sentence()).isEmpty();
    }

    /** What calls showed from 20 s before the first silence on says nothing, when the first is back and when all are. */
    @Test
    void whatCallsShowedMeanwhileIsExcusedWhenItEndsAndWhenTheLastHasFollowed() {
        silent(A, 0).silent(B, 4).step(10);
        well(A).step(60);
        assertThat(excused).containsOnly(Map.entry(A, T.minusSeconds(20)), Map.entry(B, T.minusSeconds(20)));
        assertThat(step(70).excused).isEmpty();
        well(B).step(80);
        assertThat(excused).containsOnlyKeys(A, B);
        assertThat(step(81).excused).isEmpty();
    }

    /** All were silent, and the uplink was: the earlier counts. */
    @Test
    void ofTwoCausesTheEarlierExcuses() {
        silent(A, 0).silent(B, 4).silent(C, 2).step(10);
        well(A).well(B).well(C).step(60);
        assertThat(excused)
                .containsOnly(
                        Map.entry(A, T.minusSeconds(20)),
                        Map.entry(B, T.minusSeconds(20)),
                        Map.entry(C, T.minusSeconds(20)));
    }

    @Test
    void aTrunkThatIsNotRegisteredHasYetToFollow() {
        silent(A, 0).silent(B, 4).step(10);
        well(A);
        sketches.put(
                B,
                Sketch.of(B).shows(Finding.Kind.NOT_REGISTERED, Verdict.DEGRADED, T.plusSeconds(50), "not registered"));
        step(60);
        assertThat(common.spares(B)).isTrue();
        sketches.put(B, Sketch.of(B).shows(Finding.Kind.LOSS_INBOUND, Verdict.DEGRADED, T.plusSeconds(50), "loss"));
        step(61);
        step(62);
        assertThat(common.spares(B)).as("its signalling is well").isFalse();
    }

    @Test
    void aCauseThatComesBackIsSaidAgain() {
        silent(A, 0).silent(B, 4).step(10);
        well(A).step(60);
        silent(A, 64).silent(B, 70).step(70);
        assertThat(common.ofUplink(A))
                .hasValueSatisfying(words ->
                        assertThat(words).startsWith("prov-a and prov-b went silent within 6 s of each other"));
        assertThat(common.spares(A)).isFalse();
    }

    @Test
    void aLostLinkForgetsIt() {
        silent(A, 0).silent(B, 4).step(10);
        well(A).step(60);
        common.forget();
        assertThat(common.sentence()).isEmpty();
        assertThat(common.spares(B)).isFalse();
        assertThat(step(61).excused).isEmpty();
    }
}
