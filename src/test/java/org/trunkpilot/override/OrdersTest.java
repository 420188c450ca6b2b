package org.trunkpilot.override;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.trunkpilot.trunk.RouteId;
import org.trunkpilot.trunk.TrunkId;

class OrdersTest {
    private static final Instant T = Instant.parse("2026-03-02T09:00:00Z");
    private static final RouteId ROUTE = new RouteId("default");
    private static final RouteId OTHER = new RouteId("abroad");
    private static final TrunkId A = new TrunkId("prov-a");
    private static final TrunkId B = new TrunkId("prov-b");

    private static Order order(String id, Order.Kind kind, TrunkId trunk, RouteId route, int since, int until) {
        return new Order(
                id,
                kind,
                kind.needsTrunk() ? Optional.of(trunk) : Optional.empty(),
                Optional.ofNullable(kind == Order.Kind.PAUSE ? null : route),
                "anna",
                "because",
                T.plusSeconds(since),
                T.plusSeconds(until));
    }

    @Test
    void onlyWhatStandsCounts() {
        var early = order("1", Order.Kind.HELD_OUT, A, ROUTE, 0, 10);
        var late = order("2", Order.Kind.HELD_OUT, B, ROUTE, 10, 20);
        assertThat(Orders.at(T.plusSeconds(9), List.of(late, early)).standing()).containsExactly(early);
        assertThat(Orders.at(T.plusSeconds(10), List.of(late, early)).standing())
                .containsExactly(late);
        assertThat(Orders.at(T.plusSeconds(20), List.of(late, early)).standing())
                .isEmpty();
    }

    @Test
    void theOneGivenLastWinsWhateverTheOrderOfInput() {
        var first = order("1", Order.Kind.HELD_OUT, A, ROUTE, 0, 100);
        var second = order("2", Order.Kind.HELD_IN, A, ROUTE, 5, 100);
        for (var given : List.of(List.of(first, second), List.of(second, first))) {
            var orders = Orders.at(T.plusSeconds(50), given);
            assertThat(orders.about(A, ROUTE)).contains(second);
            assertThat(orders.conflicts())
                    .containsExactly("HELD_OUT prov-a on default waits: HELD_IN prov-a on default until "
                            + "2026-03-02T09:01:40Z by anna was given later.");
        }
    }

    @Test
    void anOrderWithoutRouteIsAboutAllOfThem() {
        var order = order("1", Order.Kind.HELD_OUT, A, null, 0, 100);
        var orders = new Orders(List.of(order));
        assertThat(orders.about(A, ROUTE)).contains(order);
        assertThat(orders.about(A, OTHER)).contains(order);
        assertThat(orders.about(B, ROUTE)).isEmpty();
    }

    @Test
    void ofTwoPinsOnARouteTheLaterWins() {
        var first = order("1", Order.Kind.PIN, A, ROUTE, 0, 100);
        var second = order("2", Order.Kind.PIN, B, ROUTE, 5, 100);
        var elsewhere = order("3", Order.Kind.PIN, B, OTHER, 6, 100);
        var orders = new Orders(List.of(first, second, elsewhere));
        assertThat(orders.pin(ROUTE)).contains(second);
        assertThat(orders.about(A, ROUTE)).isEmpty();
        assertThat(orders.pin(OTHER)).contains(elsewhere);
        assertThat(orders.conflicts())
                .hasSize(1)
                .first()
                .asString()
                .startsWith("PIN prov-a on default waits: PIN prov-b");
    }

    @Test
    void aLaterOrderAboutThePinnedTrunkEndsThePinsEffect() {
        var pin = order("1", Order.Kind.PIN, A, ROUTE, 0, 100);
        var out = order("2", Order.Kind.HELD_OUT, A, ROUTE, 5, 100);
        assertThat(new Orders(List.of(pin, out)).pin(ROUTE)).isEmpty();
    }

    @Test
    void whatWaitsForAPauseOrAFreezeIsExplained() {
        var out = order("1", Order.Kind.HELD_OUT, A, ROUTE, 0, 100);
        var freeze = order("2", Order.Kind.FREEZE, A, ROUTE, 0, 100);
        var pause = order("3", Order.Kind.PAUSE, A, ROUTE, 0, 100);
        assertThat(new Orders(List.of(out, freeze)).conflicts())
                .singleElement()
                .asString()
                .contains("waits: FREEZE on default");
        assertThat(new Orders(List.of(out, pause)).conflicts())
                .singleElement()
                .asString()
                .contains("waits: PAUSE until");
        assertThat(new Orders(List.of(out, order("4", Order.Kind.FREEZE, A, OTHER, 0, 100))).conflicts())
                .isEmpty();
    }
}
