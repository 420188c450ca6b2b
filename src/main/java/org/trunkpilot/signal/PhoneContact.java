package org.trunkpilot.signal;

import java.time.Instant;

/**
 * A phone came, stayed or went: what the PBX says of the contact of an endpoint that is no trunk.
 *
 * @param phone what the PBX calls it
 */
public record PhoneContact(Instant at, String phone, State state) implements SiteSignal {
    /** How the phone stands. */
    public enum State {
        /** It has registered, or answers again. */
        PRESENT,
        /** It does not answer OPTIONS, or its registration has run out. */
        ABSENT
    }
}
