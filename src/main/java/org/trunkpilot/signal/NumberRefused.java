package org.trunkpilot.signal;

import java.time.Instant;
import org.trunkpilot.trunk.RouteId;

/** The dialplan refused a dialled number that does not pass the number filter. */
public record NumberRefused(Instant at, RouteId route) implements RouteSignal {}
