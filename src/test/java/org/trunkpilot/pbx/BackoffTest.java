package org.trunkpilot.pbx;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BackoffTest {
    private final Backoff backoff =
            new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(30), new SplittableRandom(20_261_123));

    @Test
    void pausesDoubleFromOneSecondToThirtyEachJitteredByAQuarter() {
        for (int seconds : new int[] {1, 2, 4, 8, 16, 30, 30, 30}) {
            assertThat(backoff.next())
                    .isBetween(Duration.ofMillis(seconds * 750L), Duration.ofMillis(seconds * 1_250L));
        }
    }

    @Test
    void afterALinkThatWasUpTheFirstPauseIsShortAgain() {
        IntStream.range(0, 5).forEach(i -> backoff.next());
        backoff.reset();

        assertThat(backoff.next()).isLessThan(Duration.ofMillis(1_300));
    }

    @Test
    void noTwoOfUsKnockAtTheSameMoment() {
        assertThat(IntStream.range(0, 20)
                        .mapToObj(i -> Backoff.jittered(Duration.ofSeconds(1), new SplittableRandom(i)))
                        .distinct())
                .hasSizeGreaterThan(15);
    }
}
