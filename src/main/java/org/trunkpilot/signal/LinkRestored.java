package org.trunkpilot.signal;

import java.time.Instant;
import java.util.Optional;

/** We are logged in again. A snapshot follows and ends with {@link SnapshotTaken}; {@code runningSince} is when the PBX started, where it tells. */
public record LinkRestored(Instant at, String version, Optional<Instant> runningSince) implements PbxLifeSignal {}
