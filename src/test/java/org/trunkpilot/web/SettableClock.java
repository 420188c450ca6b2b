package org.trunkpilot.web;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** The real time, and as much more as a test wants to have passed. */
public final class SettableClock implements InstantSource {
    private volatile Duration ahead = Duration.ZERO;

    @Override
    public Instant instant() {
        return InstantSource.system().instant().plus(ahead);
    }

    public void pass(Duration time) {
        ahead = ahead.plus(time);
    }

    public void reset() {
        ahead = Duration.ZERO;
    }
}
