package org.trunkpilot.health;

import java.time.Instant;
import java.util.Optional;
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
 * the threshold. And if one call alone loses packets while others on the trunk do not, it is that callee's own network: suspect,
 * never degraded.
 *
 * <p>As far as this trunk alone can tell, a loss in fewer than three calls, or in fewer than are spared, is the callees' (field notes §6.2,
 * vantage): gaps made in a callee's network pass through the carrier, while a trunk that loses packets loses them of every call.
 */
final class LossTest {
    /** Reports without loss that clear a finding, and that settle a doubt: a call of one minute has twelve. */
    private static final int GOOD_REPORTS = 12;

    private static final int TRUST_REPORTS = 6;

    /** Calls that must lose packets before it is rather the trunk than those who are called. */
    private static final int TRUNK_CALLS = 3;

    private final Loss policy;
    private final Recovery recovery;
    private final Direction direction;
    private final Latch latch;
    private final Cusum cusum;
    private int round;
    private int lossyCalls;
    private int cleanCalls;
    private long expected;
    private long lost;
    private Instant lastReport = Instant.MIN;

    LossTest(Loss policy, Recovery recovery, Direction direction) {
        this.policy = policy;
        this.recovery = recovery;
        this.direction = direction;
        this.latch = new Latch(GOOD_REPORTS, TRUST_REPORTS, recovery.mediaGoodFor(), recovery.givenUpAfter());
        this.cusum = new Cusum(policy.degradeAt() * 1.5);
    }

    void report(LiveCall call, Reception r, Instant at) {
        if (r.expectedPackets() == 0) {
            return;
        }
        settle(at);
        lastReport = at;
        double usual = policy.usualPercent() / 100;
        double bad = policy.badPercent() / 100;
        double step = (r.lostPackets() * Math.log(bad / usual) - r.expectedPackets() * (bad - usual))
                / policy.overdispersion();
        cusum.add(Math.min(step, policy.degradeAt() / 2), at);
        count(call.way(direction), r, step > 0);
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
        if (since != null && cusum.sum() >= latch.threshold(policy.degradeAt()) && !oneCallAlone()) {
            latch.raise(since, at);
        }
    }

    private void count(LiveCall.Way way, Reception r, boolean lossy) {
        if (lossy && way.lossyRound != round) {
            way.lossyRound = round;
            lossyCalls++;
        } else if (!lossy && way.cleanRound != round && way.lossyRound != round) {
            way.cleanRound = round;
            cleanCalls++;
        }
        expected += r.expectedPackets();
        lost += r.lostPackets();
    }

    private boolean oneCallAlone() {
        return lossyCalls < 2 && cleanCalls > 0;
    }

    private void startRound() {
        round++;
        lossyCalls = 0;
        cleanCalls = 0;
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
        // Half-way is worth a look at the other trunks; a lone lossy call gets no further than this.
        var since = cusum.risingSince();
        return since != null && cusum.sum() >= latch.threshold(policy.degradeAt()) / 2
                ? Optional.of(finding(Verdict.SUSPECT, since))
                : Optional.empty();
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
                        + " the carrier were lost, in " + Words.count(lossyCalls, "call")
                        + (cleanCalls == 0 ? "" : " of " + (lossyCalls + cleanCalls)),
                lossyCalls < TRUNK_CALLS || cleanCalls >= lossyCalls ? Attribution.CALLEE : Attribution.CARRIER);
    }
}
