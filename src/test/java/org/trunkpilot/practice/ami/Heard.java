package org.trunkpilot.practice.ami;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One AMI message as it was heard, its headers in order. */
record Heard(List<Map.Entry<String, String>> headers) {
    /** All complete messages of what a server sent, its banner left out. */
    static List<Heard> all(String wire) {
        List<Heard> all = new ArrayList<>();
        int banner = wire.indexOf("\r\n") + 2;
        for (String text : wire.substring(banner).split("\r\n\r\n", -1)) {
            List<Map.Entry<String, String>> headers = new ArrayList<>();
            for (String line : text.split("\r\n", -1)) {
                int colon = line.indexOf(':');
                if (colon > 0) {
                    headers.add(Map.entry(
                            line.substring(0, colon), line.substring(colon + 1).trim()));
                }
            }
            if (!headers.isEmpty()) {
                all.add(new Heard(headers));
            }
        }
        return all;
    }

    /** Empty when there is none. */
    String get(String name) {
        return find(name).orElse("");
    }

    Optional<String> find(String name) {
        return headers.stream()
                .filter(h -> h.getKey().equals(name))
                .map(Map.Entry::getValue)
                .findFirst();
    }

    List<String> names() {
        return headers.stream().map(Map.Entry::getKey).toList();
    }

    String event() {
        return get("Event");
    }

    boolean is(String event) {
        return event().equals(event);
    }

    double number(String name) {
        return Double.parseDouble(get(name));
    }
}
