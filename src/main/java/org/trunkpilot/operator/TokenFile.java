package org.trunkpilot.operator;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.function.BiConsumer;

/**
 * A bearer token that was made on the command line: one small file in the data folder, holding the SHA-256 of the token and
 * never the token. The command line needs neither the database nor the running service, and the service needs no restart;
 * whoever deletes the file has revoked the token.
 *
 * @param name the file's name without its ending
 * @param sha256 of the token, hexadecimal
 * @param expires empty: never
 * @param createdAt when the file was written, by the file system
 */
public record TokenFile(
        Path path, String name, Role role, String sha256, Optional<Instant> expires, Instant createdAt) {
    /** Begins every token, so that one that got lost can be recognised. */
    public static final String PREFIX = "tp_";

    /**
     * A token that was just made.
     *
     * @param token shown this once and kept nowhere
     * @param advice what is yet to be done for the service to read the file, a sentence; empty when nothing is
     */
    public record Made(String token, Path path, Optional<String> advice) {}

    /**
     * Makes a token and keeps its file.
     *
     * @throws IllegalArgumentException when the name is taken or cannot be one
     * @throws UncheckedIOException when the file cannot be written
     */
    public static Made create(Path dataDir, String name, Role role, Optional<Instant> expires) {
        TokenName.objection(name).ifPresent(objection -> {
            throw new IllegalArgumentException("name \"" + name + "\" " + objection);
        });
        Path file = in(dataDir).path(name);
        if (Files.exists(file)) {
            throw new IllegalArgumentException(
                    "there is a token of that name already; delete " + file + " to revoke it");
        }
        if (UserFile.exists(dataDir, name)) {
            throw new IllegalArgumentException("there is a user of that name: the record would take one for the other");
        }
        byte[] random = new byte[32];
        new SecureRandom().nextBytes(random);
        String token = PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(random);
        var content = new Properties();
        content.setProperty("role", role.name());
        // 256 random bits: a plain hash is as good as a slow one.
        content.setProperty("sha256", Answers.sha256(token));
        expires.ifPresent(at -> content.setProperty("expires", at.toString()));
        try {
            return new Made(token, file, in(dataDir).write(name, content));
        } catch (IOException e) {
            throw new UncheckedIOException("the token could not be kept in " + file, e);
        }
    }

    /**
     * Revokes it.
     *
     * @throws UncheckedIOException when the file cannot be deleted: the token still works then
     */
    public void delete() {
        try {
            Files.deleteIfExists(path);
        } catch (IOException e) {
            throw new UncheckedIOException("the token still works, as " + path + " could not be deleted", e);
        }
    }

    static boolean exists(Path dataDir, String name) {
        return Files.exists(in(dataDir).path(name));
    }

    /**
     * All tokens of the data folder, by name; 1,000 at most.
     *
     * @param noToken told each file that cannot be read or understood, and why: it is no token, and the others are none the worse
     */
    public static List<TokenFile> all(Path dataDir, BiConsumer<Path, String> noToken) {
        return in(dataDir).all(TokenFile::parse, noToken);
    }

    private static TokenFile parse(Path file, String name, Properties content) throws IOException {
        String sha256 = content.getProperty("sha256", "");
        if (sha256.length() != 64) {
            throw new IllegalArgumentException("sha256 is missing");
        }
        return new TokenFile(
                file,
                name,
                Role.named(content.getProperty("role", "")),
                sha256,
                Optional.ofNullable(content.getProperty("expires")).map(Instant::parse),
                Files.getLastModifiedTime(file).toInstant().truncatedTo(ChronoUnit.MILLIS));
    }

    private static KeptFiles in(Path dataDir) {
        return new KeptFiles(dataDir, "tokens", ".token");
    }
}
