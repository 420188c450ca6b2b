package org.trunkpilot.signal;

import java.time.Instant;

/** The PBX said that it is going down; its last words about calls are no evidence against anyone. */
public record PbxStopping(Instant at) implements PbxLifeSignal {}
