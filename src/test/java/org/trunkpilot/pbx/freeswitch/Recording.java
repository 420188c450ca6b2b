package org.trunkpilot.pbx.freeswitch;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.trunkpilot.pbx.FakeClock;

/**
 * What a real FreeSWITCH sent, and when: the bytes of {@code NAME.esl}, frame by frame, at the times of {@code NAME.tsv}; what it
 * was asked, from {@code NAME.sent.txt}.
 */
record Recording(String name, List<Chunk> chunks) {
    static final Path ROOT = Path.of("src/test/resources/recordings/esl");

    private static final Pattern LENGTH = Pattern.compile("(?m)^Content-Length: (\\d+)$");

    /** Bytes that arrived together. */
    static final class Chunk {
        private final long millis;
        private final byte[] bytes;
        private final Optional<String> answers;

        Chunk(long millis, byte[] bytes, Optional<String> answers) {
            this.millis = millis;
            this.bytes = bytes;
            this.answers = answers;
        }

        long millis() {
            return millis;
        }

        byte[] bytes() {
            return bytes;
        }

        /** The command that these bytes begin to answer. */
        Optional<String> answers() {
            return answers;
        }
    }

    static List<Recording> all() {
        try (Stream<Path> files = Files.list(ROOT)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(file -> file.endsWith(".esl"))
                    .sorted()
                    .map(file -> load(file.substring(0, file.length() - 4)))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Recording load(String name) {
        try {
            byte[] bytes = Files.readAllBytes(ROOT.resolve(name + ".esl"));
            Deque<Long> times = new ArrayDeque<>();
            for (String line : lines(name + ".tsv")) {
                String[] cells = line.split("\t", -1);
                if (cells[0].matches("\\d+") && !cells[1].equals("NOTE")) {
                    times.add(Long.parseLong(cells[0]));
                }
            }
            Deque<String> commands = new ArrayDeque<>();
            lines(name + ".sent.txt").stream().filter(line -> !line.isBlank()).forEach(commands::add);
            return new Recording(name, frames(bytes, times, commands));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<Chunk> frames(byte[] bytes, Deque<Long> times, Deque<String> commands) {
        List<Chunk> frames = new ArrayList<>();
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        int at = 0;
        long millis = 0;
        while (at < bytes.length) {
            int blank = text.indexOf("\n\n", at);
            String head = blank < 0 ? text.substring(at) : text.substring(at, blank + 1);
            Matcher length = LENGTH.matcher(head);
            int body = length.find() ? Integer.parseInt(length.group(1)) : 0;
            int end = blank < 0 ? bytes.length : Math.min(bytes.length, blank + 2 + body);
            millis = times.isEmpty() ? millis : times.removeFirst();
            boolean answer = head.contains("command/reply") || head.contains("api/response");
            Optional<String> command = answer ? Optional.ofNullable(commands.pollFirst()) : Optional.empty();
            frames.add(new Chunk(millis, Arrays.copyOfRange(bytes, at, end), command));
            at = end;
        }
        return frames;
    }

    private static List<String> lines(String file) throws IOException {
        Path path = ROOT.resolve(file);
        return Files.exists(path) ? Files.readAllLines(path) : List.of();
    }

    int size() {
        return chunks.stream().mapToInt(chunk -> chunk.bytes().length).sum();
    }

    /** The same bytes at the same times in other reads; {@code most} bytes in one at most. */
    Recording split(SplittableRandom random, int most) {
        List<Chunk> pieces = new ArrayList<>();
        for (Chunk chunk : chunks) {
            int from = 0;
            while (from < chunk.bytes().length) {
                int to = Math.min(chunk.bytes().length, from + 1 + random.nextInt(most));
                byte[] bytes = Arrays.copyOfRange(chunk.bytes(), from, to);
                pieces.add(new Chunk(chunk.millis(), bytes, from == 0 ? chunk.answers() : Optional.empty()));
                from = to;
            }
        }
        return new Recording(name, pieces);
    }

    /** All that came within so many milliseconds of each other, in one read. */
    Recording joined(long within) {
        List<Chunk> joined = new ArrayList<>();
        ByteArrayOutputStream together = new ByteArrayOutputStream();
        long since = -1;
        for (Chunk chunk : chunks) {
            if (since >= 0
                    && (chunk.millis() - since > within || chunk.answers().isPresent())) {
                joined.add(new Chunk(since, together.toByteArray(), Optional.empty()));
                together.reset();
                since = -1;
            }
            if (chunk.answers().isPresent()) {
                joined.add(chunk);
            } else {
                since = since < 0 ? chunk.millis() : since;
                together.writeBytes(chunk.bytes());
            }
        }
        joined.add(new Chunk(Math.max(0, since), together.toByteArray(), Optional.empty()));
        return new Recording(name, joined);
    }

    /** The same, with {@code garbage} in the place of {@code removed} bytes from {@code offset} on. */
    Recording damaged(int offset, int removed, byte[] garbage) {
        List<Chunk> pieces = new ArrayList<>();
        int at = 0;
        for (Chunk chunk : chunks) {
            byte[] bytes = chunk.bytes();
            int from = Math.max(0, Math.min(bytes.length, offset - at));
            int to = Math.max(0, Math.min(bytes.length, offset + removed - at));
            ByteArrayOutputStream left = new ByteArrayOutputStream();
            left.write(bytes, 0, from);
            if (offset >= at && offset < at + bytes.length) {
                left.writeBytes(garbage);
            }
            left.write(bytes, to, bytes.length - to);
            pieces.add(new Chunk(chunk.millis(), left.toByteArray(), chunk.answers()));
            at += bytes.length;
        }
        return new Recording(name, pieces);
    }

    /** Only the first {@code count} bytes. */
    Recording cutAfter(int count) {
        return damaged(count, size() - count, new byte[0]);
    }

    /** When its last byte arrives. */
    Instant end() {
        return FakeClock.START.plusMillis(chunks.get(chunks.size() - 1).millis());
    }

    @Override
    public String toString() {
        return name;
    }
}
