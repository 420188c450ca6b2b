package org.trunkpilot.health;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.trunkpilot.health.HealthPolicy.Busy;
import org.trunkpilot.health.HealthPolicy.Recovery;
import org.trunkpilot.signal.Callee;

/**
 * Is "busy" said far more often than is usual here, before anybody could be asked?
 *
 * <p>No network finds a phone, asks it and tells us within 300 ms (field notes §6.4). A carrier that says "busy" so soon has not asked; it
 * may know of its own customers who is in talk, and that is a share of the calls which stays about the same. So a CUSUM of Bernoulli
 * steps, one of each number, looks for a share far above the trunk's own: {@code p0} is that share, from the calls before the sum
 * began to rise, and at least {@code usual}; {@code p1} is {@code bad}, and at least four times {@code p0}. At 5 % and 40 % a busy adds 2.08
 * and another call takes 0.46 off: six in a row degrade the trunk, half of all busy does after some fifteen calls, and shares below
 * 18 % never do. It is no matter of the carrier as long as fewer than three prefixes are concerned.
 *
 * <p>Beside other carriers the same is seen sooner and surer, see {@link Pretences}; this is for the trunk that has none beside it.
 */
final class BusyAtOnce {
    /** {@code p1} is at least so many times {@code p0}; where that is no share any more, nothing is looked for. */
    private static final double TIMES = 4;

    private static final double LARGEST = 0.95;

    /** Numbers remembered, so that each counts once. */
    private static final int MOST = 256;

    /** How many calls the usual share of the settings is worth, until the trunk's own is believed (field notes §6.5). */
    private static final double PRIOR_CALLS = 20;

    /** Time constant in which what was usual fades, as with ringing (field notes §6.3). */
    private static final double FADING_SECONDS = Duration.ofDays(28).toSeconds();

    /** A run is broken off after so many times the wait for evidence: sites of three calls an hour must add up, too. */
    private static final int MEMORY = 4;

    private final Busy policy;
    private final int leastPrefixes;
    private final Duration brokenOffAfter;
    private final Latch latch;
    private final Map<String, String> busyPrefixes = new LinkedHashMap<>();
    private double sum;
    private double usual;
    private int calls;
    private @Nullable Instant since;
    private Instant last = Instant.MIN;
    private double learnedBusy;
    private double learnedCalls;
    private Instant fadedAt = Instant.MIN;

    BusyAtOnce(Busy policy, int leastPrefixes, Recovery recovery) {
        this.policy = policy;
        this.leastPrefixes = leastPrefixes;
        this.usual = policy.usual();
        this.brokenOffAfter = recovery.givenUpAfter().multipliedBy(MEMORY);
        this.latch = new Latch(recovery.goodCalls(), recovery.trustCalls(), Duration.ZERO, recovery.givenUpAfter());
    }

    /** Somebody was found: the call rings, is answered, or comes back busy after a while. */
    void asked(Instant at) {
        settle(at);
        learn(0, at);
        if (latch.good(at)) {
            clear();
        }
        if (since == null || p1() > LARGEST) {
            return;
        }
        calls++;
        sum += Cusum.stepAgainst(usual, p1());
        if (sum <= 0 && !latch.raised()) {
            clear();
        }
        sum = Math.max(0, sum);
    }

    /** Busy, so soon after dialling. */
    void busy(Callee callee, Duration elapsed, Instant at) {
        if (elapsed.compareTo(policy.atOnce()) >= 0) {
            asked(at);
            return;
        }
        settle(at);
        if (callee.key().isEmpty() || busyPrefixes.containsKey(callee.key())) {
            return;
        }
        if (since == null) {
            since = at;
            usual = Math.max(
                    policy.usual(), (learnedBusy + policy.usual() * PRIOR_CALLS) / (learnedCalls + PRIOR_CALLS));
        }
        learn(1, at);
        last = at;
        latch.bad(at);
        if (p1() > LARGEST || busyPrefixes.size() == MOST) {
            return;
        }
        calls++;
        busyPrefixes.put(callee.key(), callee.prefix());
        sum = Math.min(policy.degradeAt() * 2, sum + Cusum.stepFor(usual, p1()));
        if (sum >= latch.threshold(policy.degradeAt()) && prefixes() >= leastPrefixes) {
            latch.raise(since, at);
        }
    }

    private double p1() {
        return Math.max(policy.bad(), TIMES * usual);
    }

    private long prefixes() {
        return busyPrefixes.values().stream().distinct().count();
    }

    private void learn(int busy, Instant at) {
        if (latch.raised() || latch.inDoubt()) {
            return;
        }
        if (!fadedAt.equals(Instant.MIN)) {
            double keep = Math.exp(-Math.max(0, Duration.between(fadedAt, at).toMillis()) / 1000.0 / FADING_SECONDS);
            learnedBusy *= keep;
            learnedCalls *= keep;
        }
        fadedAt = at;
        learnedBusy += busy;
        learnedCalls++;
    }

    /** We lost sight of the trunk. */
    void doubt() {
        latch.doubt();
        clear();
    }

    /** What calls have shown since then was not the trunk's fault. */
    void forgive(Instant from) {
        latch.forgive(from);
        clear();
    }

    private void settle(Instant now) {
        boolean stale = since != null && !latch.raised() && !now.isBefore(last.plus(brokenOffAfter));
        if (latch.settle(now) || stale) {
            clear();
        }
    }

    private void clear() {
        busyPrefixes.clear();
        sum = 0;
        calls = 0;
        since = null;
    }

    boolean inDoubt(Instant now) {
        settle(now);
        return latch.inDoubt();
    }

    Optional<Finding> finding(Instant now) {
        settle(now);
        if (!latch.raised()) {
            return Optional.empty();
        }
        return Optional.of(new Finding(
                Finding.Kind.SETUP_FAULTS,
                Verdict.DEGRADED,
                Grade.B,
                latch.since(),
                busyPrefixes.size() + " of the last " + calls + " numbers were busy within " + Words.of(policy.atOnce())
                        + ", before anybody could be asked; usual here is " + Math.round(100 * usual) + " %"));
    }
}
