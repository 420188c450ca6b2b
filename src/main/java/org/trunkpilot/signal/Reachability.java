package org.trunkpilot.signal;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.trunkpilot.trunk.TrunkId;

/**
 * What the PBX's own qualify (OPTIONS) says of the far end.
 *
 * @param roundTrip of the OPTIONS, where the PBX told it
 */
public record Reachability(Instant at, TrunkId trunk, State state, Optional<Duration> roundTrip)
        implements TrunkSignal {
    /** What the PBX says of the far end. */
    public enum State {
        /** It answered the last OPTIONS, whatever the code. */
        REACHABLE,
        /** It did not answer within the PBX's time-out. */
        UNREACHABLE,
        /** The PBX does not ask. */
        UNMONITORED
    }
}
