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
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.time.DateTimeException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.function.BiConsumer;
import java.util.stream.Stream;

/**
 * One folder of the data folder with a small file of properties for each token or user. The command line writes there without the
 * database and without the running service, and the service reads what is there without a restart.
 *
 * <p>The service may run as somebody else than whoever sits at the command line, often root: a file goes to the owner of its folder, and
 * the folder, when it is new, to the owner of the data folder.
 */
record KeptFiles(Path dataDir, String folder, String suffix) {
    /** More than any site has: a folder that somebody fills must not cost a second at each attempt to come in. */
    private static final int MOST = 1_000;

    /** Reads one file. */
    interface Parser<T> {
        /** What the file says; an IllegalArgumentException or DateTimeException when it makes no sense. */
        T parse(Path file, String name, Properties content) throws IOException;
    }

    Path path(String name) {
        return dataDir.resolve(folder).resolve(name + suffix);
    }

    /**
     * Writes a file as a whole, over one that was there.
     *
     * @return what is yet to be done for the service to read it, a sentence; empty when nothing is
     */
    Optional<String> write(String name, Properties content) throws IOException {
        Path in = dataDir.resolve(folder);
        if (!Files.isDirectory(in)) {
            Files.createDirectories(in);
            give(in, Files.getOwner(dataDir));
        }
        FileAttribute<?> ours = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
        Path fresh = Files.createTempFile(in, "new", "", ours);
        try (BufferedWriter out = Files.newBufferedWriter(fresh, StandardCharsets.UTF_8)) {
            content.store(out, null);
        }
        UserPrincipal owner = Files.getOwner(in);
        boolean given = give(fresh, owner);
        Path file = path(name);
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
        return given
                ? Optional.empty()
                : Optional.of("The folder belongs to " + owner.getName()
                        + " and the file to you. If the service runs as " + owner.getName()
                        + " it cannot read it yet: run \"chown " + owner.getName() + " " + file.toAbsolutePath()
                        + "\" as root.");
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
     * What all files say, by name; 1,000 at most.
     *
     * @param unreadable told each file that cannot be read or understood, and why: the others are none the worse
     */
    <T> List<T> all(Parser<T> parser, BiConsumer<Path, String> unreadable) {
        Path in = dataDir.resolve(folder);
        if (!Files.isDirectory(in)) {
            return List.of();
        }
        List<T> found = new ArrayList<>();
        try (Stream<Path> files = Files.list(in)) {
            files.filter(file -> file.toString().endsWith(suffix))
                    .sorted()
                    .limit(MOST)
                    .forEach(file -> read(file, parser, unreadable).ifPresent(found::add));
        } catch (IOException | UncheckedIOException e) {
            unreadable.accept(in, e.toString());
        }
        return List.copyOf(found);
    }

    /** What the file of this name says; empty when there is none, or none that can be read. */
    <T> Optional<T> one(String name, Parser<T> parser, BiConsumer<Path, String> unreadable) {
        Path file = path(name);
        return Files.exists(file) ? read(file, parser, unreadable) : Optional.empty();
    }

    private <T> Optional<T> read(Path file, Parser<T> parser, BiConsumer<Path, String> unreadable) {
        try {
            String fileName = file.getFileName().toString();
            String name = fileName.substring(0, fileName.length() - suffix.length());
            TokenName.objection(name).ifPresent(objection -> {
                throw new IllegalArgumentException("the name " + objection);
            });
            var content = new Properties();
            try (Reader in = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
                content.load(in);
            }
            return Optional.of(parser.parse(file, name, content));
        } catch (IOException | IllegalArgumentException | DateTimeException e) {
            unreadable.accept(file, e.toString());
            return Optional.empty();
        }
    }
}
