package org.trunkpilot.timeline;

import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Notes as the rows they become, in the order in which they are written. */
final class Batch {
    private static final Logger log = LoggerFactory.getLogger(Batch.class);

    private final List<Row> rows = new ArrayList<>();
    private final List<Note.Outcome> outcomes = new ArrayList<>();
    private final List<MemoryRow> memories = new ArrayList<>();
    private final List<Note> misfits = new ArrayList<>();

    Batch(List<Note> notes) {
        for (Note note : notes) {
            try {
                add(note);
            } catch (RuntimeException e) {
                // A fault of ours: it would come again at each try, and the others must not wait for it.
                log.error("record note dropped, no row can be made of it: {}", note, e);
                misfits.add(note);
            }
        }
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

    /** Those of which no row could be made. */
    List<Note> misfits() {
        return misfits;
    }

    int size() {
        return rows.size() + outcomes.size() + memories.size();
    }
}
