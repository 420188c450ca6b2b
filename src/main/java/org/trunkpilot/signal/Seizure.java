package org.trunkpilot.signal;

import java.time.Instant;
import java.util.Optional;
import org.trunkpilot.trunk.RouteId;
import org.trunkpilot.trunk.TrunkId;

/**
 * A call attempt was handed to the trunk: the INVITE is out.
 *
 * @param route where the dialplan told it
 */
public record Seizure(Instant at, TrunkId trunk, CallId call, Optional<RouteId> route, Callee callee)
        implements CallSignal {}
