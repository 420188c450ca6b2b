package org.trunkpilot.operator.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** Guessing gets slow, and nobody else pays for it. */
class LoginThrottleTest {
    private Instant now = Instant.parse("2026-03-01T08:00:00Z");

    private final LoginThrottle throttle = new LoginThrottle(() -> now);

    @Test
    void theFifthFailureMakesTheSixthAttemptWait() {
        fail(4);
        assertThat(throttle.wait("192.0.2.1")).isEmpty();

        fail(1);

        assertThat(throttle.wait("192.0.2.1")).contains(Duration.ofSeconds(30));
        assertThat(throttle.wait("192.0.2.2")).isEmpty();
    }

    @Test
    void theWaitDoublesUpToAQuarterOfAnHour() {
        fail(6);
        assertThat(throttle.wait("192.0.2.1")).contains(Duration.ofMinutes(1));

        fail(100);

        assertThat(throttle.wait("192.0.2.1")).contains(Duration.ofMinutes(15));
    }

    @Test
    void theWaitEnds() {
        fail(5);
        now = now.plusSeconds(30);

        assertThat(throttle.wait("192.0.2.1")).isEmpty();
        fail(1);
        assertThat(throttle.wait("192.0.2.1")).contains(Duration.ofMinutes(1));
    }

    @Test
    void whoStaysAwayLongEnoughStartsAfresh() {
        fail(50);
        now = now.plus(Duration.ofMinutes(31));
        fail(1);

        assertThat(throttle.wait("192.0.2.1")).isEmpty();
    }

    @Test
    void theRightPasswordForgetsTheWrongOnes() {
        fail(4);
        throttle.succeeded("192.0.2.1");
        fail(1);

        assertThat(throttle.wait("192.0.2.1")).isEmpty();
    }

    @Test
    void oneIpv6NetworkIsOneGuesser() {
        for (int i = 0; i < 5; i++) {
            throttle.failed("2001:db8:1:2::" + i);
        }

        assertThat(throttle.wait("2001:db8:1:2:ffff::9")).isPresent();
        assertThat(throttle.wait("2001:db8:1:3::1")).isEmpty();
    }

    private void fail(int times) {
        for (int i = 0; i < times; i++) {
            throttle.failed("192.0.2.1");
        }
    }
}
