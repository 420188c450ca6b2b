package org.trunkpilot.pbx;

import java.time.Duration;
import java.util.random.RandomGenerator;

/** Pauses between attempts to connect: doubling from the least to the most, each shorter or longer by up to a quarter. */
public final class Backoff {
    private final Duration least;
    private final Duration most;
    private final RandomGenerator random;
    private Duration next;

    /** @param random for the jitter */
    public Backoff(Duration least, Duration most, RandomGenerator random) {
        this.least = least;
        this.most = most;
        this.random = random;
        this.next = least;
    }

    /** How long to wait now; the next pause is longer. */
    public Duration next() {
        Duration now = next;
        Duration doubled = now.multipliedBy(2);
        next = doubled.compareTo(most) > 0 ? most : doubled;
        return jittered(now, random);
    }

    /** The link was up: the next failure is a new one. */
    public void reset() {
        next = least;
    }

    /** Several of us must not all knock at the same moment. */
    public static Duration jittered(Duration pause, RandomGenerator random) {
        return Duration.ofNanos(Math.round(pause.toNanos() * random.nextDouble(0.75, 1.25)));
    }
}
