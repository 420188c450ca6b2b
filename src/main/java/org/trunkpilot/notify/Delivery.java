package org.trunkpilot.notify;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.trunkpilot.notify.Receiver.Outcome;
import org.trunkpilot.pbx.Backoff;

/**
 * One channel's messages on their way, in their order, on a thread of its own, so that a receiver that is slow or dead holds up nobody
 * else. What is not taken is tried again with growing gaps for a day.
 */
final class Delivery implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Delivery.class);

    /** Messages that may wait: more than a week of incidents. The oldest goes first, counted. */
    static final int ROOM = 200;

    /** When a message's receiver says that the fault is its own so many times, those behind it are tried first. */
    private static final int STUBBORN = 5;

    /**
     * How it is tried again.
     *
     * @param first gap after the first failure; each further one is twice as long
     * @param longest gap
     * @param givenUp after so long since the message was made
     */
    record Patience(Duration first, Duration longest, Duration givenUp) {
        static final Patience USUAL = new Patience(Duration.ofSeconds(5), Duration.ofMinutes(5), Duration.ofHours(24));
    }

    /**
     * How a channel stands.
     *
     * @param lastDelivered when a message was taken last, tests included
     * @param problem why the last attempt failed, a sentence; empty while all is well
     * @param waiting messages not delivered yet
     * @param delivered messages taken since the start
     * @param failed messages given up since the start
     * @param dropped messages lost for want of room since the start
     */
    record Standing(
            Optional<Instant> lastDelivered,
            Optional<String> problem,
            int waiting,
            long delivered,
            long failed,
            long dropped) {}

    private static final class Waiting {
        private final Message message;
        private final Instant since;
        private int refusals;

        Waiting(Message message, Instant since) {
            this.message = message;
            this.since = since;
        }
    }

    private final ChannelSettings settings;
    private final Receiver receiver;
    private final InstantSource clock;
    private final Patience patience;
    private final Backoff backoff;
    private final Semaphore testing = new Semaphore(1);

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();

    // Guarded by the lock.
    private final Deque<Waiting> queue = new ArrayDeque<>();
    private Optional<Instant> lastDelivered = Optional.empty();
    private Optional<String> problem = Optional.empty();
    private long delivered;
    private long failed;
    private long dropped;
    private @Nullable Thread thread;

    Delivery(ChannelSettings settings, Receiver receiver, InstantSource clock, Patience patience) {
        this.settings = settings;
        this.receiver = receiver;
        this.clock = clock;
        this.patience = patience;
        this.backoff = new Backoff(patience.first(), patience.longest(), ThreadLocalRandom.current());
    }

    ChannelSettings settings() {
        return settings;
    }

    /** Begins to deliver; also again after {@link #close}. */
    void start() {
        lock.lock();
        try {
            var fresh = new Thread(this::run, "notify-" + settings.name());
            fresh.setDaemon(true);
            fresh.start();
            thread = fresh;
        } finally {
            lock.unlock();
        }
    }

    /** Takes a message over; never waits. */
    void offer(Message message) {
        lock.lock();
        try {
            if (queue.size() == ROOM) {
                Waiting oldest = queue.removeFirst();
                dropped++;
                LOG.warn("notify channel={} dropped={} for want of room", settings.name(), oldest.message.id());
            }
            // Its age counts from when it was made: a restart gives it no other day.
            queue.addLast(new Waiting(message, message.at()));
            changed.signal();
        } finally {
            lock.unlock();
        }
    }

    /** What is not delivered yet, oldest first. */
    List<Message> waiting() {
        lock.lock();
        try {
            return queue.stream().map(waiting -> waiting.message).toList();
        } finally {
            lock.unlock();
        }
    }

    Standing standing() {
        lock.lock();
        try {
            return new Standing(lastDelivered, problem, queue.size(), delivered, failed, dropped);
        } finally {
            lock.unlock();
        }
    }

    /** Hands a message over at once, past what waits; empty while another such is under way. */
    Optional<Outcome> test(Message message) throws InterruptedException {
        if (!testing.tryAcquire()) {
            return Optional.empty();
        }
        try {
            Outcome outcome = attempt(message);
            lock.lock();
            try {
                boolean taken = outcome.kind() == Outcome.Kind.DELIVERED;
                lastDelivered = taken ? Optional.of(clock.instant()) : lastDelivered;
                problem = taken ? Optional.empty() : Optional.of(outcome.words());
                // Whoever mended it need not wait for the next attempt.
                changed.signal();
            } finally {
                lock.unlock();
            }
            return Optional.of(outcome);
        } finally {
            testing.release();
        }
    }

    private void run() {
        try {
            while (true) {
                Waiting next = next();
                Outcome outcome = attempt(next.message);
                Duration gap = settled(next, outcome);
                if (!gap.isZero()) {
                    rest(gap);
                }
            }
        } catch (InterruptedException e) {
            // Closed: what waits is told of there.
            Thread.currentThread().interrupt();
        }
    }

    /** The first of the queue; it stays there until it is settled. */
    private Waiting next() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (queue.isEmpty()) {
                changed.await();
            }
            return queue.getFirst();
        } finally {
            lock.unlock();
        }
    }

    private Outcome attempt(Message message) throws InterruptedException {
        try {
            return receiver.deliver(message);
        } catch (RuntimeException e) {
            LOG.error("notify channel={} failed", settings.name(), e);
            return Outcome.tryAgain("Trunkpilot itself is at fault; its log has the details.");
        }
    }

    /** Takes note of an attempt, and answers how long to wait before the next. */
    private Duration settled(Waiting tried, Outcome outcome) {
        lock.lock();
        try {
            boolean late = !clock.instant().isBefore(tried.since.plus(patience.givenUp()));
            if (outcome.kind() == Outcome.Kind.DELIVERED) {
                queue.remove(tried);
                lastDelivered = Optional.of(clock.instant());
                problem = Optional.empty();
                delivered++;
                backoff.reset();
                LOG.info("notify channel={} message={} delivered", settings.name(), tried.message.id());
                return Duration.ZERO;
            }
            boolean known = problem.equals(Optional.of(outcome.words()));
            problem = Optional.of(outcome.words());
            if (outcome.kind() == Outcome.Kind.GIVE_UP || late) {
                queue.remove(tried);
                failed++;
                backoff.reset();
                LOG.error(
                        "notify channel={} message={} given up because=\"{}\"",
                        settings.name(),
                        tried.message.id(),
                        outcome.words());
                return late ? gap(outcome) : Duration.ZERO;
            }
            if (!known) {
                LOG.warn("notify channel={} tried again because=\"{}\"", settings.name(), outcome.words());
            }
            letOthersBy(tried, outcome);
            return gap(outcome);
        } finally {
            lock.unlock();
        }
    }

    /** A message that makes its receiver fail must not keep all others for a day. */
    private void letOthersBy(Waiting tried, Outcome outcome) {
        if (outcome.status().orElse(0) >= 500 && ++tried.refusals % STUBBORN == 0 && queue.remove(tried)) {
            queue.addLast(tried);
        }
    }

    private Duration gap(Outcome outcome) {
        Duration ours = backoff.next();
        return outcome.after().compareTo(ours) > 0 ? outcome.after() : ours;
    }

    /** Until the gap is over, or somebody has tested the channel and it works again. */
    private void rest(Duration gap) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            long nanos = gap.toNanos();
            while (nanos > 0 && problem.isPresent()) {
                nanos = changed.awaitNanos(nanos);
            }
        } finally {
            lock.unlock();
        }
    }

    /** Stops, and logs what waits for the next start. */
    @Override
    public void close() {
        lock.lock();
        try {
            if (thread == null) {
                return;
            }
            thread.interrupt();
            thread = null;
            queue.forEach(waiting -> LOG.warn(
                    "notify channel={} message={} not delivered: {}",
                    settings.name(),
                    waiting.message.id(),
                    waiting.message.title()));
        } finally {
            lock.unlock();
        }
    }
}
