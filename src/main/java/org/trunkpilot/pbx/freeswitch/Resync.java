package org.trunkpilot.pbx.freeswitch;

import java.time.Instant;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/**
 * When the PBX has to be asked for its whole state anew, and how often at most: after a reload or a restart; after a question
 * that was not answered; while the last list and the events of a call disagree, until a second list settles it; and after a gap, when
 * something other than media reports was dropped here, for whatever it told is not known now (field notes §7, pitfall 24).
 *
 * <p>A flood that makes gaps goes on for a while, and every list adds to it: after a gap it is asked more rarely. Thread-safe.
 */
final class Resync {
    private final Tuning tuning;
    private final LongSupplier gaps;
    private final BooleanSupplier unsettled;
    private boolean wanted;
    private long gapsBefore;
    private Instant notBefore = Instant.MIN;
    private Instant notForGapsBefore = Instant.MIN;

    /**
     * @param gaps how much has been dropped so far, media reports left out
     * @param unsettled whether the last list said of a call what its events have not
     */
    Resync(Tuning tuning, LongSupplier gaps, BooleanSupplier unsettled) {
        this.tuning = tuning;
        this.gaps = gaps;
        this.unsettled = unsettled;
    }

    /** As soon as it may be. */
    synchronized void want() {
        wanted = true;
    }

    /** Whether it is time to ask. */
    synchronized boolean due(Instant now) {
        if (now.isBefore(notBefore)) {
            return false;
        }
        boolean gap = gaps.getAsLong() != gapsBefore && !now.isBefore(notForGapsBefore);
        return wanted || gap || unsettled.getAsBoolean();
    }

    /** It is being asked now; what is dropped from here on is another gap. */
    synchronized void begun(Instant now) {
        long gapsNow = gaps.getAsLong();
        if (gapsNow != gapsBefore) {
            notForGapsBefore = now.plus(tuning.afterGap());
        }
        gapsBefore = gapsNow;
        wanted = false;
        notBefore = now.plus(tuning.betweenSnapshots());
    }
}
