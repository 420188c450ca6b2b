package org.trunkpilot.health;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.trunkpilot.health.HealthPolicy.Recovery;
import org.trunkpilot.health.HealthPolicy.Refusals;
import org.trunkpilot.health.HealthPolicy.SetUp;
import org.trunkpilot.signal.Blame;
import org.trunkpilot.signal.CallEnd;
import org.trunkpilot.signal.Callee;
import org.trunkpilot.signal.CauseTable.Course;
import org.trunkpilot.signal.CauseTable.Ruling;

/**
 * Do calls get through?
 *
 * <p>A CUSUM over the outcomes of calls, as {@link org.trunkpilot.signal.CauseTable} judges them: a fault adds
 * {@code w·ln(p1/p0)} = 2.53, a call that worked {@code ln((1−p1)/(1−p0))} = −0.27, and what the callee, the caller or our own
 * side did adds nothing (with {@code p0} = 2 %, {@code p1} = 25 %, field notes §4.3 and §6.5). Where the trunk has always failed more
 * than that, {@code p0} is its own share ({@link OwnShare}); faults with no good call between them are weighed as everywhere.
 *
 * <p>Regimes: <b>suspect</b> at 6, three straight faults; <b>degraded</b> at 8, four; <b>down</b> when moreover not one call got
 * through, or was answered by the callee in any way, since the faults began.
 *
 * <p>Two things would make it cry wolf. One person redialling one dead number: the same outcome with the same callee counts
 * once in five minutes. One destination that is down everywhere: a prefix that only fails, while calls to other prefixes
 * succeed, adds at most 30 % of the threshold; when the others fail too it is no matter of prefixes and the cap is off. To
 * know which of the two it is one must look back, so the sum is taken anew over the last outcomes at each new one.
 *
 * <p>Refusals are no faults of set-up one by one, and yet may tell of the carrier: {@link TurnedAway}, {@link BusyAtOnce}; or of us: {@link
 * Objections}. The worst of what they find is what is found.
 */
final class SetUpFaults {
    /** Outcomes looked back upon; at the least fault rate that the test is made for (25 %) it needs 18. */
    private static final int WINDOW = 128;

    /** An unfinished suspicion is kept longer than a finding without evidence: sites of three calls an hour must add up too. */
    private static final int MEMORY = 4;

    /** Others succeed if one of the last so many outcomes says so; older ones may be from before the fault. */
    private static final int NEAR = 8;

    /** Callees remembered for the redial rule. */
    private static final int MOST_CALLEES = 512;

    /** Weight of the prior in the fault ratio that is shown, in calls, and how fast old calls fade (field notes §6.5). */
    private static final double PRIOR_CALLS = 20;

    private static final double FADING_SECONDS = 3600;

    private final SetUp policy;
    private final Recovery recovery;
    private final Latch latch;
    private final OwnShare ownShare;
    /** What one of several faults in a row adds, and a call that worked takes off, on a trunk with the usual share of faults. */
    private final double faultStep;

    private final double goodStep;
    private final ArrayDeque<SetUpOutcome> window = new ArrayDeque<>(WINDOW);
    private final Map<String, Instant> recent = new LinkedHashMap<>(64, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Instant> eldest) {
            return size() > MOST_CALLEES;
        }
    };

    private double sum;
    private @Nullable Instant risingSince;
    private String words = "";
    private boolean sipSaidSo;
    private Instant lastCarried = Instant.MIN;
    private Instant lastGood = Instant.MIN;
    private double faults;
    private double goods;
    private Instant fadedAt = Instant.MIN;
    private final Objections objections;
    private final TurnedAway turnedAway;
    private final BusyAtOnce busyAtOnce;

    /** Calls at once from which on they fail, where that is what tells failing calls from good ones; else 0. */
    private int channels;

    SetUpFaults(SetUp policy, Refusals refusals, Recovery recovery) {
        this.turnedAway = new TurnedAway(refusals, recovery);
        this.busyAtOnce = new BusyAtOnce(refusals.busy(), refusals.prefixes(), recovery);
        this.policy = policy;
        this.recovery = recovery;
        this.objections = new Objections(recovery.givenUpAfter().multipliedBy(MEMORY));
        this.latch = new Latch(recovery.goodCalls(), recovery.trustCalls(), Duration.ZERO, recovery.givenUpAfter());
        this.ownShare = new OwnShare(policy.usualFaults());
        this.faultStep = Cusum.stepFor(policy.usualFaults(), policy.badFaults());
        this.goodStep = Cusum.stepAgainst(policy.usualFaults(), policy.badFaults());
    }

    /** A call rings or is answered: it got through, however it ends. */
    void throughCall(Callee callee, int among, Instant at) {
        settle(at);
        lastCarried = at;
        objections.none();
        turnedAway.throughCall(at);
        busyAtOnce.asked(at);
        if (repeated(callee, Blame.NOBODY, at)) {
            return;
        }
        lastGood = at;
        fade(at);
        goods++;
        if (latch.good(at)) {
            window.clear();
        }
        observe(new SetUpOutcome(at, callee.prefix(), 0, true, among, ""));
    }

    /** A call is over that did not get through. */
    void failedCall(LiveCall call, CallEnd end, Course course, Ruling ruling) {
        Callee callee = call.callee;
        Instant at = end.at();
        settle(at);
        turnedAway.failedCall(callee, end, course, ruling, at);
        if (ruling.blame() == Blame.CALLEE && !course.rang() && !course.earlyMedia() && end.busy()) {
            busyAtOnce.busy(callee, course.elapsed(), at);
        }
        if (ruling.blame() == Blame.ACCOUNT || ruling.blame() == Blame.CODEC) {
            objections.add(ruling, call.phone, at);
        }
        if (ruling.blame() == Blame.CALLEE) {
            lastCarried = at;
        }
        if (ruling.weight() == 0 || repeated(callee, ruling.blame(), at)) {
            return;
        }
        fade(at);
        faults += ruling.weight();
        latch.bad(at);
        observe(new SetUpOutcome(at, callee.prefix(), ruling.weight(), ruling.sip(), call.among, ruling.words()));
        if (sum >= latch.threshold(policy.degradeAt()) && risingSince != null) {
            latch.raise(risingSince, at);
        }
    }

    /** We lost sight of the trunk. */
    void doubt() {
        latch.doubt();
        clear();
        objections.none();
        turnedAway.doubt();
        busyAtOnce.doubt();
    }

    /** What calls have shown since then was not the trunk's fault. */
    void forgive(Instant from) {
        latch.forgive(from);
        clear();
        objections.none();
        turnedAway.forgive(from);
        busyAtOnce.forgive(from);
    }

    private void settle(Instant now) {
        if (latch.settle(now)) {
            clear();
        }
        // Two faults last night and one this morning are not three in a row.
        if (!latch.raised()
                && !window.isEmpty()
                && !now.isBefore(
                        window.getLast().at().plus(recovery.givenUpAfter().multipliedBy(MEMORY)))) {
            clear();
        }
    }

    private void clear() {
        window.clear();
        ownShare.forget();
        sum = 0;
        risingSince = null;
    }

    private boolean repeated(Callee callee, Blame blame, Instant at) {
        if (callee.key().isEmpty()) {
            return false;
        }
        var key = blame + ":" + callee.key();
        Instant before = recent.get(key);
        if (before != null && at.isBefore(before.plus(policy.dedupeFor()))) {
            return true;
        }
        recent.put(key, at);
        return false;
    }

    private void observe(SetUpOutcome outcome) {
        if (window.size() == WINDOW) {
            window.removeFirst();
        }
        window.addLast(outcome);
        ownShare.note(outcome.weight());
        if (outcome.fault() || sum > 0) {
            sumUp();
        }
        if (latch.raised() || latch.inDoubt()) {
            ownShare.forget();
        } else if (sum == 0) {
            ownShare.acquit();
        }
    }

    private void sumUp() {
        var capped = cappedPrefixes(begun());
        var share = new HashMap<String, Double>();
        var reasons = new LinkedHashMap<String, Integer>();
        double ownFault = Math.min(faultStep, Cusum.stepFor(ownShare.share(), policy.badFaults()));
        double ownGood = Math.max(goodStep, Cusum.stepAgainst(ownShare.share(), policy.badFaults()));
        double inARow = 0;
        int counted = 0;
        int failed = 0;
        sum = 0;
        risingSince = null;
        sipSaidSo = true;
        for (SetUpOutcome o : window) {
            counted++;
            if (o.fault()) {
                double step = o.weight() * ownFault;
                double inRow = o.weight() * faultStep;
                if (capped.containsKey(o.prefix())) {
                    double left = policy.prefixShare() * policy.degradeAt() - share.getOrDefault(o.prefix(), 0.0);
                    step = Math.min(step, Math.max(0, left));
                    share.merge(o.prefix(), step, Double::sum);
                    inRow = step;
                }
                sum += step;
                inARow += inRow;
                failed++;
                reasons.merge(o.words(), 1, Integer::sum);
                sipSaidSo &= o.sip();
                if (risingSince == null && sum > 0) {
                    risingSince = o.at();
                }
            } else {
                sum = Math.max(0, sum + ownGood);
                inARow = 0;
            }
            if (sum == 0) {
                risingSince = null;
                share.clear();
                reasons.clear();
                counted = 0;
                failed = 0;
                sipSaidSo = true;
            }
        }
        sum = Math.max(sum, inARow);
        Instant since = risingSince == null ? Instant.MAX : risingSince;
        channels = SetUpOutcome.channels(
                window.stream().filter(o -> !o.at().isBefore(since)).toList());
        words = words(failed, counted, reasons)
                + (channels == 0 ? "" : ", and only with " + channels + " or more calls at once");
    }

    /** From which outcome on faults outweigh good calls: a fault before that has nothing to do with the present ones. */
    private int begun() {
        int begun = 0;
        double level = 0;
        int i = 0;
        for (SetUpOutcome o : window) {
            i++;
            level = Math.max(0, level + (o.fault() ? o.weight() * faultStep : goodStep));
            begun = level == 0 ? i : begun;
        }
        return begun;
    }

    /** Prefixes that have only failed since their first fault of the present run, while calls to others get through. */
    private Map<String, Boolean> cappedPrefixes(int begun) {
        var firstFault = new HashMap<String, Integer>();
        var lastGoodOf = new HashMap<String, Integer>();
        int i = 0;
        for (SetUpOutcome o : window) {
            if (o.fault()) {
                if (i >= begun) {
                    firstFault.putIfAbsent(o.prefix(), i);
                }
            } else {
                lastGoodOf.put(o.prefix(), i);
            }
            i++;
        }
        int newest = i - 1;
        var capped = new HashMap<String, Boolean>();
        firstFault.forEach((prefix, first) -> {
            boolean ownSucceeds = lastGoodOf.getOrDefault(prefix, -1) > first;
            boolean othersSucceed = lastGoodOf.entrySet().stream()
                    .anyMatch(e -> !e.getKey().equals(prefix) && e.getValue() > Math.max(first, newest - NEAR));
            if (!prefix.isEmpty() && !ownSucceeds && othersSucceed) {
                capped.put(prefix, true);
            }
        });
        return capped;
    }

    private static String words(int failed, int counted, Map<String, Integer> reasons) {
        var worst = "";
        int most = 0;
        for (var e : reasons.entrySet()) {
            if (e.getValue() > most) {
                most = e.getValue();
                worst = e.getKey();
            }
        }
        var of = failed == counted
                ? "the last " + Words.count(counted, "call") + " failed"
                : failed + " of the last " + counted + " calls failed";
        return most == failed ? of + " with " + worst : of + ", " + most + " of them with " + worst;
    }

    private void fade(Instant at) {
        if (!fadedAt.equals(Instant.MIN)) {
            double keep = Math.exp(-Math.max(0, Duration.between(fadedAt, at).toMillis()) / 1000.0 / FADING_SECONDS);
            faults *= keep;
            goods *= keep;
        }
        fadedAt = at;
    }

    boolean fresh(Instant now) {
        return !lastGood.equals(Instant.MIN) && now.isBefore(lastGood.plus(recovery.evidenceFor()));
    }

    boolean inDoubt(Instant now) {
        settle(now);
        return latch.inDoubt() || turnedAway.inDoubt(now) || busyAtOnce.inDoubt(now);
    }

    /** The worst of what the tests find; of equals the one that stands first here. */
    Optional<Finding> finding(Instant now) {
        return Stream.of(faults(now), turnedAway.finding(now), busyAtOnce.finding(now), objections.finding(now))
                .flatMap(Optional::stream)
                .reduce((a, b) -> a.verdict().worse(b.verdict()) == a.verdict() ? a : b);
    }

    private Optional<Finding> faults(Instant now) {
        settle(now);
        boolean suspect = sum >= latch.threshold(policy.suspectAt()) && risingSince != null;
        if (!latch.raised() && !suspect) {
            return Optional.empty();
        }
        var verdict = !latch.raised()
                ? Verdict.SUSPECT
                : lastCarried.isBefore(latch.since()) ? Verdict.DOWN : Verdict.DEGRADED;
        Instant since = latch.raised() || risingSince == null ? latch.since() : risingSince;
        var grade = sipSaidSo ? Grade.B : Grade.C;
        return Optional.of(new Finding(Finding.Kind.SETUP_FAULTS, verdict, grade, since, words, attribution()));
    }

    private Attribution attribution() {
        return channels > 0 ? Attribution.ACCOUNT : Attribution.CARRIER;
    }

    /** Score: 100·(1 − fault ratio), the ratio a Beta mean with a prior of 20 calls at the usual rate (field notes §6.5). */
    PartBelief part(Instant now) {
        if (inDoubt(now)) {
            return new PartBelief(
                    Part.SETUP,
                    OptionalInt.empty(),
                    Grade.D,
                    "calls failed earlier, and too few have got through since");
        }
        if (!fresh(now) && !latch.raised() && sum == 0) {
            return new PartBelief(Part.SETUP, OptionalInt.empty(), Grade.D, "no recent calls");
        }
        double ratio = (faults + policy.usualFaults() * PRIOR_CALLS) / (faults + goods + PRIOR_CALLS);
        int calls = (int) Math.round(faults + goods);
        return new PartBelief(
                Part.SETUP,
                OptionalInt.of((int) Math.round(100 * (1 - ratio))),
                sipSaidSo ? Grade.B : Grade.C,
                Words.decimal(goods) + " of about " + Words.count(calls, "recent call") + " got through");
    }
}
