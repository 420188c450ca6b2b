package org.trunkpilot.console;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The {@code --name value} pairs of a command. */
final class Options {
    private final Map<String, String> given = new HashMap<>();

    /** @throws IllegalArgumentException for a word that is none of these, comes twice, or has no value */
    Options(List<String> words, Set<String> known) {
        for (int i = 0; i < words.size(); i += 2) {
            String option = words.get(i);
            if (!known.contains(option)) {
                throw new IllegalArgumentException("\"" + option + "\" is no option");
            }
            if (i + 1 == words.size()) {
                throw new IllegalArgumentException("\"" + option + "\" needs a value");
            }
            if (given.put(option, words.get(i + 1)) != null) {
                throw new IllegalArgumentException("\"" + option + "\" is given twice");
            }
        }
    }

    /** @throws IllegalArgumentException for any word */
    static void none(List<String> words) {
        if (!words.isEmpty()) {
            throw new IllegalArgumentException("\"" + words.get(0) + "\" is no option");
        }
    }

    String required(String option) {
        return optional(option).orElseThrow(() -> new IllegalArgumentException(option + " is missing"));
    }

    Optional<String> optional(String option) {
        return Optional.ofNullable(given.get(option));
    }
}
