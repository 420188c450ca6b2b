package org.trunkpilot.pbx.freeswitch;

import java.io.IOException;
import org.trunkpilot.pbx.CheckItem;
import org.trunkpilot.pbx.CheckItem.Result;

/** One thing to look at on the PBX; known before we are connected, so that none is left out of a report. */
record Question(String what, Look look) {
    /** Goes and looks. */
    interface Look {
        Answer look() throws IOException;
    }

    /** What was found, with its figures, and what to do about it. */
    record Answer(Result result, String found, String remedy) {
        static Answer ok(String found) {
            return new Answer(Result.OK, found, "");
        }

        static Answer warn(String found, String remedy) {
            return new Answer(Result.WARN, found, remedy);
        }

        static Answer fail(String found, String remedy) {
            return new Answer(Result.FAIL, found, remedy);
        }

        static Answer skipped(String why, String how) {
            return new Answer(Result.SKIPPED, why, how);
        }
    }

    CheckItem answered() {
        try {
            Answer answer = look.look();
            return new CheckItem(what, answer.result(), answer.found(), answer.remedy());
        } catch (IOException e) {
            return new CheckItem(
                    what, Result.FAIL, String.valueOf(e.getMessage()), "run check again; is the PBX overloaded?");
        }
    }

    CheckItem skipped(String why) {
        return new CheckItem(what, Result.SKIPPED, why, "");
    }
}
