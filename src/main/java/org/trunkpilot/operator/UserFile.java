package org.trunkpilot.operator;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.function.BiConsumer;

/**
 * Somebody who signs in with a password: one small file in the data folder, holding the bcrypt hash and never the password. The page and
 * the command line write the same files, so whoever is locked out gets in from the host, with the database down, too.
 *
 * @param name the file's name without its ending
 * @param hash bcrypt
 * @param createdBy who made it: a user, a token, or the command line
 */
public record UserFile(Path path, String name, Role role, String hash, Instant createdAt, String createdBy) {
    /**
     * A password that was just made up.
     *
     * @param password shown this once and kept nowhere
     * @param advice what is yet to be done for the service to read the file, a sentence; empty when nothing is
     */
    public record Made(UserFile user, String password, Optional<String> advice) {}

    /**
     * Makes a user with a made-up password.
     *
     * @throws IllegalArgumentException when the name is taken or cannot be one
     * @throws UncheckedIOException when the file cannot be written
     */
    public static Made create(Path dataDir, String name, Role role, String by, Instant now) {
        TokenName.objection(name).ifPresent(objection -> {
            throw new IllegalArgumentException("name \"" + name + "\" " + objection);
        });
        if (exists(dataDir, name)) {
            throw new IllegalArgumentException("there is a user named " + name + " already");
        }
        if (TokenFile.exists(dataDir, name)) {
            throw new IllegalArgumentException(
                    "there is a token named " + name + ": the record would take one for the other");
        }
        return new UserFile(in(dataDir).path(name), name, role, "", now.truncatedTo(ChronoUnit.SECONDS), by)
                .withNewPassword(dataDir);
    }

    /** The same user with a made-up password; the one before is no good any more. */
    public Made withNewPassword(Path dataDir) {
        String password = Passwords.makeUp();
        var user = withHash(Passwords.hash(password));
        return new Made(user, password, user.write(dataDir));
    }

    UserFile withHash(String changed) {
        return new UserFile(path, name, role, changed, createdAt, createdBy);
    }

    UserFile withRole(Role changed) {
        return new UserFile(path, name, changed, hash, createdAt, createdBy);
    }

    /**
     * Keeps the user as it is now.
     *
     * @return what is yet to be done for the service to read the file, a sentence; empty when nothing is
     */
    Optional<String> write(Path dataDir) {
        var content = new Properties();
        content.setProperty("role", role.name());
        content.setProperty("bcrypt", hash);
        content.setProperty("created", createdAt.toString());
        content.setProperty("by", createdBy);
        try {
            return in(dataDir).write(name, content);
        } catch (IOException e) {
            throw new UncheckedIOException("user " + name + " could not be kept in " + path, e);
        }
    }

    /**
     * Removes the user; whoever is signed in as this user is out at once.
     *
     * @throws UncheckedIOException when the file cannot be deleted
     */
    public void delete() {
        try {
            Files.deleteIfExists(path);
        } catch (IOException e) {
            throw new UncheckedIOException("user " + name + " is still there, as " + path + " cannot be deleted", e);
        }
    }

    static boolean exists(Path dataDir, String name) {
        return Files.exists(in(dataDir).path(name));
    }

    /**
     * The user of that name; empty when there is none.
     *
     * @param noUser told a file that cannot be read or understood, and why
     */
    public static Optional<UserFile> find(Path dataDir, String name, BiConsumer<Path, String> noUser) {
        return TokenName.objection(name).isPresent()
                ? Optional.empty()
                : in(dataDir).one(name, UserFile::parse, noUser);
    }

    /**
     * All users, by name; 1,000 at most.
     *
     * @param noUser told each file that cannot be read or understood, and why
     */
    public static List<UserFile> all(Path dataDir, BiConsumer<Path, String> noUser) {
        return in(dataDir).all(UserFile::parse, noUser);
    }

    private static UserFile parse(Path file, String name, Properties content) {
        String hash = content.getProperty("bcrypt", "");
        if (!hash.startsWith("$2")) {
            throw new IllegalArgumentException("bcrypt is missing");
        }
        return new UserFile(
                file,
                name,
                Role.named(content.getProperty("role", "")),
                hash,
                Instant.parse(content.getProperty("created", "")),
                content.getProperty("by", ""));
    }

    private static KeptFiles in(Path dataDir) {
        return new KeptFiles(dataDir, "users", ".user");
    }
}
