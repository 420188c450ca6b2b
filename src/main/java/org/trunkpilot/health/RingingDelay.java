package org.trunkpilot.health;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;
import org.trunkpilot.health.HealthPolicy.PostDialDelay;
import org.trunkpilot.health.HealthPolicy.Recovery;
import org.trunkpilot.health.HealthPolicy.SetUp;
import org.trunkpilot.signal.Progress;

/**
 * How long do callers hear nothing after dialling?
 *
 * <p>The time from the INVITE on the trunk's own leg to the first 180 or 183, whichever is first, kept apart by which it was: a
 * carrier that plays early media answers sooner, and its 183 may be no ringing at all. An answer without either ends the
 * silence too, but tells nothing of ringing, so it is tested and not kept among the quantiles. A caller who gave up, or a dialplan
 * that did, saw at least that much: a right-censored sample, which must not make the delay look shorter than it is.
 *
 * <p>Each kind has its own CUSUM over "slower than the limit": {@code ln(p1/p0)} = 1.39 for a slow call, as much against it for
 * another ({@code p0} = 20 %, {@code p1} = 80 %), so it counts by how many the slow calls are ahead. Seven ahead degrade. Shares this
 * far apart are chosen because the delay is mostly the callee's network: one slow call in five, say to a far country, must not add up.
 * The obvious thing, the median over the limit, would wait until the slow calls outnumber an hour of quick ones.
 *
 * <p>A dialplan with a progress time-out of 10 s cuts off what is slower still; those calls are set-up faults, not delay.
 */
final class RingingDelay {
    /** Samples before the trunk's own habit replaces the silence setting. */
    private static final int HABIT_SAMPLES = 10;

    /** However quick a trunk is, a call is not called silent sooner: a mobile takes a second to be found. */
    private static final Duration LEAST_SILENCE = Duration.ofSeconds(1);

    private final PostDialDelay policy;
    private final Duration silence;
    private final Recovery recovery;
    private final SlowTest ringing;
    private final SlowTest earlyMedia;
    private final DecayedQuantiles any = new DecayedQuantiles();
    private Instant lastSample = Instant.MIN;

    RingingDelay(PostDialDelay policy, SetUp setUp, Recovery recovery) {
        this.policy = policy;
        this.silence = setUp.silence();
        this.recovery = recovery;
        this.ringing = new SlowTest(policy, recovery, "180");
        this.earlyMedia = new SlowTest(policy, recovery, "183");
    }

    /** The first 18x of a call. */
    void progress(Progress.Kind kind, Duration delay, Instant at) {
        lastSample = at;
        any.record(delay, at);
        var test = kind == Progress.Kind.RINGING ? ringing : earlyMedia;
        test.kept.record(delay, at);
        test.add(delay, slowLimit(), at);
    }

    /** Answered without any 18x. */
    void answeredAtOnce(Duration delay, Instant at) {
        lastSample = at;
        ringing.add(delay, slowLimit(), at);
    }

    /** The dialplan gave up on a silent call: a set-up fault, and a delay of at least this much. */
    void timedOut(Duration atLeast, Instant at) {
        any.record(atLeast, at);
        ringing.kept.record(atLeast, at);
    }

    /** The caller gave up on a silent call. Only if that was late does it tell anything: it might have rung at once after. */
    void callerGaveUp(Duration atLeast, Instant at) {
        if (atLeast.compareTo(slowLimit()) > 0) {
            lastSample = at;
            any.record(atLeast, at);
            ringing.kept.record(atLeast, at);
            ringing.add(atLeast, slowLimit(), at);
        }
    }

    void doubt() {
        ringing.doubt();
        earlyMedia.doubt();
    }

    void forgive(Instant from) {
        ringing.forgive(from);
        earlyMedia.forgive(from);
    }

    /** From where a call is slow: the absolute target, until a baseline of the trunk's own takes its place. */
    private Duration slowLimit() {
        return policy.slowAfter();
    }

    /**
     * From where a call that is still silent is suspicious: twice the 95th percentile of this trunk, within reason. Being wrong
     * costs a few OPTIONS, being late costs calls.
     */
    Duration silenceLimit() {
        if (any.count() < HABIT_SAMPLES) {
            return silence;
        }
        var p95 = any.p95();
        var usual = p95.multipliedBy(2);
        var most = max(silence, min(p95, silence.multipliedBy(2)));
        return max(min(LEAST_SILENCE, silence), min(usual, most));
    }

    private static Duration min(Duration a, Duration b) {
        return a.compareTo(b) <= 0 ? a : b;
    }

    private static Duration max(Duration a, Duration b) {
        return a.compareTo(b) >= 0 ? a : b;
    }

    Optional<Duration> median() {
        return any.count() == 0 ? Optional.empty() : Optional.of(any.median());
    }

    boolean fresh(Instant now) {
        return !lastSample.equals(Instant.MIN) && now.isBefore(lastSample.plus(recovery.evidenceFor()));
    }

    boolean inDoubt(Instant now) {
        return ringing.inDoubt(now) || earlyMedia.inDoubt(now);
    }

    /**
     * @param silentCalls calls that are silent for suspiciously long just now
     * @param silentSince the INVITE of the oldest of them
     */
    Optional<Finding> finding(Instant now, int silentCalls, Optional<Instant> silentSince) {
        var standing = ringing.finding(now).or(() -> earlyMedia.finding(now));
        if (standing.isPresent() || silentSince.isEmpty()) {
            return standing;
        }
        return Optional.of(new Finding(
                Finding.Kind.SLOW_RINGING,
                Verdict.SUSPECT,
                Grade.B,
                silentSince.get(),
                Words.count(silentCalls, "call") + (silentCalls == 1 ? " has" : " have")
                        + " heard nothing from the carrier for more than " + Words.of(silenceLimit())));
    }

    /** Score (field notes §6.3): {@code 1 − (ln p − ln M)/(ln 2U − ln M)}, p the median, M and U E.721's mean and 95 % targets. */
    PartBelief part(Instant now) {
        if (inDoubt(now)) {
            return new PartBelief(
                    Part.PDD, OptionalInt.empty(), Grade.D, "rang late earlier, and too few calls have rung since");
        }
        if (!fresh(now) || any.count() == 0) {
            return new PartBelief(Part.PDD, OptionalInt.empty(), Grade.D, "no recent calls");
        }
        double mean = Math.log(seconds(policy.usual()));
        double worst = Math.log(2 * seconds(policy.slowAfter()));
        double score = 1 - (Math.log(Math.max(0.001, seconds(any.median()))) - mean) / (worst - mean);
        var words = ringing.habit("rings");
        var early = earlyMedia.habit("early media");
        return new PartBelief(
                Part.PDD,
                OptionalInt.of((int) Math.round(100 * Math.max(0, Math.min(1, score)))),
                Grade.B,
                words.isEmpty() ? early : early.isEmpty() ? words : words + ", " + early);
    }

    private static double seconds(Duration d) {
        return d.toMillis() / 1000.0;
    }

    /** The test of one kind of progress. */
    private static final class SlowTest {
        private final PostDialDelay policy;
        private final String code;
        private final Latch latch;
        private final Cusum cusum;
        private final double slowStep;
        private final double quickStep;
        private final DecayedQuantiles kept = new DecayedQuantiles();
        private Duration lastSlow = Duration.ZERO;
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

        void add(Duration delay, Duration limit, Instant at) {
            settle(at);
            if (delay.compareTo(limit) > 0) {
                slow++;
                counted++;
                lastSlow = delay;
                latch.bad(at);
                cusum.add(slowStep, at.minus(delay));
                var since = cusum.risingSince();
                if (cusum.sum() >= latch.threshold(policy.degradeAt()) && since != null) {
                    latch.raise(since, at);
                }
                return;
            }
            counted++;
            cusum.add(quickStep, at);
            if (latch.good(at)) {
                cusum.reset();
            }
            if (cusum.atRest()) {
                slow = 0;
                counted = 0;
            }
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
            var words = slow + " of the last " + Words.count(counted, "call") + " took more than "
                    + Words.of(policy.slowAfter()) + " to the " + code + ", the last of them " + Words.of(lastSlow);
            return new Finding(Finding.Kind.SLOW_RINGING, verdict, Grade.B, since, words);
        }

        String habit(String verb) {
            return kept.count() == 0
                    ? ""
                    : verb + " after " + Words.of(kept.median()) + " (median of " + kept.count() + ")";
        }
    }
}
