package org.trunkpilot.practice.world;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one way into a world from other threads: one at a time, and never before the world has caught up with the clock. When the
 * machine slept, the world slept too: its clock is behind from then on, as a PBX's may be.
 */
public final class Turnstile {
    private static final Logger LOG = LoggerFactory.getLogger(Turnstile.class);

    /** The clock is looked at that often even when nothing is due: it may have been set. */
    private static final Duration LONGEST_NAP = Duration.ofSeconds(1);

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final World world;
    private final InstantSource clock;
    private final Duration longestCatchUp;
    private Duration slept = Duration.ZERO;
    private boolean closed;

    /** @param longestCatchUp whoever missed more than that has slept, and does not make up for it */
    public Turnstile(World world, InstantSource clock, Duration longestCatchUp) {
        this.world = world;
        this.clock = clock;
        this.longestCatchUp = longestCatchUp;
    }

    private Instant time() {
        return clock.instant().minus(slept);
    }

    private void catchUp() {
        Instant now = time(); // once: a machine may fall asleep between two looks
        var missed = Duration.between(world.now(), now);
        if (missed.compareTo(longestCatchUp) > 0) {
            slept = slept.plus(missed);
            now = now.minus(missed);
            LOG.info("practice: slept for {}; the practice PBX's clock is behind by {}", missed, slept);
        }
        world.advanceTo(now);
    }

    /** Catches up, then does that and gives back what it gives. */
    public <T> T enter(Function<World, T> what) {
        lock.lock();
        try {
            catchUp();
            var answer = what.apply(world);
            changed.signalAll();
            return answer;
        } finally {
            lock.unlock();
        }
    }

    /** Catches up, then does that. */
    public void run(Consumer<World> what) {
        enter(world -> {
            what.accept(world);
            return world;
        });
    }

    /** Keeps the world abreast of the clock until it is closed. */
    public void keepUp() {
        lock.lock();
        try {
            while (!closed) {
                try {
                    catchUp();
                } catch (RuntimeException e) {
                    // What failed is off the agenda; the rest of the world goes on without it.
                    LOG.error("practice: an entry of the agenda failed and was dropped", e);
                }
                changed.awaitNanos(nap().toNanos());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            lock.unlock();
        }
    }

    /** Until the next thing is due, zero or less when it is overdue. */
    private Duration nap() {
        Instant now = time();
        return world.agenda()
                .next()
                .map(next -> Duration.between(now, next))
                .filter(wait -> wait.compareTo(LONGEST_NAP) < 0)
                .orElse(LONGEST_NAP);
    }

    /** Lets {@link #keepUp} return. */
    public void close() {
        lock.lock();
        try {
            closed = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
