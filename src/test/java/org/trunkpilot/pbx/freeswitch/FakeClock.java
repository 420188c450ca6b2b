package org.trunkpilot.pbx.freeswitch;

import java.time.Instant;
import java.time.InstantSource;

/** A clock that stands still until it is set. */
final class FakeClock implements InstantSource {
    static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private volatile Instant now = START;

    void setMillis(long sinceStart) {
        now = START.plusMillis(sinceStart);
    }

    @Override
    public Instant instant() {
        return now;
    }
}
