package org.trunkpilot.signal;

import java.time.Instant;

/** Our link to the PBX is gone. Nothing is known of any trunk from here on; it is our fault, not theirs. */
public record LinkLost(Instant at, String why) implements PbxLifeSignal {}
