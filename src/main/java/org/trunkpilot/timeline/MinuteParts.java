package org.trunkpilot.timeline;

import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.trunkpilot.health.TrunkMinute;
import org.trunkpilot.health.Verdict;

/** A restart within a minute leaves two parts of it in the record; a chart wants one. */
final class MinuteParts {
    private MinuteParts() {}

    /** Adds a minute to those before it, or joins it with the last when that is the same minute. */
    static void append(List<TrunkMinute> minutes, TrunkMinute next) {
        int last = minutes.size() - 1;
        if (last >= 0 && minutes.get(last).minute().equals(next.minute())) {
            minutes.set(last, joined(minutes.get(last), next));
        } else {
            minutes.add(next);
        }
    }

    /** Counts add up, the worst is kept; what cannot be added (medians, means) is taken from the part with more calls. */
    private static TrunkMinute joined(TrunkMinute a, TrunkMinute b) {
        boolean aHasMore = a.seizures() > b.seizures();
        TrunkMinute more = aHasMore ? a : b;
        TrunkMinute less = aHasMore ? b : a;
        return new TrunkMinute(
                a.trunk(),
                a.minute(),
                worse(a.verdict(), b.verdict()),
                least(a.score(), b.score()),
                a.seizures() + b.seizures(),
                a.answers() + b.answers(),
                a.carrierFaults() + b.carrierFaults(),
                a.calleeEnds() + b.calleeEnds(),
                a.otherEnds() + b.otherEnds(),
                Math.max(a.mostLiveCalls(), b.mostLiveCalls()),
                first(more.pddP50Millis(), less.pddP50Millis()),
                first(more.pddP95Millis(), less.pddP95Millis()),
                first(more.lossInboundPercent(), less.lossInboundPercent()),
                first(more.lossOutboundPercent(), less.lossOutboundPercent()),
                first(more.jitterInboundMillis(), less.jitterInboundMillis()),
                first(more.jitterOutboundMillis(), less.jitterOutboundMillis()),
                first(more.roundTripMillis(), less.roundTripMillis()),
                first(more.ratingInbound(), less.ratingInbound()),
                first(more.ratingOutbound(), less.ratingOutbound()));
    }

    /** Knowing anything of the minute is worse news, or better, than knowing nothing: UNKNOWN yields to all. */
    private static Verdict worse(Verdict a, Verdict b) {
        if (a == Verdict.UNKNOWN || b == Verdict.UNKNOWN) {
            return a == Verdict.UNKNOWN ? b : a;
        }
        return a.compareTo(b) >= 0 ? a : b;
    }

    private static OptionalInt least(OptionalInt a, OptionalInt b) {
        if (a.isEmpty() || b.isEmpty()) {
            return a.isEmpty() ? b : a;
        }
        return OptionalInt.of(Math.min(a.getAsInt(), b.getAsInt()));
    }

    private static OptionalDouble first(OptionalDouble a, OptionalDouble b) {
        return a.isPresent() ? a : b;
    }
}
