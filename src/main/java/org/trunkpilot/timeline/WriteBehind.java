package org.trunkpilot.timeline;

import jakarta.persistence.PersistenceException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one thread that writes. Whoever tells it something waits for a lock that is never held during I/O, and for nothing
 * else. A batch that the database does not take is tried again until it does; meanwhile the {@link Backlog} decides what is
 * lost.
 */
final class WriteBehind implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(WriteBehind.class);

    /** First wait after a failure; doubled up to {@link #LONGEST_WAIT}. */
    private static final Duration SHORTEST_WAIT = Duration.ofMillis(250);

    /** An operator who has repaired the database sees the record go on within this time. */
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(15);

    /** What a stop of the service may wait for the database. */
    private static final Duration FAREWELL = Duration.ofSeconds(5);

    private final Ledger ledger;
    private final TimelineSettings.Queue settings;
    private final InstantSource clock;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition news = lock.newCondition();
    private final Condition settled = lock.newCondition();

    // All below are guarded by the lock.
    private final Backlog backlog;
    private long oldestNanos;
    private int inHand;
    private long written;
    private long samplesRefused;
    private long entriesRefused;
    private long flushAsked;
    private long flushDone;
    private boolean closing;
    private long closeByNanos;
    private @Nullable Instant failingSince;
    private String failure = "";
    private @Nullable Thread thread;

    WriteBehind(Ledger ledger, TimelineSettings.Queue settings, InstantSource clock) {
        this.ledger = ledger;
        this.settings = settings;
        this.clock = clock;
        this.backlog = new Backlog(settings.held(), settings.samples());
    }

    void start() {
        lock.lock();
        try {
            // A daemon: a database that hangs must not keep the service from ending.
            Thread started = new Thread(this::run, "timeline-writer");
            started.setDaemon(true);
            started.start();
            thread = started;
        } finally {
            lock.unlock();
        }
    }

    void add(Note note) {
        lock.lock();
        try {
            if (backlog.size() == 0) {
                oldestNanos = System.nanoTime();
                news.signal();
            }
            backlog.add(note);
            if (backlog.size() == settings.batch()) {
                news.signal();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Waits until all that was added before is written; gives up after {@code patience}, or at once while writing fails. */
    void flush(Duration patience) {
        lock.lock();
        try {
            long mine = ++flushAsked;
            news.signal();
            long left = patience.toNanos();
            while (flushDone < mine && failingSince == null && left > 0) {
                left = settled.awaitNanos(left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            lock.unlock();
        }
    }

    /** Writes what waits, for {@link #FAREWELL} at most. What cannot be written is counted in the log. */
    @Override
    public void close() {
        Thread ending;
        lock.lock();
        try {
            if (!closing) {
                closing = true;
                closeByNanos = System.nanoTime() + FAREWELL.toNanos();
            }
            ending = thread;
            news.signal();
        } finally {
            lock.unlock();
        }
        if (ending == null) {
            return;
        }
        try {
            // Never interrupted: an interrupt closes the file under H2.
            ending.join(FAREWELL.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        int lost = status().waiting();
        if (lost > 0) {
            log.error("record lost at stop: rows={} because=\"the database took nothing in {}\"", lost, FAREWELL);
        }
    }

    Timeline.RecordStatus status() {
        lock.lock();
        try {
            return new Timeline.RecordStatus(
                    failingSince == null,
                    backlog.size() + inHand,
                    written,
                    backlog.samplesDropped() + samplesRefused,
                    backlog.linesDropped() + backlog.decisionsDropped() + entriesRefused,
                    Optional.ofNullable(failingSince).map(this::problem));
        } finally {
            lock.unlock();
        }
    }

    long decisionsDropped() {
        lock.lock();
        try {
            return backlog.decisionsDropped();
        } finally {
            lock.unlock();
        }
    }

    private String problem(Instant since) {
        return "The database has taken nothing since " + since.truncatedTo(ChronoUnit.SECONDS) + ": " + failure
                + ". Steering goes on; decisions wait in memory and are written when the database is back.";
    }

    private void run() {
        try {
            while (true) {
                Drawn drawn = awaitWork();
                if (drawn.notes().isEmpty() && closing()) {
                    return;
                }
                if (!deliver(drawn)) {
                    return;
                }
            }
        } catch (InterruptedException e) {
            log.warn("record writer interrupted: nothing more is written");
            failed(e);
        } catch (RuntimeException | Error e) {
            // Nothing that is foreseen comes here. Whoever watches must see that nothing is written any more.
            log.error("record writer ended: nothing more is written", e);
            failed(e);
        }
    }

    /** What is written next, and up to which wish to flush that is all. */
    private record Drawn(List<Note> notes, long flushes) {}

    /** Sleeps until something is due. */
    private Drawn awaitWork() throws InterruptedException {
        lock.lock();
        try {
            for (long wait = nanosUntilDue(); wait > 0; wait = nanosUntilDue()) {
                news.awaitNanos(wait);
            }
            List<Note> notes = backlog.draw(settings.batch());
            // What is left behind is due at once or has just come: close enough for a bound of a flush's length.
            oldestNanos = System.nanoTime();
            inHand = notes.size();
            return new Drawn(notes, backlog.size() == 0 ? flushAsked : flushDone);
        } finally {
            lock.unlock();
        }
    }

    private long nanosUntilDue() {
        if (closing || flushAsked > flushDone || backlog.size() >= settings.batch()) {
            return 0;
        }
        if (backlog.size() == 0) {
            return Long.MAX_VALUE;
        }
        return oldestNanos + settings.flush().toNanos() - System.nanoTime();
    }

    /** Tries until the batch is written; false when a stop leaves no more time. */
    private boolean deliver(Drawn drawn) throws InterruptedException {
        Duration pause = SHORTEST_WAIT;
        Batch batch = null;
        while (true) {
            try {
                if (batch == null) {
                    batch = batch(drawn.notes());
                }
                write(batch);
                delivered(drawn.flushes());
                return true;
            } catch (RuntimeException | Error e) {
                // The outermost frame of the loop: whatever it was, no memory among it, the next try may do.
                failed(e);
            }
            if (!pause(pause)) {
                return false;
            }
            Duration doubled = pause.multipliedBy(2);
            pause = doubled.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : doubled;
        }
    }

    private Batch batch(List<Note> notes) {
        Batch batch = new Batch(notes);
        batch.misfits().forEach(note -> refused(note instanceof Note.Leg || note instanceof Note.Minute));
        return batch;
    }

    /** One row that the database will never take must not stand in the way of all that come after it. */
    private void write(Batch batch) {
        try {
            ledger.write(batch);
        } catch (PersistenceException e) {
            if (!Causes.isRefusal(e)) {
                throw e;
            }
            ledger.writeSingly(batch, this::refused);
        }
    }

    private void refused(boolean sample) {
        lock.lock();
        try {
            inHand--;
            if (sample) {
                samplesRefused++;
            } else {
                entriesRefused++;
            }
        } finally {
            lock.unlock();
        }
    }

    private void delivered(long flushes) {
        lock.lock();
        try {
            written += inHand;
            inHand = 0;
            flushDone = flushes;
            if (failingSince != null) {
                log.info("record writing again: failedSince={} waiting={}", failingSince, backlog.size());
                failingSince = null;
            }
            settled.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void failed(Throwable problem) {
        lock.lock();
        try {
            failure = Causes.deepest(problem);
            if (failingSince == null) {
                failingSince = clock.instant();
                log.warn("record not writing: because=\"{}\" waiting={}", failure, backlog.size() + inHand);
            }
            log.debug("record not written", problem);
            settled.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Waits before the next try; false when a stop leaves no more time. */
    private boolean pause(Duration pause) throws InterruptedException {
        long until = System.nanoTime() + pause.toNanos();
        lock.lock();
        try {
            for (long left = pause.toNanos(); left > 0; left = until - System.nanoTime()) {
                if (closing) {
                    until = Math.min(until, System.nanoTime() + SHORTEST_WAIT.toNanos());
                    left = Math.min(left, SHORTEST_WAIT.toNanos());
                }
                news.awaitNanos(left);
            }
            return !closing || System.nanoTime() - closeByNanos < 0;
        } finally {
            lock.unlock();
        }
    }

    private boolean closing() {
        lock.lock();
        try {
            return closing;
        } finally {
            lock.unlock();
        }
    }
}
