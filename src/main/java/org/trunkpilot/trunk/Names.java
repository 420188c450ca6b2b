package org.trunkpilot.trunk;

import java.util.regex.Pattern;

/**
 * The one rule for names of PBXes, trunks and routes: {@code [A-Za-z0-9_.-]{1,40}}.
 *
 * <p>Such a name passes unquoted through a dialplan, an AstDB key, a row and a URL, so nothing in the product has to escape
 * one, and a hostile name cannot become a second dial string.
 */
final class Names {
    private static final Pattern SAFE = Pattern.compile("[A-Za-z0-9_.-]{1,40}");

    private Names() {}

    static String require(String what, String name) {
        if (!SAFE.matcher(name).matches()) {
            throw new IllegalArgumentException(what + " name \"" + name + "\" must match [A-Za-z0-9_.-]{1,40}");
        }
        return name;
    }
}
