package org.trunkpilot.signal;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * The reference host of an uplink was asked for a sign of life that owes nothing to any carrier.
 *
 * @param uplink its name in the configuration of the trunks
 * @param roundTrip until it answered; empty when it did not within 3 s. A packet lost on the way shows as a second more, the
 *     first retransmission of TCP (RFC 6298)
 */
public record UplinkProbed(Instant at, String uplink, Optional<Duration> roundTrip) implements SiteSignal {}
