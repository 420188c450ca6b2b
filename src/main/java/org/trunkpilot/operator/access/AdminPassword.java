package org.trunkpilot.operator.access;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.Optional;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.security.crypto.bcrypt.BCryptPasswordEncoder;
import org.springframework.security.crypto.password.PasswordEncoder;

/**
 * The password of the page's one user. The configured one counts while it is configured; else one is made up at the first
 * start, shown once, and kept as a hash. The hash is read once, so that signing in needs no database.
 */
final class AdminPassword {
    /** The page's one user. */
    static final String USER = "admin";

    /** bcrypt looks at no more. */
    private static final int MOST_BYTES = 72;

    private static final int LEAST = 8;

    /** About a quarter of a second a guess on the machines we have measured. */
    private static final int BCRYPT_STRENGTH = 12;

    /** Without those that are mistaken for each other on a console: 0 O 1 l I. */
    private static final String LETTERS = "abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789";

    /** 57^20 is more than 2^116. */
    private static final int MADE_UP_LENGTH = 20;

    private final PasswordEncoder encoder = new BCryptPasswordEncoder(BCRYPT_STRENGTH);
    private final String hash;
    private Optional<String> madeUp = Optional.empty();

    /** @throws IllegalArgumentException when the configured password cannot be used */
    AdminPassword(JdbcClient jdbc, InstantSource clock, String configured) {
        if (!configured.isEmpty()) {
            int bytes = configured.getBytes(StandardCharsets.UTF_8).length;
            if (configured.length() < LEAST || bytes > MOST_BYTES) {
                throw new IllegalArgumentException("trunkpilot.admin-password (TRUNKPILOT_ADMIN_PASSWORD) must have "
                        + LEAST + " characters or more, and " + MOST_BYTES + " bytes at most");
            }
            this.hash = encode(configured);
        } else {
            this.hash = stored(jdbc).orElseGet(() -> makeUp(jdbc, clock));
        }
    }

    boolean matches(String password) {
        return password.getBytes(StandardCharsets.UTF_8).length <= MOST_BYTES && encoder.matches(password, hash);
    }

    /** The password that was made up at this start; given out once, and never again. */
    synchronized Optional<String> takeMadeUp() {
        Optional<String> once = madeUp;
        madeUp = Optional.empty();
        return once;
    }

    private String makeUp(JdbcClient jdbc, InstantSource clock) {
        var random = new SecureRandom();
        String password = random.ints(MADE_UP_LENGTH, 0, LETTERS.length())
                .map(LETTERS::charAt)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
        String made = encode(password);
        try {
            jdbc.sql("insert into operator_password (username, hash, created_at) values (?, ?, ?)")
                    .params(USER, made, clock.instant().atOffset(ZoneOffset.UTC))
                    .update();
        } catch (DuplicateKeyException e) {
            // Another instance started at the same moment, and shows its own.
            return stored(jdbc).orElseThrow(() -> e);
        }
        madeUp = Optional.of(password);
        return made;
    }

    private static Optional<String> stored(JdbcClient jdbc) {
        return jdbc.sql("select hash from operator_password where username = ?")
                .param(USER)
                .query(String.class)
                .optional();
    }

    private String encode(String password) {
        String encoded = encoder.encode(password);
        if (encoded == null) {
            throw new IllegalStateException("a password that has no hash");
        }
        return encoded;
    }
}
