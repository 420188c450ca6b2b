package org.trunkpilot.practice.ami;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** The filters of one session, in both spellings that Asterisk 22 knows: a regular expression, or criteria. */
final class EventFilters {
    static final int MOST = 100;

    private static final Pattern CRITERION = Pattern.compile("(action|name|header|method)\\(([^)]*)\\)");

    private final List<Predicate<Message>> include = new ArrayList<>();
    private final List<Predicate<Message>> exclude = new ArrayList<>();

    boolean pass(Message event) {
        return (include.isEmpty() || include.stream().anyMatch(f -> f.test(event)))
                && exclude.stream().noneMatch(f -> f.test(event));
    }

    /** Adds one; what comes back is why it could not be. */
    Optional<String> add(String criteria, String filter) {
        if (include.size() + exclude.size() >= MOST) {
            return Optional.of("Internal Error. Failed adding filter");
        }
        try {
            return criteria.isEmpty() ? addExpression(filter) : addCriteria(criteria, filter);
        } catch (PatternSyntaxException e) {
            return Optional.of("Filter did not compile.  Check the syntax of the filter given.");
        }
    }

    private Optional<String> addExpression(String filter) {
        boolean negated = filter.startsWith("!");
        var pattern = Pattern.compile(negated ? filter.substring(1) : filter);
        (negated ? exclude : include).add(event -> pattern.matcher(event.text()).find());
        return Optional.empty();
    }

    private Optional<String> addCriteria(String criteria, String filter) {
        var action = "include";
        Optional<String> name = Optional.empty();
        Optional<String> header = Optional.empty();
        Optional<String> method = Optional.empty();
        Matcher found = CRITERION.matcher(criteria);
        int end = 0;
        while (found.find()) {
            end = found.end();
            var value = found.group(2);
            switch (found.group(1)) {
                case "action" -> action = value.toLowerCase(Locale.ROOT);
                case "name" -> name = Optional.of(value);
                case "header" -> header = Optional.of(value);
                default -> method = Optional.of(value.toLowerCase(Locale.ROOT));
            }
        }
        if (end != criteria.length()) {
            return Optional.of("Filter was formatted incorrectly.  Check the syntax of the filter given.");
        }
        var byName = name.<Predicate<Message>>map(n -> event -> event.event().equalsIgnoreCase(n))
                .orElse(event -> true);
        var byText = text(header, method.orElse(filter.isEmpty() ? "none" : "contains"), filter);
        (action.equals("exclude") ? exclude : include).add(byName.and(byText));
        return Optional.empty();
    }

    private static Predicate<Message> text(Optional<String> header, String method, String filter) {
        Predicate<String> test = switch (method) {
            case "exact" -> filter::equals;
            case "starts_with" -> text -> text.startsWith(filter);
            case "ends_with" -> text -> text.endsWith(filter);
            case "contains" -> text -> text.contains(filter);
            case "regex" -> Pattern.compile(filter).asPredicate();
            default -> text -> true;
        };
        return event -> header.map(name -> event.header(name).filter(test).isPresent())
                .orElseGet(() -> test.test(event.text()));
    }
}
