package org.trunkpilot.health;

import java.time.Duration;
import java.util.Optional;
import org.trunkpilot.health.HealthPolicy.Coding;
import org.trunkpilot.health.HealthPolicy.Quality;
import org.trunkpilot.signal.Codec;

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
 * <p>A wideband codec has a scale of its own (G.107.1): 129 instead of 93.2, of which the MOS is that of R/1.29. R of the two scales
 * must not be compared, but MOS may; so what is answered here for a wideband call is the narrowband R of the same MOS, and no more than
 * the best narrowband call has.
 *
 * @param equipmentImpairment Ie of the codec (G.113), 0 to 95
 * @param lossRobustness Bpl of the codec (G.113), above 0
 * @param wideband whether both are on the scale of G.107.1
 * @param codingMillis delay of coding and of filling a packet
 */
record EModel(double equipmentImpairment, double lossRobustness, boolean wideband, double codingMillis) {
    /** R of a call without delay, loss and codec impairment: G.107's defaults. */
    static final double BEST = 93.2;

    /** Likewise wideband, G.107.1. */
    private static final double BEST_WIDEBAND = 129;

    /** R of G.107.1 over R of G.107 for the same MOS. */
    private static final double WIDEBAND_SCALE = 1.29;

    /** Loss no burstier than chance: what is reckoned with where reports tell of no bursts. */
    static final double RANDOM_LOSS = 1;

    /** G.711 in packets of 20 ms: filling one packet. */
    private static final double PACKETISATION_MILLIS = 20;

    /** A jitter buffer holds about twice the jitter, no less than 20 ms and no more than 200 ms (field notes §6.1). */
    private static final double LEAST_BUFFER_MILLIS = 20;

    private static final double MOST_BUFFER_MILLIS = 200;

    /** A narrowband codec in packets of 20 ms. */
    EModel(double equipmentImpairment, double lossRobustness) {
        this(equipmentImpairment, lossRobustness, false, PACKETISATION_MILLIS);
    }

    /** The model of a codec; an unknown one is taken for the configured default. */
    static EModel of(Optional<Codec> codec, Quality policy) {
        return codec.filter(c -> c != Codec.G711)
                .map(c -> of(c, coding(c, policy)))
                .orElseGet(() -> new EModel(policy.equipmentImpairment(), policy.lossRobustness()));
    }

    private static EModel of(Codec codec, Coding coding) {
        return new EModel(coding.impairment(), coding.robustness(), codec.wideband(), millis(coding.delay()));
    }

    private static Coding coding(Codec codec, Quality policy) {
        var codecs = policy.codecs();
        return switch (codec) {
            case G711 ->
                new Coding(
                        policy.equipmentImpairment(),
                        policy.lossRobustness(),
                        Duration.ofMillis(Math.round(PACKETISATION_MILLIS)));
            case G729 -> codecs.g729();
            case G723 -> codecs.g723();
            case G726 -> codecs.g726();
            case GSM -> codecs.gsm();
            case GSM_EFR -> codecs.gsmEfr();
            case ILBC -> codecs.ilbc();
            case G722 -> codecs.g722();
            case AMR_WB -> codecs.amrWb();
            case OPUS -> codecs.opus();
        };
    }

    private static double millis(Duration d) {
        return d.toNanos() / 1e6;
    }

    /**
     * R of one interval.
     *
     * @param delayMillis one way, mouth to ear
     * @param lossPercent 0 to 100
     * @param burstRatio at least 1, {@link #RANDOM_LOSS} if unknown
     * @return R, 0 to 93.2, on the narrowband scale
     */
    double rating(double delayMillis, double lossPercent, double burstRatio) {
        double delayImpairment = 0.024 * delayMillis + 0.11 * Math.max(0, delayMillis - 177.3);
        double lossImpairment = equipmentImpairment
                + (95 - equipmentImpairment) * lossPercent / (lossPercent / burstRatio + lossRobustness);
        double rating = wideband
                ? (BEST_WIDEBAND - delayImpairment - lossImpairment) / WIDEBAND_SCALE
                : BEST - delayImpairment - lossImpairment;
        return Math.max(0, Math.min(BEST, rating));
    }

    /** Mouth-to-ear delay from what RTCP tells: half the round trip, a jitter buffer, and the coding. */
    double delayMillis(double roundTripMillis, double jitterMillis) {
        double buffer = Math.max(LEAST_BUFFER_MILLIS, Math.min(MOST_BUFFER_MILLIS, 2 * jitterMillis));
        return roundTripMillis / 2 + buffer + codingMillis;
    }

    /** MOS (1 to 4.5) of a rating, G.107 annex B. */
    static double mos(double rating) {
        if (rating <= 0) {
            return 1;
        }
        return rating >= 100 ? 4.5 : 1 + 0.035 * rating + 7e-6 * rating * (rating - 60) * (100 - rating);
    }
}
