package org.trunkpilot.pbx.freeswitch;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.trunkpilot.trunk.TrunkId;

/** The channels that dial trunks: phones, for the most part. */
final class Callers {
    /** As many as there may be legs; the oldest is forgotten, and counted. */
    private static final int MOST = 20_000;

    private final EslTally tally;
    private final Map<String, Caller> callers = new LinkedHashMap<>();

    /** What is known of one. */
    static final class Caller {
        final Set<TrunkId> dialled = new HashSet<>();

        /** The leg it dialled last, or the one that answered. */
        @Nullable TrunkLeg leg;

        /** That a trunk refused it has been told, by the dialplan itself or by inference. */
        boolean refusalTold;

        /** It came in on a trunk of ours: no phone. */
        boolean fromTrunk;

        /** What RTCP told of this half. The phone may have been in talk before. */
        final RtcpLedger fromPhone = new RtcpLedger(false);

        final RtcpLedger toPhone = new RtcpLedger(false);
    }

    Callers(EslTally tally) {
        this.tally = tally;
    }

    Optional<Caller> known(String uuid) {
        return Optional.ofNullable(callers.get(uuid));
    }

    /** What is known of this channel from now on. */
    Caller of(String uuid) {
        Caller caller = callers.computeIfAbsent(uuid, id -> new Caller());
        if (callers.size() > MOST) {
            callers.remove(callers.keySet().iterator().next());
            tally.forgotten++;
        }
        return caller;
    }

    void remove(String uuid) {
        callers.remove(uuid);
    }

    void clear() {
        callers.clear();
    }

    /** Those that are not in a list of channels. */
    List<String> absentFrom(Set<String> uuids) {
        return callers.keySet().stream().filter(id -> !uuids.contains(id)).toList();
    }
}
