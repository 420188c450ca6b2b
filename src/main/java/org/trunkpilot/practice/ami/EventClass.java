package org.trunkpilot.practice.ami;

import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

/** The classes into which Asterisk sorts its events and actions; an account may read some and write some. */
public enum EventClass {
    SYSTEM,
    CALL,
    LOG,
    VERBOSE,
    COMMAND,
    AGENT,
    USER,
    CONFIG,
    DTMF,
    REPORTING,
    CDR,
    DIALPLAN,
    ORIGINATE,
    AGI,
    CC,
    AOC,
    TEST,
    SECURITY,
    MESSAGE;

    /** As Asterisk writes it. */
    String words() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** {@code on}, {@code off} or a list; a name that there is none of is passed over, as Asterisk does. */
    static Set<EventClass> mask(String words) {
        var mask = words.trim().toLowerCase(Locale.ROOT);
        if (Set.of("on", "all", "true", "yes", "1").contains(mask)) {
            return EnumSet.allOf(EventClass.class);
        }
        var found = EnumSet.noneOf(EventClass.class);
        for (String name : mask.split(",", -1)) {
            for (EventClass each : values()) {
                if (each.words().equals(name.trim())) {
                    found.add(each);
                }
            }
        }
        return found;
    }
}
