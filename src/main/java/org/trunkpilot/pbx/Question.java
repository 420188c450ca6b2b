package org.trunkpilot.pbx;

import java.io.IOException;
import org.trunkpilot.pbx.CheckItem.Result;

/** One thing to look at on the PBX; known before we are connected, so that none is left out of a report. */
public record Question(String what, Look look) {
    /** Goes and looks. */
    public interface Look {
        Answer look() throws IOException;
    }

    /** What was found, with its figures, and what to do about it. */
    public record Answer(Result result, String found, String remedy) {
        /** It is as it should be. */
        public static Answer ok(String found) {
            return new Answer(Result.OK, found, "");
        }

        /** It works, but something will be missing. */
        public static Answer warn(String found, String remedy) {
            return new Answer(Result.WARN, found, remedy);
        }

        /** It will not work. */
        public static Answer fail(String found, String remedy) {
            return new Answer(Result.FAIL, found, remedy);
        }

        /** It could not be told. */
        public static Answer skipped(String why, String how) {
            return new Answer(Result.SKIPPED, why, how);
        }
    }

    /** Goes and looks; a failure of the link is what was found. */
    public CheckItem answered() {
        try {
            Answer answer = look.look();
            return new CheckItem(what, answer.result(), answer.found(), answer.remedy());
        } catch (IOException e) {
            return new CheckItem(
                    what, Result.FAIL, String.valueOf(e.getMessage()), "run check again; is the PBX overloaded?");
        }
    }

    /** It could not be looked at. */
    public CheckItem skipped(String why) {
        return new CheckItem(what, Result.SKIPPED, why, "");
    }
}
