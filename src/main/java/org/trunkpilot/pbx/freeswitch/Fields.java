package org.trunkpilot.pbx.freeswitch;

import java.util.Map;
import java.util.OptionalInt;

/** The headers of one event, decoded; a header that is absent is empty. */
record Fields(Map<String, String> all) {
    String text(String name) {
        return all.getOrDefault(name, "");
    }

    /** A channel variable; FreeSWITCH puts every one of a leg into each event about it. */
    String variable(String name) {
        return text("variable_" + name);
    }

    /** A whole number in a header; empty when it is none, or out of its range. */
    OptionalInt number(String name, int least, int most) {
        return within(text(name), least, most);
    }

    /** The same of a channel variable. */
    OptionalInt numberOf(String variable, int least, int most) {
        return within(variable(variable), least, most);
    }

    private static OptionalInt within(String text, int least, int most) {
        if (!text.matches("\\d{1,10}")) {
            return OptionalInt.empty();
        }
        long value = Long.parseLong(text);
        return value >= least && value <= most ? OptionalInt.of((int) value) : OptionalInt.empty();
    }
}
