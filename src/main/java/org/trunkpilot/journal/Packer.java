package org.trunkpilot.journal;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/**
 * Small things as few bytes: numbers of variable length, times as distances from the time before, texts by number once they have been
 * written out. {@link Unpacker} reads in the same order, and must be as old.
 */
final class Packer {
    /** Beyond so many different texts all begin anew: mostly the ids of calls that are long over. */
    static final int MOST_TEXTS = 20_000;

    /** Longer texts are rare and each its own: memories and reasons. */
    static final int LONGEST_KNOWN = 80;

    private static final long NANOS = 1_000_000_000L;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream(8_192);
    private final Map<String, Integer> texts = new HashMap<>();
    private long lastNanos;

    int size() {
        return out.size();
    }

    /** What has been packed since this was last asked; what was learnt of texts and times stays. */
    byte[] drain() {
        byte[] bytes = out.toByteArray();
        out.reset();
        return bytes;
    }

    void number(long value) {
        unsigned((value << 1) ^ (value >> 63));
    }

    void unsigned(long value) {
        long rest = value;
        while ((rest & ~0x7fL) != 0) {
            out.write((int) (rest & 0x7f) | 0x80);
            rest >>>= 7;
        }
        out.write((int) rest);
    }

    void decimal(double value) {
        long bits = Double.doubleToLongBits(value);
        for (int shift = 56; shift >= 0; shift -= 8) {
            out.write((int) (bits >>> shift));
        }
    }

    void duration(Duration value) {
        number(value.toNanos());
    }

    void time(Instant value) {
        long nanos = Math.addExact(Math.multiplyExact(value.getEpochSecond(), NANOS), value.getNano());
        number(nanos - lastNanos);
        lastNanos = nanos;
    }

    void text(String value) {
        Integer known = texts.get(value);
        if (known != null) {
            unsigned(known);
            return;
        }
        byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
        unsigned(0);
        unsigned(bytes.length);
        out.writeBytes(bytes);
        if (value.length() <= LONGEST_KNOWN) {
            if (texts.size() == MOST_TEXTS) {
                texts.clear();
            }
            texts.put(value, texts.size() + 1);
        }
    }
}
