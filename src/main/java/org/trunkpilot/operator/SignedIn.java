package org.trunkpilot.operator;

import java.io.Serializable;
import org.springframework.security.core.AuthenticatedPrincipal;

/**
 * Who is asking.
 *
 * @param name of the token or the user: what the record says of whatever they do
 * @param mark tells whether what they came in with is still what it was: the SHA-256 of their token, or of their password's hash
 */
public record SignedIn(String name, Role role, Way way, String mark) implements AuthenticatedPrincipal, Serializable {
    /** What somebody came in with. */
    public enum Way {
        /** A bearer token, with each request. */
        TOKEN,
        /** A password, once; a session since. */
        PASSWORD
    }

    @Override
    public String getName() {
        return name;
    }
}
