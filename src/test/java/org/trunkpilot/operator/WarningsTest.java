package org.trunkpilot.operator;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.trunkpilot.health.Verdict;
import org.trunkpilot.override.Order;
import org.trunkpilot.pbx.LinkStatus;
import org.trunkpilot.trunk.RouteId;
import org.trunkpilot.trunk.TrunkId;
import org.trunkpilot.web.InMemoryRoom;

/** What somebody who gives an order is told not to expect of it. */
class WarningsTest {
    private static final Instant SINCE = Instant.parse("2026-03-01T08:00:00Z");

    private final InMemoryRoom room = new InMemoryRoom();

    @Test
    void heldOutIsALastResortAndNotABlock() {
        assertThat(warnings(order(Order.Kind.HELD_OUT, InMemoryRoom.PROV_A, null)))
                .anyMatch(it -> it.contains("last resort; it is not blocked") && it.contains("disable it on the PBX"))
                .anyMatch(it -> it.startsWith("Emergency routes (emergency) keep their own order"));
    }

    @Test
    void holdingOutTheLastGoodTrunkIsSaid() {
        room.believe(InMemoryRoom.HQ, InMemoryRoom.PROV_B, Verdict.DEGRADED);

        assertThat(warnings(order(Order.Kind.HELD_OUT, InMemoryRoom.PROV_A, null)))
                .contains("No other trunk of route default is believed good: prov-b is degraded.");
    }

    @Test
    void holdingOutEveryTrunkOfARouteIsSaid() {
        Order first = order(Order.Kind.HELD_OUT, InMemoryRoom.PROV_B, null);

        assertThat(warnings(order(Order.Kind.HELD_OUT, InMemoryRoom.PROV_A, InMemoryRoom.DEFAULT), first))
                .contains(
                        "Route default has no other trunk that is not held out, so its calls go to prov-a all the same.")
                .noneMatch(it -> it.contains("Emergency"));
    }

    @Test
    void aPinOnATrunkThatIsDownWaits() {
        room.believe(InMemoryRoom.HQ, InMemoryRoom.PROV_A, Verdict.DOWN);

        assertThat(warnings(order(Order.Kind.PIN, InMemoryRoom.PROV_A, InMemoryRoom.DEFAULT)))
                .singleElement()
                .asString()
                .startsWith("prov-a is down: a pin has no effect");
    }

    @Test
    void holdingInABadTrunkIsSaid() {
        room.believe(InMemoryRoom.HQ, InMemoryRoom.PROV_A, Verdict.DEGRADED);

        assertThat(warnings(order(Order.Kind.HELD_IN, InMemoryRoom.PROV_A, InMemoryRoom.DEFAULT)))
                .contains("prov-a is degraded now, and calls go on being sent to it.");
    }

    @Test
    void ordersThatContradictEachOtherAreNamed() {
        Order out = order(Order.Kind.HELD_OUT, InMemoryRoom.PROV_A, null);
        Order pinB = order(Order.Kind.PIN, InMemoryRoom.PROV_B, InMemoryRoom.DEFAULT);

        assertThat(warnings(order(Order.Kind.PIN, InMemoryRoom.PROV_A, InMemoryRoom.DEFAULT), out, pinB))
                .anyMatch(it -> it.contains("to hold prov-a out on every route"))
                .anyMatch(it -> it.contains("to pin prov-b first on route default"));
        assertThat(warnings(order(Order.Kind.HELD_IN, InMemoryRoom.PROV_B, null), out))
                .noneMatch(it -> it.contains("says otherwise"));
    }

    @Test
    void aPauseAndALostLinkHoldUpEveryOrder() {
        Order pause = order(Order.Kind.PAUSE, null, null);
        room.tick(InMemoryRoom.HQ, view -> InMemoryRoom.pbx(InMemoryRoom.HQ, LinkStatus.State.CONNECTING));

        assertThat(warnings(order(Order.Kind.FREEZE, null, InMemoryRoom.DEFAULT), pause))
                .anyMatch(it -> it.contains("cannot reach hq now"))
                .anyMatch(it -> it.contains("pauses hq until 2026-03-01 09:00 UTC"))
                .anyMatch(it -> it.contains("stay with their first trunk even if it dies"));
    }

    private List<String> warnings(Order order, Order... others) {
        return Warnings.of(room.view(InMemoryRoom.HQ).orElseThrow(), order, List.of(others));
    }

    private static Order order(Order.Kind kind, TrunkId trunk, RouteId route) {
        return new Order(
                kind + "-" + trunk,
                kind,
                Optional.ofNullable(trunk),
                Optional.ofNullable(route),
                "maria",
                "planned work",
                SINCE,
                SINCE.plusSeconds(3600));
    }
}
