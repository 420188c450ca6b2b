package org.trunkpilot.signal;

import java.time.Instant;
import org.trunkpilot.trunk.TrunkId;

/** The call was put on hold or taken off it: while held, silence is by design. */
public record Hold(Instant at, TrunkId trunk, CallId call, boolean held) implements CallSignal {}
