package org.trunkpilot.notify;

import java.time.Duration;

/**
 * When people are told.
 *
 * @param settle from the first sign to the first message, so that the verdict, whose fault it is and the move come together
 * @param gap between two messages of one incident at least: what is new meanwhile comes in one
 * @param calm without any trouble for so long, an incident is over
 * @param remind an incident without news is told again after this; zero for never
 */
public record Pace(Duration settle, Duration gap, Duration calm, Duration remind) {
    /** As it is when nothing is set. */
    public static final Pace USUAL =
            new Pace(Duration.ofSeconds(5), Duration.ofMinutes(1), Duration.ofMinutes(2), Duration.ofHours(4));
}
