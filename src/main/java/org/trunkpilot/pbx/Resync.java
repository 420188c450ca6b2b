package org.trunkpilot.pbx;

import java.time.Duration;
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
public final class Resync {
    private final Duration between;
    private final Duration afterGap;
    private final LongSupplier gaps;
    private final BooleanSupplier unsettled;
    private boolean wanted;
    private long gapsBefore;
    private Instant notBefore = Instant.MIN;
    private Instant notForGapsBefore = Instant.MIN;

    /**
     * @param between two questions at least, whatever asks for them: reloads come in flocks, and an end that is on its way must
     *     have come
     * @param afterGap between two that only a gap asks for
     * @param gaps how much has been dropped so far, media reports left out
     * @param unsettled whether the last list said of a call what its events have not
     */
    public Resync(Duration between, Duration afterGap, LongSupplier gaps, BooleanSupplier unsettled) {
        this.between = between;
        this.afterGap = afterGap;
        this.gaps = gaps;
        this.unsettled = unsettled;
    }

    /** As soon as it may be. */
    public synchronized void want() {
        wanted = true;
    }

    /** Whether it is time to ask. */
    public synchronized boolean due(Instant now) {
        if (now.isBefore(notBefore)) {
            return false;
        }
        boolean gap = gaps.getAsLong() != gapsBefore && !now.isBefore(notForGapsBefore);
        return wanted || gap || unsettled.getAsBoolean();
    }

    /** It is being asked now; what is dropped from here on is another gap. */
    public synchronized void begun(Instant now) {
        long gapsNow = gaps.getAsLong();
        if (gapsNow != gapsBefore) {
            notForGapsBefore = now.plus(afterGap);
        }
        gapsBefore = gapsNow;
        wanted = false;
        notBefore = now.plus(between);
    }
}
