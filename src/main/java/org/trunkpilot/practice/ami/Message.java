package org.trunkpilot.practice.ami;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One AMI message on its way out: headers in order, any of them more than once if need be. */
final class Message {
    private record Header(String name, String value) {}

    private final List<Header> headers = new ArrayList<>();

    static Message of(String name, String value) {
        return new Message().with(name, value);
    }

    static Message event(String name) {
        return of("Event", name);
    }

    Message with(String name, String value) {
        headers.add(new Header(name, value));
        return this;
    }

    Message with(String name, long value) {
        return with(name, Long.toString(value));
    }

    Message with(Map<String, String> all) {
        all.forEach(this::with);
        return this;
    }

    /** The name of the event, empty for a response. */
    String event() {
        return header("Event").orElse("");
    }

    Optional<String> header(String name) {
        return headers.stream()
                .filter(header -> header.name().equalsIgnoreCase(name))
                .map(Header::value)
                .findFirst();
    }

    /** As it goes over the wire, with the empty line that ends it. */
    String text() {
        var text = new StringBuilder(headers.size() * 32);
        headers.forEach(header ->
                text.append(header.name()).append(": ").append(header.value()).append("\r\n"));
        return text.append("\r\n").toString();
    }
}
