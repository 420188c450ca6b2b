package org.trunkpilot.timeline;

import java.util.Objects;
import java.util.stream.Stream;
import org.hibernate.exception.ConstraintViolationException;
import org.hibernate.exception.DataException;

/** What went wrong, in the database's own words. */
final class Causes {
    /** A chain of causes may be a ring. */
    private static final int DEEP_ENOUGH = 20;

    private Causes() {}

    /** Whether the database will never take what caused this, however often it is asked. */
    static boolean isRefusal(Throwable failure) {
        return chain(failure)
                .anyMatch(cause -> cause instanceof DataException || cause instanceof ConstraintViolationException);
    }

    /** The first line of what the innermost cause says. */
    static String deepest(Throwable failure) {
        Throwable cause = chain(failure).reduce(failure, (outer, inner) -> inner);
        String message = cause.getMessage();
        return message == null || message.isBlank()
                ? cause.getClass().getSimpleName()
                : message.lines().findFirst().orElse(message).strip();
    }

    private static Stream<Throwable> chain(Throwable failure) {
        return Stream.iterate(failure, Objects::nonNull, Throwable::getCause).limit(DEEP_ENOUGH);
    }
}
