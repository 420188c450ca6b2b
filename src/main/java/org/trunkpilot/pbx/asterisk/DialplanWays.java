package org.trunkpilot.pbx.asterisk;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Which steps of a whole dialplan lead where, as far as it is written down: by Goto, Gosub, GotoIf and GosubIf to a context
 * that is named. Where a variable names it, nobody can tell before a call is there.
 */
final class DialplanWays {
    private static final Pattern LITERAL = Pattern.compile("[0-9*#+]+");

    private static final Set<String> JUMPS = Set.of("goto", "gosub", "gotoif", "gosubif");

    private final List<AmiItem> steps;

    /** @param steps {@code ListDialplan}, each with an application */
    DialplanWays(List<AmiItem> steps) {
        this.steps = steps;
    }

    /** What an extension must be so that only this very number gets there. */
    static boolean isLiteral(String extension) {
        return LITERAL.matcher(extension).matches();
    }

    static String place(AmiItem step) {
        return step.get("Extension") + "@" + step.get("Context");
    }

    /** The steps that jump to an extension of this context. */
    List<AmiItem> to(String context) {
        return steps.stream()
                .filter(step -> targets(step).stream().anyMatch(target -> target.startsWith(context + ",")))
                .toList();
    }

    /**
     * The patterns from which a call gets to one of these steps, each with the way it takes. Followed backwards through
     * extensions that are no numbers ({@code s}, {@code emerg}); one that is literal digits lets only these through.
     */
    List<String> patternsBehind(List<AmiItem> arrivals) {
        Set<String> patterns = new LinkedHashSet<>();
        Set<String> seen = new HashSet<>();
        Deque<List<AmiItem>> ways = new ArrayDeque<>();
        arrivals.forEach(step -> ways.add(List.of(step)));
        while (!ways.isEmpty()) {
            List<AmiItem> way = ways.removeFirst();
            AmiItem first = way.get(0);
            String extension = first.get("Extension");
            if (extension.startsWith("_")) {
                patterns.add(
                        String.join(" → ", way.stream().map(DialplanWays::place).toList()));
            } else if (!isLiteral(extension) && seen.add(place(first))) {
                for (AmiItem before : leadingTo(first)) {
                    List<AmiItem> longer = new ArrayList<>(way);
                    longer.add(0, before);
                    ways.addLast(longer);
                }
            }
        }
        return List.copyOf(patterns);
    }

    /** Jumps from another extension to that of this step. One that a variable names may be any, but what was dialled is digits. */
    private List<AmiItem> leadingTo(AmiItem step) {
        String exact = step.get("Context") + "," + step.get("Extension") + ",";
        String any = step.get("Context") + ",${";
        return steps.stream()
                .filter(before -> !place(before).equals(place(step)))
                .filter(before -> targets(before).stream()
                        .anyMatch(target -> target.startsWith(exact)
                                || (target.startsWith(any) && !target.startsWith(any + "EXTEN"))))
                .toList();
    }

    /** Where a step may jump to, as {@code context,extension,priority}; the context of the step where none is named. */
    private static List<String> targets(AmiItem step) {
        String application = step.get("Application").toLowerCase(Locale.ROOT);
        if (!JUMPS.contains(application)) {
            return List.of();
        }
        String text = step.get("AppData");
        List<String> labels = application.endsWith("if") ? branches(text) : List.of(text);
        List<String> targets = new ArrayList<>();
        for (String label : labels) {
            List<String> parts = split(label.strip(), ',');
            if (parts.size() == 2) {
                targets.add(step.get("Context") + "," + label.strip());
            } else if (parts.size() > 2) {
                targets.add(label.strip());
            }
        }
        return targets;
    }

    /** What stands behind the condition of a GotoIf: one label, or two with a colon between. */
    private static List<String> branches(String text) {
        List<String> condition = split(text, '?');
        return condition.size() < 2
                ? List.of()
                : split(text.substring(condition.get(0).length() + 1), ':');
    }

    /** Splits at a character that stands in no brackets of any kind: expressions and arguments have their own. */
    private static List<String> split(String text, char at) {
        List<String> parts = new ArrayList<>();
        int depth = 0;
        int from = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if ("([{".indexOf(c) >= 0) {
                depth++;
            } else if (")]}".indexOf(c) >= 0) {
                depth--;
            } else if (c == at && depth <= 0) {
                parts.add(text.substring(from, i));
                from = i + 1;
            }
        }
        parts.add(text.substring(from));
        return parts;
    }
}
