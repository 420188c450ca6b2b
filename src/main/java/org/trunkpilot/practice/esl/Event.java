package org.trunkpilot.practice.esl;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** One event as the socket tells it: headers in their order, values URL-encoded as FreeSWITCH encodes them. */
final class Event {
    /** What stands in a value as it is; the recordings have no others. */
    private static final String PLAIN = "-_.,/()<>;=!*'~";

    private final String name;
    private final String subclass;
    private final Map<String, String> headers = new LinkedHashMap<>();
    private String body = "";

    private Event(String name, String subclass) {
        this.name = name;
        this.subclass = subclass;
    }

    static Event of(String name) {
        return new Event(name, "").with("Event-Name", name);
    }

    /** An event of a module's own kind. */
    static Event custom(String subclass) {
        return new Event("CUSTOM", subclass).with("Event-Subclass", subclass).with("Event-Name", "CUSTOM");
    }

    String name() {
        return name;
    }

    /** Empty for an event of the core. */
    String subclass() {
        return subclass;
    }

    Event with(String header, Object value) {
        headers.put(header, String.valueOf(value));
        return this;
    }

    /** Header to value, not encoded. */
    Map<String, String> headers() {
        return Collections.unmodifiableMap(headers);
    }

    /** What an event carries besides its headers, such as the output of a job. */
    Event carrying(String text) {
        this.body = text;
        return this;
    }

    /** With the frame around it. */
    String text() {
        var event = new StringBuilder();
        headers.forEach((header, value) ->
                event.append(header).append(": ").append(encoded(value)).append('\n'));
        if (!body.isEmpty()) {
            event.append("Content-Length: ").append(body.length()).append('\n');
        }
        event.append('\n').append(body);
        return "Content-Length: " + event.length() + "\nContent-Type: text/event-plain\n\n" + event;
    }

    private static String encoded(String value) {
        var text = new StringBuilder();
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            boolean plain =
                    (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || PLAIN.indexOf(c) >= 0;
            // Only ASCII is ever put in: names, numbers and addresses of this world.
            text.append(plain ? String.valueOf(c) : String.format(Locale.ROOT, "%%%02X", (int) c & 0xff));
        }
        return text.toString();
    }
}
