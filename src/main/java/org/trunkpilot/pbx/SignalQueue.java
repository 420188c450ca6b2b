package org.trunkpilot.pbx;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.trunkpilot.signal.CallEnd;
import org.trunkpilot.signal.MediaReport;
import org.trunkpilot.signal.PbxLifeSignal;
import org.trunkpilot.signal.PbxSignal;
import org.trunkpilot.signal.PhoneReport;

/**
 * Signals that wait for the control thread. Bounded: when it fills up, new media reports are dropped first, then all but the
 * few that tell of the link and the PBX. Every drop is counted, and so is a signal that whoever takes it fails on.
 * Thread-safe.
 */
public final class SignalQueue {
    /** Ten seconds of a thousand calls at one report a second and direction, and room for their other signals. */
    public static final int MEDIA_ROOM = 20_000;

    /** Beyond, only signals about the link and the PBX come in. */
    public static final int ROOM = 25_000;

    /** A link that comes and goes every second fills this in a quarter of an hour, with nobody taking anything out. */
    public static final int LIFE_ROOM = ROOM + 1_000;

    /** As many as there may be live calls: no more ends can be missed. */
    private static final int MOST_OWED = 20_000;

    private final Deque<PbxSignal> waiting = new ArrayDeque<>();
    private final List<CallEnd> owed = new ArrayList<>();
    private long dropped;
    private long gaps;

    /** Whether there was room. */
    public synchronized boolean add(PbxSignal signal) {
        int room = ROOM;
        if (isMedia(signal)) {
            room = MEDIA_ROOM;
        } else if (signal instanceof PbxLifeSignal) {
            room = LIFE_ROOM;
        }
        if (waiting.size() >= room) {
            drop(signal);
            return false;
        }
        waiting.addLast(signal);
        return true;
    }

    /**
     * Hands over the oldest, one by one and outside the lock, so that whoever takes them cannot hold up who hears. When it
     * throws, the signal it threw at is lost and counted, and the rest waits for the next time.
     */
    public int drain(int most, Consumer<PbxSignal> into) {
        int handedOver = 0;
        PbxSignal next = null;
        try {
            while (handedOver < most) {
                next = poll();
                if (next == null) {
                    break;
                }
                into.accept(next);
                handedOver++;
                next = null;
            }
            return handedOver;
        } finally {
            if (next != null) {
                drop(next);
            }
        }
    }

    private static boolean isMedia(PbxSignal signal) {
        return signal instanceof MediaReport || signal instanceof PhoneReport;
    }

    private synchronized @Nullable PbxSignal poll() {
        return waiting.pollFirst();
    }

    /** Counts a signal that is lost: for want of room here or on the way here, or because whoever took it failed. */
    public synchronized void drop(PbxSignal signal) {
        dropped++;
        if (!isMedia(signal)) {
            gaps++;
        }
        if (signal instanceof CallEnd end && owed.size() < MOST_OWED) {
            owed.add(end);
        }
    }

    /** The ends of calls that were dropped since this was last asked: whoever did not hear them still takes the calls for live. */
    public synchronized List<CallEnd> takeOwed() {
        List<CallEnd> ends = List.copyOf(owed);
        owed.clear();
        return ends;
    }

    /** All that was dropped since the start. */
    public synchronized long dropped() {
        return dropped;
    }

    /** Of those, all but media reports: without them what is believed of calls may be wrong for as long as nobody asks anew. */
    public synchronized long gaps() {
        return gaps;
    }
}
