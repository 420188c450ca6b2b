package org.trunkpilot.timeline;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.trunkpilot.health.CallLeg;
import org.trunkpilot.health.TrunkMinute;
import org.trunkpilot.routing.Mode;
import org.trunkpilot.routing.RouteDecision;
import org.trunkpilot.trunk.PbxId;
import org.trunkpilot.trunk.RouteId;
import org.trunkpilot.trunk.TrunkId;

/**
 * The record of everything believed, decided and done. Writing never blocks and never fails: entries wait in a bounded queue
 * until the database takes them, samples (legs, minutes) are dropped first and counted, decisions and entries are held.
 */
public interface Timeline {
    void append(Entry entry);

    /** Records a decision; returns its id, by which {@link #outcome} is told later. */
    String decided(PbxId pbx, RouteDecision decision, Mode mode);

    /** What became of a decision on the PBX, a sentence. */
    void outcome(String decisionId, Instant at, String words);

    void leg(PbxId pbx, CallLeg leg);

    void minute(PbxId pbx, TrunkMinute minute);

    /** Keeps the newest memory of a PBX's core, as text of its own making. */
    void remember(PbxId pbx, String memory);

    /** The memory kept last; empty at a first start. Blocks: called once, at start. */
    Optional<String> recall(PbxId pbx);

    /** Entries of a span, newest first. {@code before} is the id of the last entry of the page before. */
    List<StoredEntry> entries(EntryQuery query);

    /** Decisions, newest first. */
    List<StoredDecision> decisions(DecisionQuery query);

    /** Minutes of a trunk, oldest first. */
    List<TrunkMinute> minutes(PbxId pbx, TrunkId trunk, Instant from, Instant to);

    /** How the record itself is doing. */
    RecordStatus status();

    /** An entry with its id. */
    record StoredEntry(long id, Entry entry) {}

    /** A decision with its id, mode and outcome. */
    record StoredDecision(
            String id, long sequence, PbxId pbx, Mode mode, RouteDecision decision, Optional<String> outcome) {}

    /** Which entries; an empty {@code kinds} means all. */
    record EntryQuery(
            Optional<PbxId> pbx,
            Optional<Instant> from,
            Optional<Instant> to,
            Set<Entry.Kind> kinds,
            OptionalLong before,
            int limit) {}

    /** Which decisions. */
    record DecisionQuery(
            Optional<PbxId> pbx,
            Optional<RouteId> route,
            Optional<Instant> from,
            Optional<Instant> to,
            OptionalLong before,
            int limit) {}

    /** Whether the database takes what it is given; counts are since the start. */
    record RecordStatus(
            boolean writing,
            int waiting,
            long written,
            long samplesDropped,
            long entriesDropped,
            Optional<String> problem) {}
}
