package org.trunkpilot.pbx.asterisk;

import java.util.Locale;
import java.util.Set;

/** What Asterisk tells in clear and we never want to know: {@code AuthDetail} carries the passwords of the trunks. */
final class AmiSecrets {
    private static final Set<String> EVENTS = Set.of("authdetail", "authlist");
    private static final Set<String> HEADERS = Set.of(
            "password",
            "passworddigest",
            "md5cred",
            "secret",
            "md5secret",
            "remotesecret",
            "oauthsecret",
            "oauthclientid",
            "refreshtoken");

    private AmiSecrets() {}

    /** Whether nothing of an event may be kept. */
    static boolean isSecretEvent(String name) {
        return EVENTS.contains(name.toLowerCase(Locale.ROOT));
    }

    /** Whether a header's value may not be kept; {@code header} in lower case. */
    static boolean isSecret(String header) {
        return HEADERS.contains(header);
    }
}
