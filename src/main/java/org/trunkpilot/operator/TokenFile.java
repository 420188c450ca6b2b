package org.trunkpilot.operator;

import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A bearer token that was made on the command line: one small file in the data folder, holding the SHA-256 of the token and
 * never the token. The command line needs neither the database nor the running service, and the service needs no restart;
 * whoever deletes the file has revoked the token.
 *
 * @param name 1 to 40 of {@code A-Z a-z 0-9 _ . -}; the file's name
 * @param sha256 of the token, hex
 * @param expires empty: never
 */
public record TokenFile(String name, Role role, String sha256, Optional<Instant> expires) {
    /** Begins every token, so that one that got lost can be recognised. */
    public static final String PREFIX = "tp_";

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_.-]{1,40}");
    private static final String SUFFIX = ".token";

    /** Makes a token, keeps its file and returns the token itself, which nobody can read again. */
    public static String create(Path dataDir, String name, Role role, Optional<Instant> expires) {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("name \"" + name + "\" must match " + NAME);
        }
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
            Files.createDirectories(file.getParent());
            Path fresh = Files.createTempFile(
                    file.getParent(),
                    "new",
                    "",
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            try (var out = Files.newBufferedWriter(fresh, StandardCharsets.UTF_8)) {
                content.store(out, null);
            }
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException("the token could not be kept in " + file, e);
        }
        return token;
    }

    /** All tokens of the data folder, by name; a file that is not understood is no token. */
    public static List<TokenFile> all(Path dataDir) {
        Path folder = folder(dataDir);
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        List<TokenFile> found = new ArrayList<>();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.sorted().toList()) {
                read(file).ifPresent(found::add);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the tokens in " + folder + " cannot be read", e);
        }
        return List.copyOf(found);
    }

    private static Optional<TokenFile> read(Path file) throws IOException {
        String fileName = file.getFileName().toString();
        if (!fileName.endsWith(SUFFIX)) {
            return Optional.empty();
        }
        var content = new Properties();
        try (Reader in = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
            content.load(in);
            String name = fileName.substring(0, fileName.length() - SUFFIX.length());
            String sha256 = content.getProperty("sha256", "");
            return sha256.length() != 64
                    ? Optional.empty()
                    : Optional.of(new TokenFile(
                            name,
                            Role.named(content.getProperty("role", "")),
                            sha256,
                            Optional.ofNullable(content.getProperty("expires")).map(Instant::parse)));
        } catch (IllegalArgumentException | java.time.format.DateTimeParseException e) {
            return Optional.empty();
        }
    }

    private static Path folder(Path dataDir) {
        return dataDir.resolve("tokens");
    }
}
