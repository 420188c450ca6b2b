package org.trunkpilot.pbx;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** A capture as a file: what lies beside it, how it begins, and why it cannot be read. */
public final class CaptureFile {
    /** Enough of it to see what it is of. */
    private static final int START = 4096;

    private CaptureFile() {}

    /** What makes a capture of a file's bytes. */
    public interface Reading {
        Capture read() throws IOException, CaptureUnreadable;
    }

    /** Reads it so; what is wrong with the file itself becomes a sentence. */
    public static Capture read(Path file, Reading how) throws CaptureUnreadable {
        try {
            if (!Files.isRegularFile(file)) {
                throw new CaptureUnreadable(Files.exists(file) ? "is no file" : "there is no such file");
            }
            return how.read();
        } catch (NoSuchFileException e) {
            throw new CaptureUnreadable("there is no such file");
        } catch (IOException e) {
            throw new CaptureUnreadable("cannot be read: " + e.getMessage());
        }
    }

    /** The file of that ending beside it: {@code NAME.ending} for {@code NAME.*} or {@code NAME}. */
    public static Optional<Path> beside(Path file, String ending) {
        String name = String.valueOf(file.getFileName());
        int dot = name.lastIndexOf('.');
        return List.of(dot > 0 ? name.substring(0, dot) : name, name).stream()
                .map(stem -> file.resolveSibling(stem + ending))
                .filter(Files::isRegularFile)
                .findFirst();
    }

    /** The lines of a file, whatever bytes are in it. */
    public static List<String> lines(Path file) throws IOException {
        // Not Files.readAllLines, which gives up at the first byte that is not UTF-8.
        return new String(Files.readAllBytes(file), StandardCharsets.UTF_8)
                .lines()
                .toList();
    }

    /** How it begins, a character a byte. */
    public static String start(Path file) throws IOException {
        try (var in = Files.newInputStream(file)) {
            return new String(in.readNBytes(START), StandardCharsets.ISO_8859_1);
        }
    }
}
