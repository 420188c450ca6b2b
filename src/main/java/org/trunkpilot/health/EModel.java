package org.trunkpilot.health;

/**
 * The transmission rating of one direction of a call by the simplified E-model (ITU-T G.107; Cole and Rosenbluth 2001).
 *
 * <pre>
 *   R      = 93.2 − Id − Ie_eff                                   the advantage factor A is 0: it only flatters
 *   Id     = 0.024·d + 0.11·(d − 177.3)·H(d − 177.3)              d: one-way mouth-to-ear delay, ms
 *   Ie_eff = Ie + (95 − Ie) · Ppl / (Ppl/BurstR + Bpl)            Ppl: loss in percent, BurstR ≥ 1
 * </pre>
 *
 * <p>Loss is in percent: with loss as a fraction, a common mistake, 5 % loss on G.711 rates 88 and not 41.
 *
 * @param equipmentImpairment Ie of the codec (G.113), 0 to 95
 * @param lossRobustness Bpl of the codec (G.113), above 0
 */
record EModel(double equipmentImpairment, double lossRobustness) {
    /** R of a call without delay, loss and codec impairment: G.107's defaults. */
    static final double BEST = 93.2;

    /** Loss no burstier than chance. RTCP report blocks do not tell runs of lost packets, so this is what we use. */
    static final double RANDOM_LOSS = 1;

    /** G.711 in packets of 20 ms: filling one packet. */
    private static final double PACKETISATION_MILLIS = 20;

    /** A jitter buffer holds about twice the jitter, no less than 20 ms and no more than 200 ms (field notes §6.1). */
    private static final double LEAST_BUFFER_MILLIS = 20;

    private static final double MOST_BUFFER_MILLIS = 200;

    /**
     * R of one interval.
     *
     * @param delayMillis one way, mouth to ear
     * @param lossPercent 0 to 100
     * @param burstRatio at least 1, {@link #RANDOM_LOSS} if unknown
     * @return R, 0 to 93.2
     */
    double rating(double delayMillis, double lossPercent, double burstRatio) {
        double delayImpairment = 0.024 * delayMillis + 0.11 * Math.max(0, delayMillis - 177.3);
        double lossImpairment = equipmentImpairment
                + (95 - equipmentImpairment) * lossPercent / (lossPercent / burstRatio + lossRobustness);
        return Math.max(0, Math.min(BEST, BEST - delayImpairment - lossImpairment));
    }

    /** Mouth-to-ear delay from what RTCP tells: half the round trip, a jitter buffer, a packet. */
    static double delayMillis(double roundTripMillis, double jitterMillis) {
        double buffer = Math.max(LEAST_BUFFER_MILLIS, Math.min(MOST_BUFFER_MILLIS, 2 * jitterMillis));
        return roundTripMillis / 2 + buffer + PACKETISATION_MILLIS;
    }

    /** MOS (1 to 4.5) of a rating, G.107 annex B. */
    static double mos(double rating) {
        if (rating <= 0) {
            return 1;
        }
        return rating >= 100 ? 4.5 : 1 + 0.035 * rating + 7e-6 * rating * (rating - 60) * (100 - rating);
    }
}
