package org.trunkpilot.pbx.asterisk;

import java.io.IOException;
import java.util.Map;

/** Puts a question to the PBX and brings the answer. */
interface Inquirer {
    /** Asks and waits. @throws IOException when there is no answer in time, or no link */
    AmiReply ask(String action, Map<String, String> headers) throws IOException;

    /** Asks what needs no headers. @throws IOException when there is no answer in time, or no link */
    default AmiReply ask(String action) throws IOException {
        return ask(action, Map.of());
    }

    /** A variable or function of the PBX, empty when it is not set, unknown or not ours to read. */
    default String variable(String name) throws IOException {
        return ask("Getvar", Map.of("Variable", name)).get("Value");
    }
}
