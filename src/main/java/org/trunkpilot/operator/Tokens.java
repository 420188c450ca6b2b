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
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Bearer tokens: {@code tp_} and 256 random bits, of which only the SHA-256 is kept. They are too long to be guessed, so a
 * wrong one needs no throttle and a right one no slow hash.
 */
public class Tokens {
    private static final Logger LOG = LoggerFactory.getLogger(Tokens.class);

    /** How long a revoked or new token may be taken for what it was: the price of not asking the database each time. */
    static final Duration CACHED = Duration.ofSeconds(5);

    /** More tokens at a time than any site has, right and wrong ones together. */
    private static final int MOST_CACHED = 10_000;

    private static final int MOST = 1_000;

    /** Begins the id of a token that is a file; its name follows. The others have numbers. */
    private static final String FILE = "file:";

    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,18}");

    private static final Pattern FORM = Pattern.compile("tp_[A-Za-z0-9_-]{43}");

    /** Dates beyond this are typing errors. */
    private static final Duration LONGEST = Duration.ofDays(3660);

    private final TokenRows rows;
    private final TokenFiles files;
    private final Path dataDir;

    /**
     * Names of the tokens in the database, also of revoked ones: a file may not share one, and whether it does must be known
     * with the database down. Complete from {@link #start} on, since there is one instance.
     */
    private final Set<String> inDatabase = ConcurrentHashMap.newKeySet();

    private final TransactionTemplate transaction;
    private final InstantSource clock;
    private final Optional<String> configuredHash;
    private final SecureRandom random = new SecureRandom();
    private final Cache<String, Optional<Known>> known = Caffeine.newBuilder()
            .maximumSize(MOST_CACHED)
            .expireAfterWrite(CACHED)
            .build();

    private record Known(SignedIn who, Optional<Instant> expires) {}

    /**
     * A token as it may be listed: everything but the token.
     *
     * @param id by which it is revoked
     * @param note what is special about it, a sentence
     */
    record Listed(
            String id,
            String name,
            Role role,
            Instant createdAt,
            String createdBy,
            Optional<Instant> expiresAt,
            Optional<Instant> revokedAt,
            Optional<String> note) {}

    /** A token that was just made, with its text: shown this once. */
    record Created(Listed listed, String token) {}

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
        this.files = new TokenFiles(dataDir);
        this.transaction = new TransactionTemplate(transactions);
        this.clock = clock;
        if (!configured.isBlank() && configured.length() < 16) {
            throw new IllegalArgumentException(
                    "trunkpilot.admin-token (TRUNKPILOT_ADMIN_TOKEN) must have 16 characters or more; make one with"
                            + " \"openssl rand -hex 32\", or leave it out");
        }
        this.configuredHash = configured.isBlank() ? Optional.empty() : Optional.of(Answers.sha256(configured));
    }

    void start() {
        rows.findAllByOrderById().forEach(row -> inDatabase.add(row.name));
    }

    /** Makes a token. @throws ApiProblem naming the field that does not fit */
    Created create(String name, Role role, Optional<Instant> expires, String by) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        TokenName.objection(name).ifPresent(objection -> {
            throw ApiProblem.invalid("name", objection);
        });
        if (expires.isPresent() && !(expires.get().isAfter(now) && expires.get().isBefore(now.plus(LONGEST)))) {
            throw ApiProblem.invalid("expires", "must lie in the future, within ten years");
        }
        byte[] chance = new byte[32];
        random.nextBytes(chance);
        String token =
                TokenFile.PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(chance);
        var row = new TokenRow(
                name,
                Answers.sha256(token),
                role,
                now,
                by,
                expires.map(at -> at.truncatedTo(ChronoUnit.MILLIS)).orElse(null));
        if (files.byName(name).isPresent()) {
            throw taken(name);
        }
        if (UserFile.exists(dataDir, name)) {
            throw ApiProblem.conflict(
                    "There is a user named " + name + ": the record would take one for the other. Take another name.");
        }
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
        inDatabase.add(name);
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
            return Optional.of(signedIn(TokenName.CONFIGURED, Role.ADMIN, hash));
        }
        return FORM.matcher(token).matches() ? byHash(hash) : Optional.empty();
    }

    private static SignedIn signedIn(String name, Role role, String hash) {
        return new SignedIn(name, role, SignedIn.Way.TOKEN, hash);
    }

    /** Whether there is, or was, a token of this name. */
    boolean hasNamed(String name) {
        return inDatabase.contains(name) || files.byName(name).isPresent();
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

    /** The files first: a token in one works with the database down. */
    private Optional<Known> load(String hash) {
        Optional<TokenFile> file = files.byHash(hash);
        if (file.isPresent()) {
            return file.filter(it -> !sharesItsName(it))
                    .map(it -> new Known(signedIn(it.name(), it.role(), hash), it.expires()));
        }
        return rows.findByHash(hash)
                .filter(row -> row.revokedAt == null)
                .map(row -> new Known(
                        signedIn(row.name, Role.valueOf(row.role), hash), Optional.ofNullable(row.expiresAt)));
    }

    /** The command line does not ask the database, so a name may be given there a second time: then it is no good. */
    private boolean sharesItsName(TokenFile file) {
        boolean shared = inDatabase.contains(file.name());
        if (shared) {
            LOG.warn(
                    "token file={} refused because=\"there is, or was, a token of that name in the database\":"
                            + " make it with another name",
                    file.path());
        }
        return shared;
    }

    /** Those of the database by age, then those of the command line by name. */
    List<Listed> list() {
        return Stream.concat(
                        rows.findAllByOrderById().stream().map(Tokens::listed),
                        files.all().stream().map(file -> listed(file, Optional.empty())))
                .toList();
    }

    /** Revokes a token, at once in this process; one that is revoked stays so. Empty when there is none of that id. */
    Optional<Listed> revoke(String id) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        if (id.startsWith(FILE)) {
            Optional<TokenFile> file = files.byName(id.substring(FILE.length()));
            file.ifPresent(it -> {
                files.delete(it);
                known.invalidate(it.sha256());
            });
            return file.map(it -> listed(it, Optional.of(now)));
        }
        return NUMBER.matcher(id).matches() ? revoke(Long.parseLong(id), now) : Optional.empty();
    }

    private Optional<Listed> revoke(long id, Instant now) {
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
                Long.toString(row.id),
                row.name,
                Role.valueOf(row.role),
                row.createdAt,
                row.createdBy,
                Optional.ofNullable(row.expiresAt),
                Optional.ofNullable(row.revokedAt),
                Optional.empty());
    }

    private Listed listed(TokenFile file, Optional<Instant> revokedAt) {
        return new Listed(
                FILE + file.name(),
                file.name(),
                file.role(),
                file.createdAt(),
                "command line",
                file.expires(),
                revokedAt,
                Optional.of(
                        inDatabase.contains(file.name())
                                ? "Not accepted: there is, or was, another token of that name. Delete " + file.path()
                                        + "."
                                : "Made on the command line; deleting " + file.path() + " revokes it too."));
    }
}
