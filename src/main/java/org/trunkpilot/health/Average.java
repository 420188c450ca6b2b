package org.trunkpilot.health;

import java.time.Duration;
import java.time.Instant;
import java.util.OptionalDouble;

/**
 * An exponentially weighted average in event time: {@code a ← a + (1 − e^(−Δt/τ))·(x − a)}.
 *
 * <p>A fixed weight a sample would make the memory depend on how many calls are up. Samples of the same instant share a
 * least weight, or all but the first would count for nothing.
 */
final class Average {
    /** The weight of a sample at the same moment as the one before: that of a hundredth of the time constant. */
    private static final double LEAST_WEIGHT = 0.01;

    private final double timeConstantSeconds;
    private double value;
    private Instant last = Instant.MIN;

    Average(Duration timeConstant) {
        this.timeConstantSeconds = timeConstant.toMillis() / 1000.0;
    }

    void add(double sample, Instant at) {
        if (last.equals(Instant.MIN)) {
            value = sample;
            last = at;
            return;
        }
        double seconds = Math.max(0, Duration.between(last, at).toMillis() / 1000.0);
        double weight = Math.max(LEAST_WEIGHT, 1 - Math.exp(-seconds / timeConstantSeconds));
        value += weight * (sample - value);
        last = at;
    }

    void reset() {
        last = Instant.MIN;
    }

    /** Empty before the first sample, and when the last is older than {@code freshFor}. */
    OptionalDouble value(Instant now, Duration freshFor) {
        return !last.equals(Instant.MIN) && now.isBefore(last.plus(freshFor))
                ? OptionalDouble.of(value)
                : OptionalDouble.empty();
    }
}
