package org.trunkpilot.operator;

import java.io.Serializable;
import org.springframework.security.core.AuthenticatedPrincipal;

/**
 * Who is asking.
 *
 * @param name of the token or the user: what the record says of whatever they do
 * @param tokenHash the SHA-256 of their bearer token, hexadecimal; empty for a session of the page
 */
public record SignedIn(String name, Role role, String tokenHash) implements AuthenticatedPrincipal, Serializable {
    @Override
    public String getName() {
        return name;
    }
}
