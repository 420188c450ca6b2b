package org.trunkpilot.trunk;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * Which numbers are of which {@link Destination}: by the longest beginning that fits; emergency numbers only as a whole, for
 * 112 also begins a number of somebody in town.
 */
public final class Destinations {
    /** No table: all numbers are alike. */
    public static final Destinations NONE = new Destinations(Map.of());

    private static final Pattern DIGITS = Pattern.compile("\\+?[0-9*#]{1,15}");

    private final Map<String, Destination> byPrefix = new TreeMap<>();
    private final Map<String, Destination> whole = new TreeMap<>();
    private int longest;

    /**
     * @param prefixes as the number is dialled on the trunk, by kind
     * @throws IllegalArgumentException when one is no beginning of a number, or stands under two kinds
     */
    public Destinations(Map<Destination, List<String>> prefixes) {
        new TreeMap<>(prefixes)
                .forEach((kind, all) -> all.forEach(prefix -> {
                    if (!DIGITS.matcher(prefix).matches()) {
                        throw new IllegalArgumentException("\"" + prefix
                                + "\" is no beginning of a number; give 1 to 15 of 0-9*#, a + before them if need be");
                    }
                    var table = kind == Destination.EMERGENCY ? whole : byPrefix;
                    Destination before = table.put(prefix, kind);
                    if (before != null && before != kind) {
                        throw new IllegalArgumentException("\"" + prefix + "\" is given as " + before.words()
                                + " and as " + kind.words() + "; give it once");
                    }
                    longest = Math.max(longest, prefix.length());
                }));
    }

    /** The kind of a dialled number. */
    public Destination of(String number) {
        Destination exact = whole.get(number);
        if (exact != null) {
            return exact;
        }
        for (int length = Math.min(longest, number.length()); length > 0; length--) {
            Optional<Destination> found = Optional.ofNullable(byPrefix.get(number.substring(0, length)));
            if (found.isPresent()) {
                return found.get();
            }
        }
        return Destination.ANY;
    }
}
