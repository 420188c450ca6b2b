package org.trunkpilot.timeline;

import java.util.ArrayList;
import java.util.List;

/** Notes as the rows they become, in the order in which they are written. */
final class Batch {
    private final List<Row> rows = new ArrayList<>();
    private final List<Note.Outcome> outcomes = new ArrayList<>();
    private final List<MemoryRow> memories = new ArrayList<>();

    Batch(List<Note> notes) {
        notes.forEach(this::add);
    }

    private void add(Note note) {
        if (note instanceof Note.Decided decided) {
            rows.add(new DecisionRow(decided));
        } else if (note instanceof Note.Line line) {
            rows.add(new EntryRow(line.entry()));
        } else if (note instanceof Note.Leg leg) {
            rows.add(new LegRow(leg));
        } else if (note instanceof Note.Minute minute) {
            rows.add(new MinuteRow(minute));
        } else if (note instanceof Note.Outcome outcome) {
            outcomes.add(outcome);
        } else if (note instanceof Note.Memory memory) {
            memories.add(new MemoryRow(memory.pbx().name(), memory.at(), memory.text()));
        } else {
            throw new IllegalStateException("unhandled " + note);
        }
    }

    /** Inserted once each: those of one table stand together, so that they go over the wire together. */
    List<Row> rows() {
        return rows;
    }

    /** Updates of decisions that are in {@link #rows} or were written before; may be done twice. */
    List<Note.Outcome> outcomes() {
        return outcomes;
    }

    /** Replace what is there; may be done twice. */
    List<MemoryRow> memories() {
        return memories;
    }

    int size() {
        return rows.size() + outcomes.size() + memories.size();
    }
}
