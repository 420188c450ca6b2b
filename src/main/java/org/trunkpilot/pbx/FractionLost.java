package org.trunkpilot.pbx;

/**
 * Whether the fraction lost of an RTCP report (RFC 3550 §6.4.1) and the growth of its counters can be true together: the check for
 * a PBX or a far end that miscounts.
 *
 * <p>A fraction is of the reporter's last interval, the growth of all that passed since the report before. Where one did not
 * arrive they differ, most of all after a burst of loss; so a longer time than one interval is not held against a report.
 */
public final class FractionLost {
    /** Reports come every 5 s, FreeSWITCH's first four every 4 s. */
    private static final double ONE_INTERVAL_SECONDS = 6;

    private FractionLost() {}

    /**
     * Whether they agree, to two steps of 1/256 and one packet: the reporter rounds, and counts a packet as expected before it is
     * lost.
     *
     * @param fraction as reported, in 1/256, 0 to 255
     * @param lost packets lost since the report before, not negative
     * @param expected packets expected since then, not negative
     * @param seconds since then
     */
    public static boolean agrees(int fraction, long lost, long expected, double seconds) {
        if (seconds > ONE_INTERVAL_SECONDS) {
            return true;
        }
        if (expected == 0) {
            return lost == 0;
        }
        double counted = (double) lost / expected;
        return Math.abs(counted - fraction / 256.0) <= 2.0 / 256 + 1.0 / expected;
    }
}
