package org.trunkpilot.health;

import java.time.Instant;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.trunkpilot.health.HealthPolicy.Quality;
import org.trunkpilot.health.HealthPolicy.Recovery;
import org.trunkpilot.signal.CallId;
import org.trunkpilot.signal.MediaReport.Direction;
import org.trunkpilot.signal.MediaReport.Reception;

/**
 * Is the R-factor of one direction under the floor, and does it stay there?
 *
 * <p>The mean over calls of what each rates, one vote a call: a report a second does not outvote one in five. Under the floor for
 * half the dwell it is suspect; for all of it, and shown by calls to two numbers at least, degraded; it is good again when it has
 * stayed a margin above the floor. This is the slow test, for delay and jitter that drift; loss has a test of its own which is ten times
 * as fast, so the floor can afford to wait.
 */
final class QualityFloor {
    /** As for loss. */
    private static final int GOOD_REPORTS = 12;

    private static final int TRUST_REPORTS = 6;

    /** Callees that are remembered; a few decide. */
    private static final int MOST_CALLEES = 64;

    private final Quality policy;
    private final Recovery recovery;
    private final Direction direction;
    private final Latch latch;
    private final Average rating;
    private final Average roundTripMillis;
    private final Average jitterMillis;
    private final Average lossPercent;
    private final LinkedHashMap<CallId, Vote> votes = new LinkedHashMap<>();
    private final Set<String> poorCallees = new HashSet<>();
    private @Nullable Instant belowSince;
    private Instant lastReport = Instant.MIN;

    private record Vote(Average rating, Instant at) {}

    QualityFloor(Quality policy, Recovery recovery, Direction direction) {
        this.policy = policy;
        this.recovery = recovery;
        this.direction = direction;
        this.latch = new Latch(GOOD_REPORTS, TRUST_REPORTS, recovery.mediaGoodFor(), recovery.givenUpAfter());
        this.rating = new Average(policy.smoothing());
        this.roundTripMillis = new Average(policy.smoothing());
        this.jitterMillis = new Average(policy.smoothing());
        this.lossPercent = new Average(policy.smoothing());
    }

    /**
     * @param sample what the interval rates, R
     * @param roundTrip milliseconds; 0 when nobody told
     * @param callees numbers that must show it before it is the trunk's
     */
    void report(LiveCall call, Reception r, double sample, double roundTrip, Instant at, int callees) {
        latch.settle(at);
        if (!lastReport.equals(Instant.MIN) && !at.isBefore(lastReport.plus(recovery.evidenceFor()))) {
            nothingBelow();
        }
        lastReport = at;
        rating.add(sample, at);
        roundTripMillis.add(roundTrip, at);
        jitterMillis.add(r.jitterMillis(), at);
        lossPercent.add(100.0 * r.lostPackets() / r.expectedPackets(), at);
        double own = vote(call.id, sample, at);
        double now = mean();
        if (own < policy.floor() && poorCallees.size() < MOST_CALLEES) {
            poorCallees.add(call.calleeKey());
        }
        if (now >= policy.floor() + policy.margin()) {
            nothingBelow();
            latch.good(at);
        } else if (now < policy.floor()) {
            var since = belowSince == null ? at : belowSince;
            belowSince = since;
            latch.bad(at);
            if (!at.isBefore(since.plus(policy.dwell())) && poorCallees.size() >= callees) {
                latch.raise(since, at);
            }
        }
    }

    /** Puts a call's vote last, and drops those of calls that have not reported for a while: they are over. */
    private double vote(CallId call, double sample, Instant at) {
        var before = votes.remove(call);
        var average = before == null ? new Average(policy.smoothing()) : before.rating;
        average.add(sample, at);
        votes.put(call, new Vote(average, at));
        var oldest = votes.values().iterator();
        while (oldest.next().at.plus(policy.smoothing()).isBefore(at)) {
            oldest.remove();
        }
        return average.value(at, policy.smoothing()).orElse(sample);
    }

    private double mean() {
        return votes.values().stream()
                .mapToDouble(v -> v.rating.value(v.at, policy.smoothing()).orElse(EModel.BEST))
                .average()
                .orElse(EModel.BEST);
    }

    private void nothingBelow() {
        belowSince = null;
        poorCallees.clear();
    }

    void doubt() {
        latch.doubt();
        rating.reset();
        votes.clear();
        nothingBelow();
        lastReport = Instant.MIN;
    }

    void forgive(Instant from) {
        latch.forgive(from);
        rating.reset();
        votes.clear();
        nothingBelow();
    }

    OptionalDouble rating(Instant now) {
        return rating.value(now, recovery.evidenceFor());
    }

    boolean inDoubt(Instant now) {
        latch.settle(now);
        return latch.inDoubt();
    }

    Optional<Finding> finding(Instant now) {
        latch.settle(now);
        if (latch.raised()) {
            return Optional.of(finding(Verdict.DEGRADED, latch.since(), now));
        }
        var since = belowSince;
        return since != null
                        // A suspicion that nothing feeds any more is given up as a finding is: or it would stand as
                        // long as no
                        // call comes, and no call comes to a suspect trunk.
                        && now.isBefore(lastReport.plus(recovery.givenUpAfter()))
                        && !lastReport.isBefore(since.plus(policy.dwell().dividedBy(2)))
                ? Optional.of(finding(Verdict.SUSPECT, since, now))
                : Optional.empty();
    }

    private Finding finding(Verdict verdict, Instant since, Instant now) {
        boolean inwards = direction == Direction.INBOUND;
        var value = rating(now);
        return new Finding(
                inwards ? Finding.Kind.POOR_INBOUND : Finding.Kind.POOR_OUTBOUND,
                verdict,
                inwards ? Grade.B : Grade.A,
                since,
                "the audio " + (inwards ? "from" : "to") + " the carrier "
                        + (value.isPresent()
                                ? "rates R " + Words.decimal(value.getAsDouble()) + " (MOS "
                                        + Words.decimal(EModel.mos(value.getAsDouble())) + ")"
                                : "was poor when last heard")
                        + ", and R should be at least " + Words.decimal(policy.floor()) + figures(now));
    }

    private String figures(Instant now) {
        var rtt = roundTripMillis.value(now, recovery.evidenceFor());
        var jitter = jitterMillis.value(now, recovery.evidenceFor());
        var loss = lossPercent.value(now, recovery.evidenceFor());
        if (rtt.isEmpty() || jitter.isEmpty() || loss.isEmpty()) {
            return "";
        }
        return ": round trip "
                + (rtt.getAsDouble() == 0 ? "not told" : Math.round(rtt.getAsDouble()) + " ms")
                + ", jitter " + Math.round(jitter.getAsDouble()) + " ms, loss " + Words.decimal(loss.getAsDouble())
                + " %, in calls to " + Words.count(poorCallees.size(), "number");
    }
}
