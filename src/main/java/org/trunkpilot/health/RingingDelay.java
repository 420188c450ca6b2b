package org.trunkpilot.health;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.trunkpilot.health.HealthPolicy.PostDialDelay;
import org.trunkpilot.health.HealthPolicy.Recovery;
import org.trunkpilot.health.HealthPolicy.SetUp;
import org.trunkpilot.signal.Progress;
import org.trunkpilot.trunk.Destination;
import org.trunkpilot.trunk.TrunkId;

/**
 * How long do callers hear nothing after dialling?
 *
 * <p>The time from the INVITE on the trunk's own leg to the first 180 or 183, whichever is first, kept apart by which it was: a
 * carrier that plays early media answers sooner, and its 183 may be no ringing at all. Kept apart, too, by destination, where the site
 * has a table of them. An answer without either ends the silence too, but tells nothing of ringing, so it is tested and not kept
 * among the quantiles. A caller who gave up, or a dialplan that did, saw at least that much: a right-censored sample, which must not
 * make the delay look shorter than it is.
 *
 * <p>Two tests: {@link SlowTest} against ITU-T E.721's 95 % target of the destination, or 1.7 times the trunk's habit where that is more
 * (a country that always takes 9 s is no fault of today's); {@link LateTest} against the habit and the other trunks, below that.
 *
 * <p>A dialplan with a progress time-out of 10 s cuts off what is slower still; those calls are set-up faults, not delay.
 */
final class RingingDelay {
    /** Samples before the trunk's own habit replaces the silence setting. */
    private static final int HABIT_SAMPLES = 10;

    /** However quick a trunk is, a call is not called silent sooner: a mobile takes a second to be found. */
    private static final Duration LEAST_SILENCE = Duration.ofSeconds(1);

    /** Calls to one destination that other trunks are compared with; five decide. */
    private static final int MOST_HEARD = 15;

    private final PostDialDelay policy;
    private final Duration silence;
    private final Recovery recovery;
    private final TrunkId trunk;
    private final Way ringing;
    private final Way earlyMedia;
    private final DecayedQuantiles any = new DecayedQuantiles();
    private final Map<Destination, ArrayDeque<RingingNow.Heard>> heard = new EnumMap<>(Destination.class);
    private Map<Destination, List<RingingNow.Heard>> told = Map.of();
    private Instant lastSample = Instant.MIN;

    RingingDelay(TrunkId trunk, PostDialDelay policy, SetUp setUp, Recovery recovery) {
        this.trunk = trunk;
        this.policy = policy;
        this.silence = setUp.silence();
        this.recovery = recovery;
        this.ringing = new Way(Progress.Kind.RINGING, "180", "rings");
        this.earlyMedia = new Way(Progress.Kind.EARLY_MEDIA, "183", "early media");
    }

    /** The first 18x of a call. */
    void progress(Progress.Kind kind, Destination destination, Duration delay, Instant at) {
        lastSample = at;
        any.record(delay, at);
        hear(destination, delay, at);
        var way = kind == Progress.Kind.RINGING ? ringing : earlyMedia;
        way.kept(destination).record(delay, at);
        var usual = way.habit(destination).usual(at);
        way.slow.add(delay, slowLimit(destination, usual), at);
        usual.ifPresent(u -> way.late.add(destination, delay, u, at));
        way.habit(destination).count(delay, way.slow.raised(), at);
    }

    /** Answered without any 18x. */
    void answeredAtOnce(Destination destination, Duration delay, Instant at) {
        lastSample = at;
        ringing.slow.add(delay, slowLimit(destination, at), at);
    }

    /** The dialplan gave up on a silent call: a set-up fault, and a delay of at least this much. */
    void timedOut(Destination destination, Duration atLeast, Instant at) {
        any.record(atLeast, at);
        ringing.kept(destination).record(atLeast, at);
    }

    /** The caller gave up on a silent call. Only if that was late does it tell anything: it might have rung at once after. */
    void callerGaveUp(Destination destination, Duration atLeast, Instant at) {
        var limit = slowLimit(destination, at);
        if (atLeast.compareTo(limit) > 0) {
            lastSample = at;
            any.record(atLeast, at);
            ringing.kept(destination).record(atLeast, at);
            ringing.slow.add(atLeast, limit, at);
        }
    }

    private void hear(Destination destination, Duration delay, Instant at) {
        var last = heard.computeIfAbsent(destination, d -> new ArrayDeque<>());
        if (last.size() == MOST_HEARD) {
            last.removeFirst();
        }
        last.addLast(new RingingNow.Heard(at, delay));
        var all = new EnumMap<Destination, List<RingingNow.Heard>>(Destination.class);
        heard.forEach((d, h) -> all.put(d, List.copyOf(h)));
        told = all;
    }

    /** The last calls by destination, to compare other trunks with. */
    Map<Destination, List<RingingNow.Heard>> heard() {
        return told;
    }

    void doubt() {
        ringing.doubt();
        earlyMedia.doubt();
    }

    void forgive(Instant from) {
        ringing.forgive(from);
        earlyMedia.forgive(from);
    }

    List<RingingHabit> habits() {
        var kept = new ArrayList<RingingHabit>();
        for (var way : List.of(ringing, earlyMedia)) {
            way.habits.forEach((destination, habit) -> kept.addAll(habit.kept(way.kind, destination)));
        }
        return kept;
    }

    void recall(List<RingingHabit> habits) {
        for (var habit : habits) {
            var way = habit.kind() == Progress.Kind.RINGING ? ringing : earlyMedia;
            way.habit(habit.destination()).recall(habit);
        }
    }

    private Duration slowLimit(Destination destination, Instant at) {
        return slowLimit(destination, ringing.habit(destination).usual(at));
    }

    /** From where a call is slow: the absolute target, or well above the habit where that is more. */
    private Duration slowLimit(Destination destination, Optional<HourHabit.Usual> usual) {
        var target = policy.target(destination).slowAfter();
        return usual.map(u -> max(
                        target,
                        Duration.ofMillis(Math.round(
                                u.median().toMillis() * policy.habit().ratio()))))
                .orElse(target);
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
        return ringing.slow.inDoubt(now) || earlyMedia.slow.inDoubt(now);
    }

    /**
     * @param silentCalls calls that are silent for suspiciously long just now
     * @param silentSince the INVITE of the oldest of them
     * @param others how soon calls ring on the other trunks
     */
    List<Finding> findings(Instant now, int silentCalls, Optional<Instant> silentSince, RingingNow others) {
        var slow = ringing.slow
                .finding(now)
                .or(() -> earlyMedia.slow.finding(now))
                .or(() -> silentSince.map(since -> {
                    var words = Words.count(silentCalls, "call") + (silentCalls == 1 ? " has" : " have")
                            + " heard nothing from the carrier for more than " + Words.of(silenceLimit());
                    return new Finding(Finding.Kind.SLOW_RINGING, Verdict.SUSPECT, Grade.B, since, words);
                }));
        var found = new ArrayList<Finding>(2);
        slow.ifPresent(found::add);
        if (slow.filter(f -> f.verdict() == Verdict.DEGRADED).isEmpty()) {
            ringing.late
                    .finding(now, trunk, others)
                    .or(() -> earlyMedia.late.finding(now, trunk, others))
                    .ifPresent(found::add);
        }
        return found;
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
        double worst = Math.min(ringing.score(now), earlyMedia.score(now));
        var words = ringing.words(now);
        var early = earlyMedia.words(now);
        return new PartBelief(
                Part.PDD,
                OptionalInt.of((int) Math.round(100 * worst)),
                Grade.B,
                words.isEmpty() ? early : early.isEmpty() ? words : words + ", " + early);
    }

    private static double seconds(Duration d) {
        return d.toMillis() / 1000.0;
    }

    /** One kind of progress. */
    private final class Way {
        private final Progress.Kind kind;
        private final String verb;
        private final SlowTest slow;
        private final LateTest late;
        private final Map<Destination, DecayedQuantiles> kept = new EnumMap<>(Destination.class);
        private final Map<Destination, HourHabit> habits = new EnumMap<>(Destination.class);

        Way(Progress.Kind kind, String code, String verb) {
            this.kind = kind;
            this.verb = verb;
            this.slow = new SlowTest(policy, recovery, code);
            this.late = new LateTest(policy, recovery);
        }

        DecayedQuantiles kept(Destination destination) {
            return kept.computeIfAbsent(destination, d -> new DecayedQuantiles());
        }

        HourHabit habit(Destination destination) {
            return habits.computeIfAbsent(destination, d -> new HourHabit(policy.habit()));
        }

        void doubt() {
            slow.doubt();
            late.doubt();
        }

        void forgive(Instant from) {
            slow.forgive(from);
            late.forgive(from);
        }

        /** That of the worst destination; 1 without any. */
        double score(Instant now) {
            double worst = 1;
            for (var e : kept.entrySet()) {
                if (!e.getValue().fresh(now, recovery.evidenceFor())) {
                    continue;
                }
                var target = policy.target(e.getKey());
                double mean = Math.log(seconds(target.usual()));
                double least = Math.log(2 * seconds(target.slowAfter()));
                double median = Math.log(Math.max(0.001, seconds(e.getValue().median())));
                worst = Math.min(worst, 1 - (median - mean) / (least - mean));
            }
            return Math.max(0, worst);
        }

        String words(Instant now) {
            var all = new ArrayList<String>();
            kept.forEach((destination, quantiles) -> {
                if (quantiles.fresh(now, recovery.evidenceFor())) {
                    all.add(verb + (destination == Destination.ANY ? "" : " " + destination.words()) + " after "
                            + Words.of(quantiles.median()) + " (median of " + quantiles.count() + ")");
                }
            });
            return String.join(", ", all);
        }
    }
}
