package org.trunkpilot.health;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.trunkpilot.signal.CallId;

/** The call legs on one trunk now, and in the order of their seizure those that have heard nothing yet. */
final class LiveCalls {
    /** A call silent for longer than any dialplan and SIP timer B (32 s) allow has ended without our hearing of it. */
    private static final Duration LOST = Duration.ofSeconds(60);

    private final int most;
    private final LinkedHashMap<CallId, LiveCall> all = new LinkedHashMap<>();
    private final LinkedHashMap<CallId, LiveCall> silent = new LinkedHashMap<>();
    private long forgotten;

    LiveCalls(int most) {
        this.most = most;
    }

    void begin(LiveCall call) {
        if (all.size() >= most) {
            var oldest = all.keySet().iterator().next();
            all.remove(oldest);
            silent.remove(oldest);
            forgotten++;
        }
        all.put(call.id, call);
        if (!call.takenOver) {
            silent.put(call.id, call);
        }
    }

    @Nullable LiveCall get(CallId id) {
        return all.get(id);
    }

    /** The call has shown a sign of life. */
    void heardFrom(LiveCall call) {
        silent.remove(call.id);
    }

    void end(LiveCall call) {
        all.remove(call.id);
        silent.remove(call.id);
    }

    /** Without blame: their ends will not be told, or mean nothing. */
    void forgetAll() {
        all.clear();
        silent.clear();
    }

    /** The PBX is going down: nobody is waited for any more. */
    void expectNothing() {
        silent.clear();
    }

    /** Whatever the present calls come to is nobody's fault. */
    void excuse() {
        all.values().forEach(call -> call.excused = true);
        silent.clear();
    }

    int count() {
        return all.size();
    }

    long forgotten() {
        return forgotten;
    }

    /** Calls that have been silent for at least {@code limit}. */
    Silence silence(Instant now, Duration limit) {
        int calls = 0;
        Instant oldest = null;
        Instant newest = null;
        var it = silent.values().iterator();
        while (it.hasNext()) {
            var call = it.next();
            if (now.isBefore(call.seized.plus(limit))) {
                break;
            }
            if (!now.isBefore(call.seized.plus(LOST))) {
                it.remove();
                continue;
            }
            calls++;
            oldest = oldest == null ? call.seized : oldest;
            newest = call.seized;
        }
        return new Silence(calls, Optional.ofNullable(oldest), Optional.ofNullable(newest));
    }

    /**
     * @param oldest the INVITE of the oldest such call
     * @param newest of the newest
     */
    record Silence(int calls, Optional<Instant> oldest, Optional<Instant> newest) {}
}
