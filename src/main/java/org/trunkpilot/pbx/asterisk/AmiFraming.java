package org.trunkpilot.pbx.asterisk;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;

/**
 * Cuts a stream of bytes into AMI messages, wherever the reads happen to have cut it.
 *
 * <p>A message is lines that end in CR LF, up to an empty one; its first line names it. A lone LF belongs to the value it
 * stands in (some {@code Message:} values end in one). What does not fit is counted and skipped: lines before a message has
 * begun, lines without a colon, a message cut short by the next one, anything longer than the bounds.
 */
final class AmiFraming {
    /** The longest line seen is 3 KB (a codec list); far beyond that it is no AMI. */
    private static final int LONGEST_LINE = 32 * 1024;

    /** A {@code GetConfig} of a large file is one message. */
    private static final int MOST_LINES = 20_000;

    private static final String BANNER = "Asterisk Call Manager/";
    private static final String EVENT = "Event: ";
    private static final String RESPONSE = "Response: ";

    /** The one event with a header that looks like the start of a response. */
    private static final String EVENT_WITH_RESPONSE = "Event: OriginateResponse";

    private final Consumer<Message> into;
    private byte[] line = new byte[512];
    private int length;
    private boolean afterCr;
    private boolean tooLong;
    private List<String> message = new ArrayList<>();
    private boolean discarding;
    private long unread;

    /** One message. {@code lines} has at least one element; the banner is a message of one line. */
    record Message(Instant at, List<String> lines) {
        boolean isEvent() {
            return lines.get(0).startsWith(EVENT);
        }

        boolean isResponse() {
            return lines.get(0).startsWith(RESPONSE);
        }

        boolean isBanner() {
            return lines.get(0).startsWith(BANNER);
        }

        /** What follows the first colon of the first line. */
        String name() {
            return valueOf(lines.get(0));
        }
    }

    AmiFraming(Consumer<Message> into) {
        this.into = into;
    }

    static String keyOf(String line) {
        return line.substring(0, line.indexOf(':')).trim();
    }

    static String valueOf(String line) {
        return line.substring(line.indexOf(':') + 1).trim();
    }

    /** Takes the next bytes, which arrived at {@code at}; a message is stamped with the arrival of its last byte. */
    void take(byte[] bytes, int count, Instant at) {
        for (int i = 0; i < count; i++) {
            byte b = bytes[i];
            if (afterCr && b == '\n') {
                length--;
                endLine(at);
                continue;
            }
            afterCr = b == '\r';
            if (length == LONGEST_LINE) {
                tooLong = true;
                // Keep the last byte, so that the CR of the line's end is seen.
                line[length - 1] = b;
                continue;
            }
            if (length == line.length) {
                line = Arrays.copyOf(line, line.length * 2);
            }
            line[length++] = b;
        }
    }

    /** The stream has ended: what was begun is lost. */
    void end() {
        if (length > 0 || !message.isEmpty()) {
            unread++;
        }
        length = 0;
        message = new ArrayList<>();
    }

    /** Lines and messages that could not be understood so far. */
    long unread() {
        return unread;
    }

    private void endLine(Instant at) {
        int end = Math.max(length, 0);
        boolean cut = tooLong;
        length = 0;
        afterCr = false;
        tooLong = false;
        if (end == 0 && !cut) {
            endMessage(at);
            return;
        }
        String text = new String(line, 0, end, StandardCharsets.UTF_8);
        if (cut || text.indexOf(':') <= 0) {
            takeOddLine(text, cut, at);
        } else {
            takeHeader(text);
        }
    }

    private void takeOddLine(String text, boolean cut, Instant at) {
        if (!cut && message.isEmpty() && text.startsWith(BANNER)) {
            into.accept(new Message(at, List.of(text)));
        } else {
            unread++;
        }
    }

    private void takeHeader(String text) {
        boolean starts = text.startsWith(EVENT)
                || (text.startsWith(RESPONSE)
                        && !(!message.isEmpty() && message.get(0).startsWith(EVENT_WITH_RESPONSE)));
        if (starts) {
            if (!message.isEmpty()) {
                unread++;
            }
            message = new ArrayList<>();
            discarding = false;
        } else if (message.isEmpty()) {
            if (!discarding) {
                unread++;
            }
            discarding = true;
            return;
        } else if (message.size() == MOST_LINES) {
            unread++;
            message = new ArrayList<>();
            discarding = true;
            return;
        }
        message.add(text);
    }

    private void endMessage(Instant at) {
        discarding = false;
        if (!message.isEmpty()) {
            List<String> complete = message;
            message = new ArrayList<>();
            into.accept(new Message(at, complete));
        }
    }
}
