package org.trunkpilot.signal;

import java.time.Instant;
import java.util.Optional;
import org.trunkpilot.trunk.RouteId;
import org.trunkpilot.trunk.TrunkId;

/**
 * A call attempt was handed to the trunk: the INVITE is out.
 *
 * @param route where the dialplan told it
 * @param phone what the PBX calls the phone that calls; empty when something else does (a queue, a script), or it does not tell
 * @param callerId the number that the carrier is shown, as much of it as we keep; empty when it is withheld or no number
 */
public record Seizure(
        Instant at,
        TrunkId trunk,
        CallId call,
        Optional<RouteId> route,
        Callee callee,
        Optional<String> phone,
        Optional<Callee> callerId)
        implements CallSignal {
    /** A call of which nobody told who makes it. */
    public Seizure(Instant at, TrunkId trunk, CallId call, Optional<RouteId> route, Callee callee) {
        this(at, trunk, call, route, callee, Optional.empty(), Optional.empty());
    }

    /** A call of a phone that shows no number. */
    public Seizure(
            Instant at, TrunkId trunk, CallId call, Optional<RouteId> route, Callee callee, Optional<String> phone) {
        this(at, trunk, call, route, callee, phone, Optional.empty());
    }
}
