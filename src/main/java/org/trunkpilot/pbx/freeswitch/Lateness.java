package org.trunkpilot.pbx.freeswitch;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Whether events come later than they did.
 *
 * <p>The PBX's clock and ours may differ by anything, so only the growth of the difference counts: the smallest seen on this
 * connection is what the way takes, the rest is waiting, in the PBX's queue or in ours. That smallest one rises by itself by one part
 * in {@value #DRIFT}: our clock makes up a step at half that pace ({@code control.SteadyClock}), for hours, and that is no waiting.
 * A backlog that grows faster is. A step of the PBX's clock back, or a jump of ours ahead, looks like lateness once, and costs one new
 * connection.
 */
final class Lateness {
    private static final int DRIFT = 100;

    private final Duration most;
    private @Nullable Duration least;
    private Instant last = Instant.EPOCH;

    Lateness(Duration most) {
        this.most = most;
    }

    /** How late an event is, if that is too late; {@code stamp} is the PBX's time in microseconds. */
    Optional<Duration> beyond(@Nullable String stamp, Instant now) {
        if (stamp == null || !stamp.matches("\\d{15,17}")) {
            return Optional.empty();
        }
        long micros = Long.parseLong(stamp);
        Instant there = Instant.ofEpochSecond(micros / 1_000_000, micros % 1_000_000 * 1_000);
        Duration difference = Duration.between(there, now);
        Duration floor = least == null
                ? difference
                : least.plus(Duration.between(last, now).dividedBy(DRIFT));
        least = difference.compareTo(floor) < 0 ? difference : floor;
        last = now;
        Duration behind = difference.minus(least);
        return behind.compareTo(most) > 0 ? Optional.of(behind) : Optional.empty();
    }
}
