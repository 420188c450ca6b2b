package org.trunkpilot.signal;

import java.time.Instant;
import org.trunkpilot.trunk.TrunkId;

/** The far end showed the call is getting somewhere. */
public record Progress(Instant at, TrunkId trunk, CallId call, Kind kind) implements CallSignal {
    /** Which provisional answer it was. */
    public enum Kind {
        /** 180: somebody's phone rings. */
        RINGING,
        /** 183: audio before the answer, which may be a ringing tone, an announcement or nothing. */
        EARLY_MEDIA
    }
}
