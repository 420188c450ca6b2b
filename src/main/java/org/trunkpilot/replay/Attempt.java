package org.trunkpilot.replay;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.trunkpilot.trunk.TrunkId;

/** One leg of a call as a caller lived through it, judged by a yardstick that belongs to neither of the policies compared. */
final class Attempt {
    /** How it went. */
    enum Outcome {
        /** Not over yet when the span ended, or nothing can be concluded: the caller hung up early, our side ended it. */
        UNTOLD,
        /** The trunk did its work; a busy or absent callee is none of its fault. */
        GOOD,
        /** The trunk did not carry it: fault, account or codec. */
        LOST,
        /** It was carried, and one side heard nothing or too little. */
        POOR,
        /** The caller waited for the first sign of the far end for longer than is borne. */
        LATE;

        boolean hurt() {
            return this == LOST || this == POOR || this == LATE;
        }

        boolean told() {
            return this != UNTOLD;
        }
    }

    final TrunkId trunk;
    final Instant seized;
    Outcome outcome = Outcome.UNTOLD;

    /** The attempt that the dialplan made next for the same call. */
    @Nullable Attempt next;

    Attempt(TrunkId trunk, Instant seized) {
        this.trunk = trunk;
        this.seized = seized;
    }
}
