package org.trunkpilot.operator;

import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** What a token may be called, wherever it is made: its name is who the record says did what its bearer did. */
final class TokenName {
    /** Who the token of the configuration is, in the record. */
    static final String CONFIGURED = "admin-token";

    private static final Pattern FORM = Pattern.compile("[A-Za-z0-9_.-]{1,40}");

    /** Names that would pass for somebody else in the record. */
    private static final Set<String> RESERVED = Set.of("admin", CONFIGURED, "trunkpilot");

    private TokenName() {}

    /** Why a token may not have this name, as the rest of a sentence that begins with it; empty when it may. */
    static Optional<String> objection(String name) {
        if (!FORM.matcher(name).matches()) {
            return Optional.of("must be 1 to 40 letters, digits, or any of _ . -");
        }
        return RESERVED.contains(name)
                ? Optional.of("is reserved: the record would take its bearer for somebody else")
                : Optional.empty();
    }
}
