package org.trunkpilot.dashboard;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;
import org.trunkpilot.operator.ApiProblem;

/**
 * The span a question is about.
 *
 * @param from its beginning, included
 * @param to its end, not included; after {@code from}
 */
record Span(Instant from, Instant to) {
    /** Within what every database and every calendar agree on. */
    private static final Instant EARLIEST = Instant.parse("2000-01-01T00:00:00Z");

    private static final Instant LATEST = Instant.parse("2200-01-01T00:00:00Z");

    /**
     * What was asked for, completed.
     *
     * @param usual how long it is when no beginning is given
     * @throws ApiProblem 400 when it is empty or longer than {@code longest}
     */
    static Span of(@Nullable Instant from, @Nullable Instant to, Duration usual, Duration longest, Instant now) {
        check(from, to);
        Instant end = to != null ? to : now;
        Instant begin = from != null ? from : end.minus(usual);
        if (!begin.isBefore(end)) {
            throw ApiProblem.invalid("from", "must lie before to");
        }
        if (Duration.between(begin, end).compareTo(longest) > 0) {
            throw ApiProblem.invalid("from", "must lie within " + longest.toDays() + " days of to");
        }
        return new Span(begin, end);
    }

    /** @throws ApiProblem 400 when either lies outside the calendar, or both the wrong way round */
    static void check(@Nullable Instant from, @Nullable Instant to) {
        inCalendar("from", from);
        inCalendar("to", to);
        if (from != null && to != null && from.isAfter(to)) {
            throw ApiProblem.invalid("from", "must not lie after to");
        }
    }

    /** The same with the whole of its first minute. */
    Span fromWholeMinute() {
        return new Span(from.truncatedTo(ChronoUnit.MINUTES), to);
    }

    private static void inCalendar(String field, @Nullable Instant time) {
        if (time != null && (time.isBefore(EARLIEST) || time.isAfter(LATEST))) {
            throw ApiProblem.invalid(field, "must lie between the years 2000 and 2200");
        }
    }
}
