package org.trunkpilot.backtest;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.trunkpilot.journal.Journal;
import org.trunkpilot.replay.Backtest;
import org.trunkpilot.replay.Comparison;
import org.trunkpilot.replay.Policies;
import org.trunkpilot.trunk.PbxId;

/**
 * Runs backtests one at a time, on a thread of their own. What waits and what is kept is bounded; results live until the next
 * start. Safe from any thread.
 */
public final class Backtests implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Backtests.class);

    /** Together with the one that runs: an hour's patience at the most. */
    static final int MOST_WAITING = 8;

    /** Finished ones that can still be asked for; the oldest goes first. */
    static final int MOST_KEPT = 50;

    private final Journal journal;
    private final InstantSource clock;
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(task -> {
        var made = new Thread(task, "backtest");
        made.setDaemon(true);
        return made;
    });

    // Guarded by this.
    private final Map<String, Run> runs = new LinkedHashMap<>();
    private long asked;

    /** How far a backtest is. */
    public enum State {
        WAITING,
        RUNNING,
        DONE,
        FAILED
    }

    /**
     * What is wanted.
     *
     * @param policies each with a name of its own; calls are judged by the measures of the first
     */
    public record Wish(PbxId pbx, Instant from, Instant until, List<Policies> policies, String who) {
        public Wish {
            policies = List.copyOf(policies);
        }
    }

    /**
     * One backtest.
     *
     * @param result when it is done
     * @param problem when it failed, a sentence
     * @param took how long it ran
     */
    public record Run(
            String id,
            Wish wish,
            Instant askedAt,
            State state,
            Optional<Comparison> result,
            Optional<String> problem,
            Optional<Duration> took) {}

    Backtests(Journal journal, InstantSource clock) {
        this.journal = journal;
        this.clock = clock;
    }

    /** Queues one; empty when too many wait already. */
    synchronized Optional<Run> ask(Wish wish) {
        long waiting = runs.values().stream().filter(run -> !over(run)).count();
        if (waiting >= MOST_WAITING) {
            return Optional.empty();
        }
        Instant now = clock.instant();
        var run = new Run(
                Long.toString(now.toEpochMilli(), 36) + "-" + ++asked,
                wish,
                now,
                State.WAITING,
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
        runs.put(run.id(), run);
        forget();
        // It ends with the executor, and catches what goes wrong itself.
        Future<?> unused = thread.submit(() -> run(run));
        return Optional.of(run);
    }

    /** One by its id, if it is still known. */
    synchronized Optional<Run> find(String id) {
        return Optional.ofNullable(runs.get(id));
    }

    /** Those still known, the newest first. */
    synchronized List<Run> all() {
        var newestFirst = new ArrayList<>(runs.values());
        Collections.reverse(newestFirst);
        return newestFirst;
    }

    /** On the same thread, between backtests: {@code task} is run after a while, and once more whenever it says so. */
    void again(Duration after, Task task) {
        Future<?> unused = thread.schedule(
                () -> {
                    Duration next;
                    try {
                        next = task.run();
                    } catch (RuntimeException e) {
                        LOG.warn("a backtest of our own failed: {}", e.toString());
                        next = Duration.ofHours(1);
                    }
                    if (!thread.isShutdown()) {
                        again(next, task);
                    }
                },
                after.toMillis(),
                TimeUnit.MILLISECONDS);
    }

    /** Something to be done again and again. */
    interface Task {
        /** Does it, and tells how long to wait until the next time. */
        Duration run();
    }

    /** Runs one now, on the caller's thread; empty when the journal holds nothing of that time. */
    Optional<Comparison> compare(PbxId pbx, List<Policies> policies, Instant from, Instant until) {
        var backtest = new Backtest(policies, from, until);
        long[] heard = {0};
        journal.read(pbx, from, until, input -> {
            heard[0]++;
            backtest.take(input);
        });
        return heard[0] == 0 ? Optional.empty() : Optional.of(backtest.result());
    }

    private void run(Run asked) {
        Instant begun = clock.instant();
        put(with(asked, State.RUNNING, Optional.empty(), Optional.empty(), Optional.empty()));
        try {
            Wish wish = asked.wish();
            Optional<Comparison> result = compare(wish.pbx(), wish.policies(), wish.from(), wish.until());
            Optional<Duration> took = Optional.of(Duration.between(begun, clock.instant()));
            put(
                    result.isPresent()
                            ? with(asked, State.DONE, result, Optional.empty(), took)
                            : with(
                                    asked,
                                    State.FAILED,
                                    Optional.empty(),
                                    Optional.of("The journal holds nothing of " + wish.pbx() + " in that time."),
                                    took));
        } catch (RuntimeException | OutOfMemoryError e) {
            LOG.error("backtest={} failed", asked.id(), e);
            put(with(
                    asked,
                    State.FAILED,
                    Optional.empty(),
                    Optional.of("It could not be run: " + e.getMessage()),
                    Optional.of(Duration.between(begun, clock.instant()))));
        }
    }

    private synchronized void put(Run run) {
        runs.put(run.id(), run);
        forget();
    }

    private void forget() {
        Iterator<Run> oldest = runs.values().iterator();
        long finished = runs.values().stream().filter(Backtests::over).count();
        while (finished > MOST_KEPT && oldest.hasNext()) {
            if (over(oldest.next())) {
                oldest.remove();
                finished--;
            }
        }
    }

    private static boolean over(Run run) {
        return run.state() == State.DONE || run.state() == State.FAILED;
    }

    private static Run with(
            Run run, State state, Optional<Comparison> result, Optional<String> problem, Optional<Duration> took) {
        return new Run(run.id(), run.wish(), run.askedAt(), state, result, problem, took);
    }

    /** Gives up what waits; what runs ends with the process. */
    @Override
    public void close() {
        thread.shutdownNow();
    }
}
