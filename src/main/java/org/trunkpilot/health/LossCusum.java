package org.trunkpilot.health;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.trunkpilot.health.HealthPolicy.Loss;
import org.trunkpilot.health.HealthPolicy.Recovery;
import org.trunkpilot.signal.MediaReport.Direction;
import org.trunkpilot.signal.MediaReport.Reception;

/**
 * Are packets of one direction lost?
 *
 * <p>A CUSUM over the RTCP intervals of all calls: {@code step = (x·ln(λ1/λ0) − n·(λ1 − λ0))/φ} for {@code x} packets lost of
 * {@code n}, with {@code λ0} = 1 %, {@code λ1} = 4 %, {@code φ} = 5 and the alarm at 12 (field notes §6.5,
 * {@code sim/loss_cusum.py}). Of 250 packets 5 lost are the break-even; 12 lost add 2, 25 lost add 5.4, none takes off 1.5.
 *
 * <p>Why the division by {@code φ}: loss comes in bursts, so its count varies five times as much as chance (Poisson) would have
 * it, and without it one burst looks like proof. Why not a limit on a smoothed percentage: it either blinks at each burst
 * or takes minutes.
 *
 * <p>All calls add to one sum, so three calls show loss three times as fast as one. No single report counts for more than half
 * the threshold, and no callee for more than 0.49 of it: what one person's call loses may be lost in that person's own network, so
 * it takes three, however long one talks. (Without that a sound office of 90 simulated days was moved four times a day, each time for
 * one callee.) One callee alone makes the trunk suspect.
 *
 * <p>Nor are three enough among many who talk without loss at the same time: bad networks are a known share of all, and of five calls at
 * once three are on such ones some times a year. So the lossy are weighed against all who are in talk, lossy or not, as a binomial: three of
 * three are proof, three of five are not, four of five are. Where a carrier loses packets all calls do, and it takes no longer.
 *
 * <p>As far as this trunk alone can tell, a loss to fewer than three callees may be theirs (field notes §6.2,
 * vantage).
 */
final class LossCusum {
    /** Reports without loss that clear a finding, and that settle a doubt: a call of one minute has twelve. */
    private static final int GOOD_REPORTS = 12;

    private static final int TRUST_REPORTS = 6;

    /** Callees who must lose packets before it is rather the trunk than those who are called. */
    private static final int TRUNK_CALLEES = 3;

    /** Who was reported on within two intervals of reports, and a little more, is in talk. */
    private static final Duration IN_TALK = Duration.ofSeconds(12);

    /** The callees of one round whose shares are kept; three decide. */
    private static final int MOST_CALLEES = 64;

    private final Loss policy;
    private final Recovery recovery;
    private final Direction direction;
    private final Latch latch;
    private final Cusum cusum;
    private final Bursts bursts = new Bursts();
    private final Set<String> lossyCallees = new HashSet<>();
    private final Map<String, Double> shares = new HashMap<>();

    /** Callees in talk, and when they were last reported on, the oldest first. */
    private final Map<String, Instant> inTalk = new LinkedHashMap<>();

    private int round;
    private int lossyCalls;
    private long expected;
    private long lost;
    private Instant lastReport = Instant.MIN;

    LossCusum(Loss policy, Recovery recovery, Direction direction) {
        this.policy = policy;
        this.recovery = recovery;
        this.direction = direction;
        this.latch = new Latch(GOOD_REPORTS, TRUST_REPORTS, recovery.mediaGoodFor(), recovery.givenUpAfter());
        this.cusum = new Cusum(policy.degradeAt() * 1.5);
    }

    /** @param callees numbers that must show loss before it is the trunk's */
    void report(LiveCall call, Reception r, Instant at, int callees) {
        if (r.expectedPackets() == 0) {
            return;
        }
        settle(at);
        lastReport = at;
        double usual = policy.usualPercent() / 100;
        double bad = policy.badPercent() / 100;
        double step = (r.lostPackets() * Math.log(bad / usual) - r.expectedPackets() * (bad - usual))
                / policy.overdispersion();
        cusum.add(share(call, Math.min(step, policy.degradeAt() / 2)), at);
        count(call, r, step > 0);
        talks(call, at);
        if (cusum.atRest()) {
            if (latch.good(at) || !latch.raised()) {
                startRound();
            }
            return;
        }
        if (latch.raised()) {
            latch.bad(at);
        }
        var since = cusum.risingSince();
        if (since != null
                && cusum.sum() >= latch.threshold(policy.degradeAt())
                && lossyCallees.size() >= callees
                && tooManyForChance()) {
            latch.raise(since, at);
        }
    }

    private void count(LiveCall call, Reception r, boolean lossy) {
        var way = call.way(direction);
        if (lossy && lossyCallees.size() < MOST_CALLEES) {
            lossyCallees.add(call.calleeKey());
        }
        if (lossy && way.lossyRound != round) {
            way.lossyRound = round;
            lossyCalls++;
        }
        expected += r.expectedPackets();
        lost += r.lostPackets();
        bursts.add(r.expectedPackets(), r.lostPackets());
    }

    private void talks(LiveCall call, Instant at) {
        String callee = call.calleeKey();
        inTalk.remove(callee);
        inTalk.put(callee, at);
        Instant from = at.minus(IN_TALK);
        var oldest = inTalk.values().iterator();
        while (oldest.hasNext() && (oldest.next().isBefore(from) || inTalk.size() > MOST_CALLEES)) {
            oldest.remove();
        }
    }

    /** Whether bad networks of callees alone would hardly ever make so many of those in talk lose packets. */
    private boolean tooManyForChance() {
        int lossy = lossyCallees.size();
        int all = lossy
                + (int) inTalk.keySet().stream()
                        .filter(callee -> !lossyCallees.contains(callee))
                        .count();
        double oneIn = latch.inDoubt() ? Math.sqrt(policy.oneIn()) : policy.oneIn();
        return Binomial.atLeast(lossy, all, policy.badNetworks()) * oneIn <= 1;
    }

    /** What a step may add: a callee who has had its share adds no more. Good reports give it back. */
    private double share(LiveCall call, double step) {
        String callee = call.calleeKey();
        double had = shares.getOrDefault(callee, 0.0);
        if (step > 0 && had == 0 && shares.size() >= MOST_CALLEES) {
            return step;
        }
        double most = policy.calleeShare() * policy.degradeAt();
        double has = Math.max(0, Math.min(most, had + step));
        if (has == 0) {
            shares.remove(callee);
        } else {
            shares.put(callee, has);
        }
        return step > 0 ? has - had : step;
    }

    private void startRound() {
        round++;
        shares.clear();
        bursts.reset();
        lossyCallees.clear();
        lossyCalls = 0;
        expected = 0;
        lost = 0;
    }

    void doubt() {
        latch.doubt();
        cusum.reset();
        startRound();
    }

    void forgive(Instant from) {
        latch.forgive(from);
        cusum.reset();
        startRound();
    }

    private void settle(Instant now) {
        boolean forgotten =
                !latch.raised() && !cusum.atRest() && !now.isBefore(lastReport.plus(recovery.givenUpAfter()));
        if (latch.settle(now) || forgotten) {
            cusum.reset();
            startRound();
        }
    }

    boolean inDoubt(Instant now) {
        settle(now);
        return latch.inDoubt();
    }

    Optional<Finding> finding(Instant now) {
        settle(now);
        if (latch.raised()) {
            return Optional.of(finding(Verdict.DEGRADED, latch.since()));
        }
        // What one callee can show is worth a look at the other trunks.
        double enough = 0.99 * policy.calleeShare() * latch.threshold(policy.degradeAt());
        var since = cusum.risingSince();
        return since != null && cusum.sum() >= enough ? Optional.of(finding(Verdict.SUSPECT, since)) : Optional.empty();
    }

    private Finding finding(Verdict verdict, Instant since) {
        boolean inwards = direction == Direction.INBOUND;
        double percent = expected == 0 ? 0 : 100.0 * lost / expected;
        return new Finding(
                inwards ? Finding.Kind.LOSS_INBOUND : Finding.Kind.LOSS_OUTBOUND,
                verdict,
                inwards ? Grade.B : Grade.A,
                since,
                Words.decimal(percent) + " % of the packets " + (inwards ? "from" : "to")
                        + " the carrier were lost, in " + Words.count(lossyCalls, "call") + ", " + bursts.words(),
                lossyCallees.size() < TRUNK_CALLEES ? Attribution.UNKNOWN : Attribution.CARRIER);
    }
}
