package org.trunkpilot.health;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What keeps a finding standing after the evidence that raised it.
 *
 * <pre>
 *   CLEAR ──raise──► RAISED ──goods in a row, for long enough──► CLEAR
 *                      │  ▲
 *     no evidence left │  │ raise, at half the threshold
 *                      ▼  │
 *                    IN_DOUBT ──a few goods in a row──► CLEAR
 * </pre>
 *
 * <p>Two-sided: what raises a finding is a test's threshold, what clears it is a run of good evidence of the same kind, so a
 * trunk that fails every third call does not blink. A trunk that was moved out gets no calls and so no evidence: its finding
 * is given up after a while, but that is no proof of health. It is in doubt (the verdict is UNKNOWN) until a few good calls
 * settle it, and while in doubt it is condemned again on half the evidence.
 */
final class Latch {
    private enum State {
        CLEAR,
        RAISED,
        IN_DOUBT
    }

    private final int goodsToClear;
    private final int goodsToTrust;
    private final Duration goodFor;
    private final Duration givenUpAfter;

    private State state = State.CLEAR;
    private int goods;
    private Instant since = Instant.MIN;
    private Instant lastEvidence = Instant.MIN;
    private @Nullable Instant goodSince;

    /**
     * @param goodsToClear pieces of good evidence in a row that clear a raised finding
     * @param goodsToTrust that settle a doubt
     * @param goodFor and the run must have lasted this long to clear it; zero to count alone
     * @param givenUpAfter without any evidence
     */
    Latch(int goodsToClear, int goodsToTrust, Duration goodFor, Duration givenUpAfter) {
        this.goodsToClear = goodsToClear;
        this.goodsToTrust = goodsToTrust;
        this.goodFor = goodFor;
        this.givenUpAfter = givenUpAfter;
    }

    /** Gives a finding up when its time has come. True when that happened just now: the test behind it starts anew. */
    boolean settle(Instant now) {
        if (state == State.RAISED && !now.isBefore(lastEvidence.plus(givenUpAfter))) {
            doubt();
            return true;
        }
        return false;
    }

    /** Puts a raised finding in doubt at once: we have lost sight of the trunk. */
    void doubt() {
        if (state == State.RAISED) {
            state = State.IN_DOUBT;
        }
        goods = 0;
        goodSince = null;
    }

    /** Takes back what was raised on evidence since {@code from}: it was not the trunk's fault. */
    void forgive(Instant from) {
        if (state == State.RAISED && !since.isBefore(from)) {
            state = State.CLEAR;
        }
        goods = 0;
        goodSince = null;
    }

    void raise(Instant badSince, Instant at) {
        if (state != State.RAISED) {
            state = State.RAISED;
            since = badSince;
        }
        bad(at);
    }

    void bad(Instant at) {
        lastEvidence = at;
        goods = 0;
        goodSince = null;
    }

    /** True when this good evidence cleared the finding or settled the doubt. */
    boolean good(Instant at) {
        lastEvidence = at;
        goods++;
        if (goodSince == null) {
            goodSince = at;
        }
        boolean cleared = state == State.RAISED && goods >= goodsToClear && !at.isBefore(goodSince.plus(goodFor));
        boolean settled = state == State.IN_DOUBT && goods >= goodsToTrust;
        if (cleared || settled) {
            state = State.CLEAR;
        }
        return cleared || settled;
    }

    boolean raised() {
        return state == State.RAISED;
    }

    boolean inDoubt() {
        return state == State.IN_DOUBT;
    }

    /** A relapse is believed on half the evidence. */
    double threshold(double full) {
        return inDoubt() ? full / 2 : full;
    }

    /** The first bad evidence of the raised finding. */
    Instant since() {
        return since;
    }
}
