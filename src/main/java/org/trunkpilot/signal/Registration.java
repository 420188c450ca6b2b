package org.trunkpilot.signal;

import java.time.Instant;
import org.trunkpilot.trunk.TrunkId;

/** How our registration at the carrier stands. Repeated at each refresh, so an old one is stale evidence. */
public record Registration(Instant at, TrunkId trunk, State state) implements TrunkSignal {
    /** What the PBX says of its own registration. */
    public enum State {
        /** The carrier accepted us; repeated at each refresh. */
        REGISTERED,
        /** A REGISTER is out, or will be retried, and nobody has answered yet. */
        TRYING,
        /** The carrier said no, or (Asterisk does not tell them apart) has not answered for 32 s. */
        REJECTED,
        /** Not registered, and not because of an answer. */
        UNREGISTERED,
        /** The PBX has given up: it will not try again by itself. */
        STOPPED,
        /** This trunk does not register at all. */
        NOT_USED
    }
}
