package org.trunkpilot.pbx.asterisk;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.trunkpilot.pbx.FakeClock;

/** What a real Asterisk sent, and when: the bytes of {@code NAME.ami} in the reads of {@code NAME.idx.jsonl}. */
record Recording(String name, List<Chunk> chunks) {
    static final Path ROOT = Path.of("src/test/resources/recordings/asterisk");

    private static final Pattern READ = Pattern.compile("\\{\"ms\": (\\d+), \"off\": (\\d+), \"len\": (\\d+)\\}");

    /** One read of the socket. */
    static final class Chunk {
        private final long millis;
        private final byte[] bytes;

        Chunk(long millis, byte[] bytes) {
            this.millis = millis;
            this.bytes = bytes;
        }

        long millis() {
            return millis;
        }

        byte[] bytes() {
            return bytes;
        }
    }

    static List<Recording> all(String version) {
        try (Stream<Path> files = Files.list(ROOT.resolve(version))) {
            return files.map(file -> file.getFileName().toString())
                    .filter(file -> file.endsWith(".ami"))
                    .sorted()
                    .map(file -> load(version + "/" + file.substring(0, file.length() - 4)))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Recording load(String name) {
        try {
            byte[] bytes = Files.readAllBytes(ROOT.resolve(name + ".ami"));
            List<Chunk> chunks = new ArrayList<>();
            for (String line : Files.readAllLines(ROOT.resolve(name + ".idx.jsonl"))) {
                Matcher read = READ.matcher(line);
                if (read.matches()) {
                    int from = Integer.parseInt(read.group(2));
                    int to = from + Integer.parseInt(read.group(3));
                    chunks.add(new Chunk(Long.parseLong(read.group(1)), Arrays.copyOfRange(bytes, from, to)));
                }
            }
            return new Recording(name, chunks);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
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
                pieces.add(new Chunk(chunk.millis(), Arrays.copyOfRange(chunk.bytes(), from, to)));
                from = to;
            }
        }
        return new Recording(name, pieces);
    }

    /** The same, with {@code garbage} in the place of {@code removed} bytes from {@code offset} on. */
    Recording damaged(int offset, int removed, byte[] garbage) {
        List<Chunk> pieces = new ArrayList<>();
        int at = 0;
        for (Chunk chunk : chunks) {
            byte[] bytes = chunk.bytes();
            int from = Math.max(0, Math.min(bytes.length, offset - at));
            int to = Math.max(0, Math.min(bytes.length, offset + removed - at));
            boolean here = offset >= at && offset < at + bytes.length;
            pieces.add(new Chunk(
                    chunk.millis(),
                    concat(
                            Arrays.copyOfRange(bytes, 0, from),
                            here ? garbage : new byte[0],
                            Arrays.copyOfRange(bytes, to, bytes.length))));
            at += bytes.length;
        }
        return new Recording(name, pieces);
    }

    Recording followedBy(String text) {
        List<Chunk> longer = new ArrayList<>(chunks);
        longer.add(new Chunk(chunks.get(chunks.size() - 1).millis(), AmiGoldenTest.bytes(text)));
        return new Recording(name, longer);
    }

    /** When its last byte arrives. */
    Instant end() {
        return FakeClock.START.plusMillis(chunks.get(chunks.size() - 1).millis());
    }

    /** Only the first {@code count} bytes. */
    Recording cutAfter(int count) {
        return damaged(count, size() - count, new byte[0]);
    }

    /** Plays it; each read sets the clock to its time. */
    InputStream play(FakeClock clock) {
        return new InputStream() {
            private int next;
            private int offset;

            @Override
            public int read() {
                byte[] one = new byte[1];
                return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
            }

            @Override
            public int read(byte[] into, int from, int most) {
                while (next < chunks.size() && offset == chunks.get(next).bytes().length) {
                    next++;
                    offset = 0;
                }
                if (next == chunks.size()) {
                    return -1;
                }
                Chunk chunk = chunks.get(next);
                int count = Math.min(most, chunk.bytes().length - offset);
                System.arraycopy(chunk.bytes(), offset, into, from, count);
                offset += count;
                clock.setMillis(chunk.millis());
                return count;
            }
        };
    }

    private static byte[] concat(byte[]... parts) {
        int length = Stream.of(parts).mapToInt(part -> part.length).sum();
        byte[] all = new byte[length];
        int at = 0;
        for (byte[] part : parts) {
            System.arraycopy(part, 0, all, at, part.length);
            at += part.length;
        }
        return all;
    }

    @Override
    public String toString() {
        return name;
    }
}
