package org.trunkpilot.operator;

import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.Optional;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The password of the user who is always there. The configured one counts while it is configured; else one is made up at the first
 * start, shown once, and kept as a hash. The hash is read once, so that signing in needs no database.
 */
final class AdminPassword {
    private final JdbcClient jdbc;
    private final InstantSource clock;
    private final boolean configured;
    private volatile String hash;
    private Optional<String> madeUp = Optional.empty();

    /** @throws IllegalArgumentException when the configured password cannot be used */
    AdminPassword(JdbcClient jdbc, InstantSource clock, String password) {
        this.jdbc = jdbc;
        this.clock = clock;
        this.configured = !password.isEmpty();
        if (configured) {
            Passwords.objection(password).ifPresent(objection -> {
                throw new IllegalArgumentException(
                        "trunkpilot.admin-password (TRUNKPILOT_ADMIN_PASSWORD) " + objection);
            });
            this.hash = Passwords.hash(password);
        } else {
            this.hash = stored().orElseGet(this::makeUp);
        }
    }

    String hash() {
        return hash;
    }

    boolean matches(String password) {
        return Passwords.matches(password, hash);
    }

    /** The password that was made up at this start; given out once, and never again. */
    synchronized Optional<String> takeMadeUp() {
        Optional<String> once = madeUp;
        madeUp = Optional.empty();
        return once;
    }

    /** @throws ApiProblem 409 while the configuration says what the password is */
    synchronized void change(String password) {
        if (configured) {
            throw ApiProblem.conflict(
                    "The password of " + Users.ADMIN
                            + " is in the configuration (trunkpilot.admin-password or TRUNKPILOT_ADMIN_PASSWORD): change it there.");
        }
        String changed = Passwords.hash(password);
        jdbc.sql("update operator_password set hash = ? where username = ?")
                .params(changed, Users.ADMIN)
                .update();
        hash = changed;
    }

    private String makeUp() {
        String password = Passwords.makeUp();
        String made = Passwords.hash(password);
        try {
            jdbc.sql("insert into operator_password (username, hash, created_at) values (?, ?, ?)")
                    .params(Users.ADMIN, made, clock.instant().atOffset(ZoneOffset.UTC))
                    .update();
        } catch (DuplicateKeyException e) {
            // Another instance started at the same moment, and shows its own.
            return stored().orElseThrow(() -> e);
        }
        madeUp = Optional.of(password);
        return made;
    }

    private Optional<String> stored() {
        return jdbc.sql("select hash from operator_password where username = ?")
                .param(Users.ADMIN)
                .query(String.class)
                .optional();
    }
}
