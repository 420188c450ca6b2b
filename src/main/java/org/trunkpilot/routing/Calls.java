package org.trunkpilot.routing;

import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;
import org.trunkpilot.health.CallLeg;
import org.trunkpilot.trunk.TrunkId;

/** Counts calls by their legs: the dialplan hands a call from trunk to trunk at once, and to none of them twice. */
final class Calls {
    /** The dialplan's next attempt follows at once; a person who dials again takes longer. */
    private static final Duration HANDED_ON = Duration.ofSeconds(2);

    private final Set<TrunkId> tried = new HashSet<>();
    int count;
    Instant last = Instant.MIN;

    void take(CallLeg leg) {
        boolean handedOn = count > 0
                && Duration.between(last, leg.seized()).compareTo(HANDED_ON) <= 0
                && !tried.contains(leg.trunk());
        if (!handedOn) {
            count++;
            tried.clear();
        }
        tried.add(leg.trunk());
        last = leg.ended();
    }
}
