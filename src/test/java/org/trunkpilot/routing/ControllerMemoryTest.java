package org.trunkpilot.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.trunkpilot.health.Finding;
import org.trunkpilot.health.RingingHabit;
import org.trunkpilot.routing.ControllerMemory.OfRoute;
import org.trunkpilot.routing.ControllerMemory.Seat;
import org.trunkpilot.signal.Progress;
import org.trunkpilot.trunk.Destination;
import org.trunkpilot.trunk.RouteId;
import org.trunkpilot.trunk.TrunkId;

class ControllerMemoryTest {
    private static final Instant T = Instant.parse("2026-03-02T09:00:00.250Z");
    private static final TrunkId A = new TrunkId("prov-a");
    private static final TrunkId B = new TrunkId("prov-b");
    private static final RouteId ROUTE = new RouteId("default");

    @Test
    void whatIsWrittenIsReadAgain() {
        var memory = new ControllerMemory(
                Map.of(
                        ROUTE,
                        new OfRoute(
                                List.of(B, A),
                                List.of(A, B),
                                List.of(T, T.plusSeconds(60)),
                                Map.of(
                                        A,
                                        new Seat(
                                                ServiceState.OUT_OF_SERVICE,
                                                T,
                                                T,
                                                T.plusSeconds(1200),
                                                2,
                                                Finding.Layer.AUDIO_PATH,
                                                3,
                                                1),
                                        B,
                                        Seat.FIRST))),
                Map.of(ROUTE, "Somebody changed\nit by hand."),
                Map.of(A, List.of(habit(0), habit(3))));
        var read = ControllerMemory.parse(memory.text());
        assertThat(read.routes()).isEqualTo(memory.routes());
        assertThat(read.habits()).isEqualTo(memory.habits());
        assertThat(read.frozen()).containsEntry(ROUTE, "Somebody changed it by hand.");
        assertThat(read.text()).isEqualTo(ControllerMemory.parse(read.text()).text());
    }

    private static RingingHabit habit(int block) {
        return new RingingHabit(
                Progress.Kind.RINGING, Destination.MOBILE, block, 4, T.plusSeconds(block), Map.of(3, 12.5, 17, 200.0));
    }

    /** The column takes a million characters. */
    @Test
    void howeverManyTrunksThereAreTheNewestHabitsFit() {
        var counts = new TreeMap<Integer, Double>();
        for (int bucket = 0; bucket < 48; bucket++) {
            counts.put(bucket, 60.5);
        }
        var habits = new TreeMap<TrunkId, List<RingingHabit>>();
        for (int trunk = 0; trunk < 500; trunk++) {
            var ofTrunk = new ArrayList<RingingHabit>();
            for (int block = 0; block < 12; block++) {
                Instant at = T.plusSeconds(trunk);
                ofTrunk.add(new RingingHabit(Progress.Kind.RINGING, Destination.ANY, block, 2, at, counts));
            }
            habits.put(new TrunkId("trunk-" + trunk), ofTrunk);
        }
        String text = new ControllerMemory(Map.of(), Map.of(), habits).text();
        assertThat(text.length()).isBetween(799_000, 801_000);
        assertThat(ControllerMemory.parse(text).habits())
                .containsKey(new TrunkId("trunk-499"))
                .doesNotContainKey(new TrunkId("trunk-0"));
    }

    @Test
    void anEmptyMemoryIsReadAgain() {
        assertThat(ControllerMemory.parse(ControllerMemory.EMPTY.text())).isEqualTo(ControllerMemory.EMPTY);
    }

    @Test
    void aMemoryOfAnotherVersionIsRefused() {
        assertThatThrownBy(() -> ControllerMemory.parse("trunkpilot-memory 2\n"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("trunkpilot-memory 1");
        assertThatThrownBy(() -> ControllerMemory.parse("")).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "route default prov-a",
                "route default",
                "route",
                "seat default prov-a IN_SERVICE",
                "seat default prov-a ASLEEP 2026-03-02T09:00:00Z 2026-03-02T09:00:00Z 2026-03-02T09:00:00Z 0 CONTROL 0 0",
                "habit prov-a RINGING ANY 1/4 yesterday 3:20",
                "habit prov-a",
                "move default yesterday",
                "rumour default x",
                "route de/fault prov-a prov-a"
            })
    void aLineThatCannotBeReadIsNamed(String line) {
        assertThatThrownBy(() -> ControllerMemory.parse("trunkpilot-memory 1\n" + line + "\n"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("line 2");
    }
}
