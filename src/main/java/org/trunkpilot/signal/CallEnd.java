package org.trunkpilot.signal;

import java.time.Instant;
import java.util.OptionalInt;
import org.trunkpilot.trunk.TrunkId;

/**
 * The leg is over.
 *
 * @param q850 the hangup cause, 1 to 127; empty when the PBX said 0 or nothing
 * @param sip the final SIP response code of the far end, 300 to 699; empty when there was none or the PBX does not tell
 */
public record CallEnd(Instant at, TrunkId trunk, CallId call, By by, OptionalInt q850, OptionalInt sip)
        implements CallSignal {
    /** Whether the far end said that who was called is in talk: 486, 600, or cause 17 where no code is told. */
    public boolean busy() {
        return sip.isPresent() ? sip.getAsInt() == 486 || sip.getAsInt() == 600 : q850.orElse(0) == 17;
    }

    /** Who ended it, as far as the PBX lets us know. */
    public enum By {
        /** The far end refused the call with a code, or hung up an answered one, or never answered the INVITE (Timer B). */
        FAR_END,
        /** The caller gave up or hung up; codes of such a leg (Asterisk says 127/500) are our own doing. */
        CALLER,
        /** The dialplan's progress time-out: no 18x in that time. */
        PROGRESS_TIMEOUT,
        /** The dialplan's ring time-out: it rang, nobody came. */
        RING_TIMEOUT,
        /** The call was answered by another leg of the same fork. */
        ELSEWHERE,
        /** Our side ended it (PBX stopping, RTP time-out, an administrator). */
        PBX,
        /** It was answered and who hung up is not told; or it is gone and nobody told us. */
        NOT_TOLD
    }
}
