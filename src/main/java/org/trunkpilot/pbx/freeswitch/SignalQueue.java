package org.trunkpilot.pbx.freeswitch;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;
import org.trunkpilot.signal.MediaReport;
import org.trunkpilot.signal.PbxLifeSignal;
import org.trunkpilot.signal.PbxSignal;

/**
 * Signals that wait for the control thread. Bounded: when it fills up, new media reports are dropped first, then all but the
 * few that tell of the link and the PBX. Every drop is counted. Thread-safe.
 */
final class SignalQueue {
    /** Ten seconds of a thousand calls at one report a second and direction, and room for their other signals. */
    static final int MEDIA_ROOM = 20_000;

    static final int ROOM = 25_000;

    /** A link that comes and goes every second fills this in a quarter of an hour, with nobody taking anything out. */
    static final int LIFE_ROOM = ROOM + 1_000;

    private final Deque<PbxSignal> waiting = new ArrayDeque<>();
    private long dropped;

    synchronized void add(PbxSignal signal) {
        int room = ROOM;
        if (signal instanceof MediaReport) {
            room = MEDIA_ROOM;
        } else if (signal instanceof PbxLifeSignal) {
            room = LIFE_ROOM;
        }
        if (waiting.size() >= room) {
            dropped++;
            return;
        }
        waiting.addLast(signal);
    }

    /** Hands over the oldest, outside the lock, so that whoever takes them cannot hold up who hears. */
    int drain(int most, Consumer<PbxSignal> into) {
        List<PbxSignal> taken;
        synchronized (this) {
            int count = Math.min(most, waiting.size());
            taken = new ArrayList<>(count);
            for (int i = 0; i < count; i++) {
                taken.add(waiting.removeFirst());
            }
        }
        taken.forEach(into);
        return taken.size();
    }

    synchronized long dropped() {
        return dropped;
    }
}
