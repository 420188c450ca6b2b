package org.trunkpilot.health;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.EnumMap;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.trunkpilot.health.HealthPolicy.PostDialDelay;
import org.trunkpilot.health.HealthPolicy.Recovery;
import org.trunkpilot.trunk.Destination;
import org.trunkpilot.trunk.TrunkId;

/**
 * Do calls ring much later than this trunk is used to at this hour, and than the other trunks now?
 *
 * <p>Delay is mostly the callee's network, so neither comparison is enough: all trunks are late to a country whose network is
 * busy, and one carrier is always slower than another. A CUSUM as in {@link SlowTest}, with nine calls ahead, counts calls over
 * {@code max(1.7 · usual median, usual 80th percentile, 2 s)}; by the percentile a sound trunk passes it with one call in five at most,
 * whatever the spread of its calls. What it raises is a finding only while, for one destination, the median of the late run is more than
 * 1.7 times the usual median <em>and</em> more than 1.7 times the median of what the other trunks took since the run began, five calls at
 * least on either side. Calls from before it tell nothing of the others: a trunk with fewer calls would look quick for longer.
 *
 * <p>There is nothing before it is DEGRADED: four late calls within the targets come by chance every other week, and a trunk that is
 * suspect is no target for others.
 *
 * <p>The comparison is made when it is asked for and nothing is kept of it. A trunk that lost its calls for it is given up after a while
 * and not doubted: its calls were within the targets.
 */
final class LateTest {
    /** Calls of a run that are remembered; five decide. */
    private static final int MOST_CALLS = 64;

    private record Call(Destination destination, Duration delay, Duration usual, Instant seized) {}

    private final PostDialDelay policy;
    private final Latch latch;
    private final Cusum cusum;
    private final double lateStep;
    private final double quickStep;
    private final ArrayDeque<Call> run = new ArrayDeque<>();

    LateTest(PostDialDelay policy, Recovery recovery) {
        this.policy = policy;
        this.latch = new Latch(recovery.goodCalls(), recovery.trustCalls(), Duration.ZERO, recovery.givenUpAfter());
        this.lateStep = Cusum.stepFor(policy.usualSlow(), policy.badSlow());
        this.quickStep = Cusum.stepAgainst(policy.usualSlow(), policy.badSlow());
        this.cusum = new Cusum(policy.habit().degradeAt() * 1.5);
    }

    void add(Destination destination, Duration delay, HourHabit.Usual usual, Instant at) {
        if (latch.settle(at)) {
            reset();
        }
        boolean late = delay.compareTo(policy.habit().noticeable()) > 0
                && delay.compareTo(usual.mostly()) > 0
                && exceeds(delay, usual.median());
        if (late || !cusum.atRest() || latch.raised()) {
            if (run.size() == MOST_CALLS) {
                run.removeFirst();
            }
            run.addLast(new Call(destination, delay, usual.median(), at.minus(delay)));
        }
        if (late) {
            latch.bad(at);
            cusum.add(lateStep, at.minus(delay));
            var since = cusum.risingSince();
            if (cusum.sum() >= latch.threshold(policy.habit().degradeAt()) && since != null) {
                latch.raise(since, at);
            }
            return;
        }
        cusum.add(quickStep, at);
        if (latch.good(at)) {
            cusum.reset();
        }
        if (cusum.atRest() && !latch.raised()) {
            run.clear();
        }
    }

    private boolean exceeds(Duration delay, Duration reference) {
        return delay.toMillis() > policy.habit().ratio() * reference.toMillis();
    }

    void doubt() {
        latch.doubt();
        reset();
    }

    void forgive(Instant from) {
        latch.forgive(from);
        reset();
    }

    private void reset() {
        cusum.reset();
        run.clear();
    }

    Optional<Finding> finding(Instant now, TrunkId trunk, RingingNow others) {
        if (latch.settle(now)) {
            reset();
        }
        if (run.isEmpty() || !latch.raised()) {
            return Optional.empty();
        }
        var byDestination = run.stream()
                .collect(Collectors.groupingBy(
                        Call::destination, () -> new EnumMap<>(Destination.class), Collectors.toList()));
        return byDestination.entrySet().stream()
                .flatMap(e -> words(trunk, e.getKey(), e.getValue(), others).stream())
                .findFirst()
                .map(words ->
                        new Finding(Finding.Kind.LATER_THAN_USUAL, Verdict.DEGRADED, Grade.B, latch.since(), words));
    }

    private Optional<String> words(TrunkId trunk, Destination destination, List<Call> calls, RingingNow others) {
        int least = policy.habit().compared();
        var elsewhere = others.elsewhere(trunk, destination, run.getFirst().seized(), least);
        if (calls.size() < least || elsewhere.isEmpty()) {
            return Optional.empty();
        }
        var here = median(calls, Call::delay);
        var usual = median(calls, Call::usual);
        if (!exceeds(here, usual) || !exceeds(here, elsewhere.get())) {
            return Optional.empty();
        }
        var what = destination == Destination.ANY ? "calls" : destination.words() + " calls";
        return Optional.of(what + " ring after " + Words.of(here) + " (median of the last " + calls.size() + "), "
                + times(here, usual) + " times what is usual here at this hour (" + Words.of(usual) + ") and "
                + times(here, elsewhere.get()) + " times what the other trunks take now ("
                + Words.of(elsewhere.get()) + ")");
    }

    private static Duration median(List<Call> calls, Function<Call, Duration> of) {
        var sorted = calls.stream().map(of).sorted().toList();
        return sorted.get(sorted.size() / 2);
    }

    private static String times(Duration here, Duration reference) {
        return Words.decimal((double) here.toMillis() / reference.toMillis());
    }
}
