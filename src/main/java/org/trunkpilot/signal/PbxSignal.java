package org.trunkpilot.signal;

import java.time.Instant;

/**
 * One fact from a PBX, in words no PBX owns.
 *
 * <p>An adapter stamps it once, with the time at which the bytes arrived here (the PBX's own clock may be wrong); everything
 * after that learns the time from the signal.
 */
public sealed interface PbxSignal permits TrunkSignal, PbxLifeSignal, RouteSignal, SiteSignal {
    Instant at();
}
