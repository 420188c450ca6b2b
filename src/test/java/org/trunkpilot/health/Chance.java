package org.trunkpilot.health;

import java.util.SplittableRandom;

/** Seeded counts of lost packets. */
final class Chance {
    private Chance() {}

    /** Exactly the mean without dispersion; else negative binomial, as a Poisson whose rate is gamma distributed. */
    static long count(SplittableRandom random, double mean, double varianceOverMean) {
        if (mean <= 0) {
            return 0;
        }
        if (varianceOverMean <= 1) {
            return Math.round(mean);
        }
        return poisson(random, gamma(random, mean / (varianceOverMean - 1)) * (varianceOverMean - 1));
    }

    /** Knuth; rates here are below 100. */
    private static long poisson(SplittableRandom random, double rate) {
        double limit = Math.exp(-rate);
        double product = random.nextDouble();
        long n = 0;
        while (product > limit) {
            n++;
            product *= random.nextDouble();
        }
        return n;
    }

    /** Marsaglia and Tsang 2000; a shape below 1 is boosted. */
    private static double gamma(SplittableRandom random, double shape) {
        if (shape < 1) {
            return gamma(random, shape + 1) * Math.pow(1 - random.nextDouble(), 1 / shape);
        }
        double d = shape - 1.0 / 3;
        double c = 1 / Math.sqrt(9 * d);
        while (true) {
            double x = normal(random);
            double v = Math.pow(1 + c * x, 3);
            if (v > 0 && Math.log(1 - random.nextDouble()) < 0.5 * x * x + d - d * v + d * Math.log(v)) {
                return d * v;
            }
        }
    }

    private static double normal(SplittableRandom random) {
        return Math.sqrt(-2 * Math.log(1 - random.nextDouble())) * Math.cos(2 * Math.PI * random.nextDouble());
    }
}
