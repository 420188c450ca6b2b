package org.trunkpilot.operator;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.HexFormat;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.json.JsonMapper;

/**
 * Answers already given, by the caller's Idempotency-Key: a request sent twice is done once.
 *
 * <p>The key's row is inserted first, in the transaction of the effect; the unique index makes a second request with that
 * key wait for the first, and then it is given the first one's answer. Answers are kept for {@link #KEPT}, and no more than
 * {@link #MOST} of them.
 */
public class Answers {
    static final Duration KEPT = Duration.ofHours(24);

    static final int MOST = 10_000;

    /** How many of the oldest make room for new ones when there are {@link #MOST}. */
    private static final int ROOM = 1_000;

    private static final Pattern KEY = Pattern.compile("[\\x21-\\x7e]{1,100}");

    private final JdbcClient jdbc;
    private final TransactionTemplate transaction;
    private final JsonMapper json;
    private final InstantSource clock;

    Answers(JdbcClient jdbc, PlatformTransactionManager transactions, JsonMapper json, InstantSource clock) {
        this.jdbc = jdbc;
        this.transaction = new TransactionTemplate(transactions);
        this.json = json;
        this.clock = clock;
    }

    /** An answer, and whether it had been given before. */
    public record Answer<T>(T value, boolean replayed) {}

    /**
     * Does a thing once for each key of each caller; every time without a key.
     *
     * @param call method and path
     * @param body what was asked, as it was understood: the same words in another order are the same request
     * @throws ApiProblem 400 for a key that is none, 422 when it came with another request before
     */
    public <T> Answer<T> once(
            SignedIn who, @Nullable String key, String call, Object body, Class<T> type, Supplier<T> effect) {
        if (key == null) {
            return new Answer<>(effect.get(), false);
        }
        if (!KEY.matcher(key).matches()) {
            throw ApiProblem.invalid("Idempotency-Key", "must be 1 to 100 visible ASCII characters");
        }
        String request = fingerprint(call, body);
        Optional<T> known = replay(who, key, request, type);
        if (known.isPresent()) {
            return new Answer<>(known.get(), true);
        }
        try {
            T value = transaction.execute(status -> first(who, key, request, effect));
            if (value == null) {
                throw new IllegalStateException("a write that answered nothing");
            }
            return new Answer<>(value, false);
        } catch (DataAccessException e) {
            // A twin that was quicker; or something else, if it left no answer.
            return replay(who, key, request, type)
                    .map(value -> new Answer<>(value, true))
                    .orElseThrow(() -> e);
        }
    }

    private <T> T first(SignedIn who, String key, String request, Supplier<T> effect) {
        makeRoom();
        jdbc.sql("insert into operator_answer (owner, idempotency_key, request, answered_at) values (?, ?, ?, ?)")
                .params(who.name(), key, request, clock.instant().atOffset(ZoneOffset.UTC))
                .update();
        T value = effect.get();
        jdbc.sql("update operator_answer set answer = ? where owner = ? and idempotency_key = ?")
                .params(json.writeValueAsString(value), who.name(), key)
                .update();
        return value;
    }

    private <T> Optional<T> replay(SignedIn who, String key, String request, Class<T> type) {
        record Kept(String request, String answer) {}
        return jdbc.sql("""
                        select request, answer from operator_answer
                        where owner = ? and idempotency_key = ? and answered_at > ?""")
                .params(who.name(), key, oldest().atOffset(ZoneOffset.UTC))
                .query((row, number) -> new Kept(row.getString(1), row.getString(2)))
                .optional()
                .map(kept -> {
                    if (!kept.request().equals(request)) {
                        throw ApiProblem.keyReused("This Idempotency-Key came with another request in the last "
                                + KEPT.toHours() + " hours; make a new key for a new request.");
                    }
                    return json.readValue(kept.answer(), type);
                });
    }

    private void makeRoom() {
        forget();
        Integer kept = jdbc.sql("select count(*) from operator_answer")
                .query(Integer.class)
                .single();
        if (kept >= MOST) {
            jdbc.sql("""
                            delete from operator_answer where answered_at <= (
                                select answered_at from operator_answer order by answered_at
                                offset ? rows fetch next 1 rows only)""").param(ROOM - 1).update();
        }
    }

    private void forget() {
        jdbc.sql("delete from operator_answer where answered_at <= ?")
                .param(oldest().atOffset(ZoneOffset.UTC))
                .update();
    }

    private Instant oldest() {
        return clock.instant().minus(KEPT);
    }

    private String fingerprint(String call, Object body) {
        return sha256(call + " " + json.writeValueAsString(body));
    }

    /** Hexadecimal. */
    static String sha256(String text) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
