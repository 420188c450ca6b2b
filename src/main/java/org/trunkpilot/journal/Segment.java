package org.trunkpilot.journal;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.Arrays;
import java.util.function.Consumer;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;
import org.trunkpilot.replay.Input;

/**
 * One file of the journal: about an hour of one PBX.
 *
 * <pre>
 *   "trunkpilot-journal 1\n", then blocks: length packed · length unpacked · CRC-32 of the packed bytes (4 bytes each) · the bytes
 * </pre>
 *
 * A block is what was flushed at once, deflated by itself. A file whose writer was killed ends in a torn block, which is left; all
 * before it counts.
 */
final class Segment {
    static final String SUFFIX = ".journal";

    /** Far beyond what is flushed at once: more is no length of ours. */
    private static final int LARGEST_BLOCK = 16 * 1024 * 1024;

    private static final byte[] HEADER = "trunkpilot-journal 1\n".getBytes(StandardCharsets.US_ASCII);

    private Segment() {}

    /** What a reading came upon besides inputs. */
    record Reading(long skipped, boolean torn) {}

    /** The name of a file that begins then. */
    static String name(Instant begins) {
        return String.format(java.util.Locale.ROOT, "%013d", begins.toEpochMilli()) + SUFFIX;
    }

    /** When a file begins, by its name. */
    static Instant begins(Path file) {
        String name = String.valueOf(file.getFileName());
        return Instant.ofEpochMilli(Long.parseLong(name.substring(0, name.length() - SUFFIX.length())));
    }

    /** Hands over every input of a file, in order. @throws IOException when it cannot be read at all */
    static Reading read(Path file, Consumer<Input> into) throws IOException {
        var codec = new Codec.Reading();
        try (var in = new DataInputStream(new BufferedInputStream(Files.newInputStream(file), 1 << 16))) {
            byte[] header = in.readNBytes(HEADER.length);
            if (!Arrays.equals(header, HEADER)) {
                return new Reading(0, true);
            }
            for (byte[] block = block(in); block.length > 0; block = block(in)) {
                codec.open(block);
                while (codec.more()) {
                    Input input = codec.next();
                    if (input != null) {
                        into.accept(input);
                    }
                }
            }
            return new Reading(codec.skipped(), false);
        } catch (EOFException | DataFormatException | Unpacker.Garbled e) {
            return new Reading(codec.skipped(), true);
        }
    }

    /** The next block unpacked; empty at the end. */
    private static byte[] block(DataInputStream in) throws IOException, DataFormatException {
        int first = in.read();
        if (first < 0) {
            return new byte[0];
        }
        byte[] rest = in.readNBytes(3);
        if (rest.length < 3) {
            throw new EOFException("torn");
        }
        int packed = first << 24 | (rest[0] & 0xff) << 16 | (rest[1] & 0xff) << 8 | (rest[2] & 0xff);
        int unpacked = in.readInt();
        int crc = in.readInt();
        if (packed <= 0 || packed > LARGEST_BLOCK || unpacked <= 0 || unpacked > LARGEST_BLOCK) {
            throw new DataFormatException("no length");
        }
        byte[] bytes = new byte[packed];
        in.readFully(bytes);
        if (crc != checksum(bytes, packed)) {
            throw new DataFormatException("a wrong checksum");
        }
        var inflater = new Inflater();
        try {
            inflater.setInput(bytes);
            byte[] block = new byte[unpacked];
            if (inflater.inflate(block) != unpacked) {
                throw new DataFormatException("a block of another length");
            }
            return block;
        } finally {
            inflater.end();
        }
    }

    private static int checksum(byte[] bytes, int length) {
        var crc = new CRC32();
        crc.update(bytes, 0, length);
        return (int) crc.getValue();
    }

    /** Writes one file. Not thread-safe. */
    static final class Writer implements Closeable {
        private final Codec.Writing codec = new Codec.Writing();
        private final Deflater deflater = new Deflater();
        private final DataOutputStream out;
        private long bytes;

        /** @throws IOException when there is such a file already, among other reasons */
        Writer(Path file) throws IOException {
            out = new DataOutputStream(
                    new BufferedOutputStream(Files.newOutputStream(file, StandardOpenOption.CREATE_NEW), 1 << 16));
            out.write(HEADER);
            bytes = HEADER.length;
        }

        void add(Input input) {
            codec.add(input);
        }

        /** Bytes that wait for a flush. */
        int waiting() {
            return codec.size();
        }

        long bytes() {
            return bytes;
        }

        void flush() throws IOException {
            byte[] block = codec.drain();
            if (block.length == 0) {
                return;
            }
            deflater.reset();
            deflater.setInput(block);
            deflater.finish();
            // Deflate's worst case is a few bytes in a thousand more than it was given.
            byte[] packed = new byte[block.length + block.length / 100 + 64];
            int length = deflater.deflate(packed);
            out.writeInt(length);
            out.writeInt(block.length);
            out.writeInt(checksum(packed, length));
            out.write(packed, 0, length);
            out.flush();
            bytes += length + 12L;
        }

        @Override
        public void close() throws IOException {
            try {
                flush();
            } finally {
                deflater.end();
                out.close();
            }
        }
    }
}
