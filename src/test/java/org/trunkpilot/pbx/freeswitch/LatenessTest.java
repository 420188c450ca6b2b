package org.trunkpilot.pbx.freeswitch;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;

class LatenessTest {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final Duration MOST = Duration.ofSeconds(10);
    private static final int HOUR = 3_600;

    @Test
    void aStepThatOurClockMakesUpOverHoursIsNotLateness() {
        assertThat(connections(5 * HOUR, second -> second >= 100 ? 60 : 0, LatenessTest::leaning))
                .isEqualTo(1);
    }

    @Test
    void aStepOfThePbxsClockBackCostsOneNewConnection() {
        assertThat(connections(5 * HOUR, second -> second >= 100 ? -60 : 0, second -> 0))
                .isEqualTo(2);
    }

    @Test
    void eventsThatComeTenSecondsLateAreNoticedAfterHoursOfDriftToo() {
        for (int quiet : new int[] {60, HOUR, 2 * HOUR}) {
            var lateness = new Lateness(MOST);
            for (int second = 0; second < quiet; second++) {
                assertThat(beyond(lateness, second, leaning(second), 0)).isEmpty();
            }

            assertThat(beyond(lateness, quiet, leaning(quiet), 9)).isEmpty();
            assertThat(beyond(lateness, quiet, leaning(quiet), 11)).isPresent();
        }
    }

    /** Read at 95 % of the pace at which they come, events are 10 s late after 250 s at the latest. */
    @Test
    void aBacklogThatGrowsSlowlyIsNoticed() {
        var lateness = new Lateness(MOST);
        int second = 0;
        while (beyond(lateness, second, 0, second * 0.05).isEmpty()) {
            second++;
            assertThat(second).isLessThan(260);
        }
        assertThat(second).isGreaterThan(200);
    }

    /** How far our clock is ahead after a step by 60 s at 100 s, which it makes up by one second in 200. */
    private static double leaning(double second) {
        return Math.min(60, Math.max(0, (second - 100) / 200.0));
    }

    /** An event each second, on time; how many connections that takes when each lateness ends one. */
    private static int connections(int seconds, DoubleUnaryOperator there, DoubleUnaryOperator here) {
        int connections = 1;
        var lateness = new Lateness(MOST);
        for (int second = 0; second < seconds; second++) {
            if (beyond(lateness, second, here.applyAsDouble(second) - there.applyAsDouble(second), 0)
                    .isPresent()) {
                connections++;
                lateness = new Lateness(MOST);
            }
        }
        return connections;
    }

    private static Optional<Duration> beyond(Lateness lateness, int second, double ahead, double late) {
        Instant now = START.plusMillis(Math.round((second + Math.max(0, ahead)) * 1_000));
        long stamp = now.toEpochMilli() - Math.round((ahead + late) * 1_000);
        return lateness.beyond(Long.toString(stamp * 1_000), now);
    }
}
