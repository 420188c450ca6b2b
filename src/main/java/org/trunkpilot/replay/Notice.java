package org.trunkpilot.replay;

import java.time.Instant;
import java.util.Optional;
import org.trunkpilot.trunk.RouteId;
import org.trunkpilot.trunk.TrunkId;

/** What one call, or one word of the PBX, shows by itself, before anything is believed of it. */
record Notice(
        Instant at,
        Kind kind,
        Optional<TrunkId> trunk,
        Optional<RouteId> route,
        Attribution attribution,
        String words) {
    /** What can be noticed. Those named like a kind of finding are that, seen on one call. */
    enum Kind {
        /** A call failed, and it was the carrier's or its path's doing. */
        CALL_FAILED,
        /** A call did not succeed for reasons that no trunk can help. */
        CALLEE,
        /** A call was refused for credentials, balance, caller ID or permission. */
        ACCOUNT,
        /** A call found no common codec. */
        CODEC,
        /** A call was ended by our side. */
        OUR_SIDE,
        /** The PBX would not even try a trunk. */
        TRUNK_REFUSED_BY_PBX,
        SLOW_RINGING,
        LOSS_INBOUND,
        LOSS_OUTBOUND,
        POOR_INBOUND,
        POOR_OUTBOUND,
        SILENT_INBOUND,
        SILENT_OUTBOUND,
        /** Packets come at uneven distances. */
        JITTER_INBOUND,
        JITTER_OUTBOUND,
        /** The way is long. */
        DELAY,
        /** A call was up already when listening began. */
        CALL_TAKEN_OVER,
        /** All trunks of a route failed for a call. */
        ROUTE_EXHAUSTED,
        NUMBER_REFUSED,
        PBX_STOPPING,
        PBX_RESTARTED,
        PBX_RELOADED,
        LINK_LOST,
        LINK_RESTORED
    }
}
