package org.trunkpilot.pbx.asterisk;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.trunkpilot.pbx.Capture;
import org.trunkpilot.pbx.CaptureFile;

/** The bytes of a capture in the pieces in which they came, as far as an index beside the file tells: {@code {"ms","off","len"}}. */
final class CaptureBytes {
    private static final Pattern NUMBER = Pattern.compile("\"(ms|off|len)\"\\s*:\\s*(\\d{1,15})");
    private static final int PIECE = 64 * 1024;

    private final Path file;
    private final List<Piece> pieces;
    private final boolean indexed;
    private final long odd;

    private record Piece(long millis, long offset, long length) {}

    private CaptureBytes(Path file, List<Piece> pieces, boolean indexed, long odd) {
        this.file = file;
        this.pieces = pieces;
        this.indexed = indexed;
        this.odd = odd;
    }

    static CaptureBytes of(Path file) throws IOException {
        Optional<Path> index = CaptureFile.beside(file, ".idx.jsonl");
        if (index.isEmpty()) {
            return new CaptureBytes(file, List.of(), false, 0);
        }
        var pieces = new ArrayList<Piece>();
        long odd = 0;
        long millis = 0;
        for (String line : CaptureFile.lines(index.get())) {
            long[] read = numbers(line);
            if (read[1] < 0 || read[2] < 0) {
                // What was sent, a note, or damage; only a line that is cut short cannot be told from those.
                odd += line.isBlank() || line.stripTrailing().endsWith("}") ? 0 : 1;
                continue;
            }
            millis = Math.max(millis, read[0]);
            pieces.add(new Piece(millis, read[1], read[2]));
        }
        return new CaptureBytes(file, pieces, !pieces.isEmpty(), odd);
    }

    /** Whether something beside the file tells when its bytes came. */
    boolean indexed() {
        return indexed;
    }

    /** Lines of the index that could not be understood. */
    long odd() {
        return odd;
    }

    /** Cuts the bytes into messages, stamped with the time by the index, counted from {@link Capture#UNDATED}. Returns how many made no message. */
    long frame(Consumer<AmiFraming.Message> into) throws IOException {
        var framing = new AmiFraming(into);
        byte[] bytes = new byte[PIECE];
        long at = 0;
        Instant time = Capture.UNDATED;
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file), PIECE)) {
            for (Piece piece : pieces) {
                time = Capture.UNDATED.plusMillis(piece.millis());
                // Whatever lies before the end of a piece had come by then, told or not.
                long wanted = piece.offset() + piece.length() - at;
                while (wanted > 0) {
                    int count = in.read(bytes, 0, (int) Math.min(PIECE, wanted));
                    if (count < 0) {
                        break;
                    }
                    framing.take(bytes, count, time);
                    at += count;
                    wanted -= count;
                }
            }
            for (int count = in.read(bytes); count >= 0; count = in.read(bytes)) {
                framing.take(bytes, count, time);
            }
        }
        framing.end();
        return framing.unread();
    }

    /** The figures {@code ms}, {@code off} and {@code len} of a line; -1 for each that is not there. */
    private static long[] numbers(String line) {
        long[] found = {-1, -1, -1};
        Matcher number = NUMBER.matcher(line);
        while (number.find()) {
            String name = number.group(1);
            found[name.equals("ms") ? 0 : name.equals("off") ? 1 : 2] = Long.parseLong(number.group(2));
        }
        return found[0] < 0 ? new long[] {-1, -1, -1} : found;
    }
}
