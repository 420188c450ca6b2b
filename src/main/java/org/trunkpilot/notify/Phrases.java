package org.trunkpilot.notify;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

/** How the service's sentences are built into others. */
final class Phrases {
    private Phrases() {}

    /** With its full stop. */
    static String sentence(String words) {
        String text = words.strip();
        return text.matches("(?s).*[!?…]") ? text : bare(text) + ".";
    }

    /** Without its full stop, to be gone on with. */
    static String bare(String words) {
        return words.strip().replaceAll("[.\\s]+$", "");
    }

    /** Sentences begin with a capital, unless with a name; names are lower case anyway, or more than one capital. */
    static String lowerFirst(String words) {
        return words.matches("(?s)[A-Z][a-z].*") ? Character.toLowerCase(words.charAt(0)) + words.substring(1) : words;
    }

    /** "a", "a and b", "a, b and c". */
    static String list(List<String> words) {
        if (words.size() < 2) {
            return String.join("", words);
        }
        int last = words.size() - 1;
        return String.join(", ", words.subList(0, last)) + " and " + words.get(last);
    }

    /** "4 s", "3 min", "2 h 5 min", "3 days 4 h". */
    static String span(Duration time) {
        long s = Math.max(0, time.toSeconds());
        if (s < 120) {
            return s + " s";
        }
        if (s < 3600) {
            return s / 60 + " min";
        }
        return s < 86_400 ? s / 3600 + " h " + s % 3600 / 60 + " min" : s / 86_400 + " d " + s % 86_400 / 3600 + " h";
    }

    /** ISO 8601 in UTC; who shows it to people turns it into their time. */
    static String second(Instant at) {
        return at.truncatedTo(ChronoUnit.SECONDS).toString();
    }
}
