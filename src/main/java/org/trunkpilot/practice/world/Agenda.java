package org.trunkpilot.practice.world;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;
import java.util.PriorityQueue;

/** What is yet to happen, and the world's time, which moves only here. Entries of one instant run in the order they came. */
public final class Agenda {
    private record Entry(Instant at, long order, Runnable what) {}

    private final PriorityQueue<Entry> entries =
            new PriorityQueue<>(Comparator.comparing(Entry::at).thenComparing(Entry::order));
    private final Instant started;
    private Instant now;
    private long order;

    public Agenda(Instant start) {
        this.started = start;
        this.now = start;
    }

    public Instant started() {
        return started;
    }

    public Instant now() {
        return now;
    }

    /** What is entered for the past happens now. */
    public void in(Duration wait, Runnable what) {
        entries.add(new Entry(now.plus(wait), order++, what));
    }

    /** When the next thing happens, if anything is left to happen. */
    public Optional<Instant> next() {
        return Optional.ofNullable(entries.peek()).map(Entry::at);
    }

    /** Lets everything happen that is due until then, that instant included. A time that has passed changes nothing. */
    public void advanceTo(Instant until) {
        for (var entry = entries.peek(); entry != null && !entry.at().isAfter(until); entry = entries.peek()) {
            entries.remove();
            if (entry.at().isAfter(now)) {
                now = entry.at();
            }
            entry.what().run();
        }
        if (until.isAfter(now)) {
            now = until;
        }
    }
}
