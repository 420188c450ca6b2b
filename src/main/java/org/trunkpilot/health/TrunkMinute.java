package org.trunkpilot.health;

import java.time.Instant;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.trunkpilot.trunk.TrunkId;

/**
 * What one trunk did in one minute. Durations are milliseconds, loss is percent of packets, ratings are R-factors (0 to 93.2).
 *
 * @param minute its beginning
 * @param verdict the worst verdict held in it
 * @param score the lowest score in it
 */
public record TrunkMinute(
        TrunkId trunk,
        Instant minute,
        Verdict verdict,
        OptionalInt score,
        int seizures,
        int answers,
        int carrierFaults,
        int calleeEnds,
        int otherEnds,
        int mostLiveCalls,
        OptionalDouble pddP50Millis,
        OptionalDouble pddP95Millis,
        OptionalDouble lossInboundPercent,
        OptionalDouble lossOutboundPercent,
        OptionalDouble jitterInboundMillis,
        OptionalDouble jitterOutboundMillis,
        OptionalDouble roundTripMillis,
        OptionalDouble ratingInbound,
        OptionalDouble ratingOutbound) {}
