package org.trunkpilot.journal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.trunkpilot.trunk.PbxId;

/** The files of the journal in their folder, one folder a PBX: which there are, and which have to go. */
final class Shelf {
    private static final long MEGABYTE = 1024L * 1024L;

    private final Path dir;
    private final JournalSettings settings;

    Shelf(Path dir, JournalSettings settings) {
        this.dir = dir;
        this.settings = settings;
    }

    /** Where a new file of a PBX goes. @throws IOException when the folder cannot be made */
    Path place(PbxId pbx, Instant begins) throws IOException {
        Path folder = Files.createDirectories(dir.resolve(pbx.name()));
        Path file = folder.resolve(Segment.name(begins));
        for (Instant next = begins; Files.exists(file); file = folder.resolve(Segment.name(next))) {
            next = next.plusMillis(1);
        }
        return file;
    }

    /** The files of a PBX, oldest first. */
    List<Path> of(PbxId pbx) throws IOException {
        return in(dir.resolve(pbx.name()));
    }

    /** Bytes on disk, all PBXes together. */
    long bytes() throws IOException {
        long all = 0;
        for (Path file : all()) {
            all += size(file);
        }
        return all;
    }

    /** Deletes what is too old or too much, oldest first; never the newest of a PBX, which may be written now. Tells how many went. */
    int prune(Instant now) throws IOException {
        var files = new ArrayList<Path>();
        for (Path folder : folders()) {
            List<Path> there = in(folder);
            files.addAll(there.subList(0, Math.max(0, there.size() - 1)));
        }
        files.sort(Comparator.comparing(Segment::begins));
        long bytes = bytes();
        Instant oldest = now.minus(settings.age());
        int deleted = 0;
        for (Path file : files) {
            if (bytes <= settings.megabytes() * MEGABYTE
                    && !Segment.begins(file).isBefore(oldest)) {
                break;
            }
            bytes -= size(file);
            Files.deleteIfExists(file);
            deleted++;
        }
        return deleted;
    }

    private List<Path> all() throws IOException {
        var files = new ArrayList<Path>();
        for (Path folder : folders()) {
            files.addAll(in(folder));
        }
        return files;
    }

    private List<Path> folders() throws IOException {
        return list(dir).stream().filter(Files::isDirectory).toList();
    }

    private static List<Path> in(Path folder) throws IOException {
        return list(folder).stream()
                .filter(file -> String.valueOf(file.getFileName()).matches("\\d{13}" + Segment.SUFFIX))
                .sorted()
                .toList();
    }

    private static List<Path> list(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.toList();
        }
    }

    private static long size(Path file) throws IOException {
        try {
            return Files.size(file);
        } catch (NoSuchFileException e) {
            // Pruned meanwhile.
            return 0;
        }
    }
}
