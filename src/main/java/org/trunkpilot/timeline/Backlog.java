package org.trunkpilot.timeline;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.trunkpilot.trunk.PbxId;

/**
 * What waits to be written, and the rule of what is lost when too much waits: samples have a room of their own and lose
 * their oldest; entries and decisions share a room, which loses its oldest entry, and a decision only when there is no entry
 * left. Memories are one a PBX. Not safe for two threads: {@link WriteBehind} guards it.
 */
final class Backlog {
    private final int mostHeld;
    private final int mostSamples;
    private final Deque<Note> decisions = new ArrayDeque<>();
    private final Deque<Note> lines = new ArrayDeque<>();
    private final Deque<Note> samples = new ArrayDeque<>();
    private final Map<PbxId, Note.Memory> memories = new LinkedHashMap<>();
    private long samplesDropped;
    private long linesDropped;
    private long decisionsDropped;

    Backlog(int mostHeld, int mostSamples) {
        this.mostHeld = mostHeld;
        this.mostSamples = mostSamples;
    }

    void add(Note note) {
        if (note instanceof Note.Memory memory) {
            memories.put(memory.pbx(), memory);
        } else if (note instanceof Note.Line) {
            lines.add(note);
            keepHeldWithin();
        } else if (note instanceof Note.Decided || note instanceof Note.Outcome) {
            decisions.add(note);
            keepHeldWithin();
        } else if (note instanceof Note.Leg || note instanceof Note.Minute) {
            samples.add(note);
            if (samples.size() > mostSamples) {
                samples.remove();
                samplesDropped++;
            }
        } else {
            throw new IllegalStateException("unhandled " + note);
        }
    }

    private void keepHeldWithin() {
        if (lines.size() + decisions.size() <= mostHeld) {
            return;
        }
        if (lines.poll() != null) {
            linesDropped++;
        } else {
            decisions.remove();
            decisionsDropped++;
        }
    }

    /** Takes out what is written next, most precious first, each sort in the order in which it was told. */
    List<Note> draw(int most) {
        List<Note> drawn = new ArrayList<>(memories.values());
        memories.clear();
        for (Deque<Note> queue : List.of(decisions, lines, samples)) {
            while (drawn.size() < most && !queue.isEmpty()) {
                drawn.add(queue.remove());
            }
        }
        return drawn;
    }

    int size() {
        return decisions.size() + lines.size() + samples.size() + memories.size();
    }

    long samplesDropped() {
        return samplesDropped;
    }

    long linesDropped() {
        return linesDropped;
    }

    long decisionsDropped() {
        return decisionsDropped;
    }
}
