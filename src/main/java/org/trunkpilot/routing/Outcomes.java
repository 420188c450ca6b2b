package org.trunkpilot.routing;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import org.trunkpilot.health.Attribution;
import org.trunkpilot.health.CallLeg;
import org.trunkpilot.health.CallLeg.Outcome;
import org.trunkpilot.trunk.Inventory;
import org.trunkpilot.trunk.Trunk;
import org.trunkpilot.trunk.TrunkId;

/**
 * What do failed calls have in common: the number, the prefix, the phone that called, the number it showed?
 *
 * <p>Each of these is a group of calls. A group is in trouble when its last calls all failed, several of them, while calls outside of it
 * got through on the same trunks. The dialplan makes the experiment by itself: what one carrier refuses it hands to the next, and if that
 * one carries it, it was the first one's doing.
 *
 * <ul>
 *   <li>One number that fails for everybody: the callee. Busy and unanswered are no failures.
 *   <li>One prefix that fails by every carrier that was tried: the network of the callee. That fails by one and not by another: the one.
 *   <li>What was refused rather than failed: see {@link Refusals}.
 * </ul>
 */
final class Outcomes {
    private static final int MOST = 600;

    /** A site of ten calls an hour makes one to a given prefix in twenty minutes. */
    private static final Duration REMEMBERED = Duration.ofHours(3);

    /** A trouble without any new sign is over. */
    static final Duration STANDS = Duration.ofMinutes(60);

    /** Without a new call only time changes the answer, and slowly. */
    private static final Duration RENEWED = Duration.ofSeconds(10);

    /** Failed calls to one number, or of one phone: a person who redials does it twice. */
    static final int LEAST = 3;

    /** Different numbers of one prefix; one call in thirty fails for its own reasons, so three in a row are one in 27,000. */
    private static final int LEAST_NUMBERS = 3;

    private final Inventory inventory;
    private final Deque<CallLeg> legs = new ArrayDeque<>();
    private List<Culprit> known = List.of();
    private Set<TrunkId> failingBefore = Set.of();
    private Instant renewAt = Instant.MIN;

    Outcomes(Inventory inventory) {
        this.inventory = inventory;
    }

    void forget() {
        legs.clear();
        known = List.of();
    }

    void accept(CallLeg leg) {
        if (leg.outcome() == Outcome.NEUTRAL || leg.outcome() == Outcome.OURS) {
            return;
        }
        if (legs.size() == MOST) {
            legs.removeFirst();
        }
        legs.addLast(leg);
        renewAt = Instant.MIN;
    }

    /** What stands now; {@code failing} trunks fail as a whole, so their calls say nothing of whom they were for. */
    List<Culprit> culprits(Instant now, Set<TrunkId> failing) {
        if (now.isBefore(renewAt) && failing.equals(failingBefore)) {
            return known;
        }
        renewAt = now.plus(RENEWED);
        failingBefore = Set.copyOf(failing);
        known = renewed(now, failing);
        return known;
    }

    private List<Culprit> renewed(Instant now, Set<TrunkId> failing) {
        while (!legs.isEmpty() && !now.isBefore(legs.getFirst().ended().plus(REMEMBERED))) {
            legs.removeFirst();
        }
        if (legs.stream().noneMatch(leg -> failed(leg) || Refusals.isOne(leg))) {
            return List.of();
        }
        List<CallLeg> telling =
                legs.stream().filter(leg -> !failing.contains(leg.trunk())).toList();
        var culprits = new ArrayList<Culprit>();
        Set<String> prefixes = prefixes(now, telling, culprits);
        numbers(now, telling, prefixes, culprits);
        culprits.addAll(new Refusals(now, List.copyOf(legs)).culprits());
        return culprits;
    }

    /** Whether the last call on a trunk was refused for our account. */
    boolean refuses(TrunkId trunk) {
        return legs.stream()
                .filter(leg -> leg.trunk().equals(trunk))
                .max(Comparator.comparing(CallLeg::seized))
                .filter(leg -> leg.outcome() == Outcome.ACCOUNT)
                .isPresent();
    }

    /** Failed for a reason that may be the callee's or the carrier's. */
    private static boolean failed(CallLeg leg) {
        if (leg.through()) {
            return false;
        }
        int sip = leg.sip().orElse(0);
        return leg.outcome() == Outcome.CARRIER_FAULT
                || (leg.outcome() == Outcome.CALLEE && (sip == 480 || sip == 404 || sip == 410 || sip == 604));
    }

    private Set<String> prefixes(Instant now, List<CallLeg> telling, List<Culprit> culprits) {
        var troubled = new HashSet<String>();
        Map<String, List<CallLeg>> byPrefix =
                grouped(telling, leg -> leg.callee().prefix());
        byPrefix.forEach((prefix, group) -> {
            if (group.size() < LEAST_NUMBERS) {
                return;
            }
            Map<TrunkId, Run> runs = runs(group);
            List<Trunk> bad = trunks(runs, run -> run.numbers >= LEAST_NUMBERS && run.standsAt(now));
            if (bad.isEmpty()) {
                return;
            }
            Instant since = runs.getOrDefault(bad.get(0).id(), new Run()).since;
            boolean others = telling.stream()
                            .filter(leg -> !leg.callee().prefix().equals(prefix)
                                    && leg.seized().isAfter(since))
                            .filter(CallLeg::through)
                            .limit(2)
                            .count()
                    == 2;
            if (!others) {
                return;
            }
            troubled.add(prefix);
            culprits.add(prefix(prefix, bad, runs, group));
        });
        return troubled;
    }

    private Culprit prefix(String prefix, List<Trunk> bad, Map<TrunkId, Run> runs, List<CallLeg> group) {
        Trunk first = bad.get(0);
        Run run = runs.getOrDefault(first.id(), new Run());
        Instant since = run.since;
        Optional<TrunkId> carries = group.stream()
                .filter(leg -> leg.through() && leg.seized().isAfter(since))
                .map(CallLeg::trunk)
                .filter(t -> !carrier(t).equals(first.carrier()))
                .findFirst();
        boolean failsElsewhere = runs.entrySet().stream()
                .anyMatch(e -> !carrier(e.getKey()).equals(first.carrier()) && e.getValue().failures >= 2);
        int numbers = run.numbers;
        String calls = "the last calls to " + numbers + " numbers of " + prefix + "… failed by " + first.id();
        if (carries.isPresent()) {
            return new Culprit(
                    Attribution.CARRIER,
                    first.carrier(),
                    List.of(first.id()),
                    Culprit.WITNESSED,
                    since,
                    first.carrier() + " does not reach one prefix: " + calls + ", and " + carries.get()
                            + " carries them.");
        }
        return new Culprit(
                Attribution.CALLEE,
                prefix,
                List.of(),
                failsElsewhere ? Culprit.WITNESSED : Culprit.LIKELIEST,
                since,
                "The network of a destination fails: " + calls
                        + (failsElsewhere ? " and by another carrier as well." : ", and no other was tried."));
    }

    private static void numbers(Instant now, List<CallLeg> telling, Set<String> prefixes, List<Culprit> culprits) {
        grouped(telling, leg -> leg.callee().key()).forEach((key, group) -> {
            String prefix = group.get(0).callee().prefix();
            if (key.isEmpty() || group.size() < LEAST || prefixes.contains(prefix)) {
                return;
            }
            Run run = runOf(group);
            if (run.failures < LEAST || attempts(group, run) < LEAST || !run.standsAt(now)) {
                return;
            }
            boolean others = telling.stream()
                            .filter(leg -> !leg.callee().key().equals(key)
                                    && leg.seized().isAfter(run.since))
                            .filter(CallLeg::through)
                            .limit(2)
                            .count()
                    == 2;
            if (others) {
                culprits.add(new Culprit(
                        Attribution.CALLEE,
                        prefix,
                        List.of(),
                        Culprit.INFERRED,
                        run.since,
                        "One number is not reached: the last " + run.failures + " attempts at a number of " + prefix
                                + "… failed, and other calls get through."));
            }
        });
    }

    private static int attempts(List<CallLeg> group, Run run) {
        var calls = new Calls();
        group.stream()
                .filter(leg -> failed(leg) && !leg.ended().isBefore(run.since))
                .forEach(calls::take);
        return calls.count;
    }

    private List<Trunk> trunks(Map<TrunkId, Run> runs, Predicate<Run> which) {
        return inventory.trunks().stream()
                .filter(t -> runs.containsKey(t.id()) && which.test(runs.get(t.id())))
                .toList();
    }

    private String carrier(TrunkId trunk) {
        return inventory.trunk(trunk).map(Trunk::carrier).orElse("");
    }

    static Map<String, List<CallLeg>> grouped(List<CallLeg> legs, Function<CallLeg, String> by) {
        var groups = new LinkedHashMap<String, List<CallLeg>>();
        legs.forEach(leg ->
                groups.computeIfAbsent(by.apply(leg), key -> new ArrayList<>()).add(leg));
        return groups;
    }

    private static Map<TrunkId, Run> runs(List<CallLeg> group) {
        var runs = new LinkedHashMap<TrunkId, Run>();
        group.forEach(leg -> runs.computeIfAbsent(leg.trunk(), t -> new Run()).take(leg));
        return runs;
    }

    private static Run runOf(List<CallLeg> group) {
        var run = new Run();
        group.forEach(run::take);
        return run;
    }

    /** Failures since the last call that got through. */
    private static final class Run {
        private final Set<String> keys = new HashSet<>();
        private int failures;
        private int numbers;
        private Instant since = Instant.EPOCH;
        private Instant last = Instant.EPOCH;

        void take(CallLeg leg) {
            if (leg.through()) {
                failures = 0;
                keys.clear();
            } else if (failed(leg)) {
                since = failures == 0 ? leg.seized() : since;
                last = leg.ended();
                failures++;
                keys.add(leg.callee().key());
            }
            numbers = keys.size();
        }

        boolean standsAt(Instant now) {
            return now.isBefore(last.plus(STANDS));
        }
    }
}
