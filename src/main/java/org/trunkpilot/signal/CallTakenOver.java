package org.trunkpilot.signal;

import java.time.Instant;
import java.util.Optional;
import org.trunkpilot.trunk.RouteId;
import org.trunkpilot.trunk.TrunkId;

/**
 * A call that was already up when our link to the PBX came up, in whichever direction; or one that is up after we may have lost a
 * signal of it. Of a call that is known it says nothing new but that it was answered.
 *
 * @param answered whether it had been answered
 */
public record CallTakenOver(Instant at, TrunkId trunk, CallId call, Optional<RouteId> route, boolean answered)
        implements CallSignal {}
