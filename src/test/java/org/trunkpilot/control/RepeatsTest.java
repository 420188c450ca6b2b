package org.trunkpilot.control;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.trunkpilot.control.Repeats.Again;
import org.trunkpilot.trunk.RouteId;

class RepeatsTest {
    private static final Instant T = Instant.parse("2026-03-01T08:00:00Z");
    private static final RouteId DEFAULT = new RouteId("default");
    private static final RouteId ABROAD = new RouteId("abroad");

    private final Repeats repeats = new Repeats();

    @Test
    void theFirstIsSaidAtOnceAndTheRestOnceAMinute() {
        assertThat(repeats.first(DEFAULT, T)).isTrue();
        for (int second = 1; second < 60; second++) {
            assertThat(repeats.first(DEFAULT, T.plusSeconds(second))).isFalse();
            assertThat(repeats.due(T.plusSeconds(second))).isEmpty();
        }
        assertThat(repeats.due(T.plusSeconds(60))).containsExactly(new Again(DEFAULT, 59));

        assertThat(repeats.first(DEFAULT, T.plusSeconds(61))).isFalse();
        assertThat(repeats.due(T.plusSeconds(119))).isEmpty();
        assertThat(repeats.due(T.plusSeconds(120))).containsExactly(new Again(DEFAULT, 1));
    }

    @Test
    void afterAMinuteWithoutTheNextIsAFirstAgain() {
        repeats.first(DEFAULT, T);
        assertThat(repeats.due(T.plusSeconds(60))).isEmpty();

        assertThat(repeats.first(DEFAULT, T.plusSeconds(61))).isTrue();
    }

    @Test
    void eachRouteIsCountedByItself() {
        assertThat(repeats.first(DEFAULT, T)).isTrue();
        assertThat(repeats.first(ABROAD, T)).isTrue();
        repeats.first(ABROAD, T);

        assertThat(repeats.due(T.plusSeconds(60))).containsExactly(new Again(ABROAD, 1));
    }
}
