package org.trunkpilot.signal;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.trunkpilot.trunk.TrunkId;

/**
 * The far end answered an OPTIONS of ours.
 *
 * @param sentAt the {@link ProbeSent#at} it answers: proof of life after that moment
 * @param roundTrip of the OPTIONS, where the PBX told it
 */
public record ProbeAnswered(Instant at, TrunkId trunk, Instant sentAt, Optional<Duration> roundTrip)
        implements TrunkSignal {}
