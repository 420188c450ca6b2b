package org.trunkpilot.health;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.trunkpilot.signal.Progress;
import org.trunkpilot.trunk.Destination;

/**
 * How soon one kind of calls is used to ring on one trunk in some hours of the day, in a form that can be kept over a restart.
 *
 * @param kind what is counted as ringing
 * @param block which hours of the day (UTC): 0 for the first {@code blockHours}, and so on
 * @param blockHours hours a block had when this was learned; a habit of other blocks is of no use
 * @param at when it was learned last; what is counted has faded up to then
 * @param counts calls by bucket of delay, faded
 */
public record RingingHabit(
        Progress.Kind kind,
        Destination destination,
        int block,
        int blockHours,
        Instant at,
        Map<Integer, Double> counts) {
    public RingingHabit {
        // A TreeMap: the text must be the same in every run.
        counts = Collections.unmodifiableMap(new TreeMap<>(counts));
    }

    /** One line without line breaks. */
    public String text() {
        var tenths = new ArrayList<String>();
        counts.forEach((bucket, count) -> tenths.add(bucket + ":" + Math.round(count * 10)));
        return kind + " " + destination + " " + block + "/" + blockHours + " " + at + " " + String.join(",", tenths);
    }

    /**
     * Reads such a line.
     *
     * @throws IllegalArgumentException saying what cannot be read
     * @throws java.time.DateTimeException when the moment cannot be read
     */
    public static RingingHabit parse(String text) {
        String[] word = text.split(" ", -1);
        if (word.length != 5) {
            throw new IllegalArgumentException("a habit of " + word.length + " words");
        }
        String[] block = word[2].split("/", 2);
        var counts = new TreeMap<Integer, Double>();
        for (String pair : List.of(word[4].split(",", -1))) {
            String[] both = pair.split(":", 2);
            counts.put(Integer.parseInt(both[0]), Integer.parseInt(both[1]) / 10.0);
        }
        return new RingingHabit(
                Progress.Kind.valueOf(word[0]),
                Destination.valueOf(word[1]),
                Integer.parseInt(block[0]),
                Integer.parseInt(block[1]),
                Instant.parse(word[3]),
                counts);
    }
}
