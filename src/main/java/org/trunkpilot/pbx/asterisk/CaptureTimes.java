package org.trunkpilot.pbx.asterisk;

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.trunkpilot.pbx.Capture;

/**
 * When each message came. An index counts milliseconds from the connection; {@code Timestamp} (of {@code timestampevents=yes}) is the
 * PBX's time of day. With both, the index tells the distances and the first time stamp the day.
 *
 * <p>Time never goes back: a message that says so came at the time of the one before it. A time stamp that leaps by more than a
 * week is damage.
 */
final class CaptureTimes {
    private static final Duration LEAP = Duration.ofDays(7);

    private final boolean indexed;
    private @Nullable Duration shift;
    private @Nullable Instant first;
    private Instant last = Instant.EPOCH;
    private long odd;

    CaptureTimes(boolean indexed) {
        this.indexed = indexed;
    }

    /** To be called with every message once, before {@link #at} is asked in a second round. */
    void learn(AmiFraming.Message message) {
        Optional<Instant> told = told(message);
        if (told.isEmpty()) {
            return;
        }
        if (first == null) {
            first = told.get();
            shift = indexed ? Duration.between(message.at(), first) : Duration.ZERO;
        }
    }

    /** Whether anything told a time of day. */
    boolean dated() {
        return first != null;
    }

    /** Whether anything tells when messages came. */
    boolean timed() {
        return indexed || first != null;
    }

    Instant at(AmiFraming.Message message) {
        Instant start = first;
        if (indexed) {
            Duration day = shift == null ? Duration.ZERO : shift;
            return notBack(message.at().plus(day));
        }
        if (start == null) {
            throw new IllegalStateException("no message tells a time");
        }
        Instant before = last.isBefore(start) ? start : last;
        return notBack(told(message).filter(time -> credible(time, before)).orElse(before));
    }

    /** Time stamps that cannot be true. */
    long odd() {
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

    /** {@code Timestamp: 1732345678.123456}, as events of a PBX with {@code timestampevents=yes} have it. */
    private static Optional<Instant> told(AmiFraming.Message message) {
        if (!message.isEvent()) {
            return Optional.empty();
        }
        return AmiWire.headerOf(message, "Timestamp")
                .filter(text -> text.matches("\\d{9,10}(\\.\\d{1,9})?"))
                .flatMap(text -> {
                    try {
                        var seconds = new BigDecimal(text);
                        Instant time = Instant.ofEpochSecond(
                                0, seconds.movePointRight(9).longValueExact());
                        return time.isBefore(Capture.UNDATED) ? Optional.empty() : Optional.of(time);
                    } catch (ArithmeticException | DateTimeException e) {
                        return Optional.empty();
                    }
                });
    }
}
