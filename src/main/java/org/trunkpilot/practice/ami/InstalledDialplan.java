package org.trunkpilot.practice.ami;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * An extensions.conf as Asterisk would have loaded it, for whoever asks what is installed. It is shown, never run: what the
 * world does with a call is {@link org.trunkpilot.practice.world.Dialplan}.
 */
record InstalledDialplan(Map<String, List<Step>> contexts) {
    /** One priority of one extension. */
    record Step(String exten, Optional<String> label, int priority, String application, String arguments) {}

    private static final Pattern CONTEXT = Pattern.compile("\\[([^\\]]+)\\].*");
    private static final Pattern STEP = Pattern.compile(
            "(?:exten\\s*=>?\\s*([^,]+),|same\\s*=>?\\s*)\\s*(n|\\d+)(?:\\(([^)]*)\\))?\\s*,\\s*(\\w+)(?:\\((.*)\\))?\\s*");

    /** Reads what it understands: contexts, {@code exten} and {@code same}; of the rest nothing is shown. */
    static InstalledDialplan of(String text) {
        Map<String, List<Step>> contexts = new LinkedHashMap<>();
        List<Step> steps = new ArrayList<>();
        var exten = "";
        int priority = 0;
        for (String raw : text.lines().toList()) {
            var line = withoutComment(raw).trim();
            var context = CONTEXT.matcher(line);
            var step = STEP.matcher(line);
            if (context.matches()) {
                steps = contexts.computeIfAbsent(context.group(1), name -> new ArrayList<>());
            } else if (step.matches()) {
                exten = Optional.ofNullable(step.group(1)).map(String::trim).orElse(exten);
                priority = step.group(2).equals("n") ? priority + 1 : Integer.parseInt(step.group(2));
                steps.add(new Step(
                        exten,
                        Optional.ofNullable(step.group(3)),
                        priority,
                        step.group(4),
                        Optional.ofNullable(step.group(5)).orElse("")));
            }
        }
        return new InstalledDialplan(contexts);
    }

    private static String withoutComment(String line) {
        for (int i = 0; i < line.length(); i++) {
            if (line.charAt(i) == ';' && (i == 0 || line.charAt(i - 1) != '\\')) {
                return line.substring(0, i);
            }
        }
        return line;
    }
}
