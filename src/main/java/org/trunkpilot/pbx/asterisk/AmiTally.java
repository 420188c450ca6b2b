package org.trunkpilot.pbx.asterisk;

import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** What the parts of {@link AmiTranslator} share: its counts, and whether the PBX has said that it is going down. */
final class AmiTally {
    long ignored;
    long unread;
    long forgotten;
    long endsUnheard;
    boolean stopping;

    /** A number in a header; empty when it is none, or out of its range. */
    static OptionalInt within(@Nullable String text, int least, int most) {
        if (text == null || !text.matches("\\d{1,10}")) {
            return OptionalInt.empty();
        }
        long value = Long.parseLong(text);
        return value >= least && value <= most ? OptionalInt.of((int) value) : OptionalInt.empty();
    }
}
