package org.trunkpilot.health;

import java.time.Duration;
import java.time.Instant;
import org.HdrHistogram.Histogram;

/**
 * Quantiles of recent durations: the last one to two windows.
 *
 * <p>Two histograms, the running window and the one before it, are read as one; when a window is over, by time or by
 * number, the older is emptied and takes its place. That forgets in steps, bounds memory (about 20 kB), and keeps an exact
 * count; decaying each bucket at each sample would cost a pass over all buckets. Relative error 1 %.
 */
final class DecayedQuantiles {
    /** Enough for a stable median and a usable 95th percentile; the size of a baseline too (design §4). */
    private static final int WINDOW_SAMPLES = 200;

    private static final Duration WINDOW = Duration.ofMinutes(30);
    private static final long MOST_MILLIS = 120_000;

    private Histogram running = new Histogram(1, MOST_MILLIS, 2);
    private Histogram before = new Histogram(1, MOST_MILLIS, 2);
    private final Histogram both = new Histogram(1, MOST_MILLIS, 2);
    private Instant windowEnds = Instant.MIN;
    private Instant last = Instant.MIN;
    private long medianMillis;
    private long p95Millis;

    void record(Duration value, Instant at) {
        last = at;
        if (!at.isBefore(windowEnds) || running.getTotalCount() >= WINDOW_SAMPLES) {
            var oldest = before;
            before = running;
            running = oldest;
            running.reset();
            if (!at.isBefore(windowEnds.equals(Instant.MIN) ? at : windowEnds.plus(WINDOW))) {
                before.reset();
            }
            windowEnds = at.plus(WINDOW);
        }
        running.recordValue(Math.max(1, Math.min(MOST_MILLIS, value.toMillis())));
        both.reset();
        both.add(running);
        both.add(before);
        medianMillis = both.getValueAtPercentile(50);
        p95Millis = both.getValueAtPercentile(95);
    }

    /** Samples that the quantiles rest on; without any they mean nothing. */
    long count() {
        return both.getTotalCount();
    }

    /** Whether the last sample is not older than {@code freshFor}. */
    boolean fresh(Instant now, Duration freshFor) {
        return !last.equals(Instant.MIN) && now.isBefore(last.plus(freshFor));
    }

    Duration median() {
        return Duration.ofMillis(medianMillis);
    }

    Duration p95() {
        return Duration.ofMillis(p95Millis);
    }
}
