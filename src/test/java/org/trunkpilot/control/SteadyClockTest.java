package org.trunkpilot.control;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class SteadyClockTest {
    private final AtomicLong nanos = new AtomicLong(77);
    private final AtomicReference<Instant> wall = new AtomicReference<>(Instant.parse("2026-03-01T00:00:00Z"));
    private final SteadyClock clock = new SteadyClock(wall::get, nanos::get);

    private Instant after(Duration real, Duration step) {
        nanos.addAndGet(real.toNanos());
        wall.updateAndGet(w -> w.plus(real).plus(step));
        return clock.instant();
    }

    @Test
    void itGoesWithTheWallClockWhileNobodyStepsIt() {
        assertThat(after(Duration.ofSeconds(10), Duration.ZERO)).isEqualTo(wall.get());
    }

    @Test
    void aStepForwardIsLeanedTowardsAndAgesNothing() {
        Instant before = clock.instant();
        Instant stepped = after(Duration.ofSeconds(1), Duration.ofSeconds(5));
        assertThat(Duration.between(before, stepped)).isEqualTo(Duration.ofMillis(1005));
        assertThat(after(Duration.ofMinutes(17), Duration.ZERO)).isEqualTo(wall.get());
    }

    @Test
    void aStepBackwardsNeverRunsTimeBackwards() {
        Instant before = clock.instant();
        assertThat(after(Duration.ofMillis(1), Duration.ofHours(-2))).isAfter(before);
    }

    @Test
    void aMachineThatBootedWithoutAClockGetsItsTimeAtOnce() {
        assertThat(after(Duration.ofSeconds(1), Duration.ofDays(9000))).isEqualTo(wall.get());
    }
}
