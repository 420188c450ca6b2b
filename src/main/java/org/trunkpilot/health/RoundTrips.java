package org.trunkpilot.health;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.OptionalDouble;
import org.trunkpilot.health.HealthPolicy.Path;

/**
 * The round trips that RTCP tells on one trunk, without those that cannot be.
 *
 * <p>They come of two clocks and a subtraction at the far end, and some of them are garbage (Asterisk issue 2099). One far above the
 * median of the last ones is not believed, until three in a row agree: then the way has changed.
 */
final class RoundTrips {
    private static final int MOST = 31;
    private static final int LEAST = 5;

    /** So many doubtful ones in a row, none more than twice another, are believed. */
    private static final int AGREEING = 3;

    private final Path policy;
    private final ArrayDeque<Double> last = new ArrayDeque<>();
    private final ArrayDeque<Double> doubtful = new ArrayDeque<>();
    private Instant lastAt = Instant.MIN;
    private double median;
    private long refused;

    RoundTrips(Path policy) {
        this.policy = policy;
    }

    /** Whether it can be believed. */
    boolean credible(double millis, Instant at) {
        boolean odd = last.size() >= LEAST
                && millis >= policy.garbageFrom().toMillis()
                && millis > policy.garbageFactor() * median;
        if (odd) {
            doubtful.addLast(millis);
            if (doubtful.size() > AGREEING) {
                doubtful.removeFirst();
            }
            if (!agree()) {
                refused++;
                return false;
            }
            last.clear();
            last.addAll(doubtful);
        }
        doubtful.clear();
        if (!odd) {
            last.addLast(millis);
        }
        if (last.size() > MOST) {
            last.removeFirst();
        }
        lastAt = at;
        var sorted = last.stream().sorted().toList();
        median = sorted.get(sorted.size() / 2);
        return true;
    }

    private boolean agree() {
        double least = doubtful.stream().mapToDouble(d -> d).min().orElse(0);
        double most = doubtful.stream().mapToDouble(d -> d).max().orElse(0);
        return doubtful.size() == AGREEING && most <= 2 * least;
    }

    /** The median in milliseconds; empty when none was told for {@code freshFor}, or too few. */
    OptionalDouble median(Instant now, Duration freshFor) {
        return last.size() >= LEAST && now.isBefore(lastAt.plus(freshFor))
                ? OptionalDouble.of(median)
                : OptionalDouble.empty();
    }

    /** Round trips that were not believed. */
    long refused() {
        return refused;
    }
}
