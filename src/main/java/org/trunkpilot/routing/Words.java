package org.trunkpilot.routing;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.Iterator;
import java.util.stream.Collectors;

/** How figures are put into the sentences that operators read. */
final class Words {
    private Words() {}

    /** "4 s", "3 min", "2 h", "5 days": one unit, rounded down, never below 1 s. */
    static String span(Duration time) {
        long seconds = Math.max(1, time.toSeconds());
        if (seconds < 120) {
            return seconds + " s";
        }
        if (seconds < 2 * 3600) {
            return seconds / 60 + " min";
        }
        return seconds < 2 * 86_400 ? seconds / 3600 + " h" : seconds / 86_400 + " days";
    }

    static String ago(Instant then, Instant now) {
        return span(Duration.between(then, now)) + " ago";
    }

    /** A time near by the clock, any other with its date. */
    static String at(Instant time, Instant now) {
        // ISO-8601 in UTC to the second: 2026-03-02T09:00:00Z.
        String text = time.truncatedTo(ChronoUnit.SECONDS).toString();
        String clock = text.substring(text.indexOf('T') + 1, text.length() - 1);
        boolean near = Duration.between(now, time).abs().compareTo(Duration.ofHours(12)) < 0;
        return (near ? "" : text.substring(0, text.indexOf('T')) + " ") + clock + " UTC";
    }

    /** "prov-a", "prov-a and prov-b", "prov-a, prov-b and prov-c". */
    static String list(Collection<?> names) {
        var left = new StringBuilder();
        Iterator<?> each = names.iterator();
        for (int i = 0; each.hasNext(); i++) {
            Object name = each.next();
            left.append(i == 0 ? "" : each.hasNext() ? ", " : " and ").append(name);
        }
        return left.toString();
    }

    /** The first so many of them, and how many more there are. */
    static String few(Collection<?> names, int most) {
        String named = list(names.stream().limit(most).toList());
        return names.size() > most ? named + " and " + (names.size() - most) + " more" : named;
    }

    /** A sentence without its full stop, to be built into another. */
    static String bare(String sentence) {
        String text = sentence.strip();
        return text.endsWith(".") ? text.substring(0, text.length() - 1) : text;
    }

    static String joined(Collection<String> sentences) {
        return sentences.stream().map(Words::bare).collect(Collectors.joining("; "));
    }
}
