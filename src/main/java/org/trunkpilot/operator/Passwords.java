package org.trunkpilot.operator;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Optional;
import org.springframework.security.crypto.bcrypt.BCryptPasswordEncoder;
import org.springframework.security.crypto.password.PasswordEncoder;

/** What a password must be, how one is made up, and its bcrypt hash. */
final class Passwords {
    /** bcrypt looks at no more. */
    private static final int MOST_BYTES = 72;

    private static final int LEAST = 8;

    static final String RULE = "must have " + LEAST + " characters or more, and " + MOST_BYTES + " bytes at most";

    /** About a quarter of a second a guess on the machines we have measured. */
    private static final int BCRYPT_STRENGTH = 12;

    /** Without those that are mistaken for each other on a console: 0 O 1 l I. */
    private static final String LETTERS = "abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789";

    /** 57^20 is more than 2^116. */
    private static final int MADE_UP_LENGTH = 20;

    private static final PasswordEncoder ENCODER = new BCryptPasswordEncoder(BCRYPT_STRENGTH);

    private Passwords() {}

    /** Why this cannot be a password, as the rest of a sentence that begins with its field; empty when it can. */
    static Optional<String> objection(String password) {
        return password.length() < LEAST || bytes(password) > MOST_BYTES ? Optional.of(RULE) : Optional.empty();
    }

    /** Takes a quarter of a second, whatever the answer. */
    static boolean matches(String password, String hash) {
        return bytes(password) <= MOST_BYTES && ENCODER.matches(password, hash);
    }

    static String hash(String password) {
        String hash = ENCODER.encode(password);
        if (hash == null) {
            throw new IllegalStateException("a password that has no hash");
        }
        return hash;
    }

    static String makeUp() {
        return new SecureRandom()
                .ints(MADE_UP_LENGTH, 0, LETTERS.length())
                .map(LETTERS::charAt)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    private static int bytes(String password) {
        return password.getBytes(StandardCharsets.UTF_8).length;
    }
}
