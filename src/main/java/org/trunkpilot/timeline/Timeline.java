package org.trunkpilot.timeline;

import jakarta.persistence.EntityManagerFactory;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.trunkpilot.health.CallLeg;
import org.trunkpilot.health.TrunkMinute;
import org.trunkpilot.routing.Mode;
import org.trunkpilot.routing.RouteDecision;
import org.trunkpilot.trunk.PbxId;
import org.trunkpilot.trunk.RouteId;
import org.trunkpilot.trunk.TrunkId;

/**
 * The record of everything believed, decided and done. Safe from any thread.
 *
 * <p>Writing never blocks and never fails: what is told waits in a bounded queue until the database takes it, at most a
 * second or 1,000 rows while it is well. While it is slow or down, samples (legs, minutes) are dropped first and counted;
 * entries and decisions are held, up to {@link TimelineSettings.Queue#held}, and beyond that lost oldest entry first,
 * decisions last, and counted. {@link #status} tells.
 *
 * <p>Reading asks the database, and so throws {@link RecordUnavailable} while it is down. What was told before the question
 * is in the answer.
 */
public class Timeline implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Timeline.class);

    /** Longest wait of a reader for what is still in the queue: a slow database makes a page old, not late. */
    private static final Duration READ_YOUR_WRITES = Duration.ofMillis(500);

    /** Longest page. */
    public static final int MOST = 500;

    private final Ledger ledger;
    private final WriteBehind writer;
    private final InstantSource clock;

    Timeline(EntityManagerFactory factory, TimelineSettings.Queue queue, InstantSource clock) {
        this.ledger = new Ledger(factory);
        this.writer = new WriteBehind(ledger, queue, clock);
        this.clock = clock;
    }

    void start() {
        writer.start();
    }

    /** Writes what waits, for 5 s at most. */
    @Override
    public void close() {
        writer.close();
    }

    public void append(Entry entry) {
        writer.add(new Note.Line(entry));
    }

    /** Records a decision; returns its id, by which {@link #outcome} is told later. */
    public String decided(PbxId pbx, RouteDecision decision, Mode mode) {
        String id = UUID.randomUUID().toString();
        writer.add(new Note.Decided(id, pbx, decision, mode));
        return id;
    }

    /** What became of a decision on the PBX, a sentence. The last one told is kept. */
    public void outcome(String decisionId, Instant at, String words) {
        writer.add(new Note.Outcome(decisionId, at, words));
    }

    public void leg(PbxId pbx, CallLeg leg) {
        writer.add(new Note.Leg(pbx, leg));
    }

    /** Records a minute of a trunk. Parts of one minute, told before and after a restart, are joined when read. */
    public void minute(PbxId pbx, TrunkMinute minute) {
        writer.add(new Note.Minute(pbx, minute));
    }

    /**
     * Keeps the newest memory of a PBX's core, as text of its own making, 1,000,000 characters at most. Tell it when it has
     * changed: each is written within a second.
     */
    public void remember(PbxId pbx, String memory) {
        if (memory.length() > MemoryRow.LONGEST) {
            log.error("pbx={} memory of {} characters not kept: {} at most", pbx, memory.length(), MemoryRow.LONGEST);
            return;
        }
        writer.add(new Note.Memory(pbx, clock.instant(), memory));
    }

    /** The memory kept last; empty at a first start. Blocks: called once, at start. */
    public Optional<String> recall(PbxId pbx) {
        writer.flush(READ_YOUR_WRITES);
        return ledger.memory(pbx);
    }

    /** Entries, newest first. */
    public List<StoredEntry> entries(EntryQuery query) {
        writer.flush(READ_YOUR_WRITES);
        return ledger.entries(query);
    }

    /** Decisions, newest first. */
    public List<StoredDecision> decisions(DecisionQuery query) {
        writer.flush(READ_YOUR_WRITES);
        return ledger.decisions(query);
    }

    /** One decision by its id; empty when there never was one, or retention took it. */
    public Optional<StoredDecision> decision(String id) {
        writer.flush(READ_YOUR_WRITES);
        return ledger.decision(id);
    }

    /** The first decision after this one that changed the order of its route: its end. */
    public Optional<StoredDecision> nextMove(StoredDecision after) {
        writer.flush(READ_YOUR_WRITES);
        return ledger.nextMove(after);
    }

    /** Minutes of a trunk that begin at or after {@code from} and before {@code to}, oldest first; 150,000 at most, the newest. */
    public List<TrunkMinute> minutes(PbxId pbx, TrunkId trunk, Instant from, Instant to) {
        writer.flush(READ_YOUR_WRITES);
        return ledger.minutes(pbx, trunk, from, to);
    }

    /** Finished legs of a trunk, the one that ended last first. */
    public List<StoredLeg> legs(LegQuery query) {
        writer.flush(READ_YOUR_WRITES);
        return ledger.legs(query);
    }

    /** How the record itself is doing. */
    public RecordStatus status() {
        return writer.status();
    }

    /** How many decisions were lost, of those that {@link RecordStatus#entriesDropped} counts. */
    long decisionsDropped() {
        return writer.decisionsDropped();
    }

    /** An entry with its id. */
    public record StoredEntry(long id, Entry entry) {}

    /**
     * A decision with its id, mode and outcome.
     *
     * @param sequence its place in the record, by which pages go on
     * @param outcomeAt when the outcome was told
     */
    public record StoredDecision(
            String id,
            long sequence,
            PbxId pbx,
            Mode mode,
            RouteDecision decision,
            Optional<String> outcome,
            Optional<Instant> outcomeAt) {}

    /**
     * Which entries; an empty {@code kinds} means all.
     *
     * @param trunk only what is about this trunk
     * @param route only what is about this route
     * @param from the earliest, included
     * @param to the end, not included
     * @param before the id of the last entry of the page before
     * @param limit 1 to {@link #MOST}
     */
    public record EntryQuery(
            Optional<PbxId> pbx,
            Optional<TrunkId> trunk,
            Optional<RouteId> route,
            Optional<Instant> from,
            Optional<Instant> to,
            Set<Entry.Kind> kinds,
            OptionalLong before,
            int limit) {
        /** @throws IllegalArgumentException when the limit is out of its range */
        public EntryQuery {
            kinds = Set.copyOf(kinds);
            checkLimit(limit);
        }

        /** The page after the one that ended with this entry. */
        public EntryQuery after(long last) {
            return new EntryQuery(pbx, trunk, route, from, to, kinds, OptionalLong.of(last), limit);
        }

        /** About whatever trunk and route. */
        public EntryQuery(
                Optional<PbxId> pbx,
                Optional<Instant> from,
                Optional<Instant> to,
                Set<Entry.Kind> kinds,
                OptionalLong before,
                int limit) {
            this(pbx, Optional.empty(), Optional.empty(), from, to, kinds, before, limit);
        }
    }

    /**
     * Which decisions.
     *
     * @param from the earliest, included
     * @param to the end, not included
     * @param before the sequence of the last decision of the page before
     * @param limit 1 to {@link #MOST}
     */
    public record DecisionQuery(
            Optional<PbxId> pbx,
            Optional<RouteId> route,
            Optional<Instant> from,
            Optional<Instant> to,
            OptionalLong before,
            int limit) {
        /** @throws IllegalArgumentException when the limit is out of its range */
        public DecisionQuery {
            checkLimit(limit);
        }
    }

    /** A finished leg with its id. */
    public record StoredLeg(long id, PbxId pbx, CallLeg leg) {}

    /**
     * Which legs: those that were up at some moment of a span. Of legs longer than {@link #LONGEST_CALL} only those that
     * ended within it.
     *
     * @param from the beginning of the span, included
     * @param to its end, not included
     * @param outcomes how they counted; empty means all
     * @param before the id of the last leg of the page before
     * @param limit 1 to {@link #MOST}
     */
    public record LegQuery(
            PbxId pbx,
            TrunkId trunk,
            Instant from,
            Instant to,
            Set<CallLeg.Outcome> outcomes,
            OptionalLong before,
            int limit) {
        /** A question about one minute must not read three months of calls because one of them might still have been up. */
        public static final Duration LONGEST_CALL = Duration.ofHours(24);

        /** @throws IllegalArgumentException when the limit is out of its range */
        public LegQuery {
            outcomes = Set.copyOf(outcomes);
            checkLimit(limit);
        }
    }

    private static void checkLimit(int limit) {
        if (limit < 1 || limit > MOST) {
            throw new IllegalArgumentException("limit is " + limit + "; give 1 to " + MOST);
        }
    }

    /**
     * Whether the database takes what it is given; counts are since the start.
     *
     * @param waiting rows in memory
     * @param samplesDropped legs and minutes that were lost
     * @param entriesDropped entries and decisions that were lost
     * @param problem why it does not, and what that means, a sentence
     */
    public record RecordStatus(
            boolean writing,
            int waiting,
            long written,
            long samplesDropped,
            long entriesDropped,
            Optional<String> problem) {}
}
