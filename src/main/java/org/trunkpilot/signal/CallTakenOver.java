package org.trunkpilot.signal;

import java.time.Instant;
import java.util.Optional;
import org.trunkpilot.trunk.RouteId;
import org.trunkpilot.trunk.TrunkId;

/**
 * A call that was already up when our link to the PBX came up.
 *
 * @param answered whether it had been answered
 */
public record CallTakenOver(Instant at, TrunkId trunk, CallId call, Optional<RouteId> route, boolean answered)
        implements CallSignal {}
