package org.trunkpilot.routing;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.trunkpilot.health.Belief;
import org.trunkpilot.health.Finding;
import org.trunkpilot.health.Grade;
import org.trunkpilot.health.HealthPolicy;
import org.trunkpilot.health.Vantage;
import org.trunkpilot.health.Verdict;
import org.trunkpilot.override.Order;
import org.trunkpilot.signal.Codec;
import org.trunkpilot.signal.LinkRestored;
import org.trunkpilot.signal.SnapshotTaken;
import org.trunkpilot.trunk.Inventory;
import org.trunkpilot.trunk.PbxId;
import org.trunkpilot.trunk.RouteId;
import org.trunkpilot.trunk.SteeredRoute;
import org.trunkpilot.trunk.Trunk;
import org.trunkpilot.trunk.TrunkId;

/** Trunk a fails; which of b and c takes over, and what is said of the other. */
class ChoiceTest {
    private static final Instant T = Instant.parse("2026-03-02T09:00:00Z");
    private static final TrunkId A = new TrunkId("a");
    private static final TrunkId B = new TrunkId("b");
    private static final TrunkId C = new TrunkId("c");
    private static final RouteId DEFAULT = new RouteId("default");

    private final Map<TrunkId, Integer> calls = new LinkedHashMap<>();
    private Trunk a = trunk(A, "Alpha", "fibre", Trunk.Terms.NONE);
    private Trunk b = trunk(B, "Beta", "lte", Trunk.Terms.NONE);
    private Trunk c = trunk(C, "Gamma", "dsl", Trunk.Terms.NONE);
    private Finding fault = down();
    private Set<Codec> used = Set.of();
    private List<Order> orders = List.of();

    @Test
    void amongEqualsTheStaticOrderDecides() {
        var decision = decision();
        assertThat(decision.to()).containsExactly(B, C, A);
        assertThat(decision.considered()).containsExactly("c would do, but stands behind b in the order.");
        assertThat(decision.reason()).doesNotContain("taken before");
    }

    @Test
    void amongEqualsTheCheaperTakesOverAndItIsSaid() {
        b = trunk(B, "Beta", "lte", cost(0.02));
        c = trunk(C, "Gamma", "dsl", cost(0.01));
        var decision = decision();
        assertThat(decision.to().get(0)).isEqualTo(C);
        assertThat(decision.reason())
                .contains("; c answered ")
                .contains(", and was taken before b, which costs 0.02 a minute and c 0.01; new calls take c first.");
        assertThat(decision.considered()).containsExactly("b would do, but costs 0.02 a minute and c 0.01.");
    }

    @Test
    void aCostThatIsNotKnownIsNotTakenForNothing() {
        b = trunk(B, "Beta", "lte", cost(0.02));
        assertThat(decision().to().get(0)).isEqualTo(B);
    }

    @Test
    void costDoesNotOutweighWhatMayShareTheFault() {
        // Loss without a witness: the carrier is only the likeliest.
        fault = lossy();
        b = trunk(B, "Beta", "fibre", cost(0.01));
        c = trunk(C, "Gamma", "dsl", cost(0.02));
        var decision = decision();
        assertThat(decision.to().get(0)).isEqualTo(C);
        assertThat(decision.reason()).contains(", and was taken before b, which shares the uplink fibre with a;");
    }

    @Test
    void aTrunkOfTheSameCarrierIsTheWorseChoiceWhileTheCarrierMayBeToBlame() {
        b = trunk(B, "Alpha", "lte", Trunk.Terms.NONE);
        var decision = decision();
        assertThat(decision.to().get(0)).isEqualTo(C);
        assertThat(decision.considered()).containsExactly("b would do, but shares the carrier Alpha with a.");
    }

    @Test
    void aDeclaredDomainIsWhatMayFailTogether() {
        a = trunk(A, "Alpha", "fibre", domains("dc-west"));
        b = trunk(B, "Beta", "lte", domains("dc-north", "dc-west"));
        var decision = decision();
        assertThat(decision.to().get(0)).isEqualTo(C);
        assertThat(decision.considered()).containsExactly("b would do, but shares the declared domain dc-west with a.");
    }

    @Test
    void aTrunkThatTakesNoneOfTheCodecsInUseIsTheLastChoiceOfAHardMove() {
        used = Set.of(Codec.G722);
        b = trunk(B, "Beta", "lte", codecs("g729"));
        c = trunk(C, "Gamma", "dsl", codecs("alaw", "g722"));
        var decision = decision();
        assertThat(decision.to().get(0)).isEqualTo(C);
        assertThat(decision.considered())
                .containsExactly("b would do, but takes g729 only, and the calls of a use G722.");
        c = trunk(C, "Gamma", "dsl", codecs("g729"));
        assertThat(decision().to().get(0)).as("a PBX may transcode").isEqualTo(B);
    }

    @Test
    void aTrunkThatTakesNoneOfTheCodecsInUseIsNoTargetOfASoftMove() {
        fault = lossy();
        used = Set.of(Codec.G711);
        b = trunk(B, "Beta", "lte", codecs("g729"));
        c = trunk(C, "Gamma", "dsl", codecs("g729"));
        var decision = decision();
        assertThat(decision.moves()).isFalse();
        assertThat(decision.reason()).contains("b takes g729 only, and the calls of a use G711");
        assertThat(decision.considered())
                .containsExactly(
                        "b takes g729 only, and the calls of a use G711.",
                        "c takes g729 only, and the calls of a use G711.");
        c = trunk(C, "Gamma", "dsl", codecs("ulaw"));
        assertThat(decision().to().get(0)).isEqualTo(C);
        used = Set.of();
        assertThat(decision().to().get(0))
                .as("what is not known excludes nothing")
                .isEqualTo(B);
    }

    @Test
    void aHardMovePrefersATrunkWithRoom() {
        calls.put(A, 10);
        calls.put(B, 25);
        var decision = decision();
        assertThat(decision.to().get(0)).isEqualTo(C);
        assertThat(decision.considered())
                .containsExactly(
                        "b would do, but has room for 27 of its 30 calls with headroom, and 35 are to be expected.");
    }

    @Test
    void aTrunkThatAPersonHoldsOutIsSaidToBe() {
        orders = List.of(new Order(
                "1",
                Order.Kind.HELD_OUT,
                Optional.of(B),
                Optional.empty(),
                "anna",
                "test",
                T.minusSeconds(1),
                T.plusSeconds(9_000)));
        assertThat(decisionMoving(A).considered()).containsExactly("b is held out by anna.");
    }

    private RouteDecision decision() {
        return decisionMoving(A);
    }

    private RouteDecision decisionMoving(TrunkId bad) {
        var inventory =
                new Inventory(new PbxId("hq"), List.of(a, b, c), List.of(new SteeredRoute(DEFAULT, List.of(A, B, C))));
        var controller = new RouteController(
                inventory, RoutingPolicy.balanced(), Map.of(), HealthPolicy.balanced(), ControllerMemory.EMPTY);
        controller.orders(orders);
        controller.accept(new LinkRestored(T, "Asterisk 22", Optional.of(T.minusSeconds(100_000))));
        controller.accept(new SnapshotTaken(T));
        var told = new ArrayList<RouteDecision>();
        for (int i = 0; i < 200; i++) {
            Instant now = T.plusSeconds(30).plusMillis(100L * i);
            var beliefs = new LinkedHashMap<TrunkId, Belief>();
            for (TrunkId trunk : List.of(A, B, C)) {
                beliefs.put(trunk, belief(trunk, now, i >= 20 && trunk.equals(bad)));
            }
            controller.judge(now, beliefs, List.of()).decisions().stream()
                    .filter(d -> d.rung() != Rung.ORDERS)
                    .forEach(told::add);
        }
        assertThat(told).isNotEmpty();
        return told.get(0);
    }

    private Belief belief(TrunkId trunk, Instant now, boolean bad) {
        return new Belief(
                trunk,
                now,
                bad ? fault.verdict() : Verdict.HEALTHY,
                Grade.A,
                OptionalInt.empty(),
                Map.of(),
                bad ? List.of(fault) : List.of(),
                calls.getOrDefault(trunk, 0),
                Optional.of(now.minus(Duration.ofMinutes(5))),
                Optional.of(now),
                true,
                OptionalDouble.of(bad ? 40 : 90),
                OptionalDouble.of(bad ? 40 : 90),
                Optional.empty(),
                Vantage.UNKNOWN,
                trunk.equals(A) ? used : Set.of());
    }

    private static Finding down() {
        return new Finding(
                Finding.Kind.SETUP_FAULTS,
                Verdict.DOWN,
                Grade.B,
                T.plusSeconds(31),
                "the last 4 calls failed with 503",
                org.trunkpilot.health.Attribution.UNKNOWN);
    }

    private static Finding lossy() {
        return new Finding(
                Finding.Kind.LOSS_INBOUND,
                Verdict.DEGRADED,
                Grade.B,
                T.plusSeconds(31),
                "4 % of the packets were lost");
    }

    private static Trunk.Terms cost(double cost) {
        return new Trunk.Terms(List.of(), List.of(), OptionalDouble.of(cost));
    }

    private static Trunk.Terms domains(String... domains) {
        return new Trunk.Terms(List.of(domains), List.of(), OptionalDouble.empty());
    }

    private static Trunk.Terms codecs(String... codecs) {
        return new Trunk.Terms(List.of(), List.of(codecs), OptionalDouble.empty());
    }

    private static Trunk trunk(TrunkId id, String carrier, String uplink, Trunk.Terms terms) {
        return new Trunk(id, id.name(), carrier, uplink, OptionalInt.of(30), terms);
    }
}
