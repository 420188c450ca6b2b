package org.trunkpilot.practice.world;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.trunkpilot.trunk.EmergencyRoute;
import org.trunkpilot.trunk.Route;
import org.trunkpilot.trunk.RouteId;
import org.trunkpilot.trunk.SteeredRoute;
import org.trunkpilot.trunk.TrunkId;

/** The rules by which a row is honoured, which are those of the dialplan that Trunkpilot ships. */
class DialplanTest {
    private static final Instant NOW = Instant.ofEpochSecond(1_800_000_000);
    private static final List<TrunkId> STATIC = List.of(new TrunkId("a"), new TrunkId("b"), new TrunkId("c"));
    private static final Route ROUTE = new SteeredRoute(new RouteId("default"), STATIC);

    private final AstDb db = new AstDb();
    private final Globals globals = new Globals();
    private final Dialplan dialplan = new Dialplan(db, globals, Rows.ASTDB, Duration.ofMinutes(10));

    private String order(String row) {
        db.put("trunkpilot", "order/default", row);
        return names(dialplan.order(ROUTE, NOW));
    }

    private static String names(Dialplan.Order order) {
        return String.join("", order.trunks().stream().map(TrunkId::name).toList());
    }

    @Test
    void withoutARowTheStaticOrderHolds() {
        assertThat(names(dialplan.order(ROUTE, NOW))).isEqualTo("abc");
        assertThat(dialplan.order(ROUTE, NOW).epoch()).isEqualTo("static");
    }

    @ParameterizedTest
    @CsvSource({"c&b&a,cba", "b,bac", "b&b&a,bac", "x&c,cab", "c&,cab", "&c&&a,cab", "x,abc"})
    void aValidRowGivesKnownNamesOnceAndTheStaticListBehind(String names, String order) {
        assertThat(order("1800000600:7:trunkpilot:" + names)).isEqualTo(order);
        assertThat(dialplan.order(ROUTE, NOW).epoch()).isEqualTo("7");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "c&b&a",
                "1799999999:1:t:c", // past
                "1800000000:1:t:c", // now
                "1800000661:1:t:c", // beyond the lease and its minute
                "-1800000600:1:t:c",
                "0x6b49d3d8:1:t:c",
                "1800000600.5:1:t:c",
                "1800000600::t:c",
                "1800000600:1:t",
                "1800000600:1:t:c:d",
                "1800000600:1:t u:c",
                "1800000600:1:t:c,30",
                "1800000600:1:t:c;",
                "1800000600:1:t:$[1]",
                "1800000600:1:t:${SHELL(id)}",
                "1800000600:1:t:Local/1@x",
                "18000006000:1:t:c",
                " 1800000600:1:t:c",
            })
    void anyOtherRowIsAsIfThereWereNone(String row) {
        assertThat(order(row)).isEqualTo("abc");
    }

    @Test
    void theLastSecondOfARowStillCountsAndTheFarthestOneToo() {
        assertThat(order("1800000001:1:t:c")).isEqualTo("cab");
        assertThat(order("1800000660:1:t:c")).isEqualTo("cab");
    }

    @Test
    void anEmergencyRouteLooksAtNoRow() {
        db.put("trunkpilot", "order/112", "1800000600:1:t:c");
        var emergency = new EmergencyRoute(new RouteId("112"), STATIC);
        assertThat(names(dialplan.order(emergency, NOW))).isEqualTo("abc");
    }

    @Test
    void aDialplanForGlobalsReadsTheGlobalAndNotAstDb() {
        var other = new Dialplan(db, globals, Rows.GLOBALS, Duration.ofMinutes(10));
        db.put("trunkpilot", "order/default", "1800000600:1:t:b");
        assertThat(names(other.order(ROUTE, NOW))).isEqualTo("abc");
        globals.set("TRUNKPILOT_ORDER_default", "1800000600:1:t:c");
        assertThat(names(other.order(ROUTE, NOW))).isEqualTo("cab");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"1&Local/2@x", "", "12a", "1 2", "12345678901234567890123456789012345678901", "1;2", "${X}"})
    void suchANumberIsNotDialled(String number) {
        assertThat(Dialplan.mayDial(number)).isFalse();
        assertThat(Dialplan.mayDial("*21#0201+5")).isTrue();
    }
}
