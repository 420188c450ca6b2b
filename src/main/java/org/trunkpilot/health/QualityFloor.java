package org.trunkpilot.health;

import java.time.Instant;
import java.util.HashSet;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.trunkpilot.health.HealthPolicy.Quality;
import org.trunkpilot.health.HealthPolicy.Recovery;
import org.trunkpilot.signal.MediaReport.Direction;

/**
 * Is the R-factor of one direction under the floor, and does it stay there?
 *
 * <p>The average of the interval ratings of all calls, in event time. Under the floor for half the dwell it is suspect, for all
 * of it degraded; it is good again when it has stayed a margin above the floor. This is the slow test, for delay and jitter
 * that drift; loss has a test of its own which is ten times as fast, so the floor can afford to wait. One long call to a bad network
 * can hold the average down alone, so the trunk is blamed for poor calls of three callees only.
 */
final class QualityFloor {
    /** As for loss. */
    private static final int GOOD_REPORTS = 12;

    private static final int TRUST_REPORTS = 6;

    /** A call is poor after so many poor reports in a row: one burst makes none. */
    private static final int POOR_AFTER = 2;

    private final Quality policy;
    private final Recovery recovery;
    private final Direction direction;
    private final Latch latch;
    private final Average rating;
    private final Set<String> poor = new HashSet<>();
    private @Nullable Instant belowSince;
    private Instant lastReport = Instant.MIN;

    QualityFloor(Quality policy, Recovery recovery, Direction direction) {
        this.policy = policy;
        this.recovery = recovery;
        this.direction = direction;
        this.latch = new Latch(GOOD_REPORTS, TRUST_REPORTS, recovery.mediaGoodFor(), recovery.givenUpAfter());
        this.rating = new Average(policy.smoothing());
    }

    void report(LiveCall call, double sample, Instant at) {
        latch.settle(at);
        if (!lastReport.equals(Instant.MIN) && !at.isBefore(lastReport.plus(recovery.evidenceFor()))) {
            recovered();
        }
        lastReport = at;
        rating.add(sample, at);
        double now = rating.value(at, recovery.evidenceFor()).orElse(sample);
        var way = call.way(direction);
        way.poorRun = sample < policy.floor() ? way.poorRun + 1 : 0;
        if (way.poorRun >= POOR_AFTER && poor.size() < policy.callees()) {
            poor.add(call.callee.key().isEmpty() ? call.id.value() : call.callee.key());
        }
        if (now >= policy.floor() + policy.margin()) {
            recovered();
            latch.good(at);
        } else if (now < policy.floor()) {
            var since = belowSince == null ? at : belowSince;
            belowSince = since;
            latch.bad(at);
            if (!at.isBefore(since.plus(policy.dwell())) && poor.size() >= policy.callees()) {
                latch.raise(since, at);
            }
        }
    }

    private void recovered() {
        belowSince = null;
        poor.clear();
    }

    void doubt() {
        latch.doubt();
        rating.reset();
        recovered();
        lastReport = Instant.MIN;
    }

    void forgive(Instant from) {
        latch.forgive(from);
        rating.reset();
        recovered();
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
                        + ", and R should be at least " + Words.decimal(policy.floor()));
    }
}
