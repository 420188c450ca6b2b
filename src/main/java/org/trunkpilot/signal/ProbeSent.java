package org.trunkpilot.signal;

import java.time.Instant;
import org.trunkpilot.trunk.TrunkId;

/** We made the PBX send an OPTIONS at this moment. An answer names this moment; no answer in time is a miss. */
public record ProbeSent(Instant at, TrunkId trunk) implements TrunkSignal {}
