package org.trunkpilot.health;

import java.time.Instant;
import java.util.List;

/**
 * How one call went, for {@link SetUpFaults}.
 *
 * @param weight how much of a whole fault, 0 for a call that got through
 * @param sip whether a SIP code said so
 * @param among calls on the trunk when it was begun, itself included
 * @param words what it failed with
 */
record SetUpOutcome(Instant at, String prefix, double weight, boolean sip, int among, String words) {
    /** What carriers say when all channels are in use; and how many of it, beside how many good calls, tell that they mean it. */
    private static final String CAPACITY = "503";

    private static final int CAPACITY_FAULTS = 3;

    private static final int CAPACITY_GOODS = 4;

    boolean fault() {
        return weight > 0;
    }

    /**
     * A carrier that fails every call beyond so many at once is not broken: so many were bought. It shows in a number of calls that parts
     * the failed from the good; one may be on the wrong side for reasons of its own, where the others are many enough. Chance parts three
     * faults and four good calls so neatly once in 35 times.
     *
     * @param outcomes since the faults began
     * @return from how many calls at once on they fail; 0 when that is not what it is
     */
    static int channels(List<SetUpOutcome> outcomes) {
        List<SetUpOutcome> run = outcomes.stream()
                .filter(o -> !o.fault() || o.words().startsWith(CAPACITY))
                .toList();
        for (SetUpOutcome at : run) {
            int limit = at.among();
            if (!at.fault() || limit < 2) {
                continue;
            }
            long beyond =
                    run.stream().filter(o -> o.fault() && o.among() >= limit).count();
            long within =
                    run.stream().filter(o -> !o.fault() && o.among() < limit).count();
            long astray = run.size() - beyond - within;
            if (beyond >= CAPACITY_FAULTS && within >= CAPACITY_GOODS + astray && astray <= 1) {
                return limit;
            }
        }
        return 0;
    }
}
