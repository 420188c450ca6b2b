package org.trunkpilot.signal;

import java.time.Instant;

/** A new PBX process has finished booting: no earlier call lives, and every trunk registers anew. */
public record PbxRestarted(Instant at) implements PbxLifeSignal {}
