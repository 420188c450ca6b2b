package org.trunkpilot.signal;

import java.time.Instant;

/** Everything the PBX can tell of its present state has been told: registrations, reachability, calls that were up. */
public record SnapshotTaken(Instant at) implements PbxLifeSignal {}
