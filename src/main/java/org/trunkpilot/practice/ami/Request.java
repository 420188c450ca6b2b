package org.trunkpilot.practice.ami;

import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** One action as a client sent it. Of a header given twice the first counts; names know no case. */
record Request(Map<String, String> headers) {
    Request {
        var anyCase = new TreeMap<String, String>(String.CASE_INSENSITIVE_ORDER);
        anyCase.putAll(headers);
        headers = Collections.unmodifiableMap(anyCase);
    }

    String action() {
        return get("Action");
    }

    Optional<String> actionId() {
        return find("ActionID");
    }

    /** Empty when it was not given. */
    String get(String name) {
        return find(name).orElse("");
    }

    Optional<String> find(String name) {
        return Optional.ofNullable(headers.get(name));
    }
}
