package org.trunkpilot.signal;

import java.time.Instant;

/** Configuration was reloaded ({@code module} is empty for a full reload): rows and globals must be read again; calls live on. */
public record PbxReloaded(Instant at, String module) implements PbxLifeSignal {}
