package org.trunkpilot.operator;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.security.SecureRandom;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.function.BiConsumer;
import java.util.stream.Stream;

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

    private static final String SUFFIX = ".token";

    /** More than any site has: a folder that somebody fills must not cost a second at each wrong token. */
    private static final int MOST = 1_000;

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
     * <p>The service may run as somebody else than whoever sits at the command line, often root: the file goes to the owner of
     * its folder, and the folder, when it is new, to the owner of the data folder.
     *
     * @throws IllegalArgumentException when the name is taken or cannot be one
     * @throws UncheckedIOException when the file cannot be written
     */
    public static Made create(Path dataDir, String name, Role role, Optional<Instant> expires) {
        TokenName.objection(name).ifPresent(objection -> {
            throw new IllegalArgumentException("name \"" + name + "\" " + objection);
        });
        Path file = folder(dataDir).resolve(name + SUFFIX);
        if (Files.exists(file)) {
            throw new IllegalArgumentException(
                    "there is a token of that name already; delete " + file + " to revoke it");
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
            return new Made(token, file, write(content, dataDir, file));
        } catch (IOException e) {
            throw new UncheckedIOException("the token could not be kept in " + file, e);
        }
    }

    private static Optional<String> write(Properties content, Path dataDir, Path file) throws IOException {
        Path folder = folder(dataDir);
        if (!Files.isDirectory(folder)) {
            Files.createDirectories(folder);
            give(folder, Files.getOwner(dataDir));
        }
        Path fresh = Files.createTempFile(
                folder, "new", "", PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        try (BufferedWriter out = Files.newBufferedWriter(fresh, StandardCharsets.UTF_8)) {
            content.store(out, null);
        }
        UserPrincipal owner = Files.getOwner(folder);
        boolean given = give(fresh, owner);
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
        return given
                ? Optional.empty()
                : Optional.of("The folder belongs to " + owner.getName()
                        + " and the file to you. If the service runs as "
                        + owner.getName() + " it cannot read the token yet: run \"chown " + owner.getName() + " "
                        + file.toAbsolutePath() + "\" as root.");
    }

    /** Makes somebody the owner; false when we may not, which is only for root. */
    private static boolean give(Path path, UserPrincipal owner) throws IOException {
        if (Files.getOwner(path).equals(owner)) {
            return true;
        }
        try {
            Files.setOwner(path, owner);
            return true;
        } catch (FileSystemException e) {
            return false;
        }
    }

    /**
     * All tokens of the data folder, by name; 1,000 at most.
     *
     * @param noToken told each file that cannot be read or understood, and why: it is no token, and the others are none the worse
     */
    static List<TokenFile> all(Path dataDir, BiConsumer<Path, String> noToken) {
        Path folder = folder(dataDir);
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        List<TokenFile> found = new ArrayList<>();
        try (Stream<Path> files = Files.list(folder)) {
            files.filter(file -> file.toString().endsWith(SUFFIX))
                    .sorted()
                    .limit(MOST)
                    .forEach(file -> read(file, noToken).ifPresent(found::add));
        } catch (IOException | UncheckedIOException e) {
            noToken.accept(folder, e.toString());
        }
        return List.copyOf(found);
    }

    private static Optional<TokenFile> read(Path file, BiConsumer<Path, String> noToken) {
        try {
            return Optional.of(parse(file));
        } catch (IOException | IllegalArgumentException | DateTimeException e) {
            noToken.accept(file, e.toString());
            return Optional.empty();
        }
    }

    private static TokenFile parse(Path file) throws IOException {
        String fileName = file.getFileName().toString();
        String name = fileName.substring(0, fileName.length() - SUFFIX.length());
        TokenName.objection(name).ifPresent(objection -> {
            throw new IllegalArgumentException("the name " + objection);
        });
        var content = new Properties();
        try (Reader in = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
            content.load(in);
        }
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

    private static Path folder(Path dataDir) {
        return dataDir.resolve("tokens");
    }
}
