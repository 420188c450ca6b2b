package org.trunkpilot.practice.world;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** The dialplan's global variables, lost at a restart. */
public final class Globals {
    static final int MOST = 1000;

    private final Map<String, String> values = new LinkedHashMap<>();

    public Optional<String> get(String name) {
        return Optional.ofNullable(values.get(name));
    }

    /** Whether it was taken. */
    public boolean set(String name, String value) {
        if (values.size() >= MOST && !values.containsKey(name)) {
            return false;
        }
        values.put(name, value);
        return true;
    }
}
