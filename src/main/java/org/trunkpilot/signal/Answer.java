package org.trunkpilot.signal;

import java.time.Instant;
import org.trunkpilot.trunk.TrunkId;

/** The call was answered (200). */
public record Answer(Instant at, TrunkId trunk, CallId call) implements CallSignal {}
