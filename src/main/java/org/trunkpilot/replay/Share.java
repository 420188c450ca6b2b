package org.trunkpilot.replay;

/**
 * How many of the calls on a trunk fare badly, and between which bounds that is sure.
 *
 * <p>Wilson's interval at 95 %: unlike the textbook's normal one it is honest at 0 of n and at small n (Brown, Cai and DasGupta 2001).
 * The estimate between is Jeffreys' {@code (bad + ½) / (of + 1)}, which is never exactly 0 or 1 either.
 *
 * @param low 0 to 1
 * @param high 0 to 1
 */
record Share(double low, double estimate, double high) {
    /** 95 % of a normal distribution lie within so many standard deviations. */
    private static final double Z = 1.959964;

    static Share of(long bad, long of) {
        if (of == 0) {
            return new Share(0, 0.5, 1);
        }
        double p = (double) bad / of;
        double scale = 1 + Z * Z / of;
        double middle = (p + Z * Z / (2 * of)) / scale;
        double half = Z / scale * Math.sqrt(p * (1 - p) / of + Z * Z / (4.0 * of * of));
        double estimate = (bad + 0.5) / (of + 1);
        double low = Math.max(0, middle - half);
        double high = Math.min(1, middle + half);
        return new Share(Math.min(low, estimate), estimate, Math.max(high, estimate));
    }
}
