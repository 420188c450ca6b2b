package org.trunkpilot.health;

import java.util.OptionalDouble;

/**
 * How much burstier than chance is the loss? As far as reports of five seconds let it be known.
 *
 * <p>RTCP reports count lost packets and tell of no runs (RFC 3611 would; nobody sends it to us). But bursts show in how much the counts
 * differ: where loss comes and goes with lag-one correlation {@code ρ} (Gilbert's model), the counts of long intervals vary
 * {@code (1 − p)·(1 + ρ)/(1 − ρ)} times as much as their mean; and as {@code BurstR = 1/(1 − ρ)} there,
 *
 * <pre>
 *   variance / mean = (1 − p)·(2·BurstR − 1)      so      BurstR = (variance / mean / (1 − p) + 1) / 2
 * </pre>
 *
 * <p>Loss that sets in half-way looks like one burst, which is why the rating takes it only up to a bound.
 */
final class Bursts {
    /** Fewer intervals, half a minute, or fewer lost packets let nothing be said. */
    private static final int LEAST_INTERVALS = 6;

    private static final int LEAST_LOST = 12;

    private int intervals;
    private double lost;
    private double lostSquared;
    private double expected;

    void add(int expectedPackets, int lostPackets) {
        intervals++;
        expected += expectedPackets;
        lost += lostPackets;
        lostSquared += (double) lostPackets * lostPackets;
    }

    void reset() {
        intervals = 0;
        lost = 0;
        lostSquared = 0;
        expected = 0;
    }

    /** BurstR of G.107, at least 1; empty while too little is known. */
    OptionalDouble ratio() {
        if (intervals < LEAST_INTERVALS || lost < LEAST_LOST || lost >= expected) {
            return OptionalDouble.empty();
        }
        double mean = lost / intervals;
        double variance = (lostSquared - lost * mean) / (intervals - 1);
        return OptionalDouble.of(Math.max(1, (variance / mean / (1 - lost / expected) + 1) / 2));
    }

    /** How loss came, to stand after how much of it there was. */
    String words() {
        var ratio = ratio();
        if (ratio.isEmpty()) {
            return "whether in bursts is not known yet";
        }
        double run = ratio.getAsDouble() / (1 - lost / expected);
        return run < 1.5 ? "one by one" : "in bursts of about " + Math.round(run) + " packets";
    }
}
