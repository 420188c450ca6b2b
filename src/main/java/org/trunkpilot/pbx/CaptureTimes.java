package org.trunkpilot.pbx;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * When each message came. An index counts milliseconds from the connection; a time stamp in the message is the PBX's time
 * of day. With both, the index tells the distances and the first time stamp the day.
 *
 * <p>Time never goes back: a message that says so came at the time of the one before it. A time stamp that leaps by more than a
 * week is damage.
 */
public final class CaptureTimes {
    private static final Duration LEAP = Duration.ofDays(7);

    private final boolean indexed;
    private @Nullable Duration shift;
    private @Nullable Instant first;
    private Instant last = Instant.EPOCH;
    private long odd;

    /** @param indexed whether something beside the capture tells when its bytes came */
    public CaptureTimes(boolean indexed) {
        this.indexed = indexed;
    }

    /**
     * To be called with every message once, before {@link #at} is asked in a second round.
     *
     * @param index its time by the index, counted from {@link Capture#UNDATED}
     * @param told its own time stamp, where it has a credible one
     */
    public void learn(Instant index, Optional<Instant> told) {
        if (first == null && told.isPresent()) {
            first = told.get();
            shift = indexed ? Duration.between(index, told.get()) : Duration.ZERO;
        }
    }

    /** Whether anything told a time of day. */
    public boolean dated() {
        return first != null;
    }

    /** Whether anything tells when messages came. */
    public boolean timed() {
        return indexed || first != null;
    }

    /** When a message came; see {@link #learn}. */
    public Instant at(Instant index, Optional<Instant> told) {
        Instant start = first;
        if (indexed) {
            Duration day = shift == null ? Duration.ZERO : shift;
            return notBack(index.plus(day));
        }
        if (start == null) {
            throw new IllegalStateException("no message tells a time");
        }
        Instant before = last.isBefore(start) ? start : last;
        return notBack(told.filter(time -> credible(time, before)).orElse(before));
    }

    /** Time stamps that cannot be true. */
    public long odd() {
        return odd;
    }

    private boolean credible(Instant time, Instant before) {
        boolean credible = Duration.between(before, time).abs().compareTo(LEAP) <= 0;
        odd += credible ? 0 : 1;
        return credible;
    }

    private Instant notBack(Instant time) {
        last = time.isBefore(last) ? last : time;
        return last;
    }
}
