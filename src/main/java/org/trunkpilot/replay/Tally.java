package org.trunkpilot.replay;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.trunkpilot.replay.Comparison.Estimate;
import org.trunkpilot.trunk.RouteId;
import org.trunkpilot.trunk.TrunkId;

/**
 * How the calls that a policy would have sent another way would have fared there.
 *
 * <p>A call went over the trunk that was really first. Under another order it would have gone elsewhere, and what would have become of it
 * there nobody saw, with one exception: where the dialplan tried that very trunk next, the same call's fate on it is known. For
 * the rest we go by the calls that did go to that trunk at about the same time: of {@code k} calls that met a fault, {@code k·(1 − p)}
 * would have been spared, and of {@code g} that fared well, {@code g·p} harmed, where {@code p} is the share of bad calls there
 * ({@link Share}). "At about the same time" is the stretch of diverted calls and a quarter of an hour on either side; below
 * {@value #LEAST} calls we do not guess.
 *
 * <p>It takes for granted that the diverted calls are like those that went there, and that the other trunk would have carried them all as
 * well as it carried those. The intervals do not cover that.
 */
final class Tally {
    /** Fewer calls on the other trunk than this tell nothing: with none bad of ten, up to 28 of a hundred may be. */
    static final int LEAST = 10;

    /** Diverted calls further apart than this belong to different stretches. */
    private static final Duration GAP = Duration.ofMinutes(30);

    private static final Duration AROUND = Duration.ofMinutes(15);

    private final Map<Way, List<Stretch>> stretches = new LinkedHashMap<>();
    private long diverted;
    private long untold;
    private long unjudged;
    private long hurt;
    private long knownHurt;
    private long knownSpared;
    private long estimated;
    private long comparedWith;
    private long comparedBad;
    private Estimate spared = Estimate.NONE;
    private Estimate harmed = Estimate.NONE;

    private record Way(RouteId route, TrunkId from, TrunkId to) {}

    private static final class Stretch {
        final List<Attempt> calls = new ArrayList<>();

        Instant last() {
            return calls.get(calls.size() - 1).seized;
        }
    }

    /** A call whose first attempt would have been on {@code to}. Calls come in the order of time. */
    void divert(RouteId route, Attempt first, TrunkId to) {
        List<Stretch> known = stretches.computeIfAbsent(new Way(route, first.trunk, to), way -> new ArrayList<>());
        boolean anew = known.isEmpty()
                || first.seized.isAfter(known.get(known.size() - 1).last().plus(GAP));
        if (anew) {
            known.add(new Stretch());
        }
        known.get(known.size() - 1).calls.add(first);
    }

    /**
     * Adds everything up; to be called once, when all calls are over.
     *
     * @param attempts of each trunk, by time
     */
    void settle(Map<TrunkId, List<Attempt>> attempts) {
        stretches.forEach((way, all) ->
                all.forEach(stretch -> settle(stretch, way.to(), attempts.getOrDefault(way.to(), List.of()))));
    }

    private void settle(Stretch stretch, TrunkId to, List<Attempt> there) {
        long bad = 0;
        long good = 0;
        for (Attempt call : stretch.calls) {
            diverted++;
            if (!call.outcome.told()) {
                unjudged++;
                continue;
            }
            hurt += call.outcome.hurt() ? 1 : 0;
            Attempt known = sameCallOn(to, call);
            if (known != null) {
                know(call, known);
            } else if (call.outcome.hurt()) {
                bad++;
            } else {
                good++;
            }
        }
        estimate(bad, good, stretch, there);
    }

    private void know(Attempt call, Attempt there) {
        boolean was = call.outcome.hurt();
        boolean would = there.outcome.hurt();
        knownHurt += was ? 1 : 0;
        if (was && !would) {
            knownSpared++;
            spared = spared.plus(1, 1, 1);
        } else if (!was && would) {
            harmed = harmed.plus(1, 1, 1);
        }
    }

    private void estimate(long bad, long good, Stretch stretch, List<Attempt> there) {
        if (bad + good == 0) {
            return;
        }
        Instant from = stretch.calls.get(0).seized.minus(AROUND);
        Instant until = stretch.last().plus(AROUND);
        long of = 0;
        long badThere = 0;
        for (Attempt attempt : between(there, from, until)) {
            of += attempt.outcome.told() ? 1 : 0;
            badThere += attempt.outcome.hurt() ? 1 : 0;
        }
        if (of < LEAST) {
            untold += bad + good;
            return;
        }
        estimated += bad + good;
        comparedWith += of;
        comparedBad += badThere;
        Share share = Share.of(badThere, of);
        spared = spared.plus(bad * (1 - share.estimate()), bad * (1 - share.high()), bad * (1 - share.low()));
        harmed = harmed.plus(good * share.estimate(), good * share.low(), good * share.high());
    }

    /** Attempts that began in a span; the list is in the order of time. */
    static List<Attempt> between(List<Attempt> attempts, Instant from, Instant until) {
        return attempts.subList(firstFrom(attempts, from), firstFrom(attempts, until));
    }

    private static int firstFrom(List<Attempt> attempts, Instant at) {
        int low = 0;
        int high = attempts.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (attempts.get(middle).seized.isBefore(at)) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    private static @Nullable Attempt sameCallOn(TrunkId trunk, Attempt first) {
        for (Attempt next = first.next; next != null; next = next.next) {
            if (next.trunk.equals(trunk) && next.outcome.told()) {
                return next;
            }
        }
        return null;
    }

    long diverted() {
        return diverted;
    }

    long untold() {
        return untold + unjudged;
    }

    Estimate spared() {
        return spared;
    }

    Estimate harmed() {
        return harmed;
    }

    /** How the figures came about. */
    String words() {
        if (diverted == 0) {
            return "No call would have gone another way.";
        }
        var words = new StringBuilder();
        words.append(calls(diverted)).append(" would have been tried on another trunk first; ");
        words.append(hurt == 0 ? "none" : String.valueOf(hurt)).append(" of them met a fault where they went.");
        if (knownHurt > 0) {
            words.append(" Of these, ")
                    .append(knownHurt)
                    .append(" were then tried on that other trunk, so how they would have fared is known: ")
                    .append(knownSpared)
                    .append(" well. A call that failed over was carried all the same, only later.");
        }
        if (estimated > 0) {
            words.append(" For ")
                    .append(estimated)
                    .append(" it is estimated from the calls that did go there within a quarter of an hour of them, ")
                    .append(comparedBad)
                    .append(" bad of ")
                    .append(comparedWith)
                    .append(" (95 % interval by Wilson, ends added up; it does not cover that other calls go to a trunk"
                            + " than would have).");
        }
        if (untold > 0) {
            words.append(" For ")
                    .append(untold)
                    .append(" there were fewer than " + LEAST + " calls there to compare with: too few to tell.");
        }
        if (unjudged > 0) {
            words.append(" ").append(unjudged).append(" ended in a way that says nothing of any trunk.");
        }
        return words.toString();
    }

    private static String calls(long count) {
        return count == 1 ? "1 call" : count + " calls";
    }
}
