package org.trunkpilot.health;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.trunkpilot.health.HealthPolicy.PostDialDelay;
import org.trunkpilot.health.HealthPolicy.Recovery;

/**
 * Do calls ring plainly late, by one kind of progress?
 *
 * <p>A CUSUM over "slower than its limit": {@code ln(p1/p0)} = 1.39 for a slow call, as much against it for another ({@code p0} =
 * 20 %, {@code p1} = 80 %), so it counts by how many the slow calls are ahead. Seven ahead degrade. Shares this far apart are chosen
 * because the delay is mostly the callee's network: one slow call in five, say to a far country, must not add up. The obvious thing,
 * the median over the limit, would wait until the slow calls outnumber an hour of quick ones.
 *
 * <p>Each call has the limit of its own destination, and all add to one sum: a carrier that is slow is slow to everywhere, and four
 * sums would each wait for seven calls.
 */
final class SlowTest {
    private final PostDialDelay policy;
    private final String code;
    private final Latch latch;
    private final Cusum cusum;
    private final double slowStep;
    private final double quickStep;
    private Duration lastSlow = Duration.ZERO;
    private Duration leastLimit = Duration.ZERO;
    private Duration mostLimit = Duration.ZERO;
    private int slow;
    private int counted;

    SlowTest(PostDialDelay policy, Recovery recovery, String code) {
        this.policy = policy;
        this.code = code;
        this.latch = new Latch(recovery.goodCalls(), recovery.trustCalls(), Duration.ZERO, recovery.givenUpAfter());
        this.slowStep = Cusum.stepFor(policy.usualSlow(), policy.badSlow());
        this.quickStep = Cusum.stepAgainst(policy.usualSlow(), policy.badSlow());
        this.cusum = new Cusum(policy.degradeAt() * 1.5);
    }

    /** @param limit from where a call to this destination is slow */
    void add(Duration delay, Duration limit, Instant at) {
        settle(at);
        counted++;
        if (delay.compareTo(limit) > 0) {
            leastLimit = slow == 0 || limit.compareTo(leastLimit) < 0 ? limit : leastLimit;
            mostLimit = slow == 0 || limit.compareTo(mostLimit) > 0 ? limit : mostLimit;
            slow++;
            lastSlow = delay;
            latch.bad(at);
            cusum.add(slowStep, at.minus(delay));
            var since = cusum.risingSince();
            if (cusum.sum() >= latch.threshold(policy.degradeAt()) && since != null) {
                latch.raise(since, at);
            }
            return;
        }
        cusum.add(quickStep, at);
        if (latch.good(at)) {
            cusum.reset();
        }
        if (cusum.atRest()) {
            slow = 0;
            counted = 0;
        }
    }

    /** Whether calls ring late just now. */
    boolean raised() {
        return latch.raised();
    }

    void doubt() {
        latch.doubt();
        reset();
    }

    void forgive(Instant from) {
        latch.forgive(from);
        reset();
    }

    private void settle(Instant now) {
        if (latch.settle(now)) {
            reset();
        }
    }

    private void reset() {
        cusum.reset();
        slow = 0;
        counted = 0;
    }

    boolean inDoubt(Instant now) {
        settle(now);
        return latch.inDoubt();
    }

    Optional<Finding> finding(Instant now) {
        settle(now);
        var rising = cusum.risingSince();
        if (latch.raised()) {
            return Optional.of(finding(Verdict.DEGRADED, latch.since()));
        }
        return rising != null && cusum.sum() >= latch.threshold(policy.suspectAt())
                ? Optional.of(finding(Verdict.SUSPECT, rising))
                : Optional.empty();
    }

    private Finding finding(Verdict verdict, Instant since) {
        var limits = leastLimit.equals(mostLimit)
                ? Words.of(leastLimit)
                : "the " + Words.of(leastLimit) + " to " + Words.of(mostLimit) + " of their destinations";
        var words = slow + " of the last " + Words.count(counted, "call") + " took more than " + limits + " to the "
                + code + ", the last of them " + Words.of(lastSlow);
        return new Finding(Finding.Kind.SLOW_RINGING, verdict, Grade.B, since, words);
    }
}
