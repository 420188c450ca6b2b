package org.trunkpilot.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.trunkpilot.health.Finding;
import org.trunkpilot.routing.ControllerMemory.OfRoute;
import org.trunkpilot.routing.ControllerMemory.Seat;
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
                Map.of(ROUTE, "Somebody changed\nit by hand."));
        var read = ControllerMemory.parse(memory.text());
        assertThat(read.routes()).isEqualTo(memory.routes());
        assertThat(read.frozen()).containsEntry(ROUTE, "Somebody changed it by hand.");
        assertThat(read.text()).isEqualTo(ControllerMemory.parse(read.text()).text());
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
