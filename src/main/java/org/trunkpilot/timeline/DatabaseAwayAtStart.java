package org.trunkpilot.timeline;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.jdbc.CannotGetJdbcConnectionException;

/**
 * A start without the database ends, after the wait that {@code spring.datasource.hikari.initialization-fail-timeout} allows,
 * and says so in one sentence instead of a stack trace.
 *
 * <p>Why it does not go on without: the orders that people gave are in there. A Trunkpilot that does not know which trunk is
 * held out could only send calls back to it. Once started it needs the database no more.
 */
class DatabaseAwayAtStart extends AbstractFailureAnalyzer<CannotGetJdbcConnectionException> {
    @Override
    protected @Nullable FailureAnalysis analyze(Throwable rootFailure, CannotGetJdbcConnectionException cause) {
        return new FailureAnalysis(
                "The database cannot be opened: " + Causes.deepest(cause),
                "Start the database, or set spring.datasource.url, username and password; on the built-in database, look"
                        + " for another Trunkpilot that uses the same data folder. Then start Trunkpilot again: it needs the"
                        + " database at its start, where people's orders are kept, and at no time later. Calls go on"
                        + " meanwhile: by the order that stands on the PBX until its lease runs out, then by the static order.",
                cause);
    }
}
