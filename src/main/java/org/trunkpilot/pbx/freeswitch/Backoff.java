package org.trunkpilot.pbx.freeswitch;

import java.time.Duration;
import java.util.random.RandomGenerator;

/** Pauses between attempts to connect: doubling from the least to the most, each shorter or longer by up to a quarter. */
final class Backoff {
    private final Duration least;
    private final Duration most;
    private final RandomGenerator random;
    private Duration next;

    Backoff(Duration least, Duration most, RandomGenerator random) {
        this.least = least;
        this.most = most;
        this.random = random;
        this.next = least;
    }

    Duration next() {
        Duration now = next;
        Duration doubled = now.multipliedBy(2);
        next = doubled.compareTo(most) > 0 ? most : doubled;
        return jittered(now, random);
    }

    /** The link was up: the next failure is a new one. */
    void reset() {
        next = least;
    }

    /** Several of us must not all knock at the same moment. */
    static Duration jittered(Duration pause, RandomGenerator random) {
        return Duration.ofNanos(Math.round(pause.toNanos() * random.nextDouble(0.75, 1.25)));
    }
}
