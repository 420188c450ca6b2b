package org.trunkpilot.signal;

/** A fact about the PBX itself or our link to it. */
public sealed interface PbxLifeSignal extends PbxSignal
        permits LinkLost, LinkRestored, SnapshotTaken, PbxStopping, PbxRestarted, PbxReloaded {}
