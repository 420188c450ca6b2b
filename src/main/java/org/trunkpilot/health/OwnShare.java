package org.trunkpilot.health;

/**
 * The share of its calls that a trunk fails when nothing is the matter with it.
 *
 * <p>A test that takes 2 % for granted cries wolf at a carrier that has always refused 3 %: chance piles up its faults more than twice as
 * often as the test allows for. So the share is learned, as a mean that fades over {@value #MEMORY} calls and begins at the usual share. Outcomes are
 * learned once the test has come to rest after them: what is under suspicion does not testify for itself.
 *
 * <p>It never falls below the usual share, nor rises above twice that: a carrier that slowly gets worse must not teach us to bear it.
 */
final class OwnShare {
    /** Calls. At 200 calls a day that is a week, and chance (one standard deviation) moves a share of 2 % by 0.3 points. */
    private static final int MEMORY = 1_000;

    private static final double MOST = 2;

    private final double usual;
    private double share;
    private double pendingFaults;
    private int pendingCalls;

    /** @param usual share of calls that fail on a sound trunk, above 0 and below 1 */
    OwnShare(double usual) {
        this.usual = usual;
        this.share = usual;
    }

    /** An outcome that may yet turn out to be part of a fault. */
    void note(double weight) {
        pendingFaults += weight;
        pendingCalls++;
    }

    /** What was noted was chance. */
    void acquit() {
        share += (pendingFaults - pendingCalls * share) / MEMORY;
        forget();
    }

    /** What was noted was a fault. */
    void forget() {
        pendingFaults = 0;
        pendingCalls = 0;
    }

    /** 0 to 1. */
    double share() {
        return Math.max(usual, Math.min(MOST * usual, share));
    }
}
