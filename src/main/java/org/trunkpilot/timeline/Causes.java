package org.trunkpilot.timeline;

/** What went wrong, in the database's own words. */
final class Causes {
    /** A chain of causes may be a ring. */
    private static final int DEEP_ENOUGH = 20;

    private Causes() {}

    /** The first line of what the innermost cause says. */
    static String deepest(Throwable failure) {
        Throwable cause = failure;
        for (int depth = 0; depth < DEEP_ENOUGH && cause.getCause() != null; depth++) {
            cause = cause.getCause();
        }
        String message = cause.getMessage();
        return message == null || message.isBlank()
                ? cause.getClass().getSimpleName()
                : message.lines().findFirst().orElse(message).strip();
    }
}
