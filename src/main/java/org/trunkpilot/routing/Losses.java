package org.trunkpilot.routing;

/**
 * What the core was told and could not take account of, each counted since the start. All are zero on a site that is well
 * configured; judgements go on without.
 *
 * @param droppedLegs legs that ended and were not judged in time to be recorded: more in one tick than there was room for
 * @param forgottenCalls live calls given up to make room for newer ones
 * @param strays signals about call legs that were not known, begun before we listened or given up
 * @param foreignSignals signals of trunks that are not configured
 */
public record Losses(long droppedLegs, long forgottenCalls, long strays, long foreignSignals) {
    /** Nothing lost: how each start begins. */
    public static final Losses NONE = new Losses(0, 0, 0, 0);

    /** All of them together. */
    public long sum() {
        return droppedLegs + forgottenCalls + strays + foreignSignals;
    }
}
