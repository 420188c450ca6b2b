package org.trunkpilot.operator;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Bearer tokens: {@code tp_} and 256 random bits, of which only the SHA-256 is kept. They are too long to be guessed, so a
 * wrong one needs no throttle and a right one no slow hash.
 */
public class Tokens {
    /** Who the token of the configuration is, in the record. */
    static final String CONFIGURED = "admin-token";

    /** How long a revoked or new token may be taken for what it was: the price of not asking the database each time. */
    static final Duration CACHED = Duration.ofSeconds(5);

    /** More tokens at a time than any site has, right and wrong ones together. */
    private static final int MOST_CACHED = 10_000;

    private static final int MOST = 1_000;

    private static final Pattern FORM = Pattern.compile("tp_[A-Za-z0-9_-]{43}");

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_.-]{1,40}");

    /** Names that would pass for somebody else in the record. */
    private static final Set<String> RESERVED = Set.of("admin", CONFIGURED, "trunkpilot");

    /** Dates beyond this are typing errors. */
    private static final Duration LONGEST = Duration.ofDays(3660);

    private final TokenRows rows;
    private final Path dataDir;
    private final TransactionTemplate transaction;
    private final InstantSource clock;
    private final Optional<String> configuredHash;
    private final SecureRandom random = new SecureRandom();
    private final Cache<String, Optional<Known>> known = Caffeine.newBuilder()
            .maximumSize(MOST_CACHED)
            .expireAfterWrite(CACHED)
            .build();

    private record Known(SignedIn who, Optional<Instant> expires) {}

    /** A token as it may be listed: everything but the token. */
    public record Listed(
            long id,
            String name,
            Role role,
            Instant createdAt,
            String createdBy,
            Optional<Instant> expiresAt,
            Optional<Instant> revokedAt) {}

    /** A token that was just made, with its text: shown this once. */
    public record Created(Listed listed, String token) {}

    /**
     * @param configured a token that is admin by the configuration; blank for none
     * @param dataDir where the command line leaves the tokens it makes
     * @throws IllegalArgumentException when that one is too short to be safe
     */
    Tokens(
            TokenRows rows,
            PlatformTransactionManager transactions,
            InstantSource clock,
            String configured,
            Path dataDir) {
        this.rows = rows;
        this.dataDir = dataDir;
        this.transaction = new TransactionTemplate(transactions);
        this.clock = clock;
        if (!configured.isBlank() && configured.length() < 16) {
            throw new IllegalArgumentException(
                    "trunkpilot.admin-token (TRUNKPILOT_ADMIN_TOKEN) must have 16 characters or more; make one with"
                            + " \"openssl rand -hex 32\", or leave it out");
        }
        this.configuredHash = configured.isBlank() ? Optional.empty() : Optional.of(Answers.sha256(configured));
    }

    /**
     * Makes a token from the command line; returns its text, which is kept nowhere.
     *
     * @throws IllegalArgumentException when the name is taken or cannot be one, or the expiry lies in the past
     */
    public String create(String name, Role role, Optional<Instant> expires) {
        try {
            return create(name, role, expires, "command line").token();
        } catch (ApiProblem e) {
            throw new IllegalArgumentException(String.valueOf(e.getBody().getDetail()), e);
        }
    }

    /** Makes a token. @throws ApiProblem naming the field that does not fit */
    Created create(String name, Role role, Optional<Instant> expires, String by) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        if (!NAME.matcher(name).matches()) {
            throw ApiProblem.invalid("name", "must be 1 to 40 letters, digits, or any of _ . -");
        }
        if (RESERVED.contains(name)) {
            throw ApiProblem.invalid("name", "is reserved: the record would take its bearer for somebody else");
        }
        if (expires.isPresent() && !(expires.get().isAfter(now) && expires.get().isBefore(now.plus(LONGEST)))) {
            throw ApiProblem.invalid("expires", "must lie in the future, within ten years");
        }
        byte[] chance = new byte[32];
        random.nextBytes(chance);
        String token = "tp_" + Base64.getUrlEncoder().withoutPadding().encodeToString(chance);
        var row = new TokenRow(
                name,
                Answers.sha256(token),
                role,
                now,
                by,
                expires.map(at -> at.truncatedTo(ChronoUnit.MILLIS)).orElse(null));
        try {
            transaction.executeWithoutResult(status -> {
                if (rows.existsByName(name)) {
                    throw taken(name);
                }
                if (rows.count() >= MOST) {
                    throw ApiProblem.conflict("There are " + MOST + " tokens, used and revoked; that is the most.");
                }
                rows.save(row);
            });
        } catch (DataIntegrityViolationException e) {
            throw taken(name);
        }
        return new Created(listed(row), token);
    }

    private static ApiProblem taken(String name) {
        return ApiProblem.conflict("There is, or was, a token named " + name
                + ". Names are given once, so that the record stays clear; take another.");
    }

    /** Whose token this is; empty for one that is unknown, expired or revoked. */
    public Optional<SignedIn> signIn(String token) {
        String hash = Answers.sha256(token);
        if (isConfigured(hash)) {
            return Optional.of(new SignedIn(CONFIGURED, Role.ADMIN, hash));
        }
        return FORM.matcher(token).matches() ? byHash(hash) : Optional.empty();
    }

    /** Whether a token that was right still is. */
    public boolean stillGood(String hash) {
        return isConfigured(hash) || byHash(hash).isPresent();
    }

    private boolean isConfigured(String hash) {
        return configuredHash
                .map(configured -> MessageDigest.isEqual(
                        configured.getBytes(StandardCharsets.US_ASCII), hash.getBytes(StandardCharsets.US_ASCII)))
                .orElse(false);
    }

    private Optional<SignedIn> byHash(String hash) {
        Instant now = clock.instant();
        Optional<Known> found = known.get(hash, this::load);
        return found.filter(it -> it.expires().map(now::isBefore).orElse(true)).map(Known::who);
    }

    private Optional<Known> load(String hash) {
        return rows.findByHash(hash)
                .filter(row -> row.revokedAt == null)
                .map(row -> new Known(
                        new SignedIn(row.name, Role.valueOf(row.role), hash), Optional.ofNullable(row.expiresAt)))
                .or(() -> fromFile(hash));
    }

    private Optional<Known> fromFile(String hash) {
        return TokenFile.all(dataDir).stream()
                .filter(file -> file.sha256().equals(hash))
                .findFirst()
                .map(file -> new Known(new SignedIn(file.name(), file.role(), hash), file.expires()));
    }

    List<Listed> list() {
        return rows.findAllByOrderById().stream().map(Tokens::listed).toList();
    }

    /** Revokes a token, at once in this process; one that is revoked stays so. Empty when there is none of that number. */
    Optional<Listed> revoke(long id) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        Optional<TokenRow> row = transaction.execute(status -> {
            rows.revoke(id, now);
            return rows.findById(id);
        });
        if (row == null) {
            return Optional.empty();
        }
        row.ifPresent(it -> known.invalidate(it.hash));
        return row.map(Tokens::listed);
    }

    private static Listed listed(TokenRow row) {
        return new Listed(
                row.id,
                row.name,
                Role.valueOf(row.role),
                row.createdAt,
                row.createdBy,
                Optional.ofNullable(row.expiresAt),
                Optional.ofNullable(row.revokedAt));
    }
}
