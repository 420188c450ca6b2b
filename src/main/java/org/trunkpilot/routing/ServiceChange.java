package org.trunkpilot.routing;

import java.time.Instant;
import org.trunkpilot.trunk.TrunkId;

/** A trunk passed from one service state to another; {@code reason} is a sentence and never empty. */
public record ServiceChange(Instant at, TrunkId trunk, ServiceState from, ServiceState to, String reason) {}
