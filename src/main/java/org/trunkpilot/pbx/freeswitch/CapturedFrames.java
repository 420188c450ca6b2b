package org.trunkpilot.pbx.freeswitch;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Cuts recorded bytes into Event Socket frames. A live link ends at the first damage, as nothing behind it could be trusted; a
 * recording has no second chance, so here the next frame that begins like one is looked for, and what lies between is counted.
 */
final class CapturedFrames {
    /** What the headers of a frame are called; those of an event are in its body. */
    private static final Set<String> HEADERS = Set.of(
            "Content-Type",
            "Content-Length",
            "Content-Disposition",
            "Reply-Text",
            "Job-UUID",
            "Allowed-Events",
            "Allowed-API",
            "Allowed-LOG",
            "Controlled-Session-UUID",
            "Socket-Mode",
            "Linger-Time",
            "Control");

    private static final Pattern LENGTH = Pattern.compile("(?m)^Content-Length: *(.*)$");

    /** No event has this line in it: where it stands in a body, bytes before it are missing. */
    private static final byte[] NEXT_EVENT = "\nContent-Type: text/event-".getBytes(StandardCharsets.US_ASCII);

    private final Consumer<byte[]> into;
    private byte[] bytes = new byte[64 * 1024];
    private int from;
    private int to;
    private boolean lost;
    private long damaged;

    /** @param into told of each whole frame, its headers and its body */
    CapturedFrames(Consumer<byte[]> into) {
        this.into = into;
    }

    /** Takes the next bytes. */
    void take(byte[] more, int count) {
        if (to + count > bytes.length) {
            byte[] room = new byte[Math.max(2 * (to - from), to - from + count)];
            System.arraycopy(bytes, from, room, 0, to - from);
            to -= from;
            from = 0;
            bytes = room;
        }
        System.arraycopy(more, 0, bytes, to, count);
        to += count;
        while (step()) {
            // One frame or one piece of damage at a time.
        }
    }

    /** No more bytes will come. Whatever is left makes no frame. */
    void end() {
        if (from < to) {
            broken();
        }
        from = to;
    }

    /** Frames and pieces between them that could not be understood. */
    long damaged() {
        return damaged;
    }

    private boolean step() {
        int blank = find("\n\n".getBytes(StandardCharsets.US_ASCII), from, to);
        int window = Math.min(to, from + EslGuard.MOST_HEADERS);
        if (blank < 0 || blank > window) {
            if (to - from <= EslGuard.MOST_HEADERS) {
                return false;
            }
            skipTo(Math.max(from + 1, lineBehind(from, window)));
            return true;
        }
        int begin = headersBegin(from, blank + 1);
        if (begin > from) {
            skipTo(begin);
        }
        if (begin > blank) {
            from = blank + 2;
            return from < to;
        }
        String headers = new String(bytes, begin, blank + 1 - begin, StandardCharsets.ISO_8859_1);
        int length = length(headers);
        if (length < 0) {
            skipTo(blank + 2);
            return true;
        }
        int end = blank + 2 + length;
        int next = find(NEXT_EVENT, blank + 1, Math.min(end, to));
        if (next >= 0) {
            skipTo(lineBefore(next));
            return true;
        }
        if (end > to) {
            return false;
        }
        into.accept(Arrays.copyOfRange(bytes, begin, end));
        lost = false;
        from = end;
        return from < to;
    }

    /** The beginning of the last lines before {@code end} that are all headers of a frame; {@code end + 1} when there is none. */
    private int headersBegin(int start, int end) {
        int begin = end + 1;
        boolean typed = false;
        int line = end;
        while (line > start) {
            int before = lineStart(line - 1, start);
            String text = new String(bytes, before, line - before, StandardCharsets.ISO_8859_1);
            int colon = text.indexOf(':');
            if (colon < 0 || !HEADERS.contains(text.substring(0, colon))) {
                break;
            }
            typed |= text.startsWith("Content-Type:");
            begin = before;
            line = before;
        }
        return typed ? begin : end + 1;
    }

    private int lineStart(int at, int least) {
        int start = at;
        while (start > least && bytes[start - 1] != '\n') {
            start--;
        }
        return start;
    }

    private int lineBehind(int start, int end) {
        int at = end - 1;
        while (at > start && bytes[at] != '\n') {
            at--;
        }
        return at + 1;
    }

    /** The Content-Length that belongs to a Content-Type stands in the line before, or behind. */
    private int lineBefore(int lineBreak) {
        int start = lineStart(lineBreak, from);
        String line = new String(bytes, start, lineBreak - start, StandardCharsets.ISO_8859_1);
        return line.startsWith("Content-Length:") ? start : lineBreak + 1;
    }

    private static int length(String headers) {
        Matcher length = LENGTH.matcher(headers);
        if (!length.find()) {
            return 0;
        }
        String text = length.group(1).strip();
        return text.matches("\\d{1,9}") && Integer.parseInt(text) <= EslGuard.MOST_BODY ? Integer.parseInt(text) : -1;
    }

    private void skipTo(int at) {
        broken();
        from = at;
    }

    private void broken() {
        damaged += lost ? 0 : 1;
        lost = true;
    }

    private int find(byte[] what, int start, int end) {
        for (int at = start; at <= end - what.length; at++) {
            if (Arrays.equals(bytes, at, at + what.length, what, 0, what.length)) {
                return at;
            }
        }
        return -1;
    }
}
