package org.trunkpilot.timeline;

import java.io.Serial;

/** The database cannot be read now. What is told meanwhile waits in memory and is written later. */
public class RecordUnavailable extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1;

    RecordUnavailable(Throwable cause) {
        super("The record cannot be read now, because the database does not answer: " + Causes.deepest(cause), cause);
    }
}
