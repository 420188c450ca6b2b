package org.trunkpilot.dashboard;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What Prometheus reads from {@code /actuator/prometheus}, in its text format. */
record Scrape(Map<String, String> help, Map<String, String> types, List<Sample> samples) {
    private static final Pattern SAMPLE = Pattern.compile("([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\\{(.*)})? (\\S+).*");
    private static final Pattern LABEL = Pattern.compile("([a-zA-Z_][a-zA-Z0-9_]*)=\"((?:[^\"\\\\]|\\\\.)*)\"");

    /** One line with a figure. */
    record Sample(String name, Map<String, String> labels, double value) {}

    static Scrape of(String text) {
        Map<String, String> help = new LinkedHashMap<>();
        Map<String, String> types = new LinkedHashMap<>();
        List<Sample> samples = new ArrayList<>();
        text.lines().forEach(line -> {
            if (line.startsWith("# ")) {
                String[] words = line.split(" ", 4);
                (words[1].equals("HELP") ? help : types).put(words[2], words.length > 3 ? words[3] : "");
            } else if (!line.isBlank()) {
                samples.add(sample(line));
            }
        });
        return new Scrape(help, types, samples);
    }

    private static Sample sample(String line) {
        Matcher parts = SAMPLE.matcher(line);
        if (!parts.matches()) {
            throw new AssertionError("not a sample: " + line);
        }
        Map<String, String> labels = new LinkedHashMap<>();
        Matcher label = LABEL.matcher(parts.group(2) == null ? "" : parts.group(2));
        while (label.find()) {
            labels.put(label.group(1), label.group(2));
        }
        String value = parts.group(3);
        return new Sample(
                parts.group(1), labels, value.equals("+Inf") ? Double.POSITIVE_INFINITY : Double.parseDouble(value));
    }

    List<String> ours() {
        return types.keySet().stream()
                .filter(name -> name.startsWith("trunkpilot_"))
                .toList();
    }

    /** The samples of a family, those of a histogram among them. */
    List<Sample> of(String family, String type) {
        return samples.stream()
                .filter(sample -> sample.name().equals(family)
                        || ((type.equals("histogram") || type.equals("summary"))
                                && sample.name().matches(Pattern.quote(family) + "_(bucket|sum|count)")))
                .toList();
    }
}
