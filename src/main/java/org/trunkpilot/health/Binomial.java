package org.trunkpilot.health;

/** So many of so many, each by chance alone. */
final class Binomial {
    private Binomial() {}

    /**
     * P(X ≥ k) of n trials.
     *
     * @param share of each trial, above 0 and below 1
     */
    static double atLeast(int k, int n, double share) {
        double sum = 0;
        for (int i = k; i <= n; i++) {
            double log = i * Math.log(share) + (n - i) * Math.log1p(-share);
            for (int j = 1; j <= i; j++) {
                log += Math.log((n - i + j) / (double) j);
            }
            sum += Math.exp(log);
        }
        return Math.min(1, sum);
    }
}
