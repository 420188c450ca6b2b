package org.trunkpilot.pbx;

import java.time.Instant;
import java.time.InstantSource;

/** A clock that stands still until it is set. */
public final class FakeClock implements InstantSource {
    /** Where it stands at first. */
    public static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private volatile Instant now = START;

    /** Sets it to so long after {@link #START}. */
    public void setMillis(long sinceStart) {
        now = START.plusMillis(sinceStart);
    }

    @Override
    public Instant instant() {
        return now;
    }
}
