package org.trunkpilot.operator;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The If-Match header (RFC 9110 §13.1.1), as far as it is needed: strong comparison with one current tag. */
final class IfMatch {
    private IfMatch() {}

    static boolean allows(@Nullable String header, String tag) {
        return header == null
                || Arrays.stream(header.split(",", -1))
                        .map(String::strip)
                        .anyMatch(given -> given.equals("*") || given.equals(tag));
    }
}
