package org.trunkpilot.health;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;
import org.trunkpilot.health.CallLeg.Outcome;
import org.trunkpilot.signal.Answer;
import org.trunkpilot.signal.MediaReport;
import org.trunkpilot.signal.Seizure;
import org.trunkpilot.signal.TrunkSignal;
import org.trunkpilot.trunk.TrunkId;

/**
 * Folds what happens on one trunk into one row a minute.
 *
 * <p>Fed with every signal of the trunk, every ended leg and every belief; a belief of a later minute closes the running one. Minutes of
 * which no belief was taken make no row. Loss is of packets, jitter and round trip are means over reports, ratings means over
 * beliefs, delay is that of the legs that ended in the minute.
 */
public final class MinuteRollup {
    private static final long MOST_DELAY_MILLIS = 120_000;

    private final TrunkId trunk;
    private final Histogram pddMillis = new Histogram(1, MOST_DELAY_MILLIS, 2);
    private @Nullable Instant minute;
    private @Nullable Verdict verdict;
    private OptionalInt score = OptionalInt.empty();
    private int seizures;
    private int answers;
    private int carrierFaults;
    private int calleeEnds;
    private int otherEnds;
    private int mostLiveCalls;
    private final Way inbound = new Way();
    private final Way outbound = new Way();
    private final Mean roundTrip = new Mean();

    public MinuteRollup(TrunkId trunk) {
        this.trunk = trunk;
    }

    /** One direction's sums. */
    private static final class Way {
        private long expected;
        private long lost;
        private final Mean jitter = new Mean();
        private final Mean rating = new Mean();

        OptionalDouble lossPercent() {
            return expected == 0 ? OptionalDouble.empty() : OptionalDouble.of(100.0 * lost / expected);
        }

        void reset() {
            expected = 0;
            lost = 0;
            jitter.reset();
            rating.reset();
        }
    }

    private static final class Mean {
        private double sum;
        private int count;

        void add(double x) {
            sum += x;
            count++;
        }

        OptionalDouble value() {
            return count == 0 ? OptionalDouble.empty() : OptionalDouble.of(sum / count);
        }

        void reset() {
            sum = 0;
            count = 0;
        }
    }

    public void accept(TrunkSignal signal) {
        if (signal instanceof Seizure) {
            seizures++;
        } else if (signal instanceof Answer) {
            answers++;
        } else if (signal instanceof MediaReport report) {
            var way = report.direction() == MediaReport.Direction.INBOUND ? inbound : outbound;
            report.reception().ifPresent(r -> {
                way.expected += r.expectedPackets();
                way.lost += r.lostPackets();
                way.jitter.add(r.jitterMillis());
            });
            report.roundTrip().ifPresent(rtt -> roundTrip.add(rtt.toNanos() / 1e6));
        }
    }

    public void accept(CallLeg leg) {
        if (leg.outcome() == Outcome.CARRIER_FAULT) {
            carrierFaults++;
        } else if (leg.outcome() == Outcome.CALLEE) {
            calleeEnds++;
        } else if (leg.outcome() != Outcome.OK) {
            otherEnds++;
        }
        var first = leg.earlyMedia().isPresent()
                        && (leg.ringing().isEmpty()
                                || leg.earlyMedia().get().isBefore(leg.ringing().get()))
                ? leg.earlyMedia()
                : leg.ringing();
        first.ifPresent(at -> pddMillis.recordValue(Math.max(
                1,
                Math.min(MOST_DELAY_MILLIS, Duration.between(leg.seized(), at).toMillis()))));
    }

    /** The minute that this belief closes, if it does. */
    public Optional<TrunkMinute> accept(Belief belief) {
        var now = belief.at().truncatedTo(ChronoUnit.MINUTES);
        Optional<TrunkMinute> closed = Optional.empty();
        if (minute == null || now.isAfter(minute)) {
            closed = minute == null ? Optional.empty() : Optional.of(close(minute));
            minute = now;
        }
        verdict = verdict == null ? belief.verdict() : verdict.worse(belief.verdict());
        if (belief.score().isPresent()) {
            score = OptionalInt.of(Math.min(belief.score().getAsInt(), score.orElse(100)));
        }
        mostLiveCalls = Math.max(mostLiveCalls, belief.liveCalls());
        belief.ratingInbound().ifPresent(inbound.rating::add);
        belief.ratingOutbound().ifPresent(outbound.rating::add);
        return closed;
    }

    private TrunkMinute close(Instant begun) {
        var row = new TrunkMinute(
                trunk,
                begun,
                verdict == null ? Verdict.UNKNOWN : verdict,
                score,
                seizures,
                answers,
                carrierFaults,
                calleeEnds,
                otherEnds,
                mostLiveCalls,
                delayMillis(50),
                delayMillis(95),
                inbound.lossPercent(),
                outbound.lossPercent(),
                inbound.jitter.value(),
                outbound.jitter.value(),
                roundTrip.value(),
                inbound.rating.value(),
                outbound.rating.value());
        reset();
        return row;
    }

    private OptionalDouble delayMillis(double percentile) {
        return pddMillis.getTotalCount() == 0
                ? OptionalDouble.empty()
                : OptionalDouble.of((double) pddMillis.getValueAtPercentile(percentile));
    }

    private void reset() {
        verdict = null;
        score = OptionalInt.empty();
        seizures = 0;
        answers = 0;
        carrierFaults = 0;
        calleeEnds = 0;
        otherEnds = 0;
        mostLiveCalls = 0;
        inbound.reset();
        outbound.reset();
        roundTrip.reset();
        pddMillis.reset();
    }
}
