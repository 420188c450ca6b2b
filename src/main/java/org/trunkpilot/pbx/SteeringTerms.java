package org.trunkpilot.pbx;

import java.time.Duration;

/**
 * What Trunkpilot and the dialplan must agree on.
 *
 * @param lease how long a row is valid after it was written, 1 min to 7 days
 * @param progressTimeout no 18x in that time and the call goes on to the next trunk
 * @param ringTimeout how long a phone may ring
 */
public record SteeringTerms(Duration lease, Duration progressTimeout, Duration ringTimeout) {
    /** Lease 10 min, 10 s to the first 18x, 45 s of ringing (design). */
    public static final SteeringTerms DEFAULTS =
            new SteeringTerms(Duration.ofMinutes(10), Duration.ofSeconds(10), Duration.ofSeconds(45));

    /** @throws IllegalArgumentException naming what is out of range */
    public SteeringTerms {
        require(lease, "lease", Duration.ofMinutes(1), Duration.ofDays(7));
        require(progressTimeout, "progress time-out", Duration.ofSeconds(2), Duration.ofSeconds(60));
        require(ringTimeout, "ring time-out", Duration.ofSeconds(10), Duration.ofMinutes(5));
    }

    private static void require(Duration value, String name, Duration least, Duration most) {
        if (value.compareTo(least) < 0 || value.compareTo(most) > 0) {
            throw new IllegalArgumentException(name + " " + value + " must lie between " + least + " and " + most);
        }
    }
}
