package org.trunkpilot.signal;

import java.time.Instant;
import org.trunkpilot.trunk.RouteId;

/** Every trunk of a route failed for one call. On an emergency route this is the loudest thing we can hear. */
public record RouteExhausted(Instant at, RouteId route) implements RouteSignal {}
