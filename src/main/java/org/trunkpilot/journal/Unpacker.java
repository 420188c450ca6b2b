package org.trunkpilot.journal;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Reads what {@link Packer} wrote. @throws Garbled from every method when the bytes cannot have been written by it */
final class Unpacker {
    private static final long NANOS = 1_000_000_000L;

    private final List<String> texts = new ArrayList<>();
    private byte[] bytes = new byte[0];
    private int at;
    private long lastNanos;

    /** Bytes that no writer of ours made. */
    static final class Garbled extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Garbled(String message) {
            super(message);
        }
    }

    void open(byte[] block) {
        bytes = block;
        at = 0;
    }

    boolean more() {
        return at < bytes.length;
    }

    long number() {
        long value = unsigned();
        return (value >>> 1) ^ -(value & 1);
    }

    long unsigned() {
        long value = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            int b = next();
            value |= (long) (b & 0x7f) << shift;
            if ((b & 0x80) == 0) {
                return value;
            }
        }
        throw new Garbled("a number that does not end");
    }

    /** A count of things that are still to come: never more than there are bytes. */
    int count() {
        long value = unsigned();
        if (value < 0 || value > bytes.length - at) {
            throw new Garbled("a count of " + value + " in a block of " + bytes.length + " bytes");
        }
        return (int) value;
    }

    double decimal() {
        long bits = 0;
        for (int i = 0; i < 8; i++) {
            bits = (bits << 8) | next();
        }
        return Double.longBitsToDouble(bits);
    }

    Duration duration() {
        return Duration.ofNanos(number());
    }

    Instant time() {
        lastNanos += number();
        return Instant.ofEpochSecond(Math.floorDiv(lastNanos, NANOS), Math.floorMod(lastNanos, NANOS));
    }

    String text() {
        long known = unsigned();
        if (known > 0) {
            if (known > texts.size()) {
                throw new Garbled("text " + known + " of " + texts.size());
            }
            return texts.get((int) known - 1);
        }
        int length = count();
        String value = new String(bytes, at, length, StandardCharsets.UTF_8);
        at += length;
        if (value.length() <= Packer.LONGEST_KNOWN) {
            if (texts.size() == Packer.MOST_TEXTS) {
                texts.clear();
            }
            texts.add(value);
        }
        return value;
    }

    private int next() {
        if (at == bytes.length) {
            throw new Garbled("a block that ends too soon");
        }
        return bytes[at++] & 0xff;
    }
}
