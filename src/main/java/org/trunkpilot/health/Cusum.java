package org.trunkpilot.health;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A one-sided sequential test (Page 1954): {@code S ← clamp(S + step, 0, cap)}.
 *
 * <p>A step is the log-likelihood ratio of one observation, {@code ln(f1(x)/f0(x))}: above 0 when a bad trunk explains it
 * better, below 0 when a sound one does. {@code S} stays near 0 on a sound trunk and climbs steadily on a bad one, so it
 * needs no window and no least number of calls: clear evidence alarms after a few calls, thin evidence after many. A ratio
 * over a window of calls, the obvious thing, needs 30 calls before it may speak and then forgets why.
 *
 * <p>The cap bounds how much good evidence is needed to come down again.
 */
final class Cusum {
    private final double cap;
    private double sum;
    private @Nullable Instant risingSince;

    Cusum(double cap) {
        this.cap = cap;
    }

    /** The step for an event that a sound trunk shows with probability {@code usual} and a bad one with {@code bad}. */
    static double stepFor(double usual, double bad) {
        return Math.log(bad / usual);
    }

    /** The step, below 0, for the absence of that event. */
    static double stepAgainst(double usual, double bad) {
        return Math.log((1 - bad) / (1 - usual));
    }

    /** @param at when the observation began to be true */
    void add(double step, Instant at) {
        sum = Math.min(cap, Math.max(0, sum + step));
        if (sum == 0) {
            risingSince = null;
        } else if (risingSince == null) {
            risingSince = at;
        }
    }

    void reset() {
        sum = 0;
        risingSince = null;
    }

    double sum() {
        return sum;
    }

    boolean atRest() {
        return sum == 0;
    }

    /** When it last left 0; null at 0. */
    @Nullable Instant risingSince() {
        return risingSince;
    }
}
