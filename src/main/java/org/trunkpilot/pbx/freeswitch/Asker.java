package org.trunkpilot.pbx.freeswitch;

import java.io.IOException;
import java.time.Duration;

/** Puts a question to the PBX and brings the answer. */
interface Asker {
    /** Asks and waits. @throws IOException when there is no answer in time, or no link */
    EslAnswer ask(EslCommand command) throws IOException;

    /** The output of an {@code api}. @throws IOException when there is no answer in time, or no link */
    default EslAnswer api(String command) throws IOException {
        return ask(EslCommand.api(command));
    }

    /** Whoever can be told how long it may wait. */
    interface Patient {
        EslAnswer ask(EslCommand command, Duration patience) throws IOException;

        /** One that waits so long for all of its questions together, from now on. */
        default Asker within(Duration all) {
            long deadline = System.nanoTime() + all.toNanos();
            return command -> ask(command, Duration.ofNanos(Math.max(0, deadline - System.nanoTime())));
        }
    }
}
