package org.trunkpilot.control;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one clock of the shell: wall time that never runs backwards and is not thrown by an NTP step.
 *
 * <p>Between readings it goes by the monotonic clock, and it leans towards the wall clock by at most one part in 200, so a
 * step of 5 s is made up in 17 min and no window ages by it. A difference over {@link #JUMP} is no step but a machine that
 * booted without a clock: that one is taken at once if it leads forward, since expiries would otherwise be wrong for days.
 */
final class SteadyClock implements InstantSource {
    private static final Logger LOG = LoggerFactory.getLogger(SteadyClock.class);

    static final Duration JUMP = Duration.ofMinutes(10);

    private static final int LEAN = 200;

    private final InstantSource wall;
    private final LongSupplier nanos;
    private long lastNanos;
    private Instant last;

    SteadyClock(InstantSource wall, LongSupplier nanos) {
        this.wall = wall;
        this.nanos = nanos;
        this.lastNanos = nanos.getAsLong();
        this.last = wall.instant();
    }

    @Override
    public synchronized Instant instant() {
        long nowNanos = nanos.getAsLong();
        long elapsed = Math.max(0, nowNanos - lastNanos);
        lastNanos = nowNanos;
        Instant steady = last.plusNanos(elapsed);
        Duration behind = Duration.between(steady, wall.instant());
        if (behind.compareTo(JUMP) > 0) {
            LOG.warn("clock jumped ahead by {}: the machine slept, or had no time before", behind);
            steady = steady.plus(behind);
        } else {
            long lean = elapsed / LEAN;
            steady = steady.plusNanos(Math.max(-lean, Math.min(lean, nanosWithin(behind))));
        }
        last = steady;
        return steady;
    }

    private static long nanosWithin(Duration behind) {
        return behind.compareTo(JUMP.negated()) < 0 ? -JUMP.toNanos() : behind.toNanos();
    }
}
