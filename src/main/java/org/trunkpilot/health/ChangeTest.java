package org.trunkpilot.health;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Optional;
import org.trunkpilot.health.HealthPolicy.Path;

/**
 * Has one figure of the audio (round trip, jitter) risen above what this trunk is used to?
 *
 * <p>A CUSUM over {@code (ln x − μ)/σ − 1} (Page 1954), {@code x} one figure a call, so that a long call to a bad line has one vote as any
 * other. {@code μ} and {@code σ} are learned of the first 30 calls and then follow in a day: what has changed for good becomes the
 * habit. On the logarithm, for both figures are skewed and a change is a factor.
 *
 * <p>A change is worth a word and no more, and only where it can be heard: it makes the trunk SUSPECT. What it does to the audio is
 * judged by the rating.
 */
final class ChangeTest {
    /** Votes of a run that are remembered; a few decide. */
    private static final int MOST_VOTES = 64;

    /** No single call counts for more deviations: heavy tails. */
    private static final double MOST_STEP = 3;

    private final Path policy;
    private final Duration givenUpAfter;
    private final Cusum cusum;
    private final ArrayDeque<Vote> run = new ArrayDeque<>();
    private int learned;
    private double mean;
    private double variance;
    private Instant lastAt = Instant.MIN;

    private record Vote(String callee, double value) {}

    ChangeTest(Path policy, Duration givenUpAfter) {
        this.policy = policy;
        this.givenUpAfter = givenUpAfter;
        this.cusum = new Cusum(policy.alarmAt() * 1.5);
    }

    /** @param value of one call, above 0 */
    void vote(String callee, double value, Instant at) {
        settle(at);
        double x = Math.log(Math.max(0.01, value));
        if (learned < policy.learned()) {
            learn(x);
        } else {
            double deviation = (x - mean) / Math.max(policy.leastSpread(), Math.sqrt(variance));
            cusum.add(Math.max(-MOST_STEP, Math.min(MOST_STEP, deviation - policy.slack())), at);
            if (cusum.atRest()) {
                run.clear();
            } else {
                if (run.size() == MOST_VOTES) {
                    run.removeFirst();
                }
                run.addLast(new Vote(callee, value));
            }
            follow(x, at);
        }
        lastAt = at;
    }

    /** Welford's running mean and variance. */
    private void learn(double x) {
        learned++;
        double before = x - mean;
        mean += before / learned;
        variance += (before * (x - mean) - variance) / learned;
    }

    private void follow(double x, Instant at) {
        double seconds = Math.max(0, Duration.between(lastAt, at).toMillis() / 1000.0);
        double weight = 1 - Math.exp(-seconds / policy.memory().toSeconds());
        double before = x - mean;
        mean += weight * before;
        variance += weight * (before * (x - mean) - variance);
    }

    private void settle(Instant now) {
        if (!cusum.atRest() && !now.isBefore(lastAt.plus(givenUpAfter))) {
            reset();
        }
    }

    /** What was seen of late means nothing; the habit stays. */
    void reset() {
        cusum.reset();
        run.clear();
    }

    /**
     * A rise that stands.
     *
     * @param now the median of the calls since it began
     * @param usual what the trunk is used to
     */
    record Rise(Instant since, double now, double usual, int calls) {}

    /**
     * @param callees numbers that must show it
     * @param borne a figure up to this is no matter, however unusual
     */
    Optional<Rise> rise(Instant now, int callees, double borne) {
        settle(now);
        var since = cusum.risingSince();
        if (since == null || cusum.sum() < policy.alarmAt()) {
            return Optional.empty();
        }
        var sorted = run.stream().map(Vote::value).sorted().toList();
        double median = sorted.get(sorted.size() / 2);
        boolean several = run.stream().map(Vote::callee).distinct().count() >= callees;
        return several && median > borne
                ? Optional.of(new Rise(since, median, Math.exp(mean), run.size()))
                : Optional.empty();
    }
}
