package org.trunkpilot.signal;

import java.time.Instant;
import java.util.Optional;
import org.trunkpilot.trunk.RouteId;
import org.trunkpilot.trunk.TrunkId;

/** The PBX wanted this trunk for a call and did not even send an INVITE. */
public record SeizureRefused(Instant at, TrunkId trunk, Optional<RouteId> route, Why why) implements TrunkSignal {
    /** Why no INVITE was sent. */
    public enum Why {
        /** The PBX already held the far end for unreachable, or has no such endpoint (Q.850 cause 3). */
        UNREACHABLE,
        /** Our own channel limit for the trunk was reached. */
        FULL
    }
}
