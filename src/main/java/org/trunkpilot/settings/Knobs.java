package org.trunkpilot.settings;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import org.springframework.boot.convert.DurationStyle;
import org.trunkpilot.routing.RoutingPolicy.FailBackHours;
import org.trunkpilot.signal.CauseRules;

/**
 * Turns single knobs of a policy. A policy is a record of numbers, durations and further records; the defaults and what they
 * mean stand in the code, the keys are the names of the components in kebab case ({@code probes.late-after}).
 */
final class Knobs {
    private final String root;
    private final Map<String, String> turned;
    private final ZoneId zone;

    /**
     * @param root the key under which they stand, for messages
     * @param turned from key below the root to value
     */
    Knobs(String root, Map<String, String> turned, ZoneId zone) {
        this.root = root;
        this.turned = new TreeMap<>(turned);
        this.zone = zone;
    }

    /** The base with these knobs turned. @throws SettingsException naming the key that is unknown or whose value is impossible */
    <T extends Record> T turn(T base) {
        T result = turn(base, "");
        if (!turned.isEmpty()) {
            throw new SettingsException(
                    root + "." + turned.keySet().iterator().next(),
                    "unknown key; the manual (application.yml) lists what can be set here");
        }
        return result;
    }

    /** Every knob of a policy with its value as one would write it, in the order of the record. */
    static Map<String, String> of(Record policy) {
        var knobs = new LinkedHashMap<String, String>();
        for (RecordComponent component : policy.getClass().getRecordComponents()) {
            Object value = read(component, policy);
            if (value instanceof CauseRules) {
                // A table, not a number: it has a place of its own in the settings.
                continue;
            }
            if (value instanceof Record nested) {
                of(nested).forEach((key, text) -> knobs.put(kebab(component.getName()) + "." + key, text));
            } else if (!(value instanceof String)) {
                knobs.put(kebab(component.getName()), text(value));
            }
        }
        return knobs;
    }

    private <T extends Record> T turn(T base, String prefix) {
        RecordComponent[] components = base.getClass().getRecordComponents();
        Object[] values = new Object[components.length];
        String changed = null;
        for (int i = 0; i < components.length; i++) {
            String key = prefix + kebab(components[i].getName());
            Object value = read(components[i], base);
            if (value instanceof Record nested && !(value instanceof CauseRules)) {
                value = turn(nested, key + ".");
            } else if (turned.containsKey(key)) {
                changed = key;
                value = parse(key, String.valueOf(turned.remove(key)), components[i]);
            }
            values[i] = value;
        }
        return make(base, components, values, changed == null ? prefix : changed);
    }

    private Object parse(String key, String text, RecordComponent component) {
        Class<?> type = component.getType();
        String wanted = type == Duration.class ? "a duration like 90s, 5m, 2h" : "a number";
        try {
            if (type == Duration.class) {
                return DurationStyle.detectAndParse(text);
            }
            if (type == int.class) {
                return Integer.parseInt(text);
            }
            if (type == double.class) {
                return Double.parseDouble(text);
            }
            if (type == OptionalInt.class) {
                wanted = "a number or none";
                return text.equals("none") ? OptionalInt.empty() : OptionalInt.of(Integer.parseInt(text));
            }
            if (holdsHours(component)) {
                wanted = "none or two times of day like 19:00-07:00";
                String[] ends = text.split("-", 2);
                return text.equals("none")
                        ? Optional.empty()
                        : Optional.of(new FailBackHours(LocalTime.parse(ends[0]), LocalTime.parse(ends[1]), zone));
            }
        } catch (IllegalArgumentException | DateTimeParseException | ArrayIndexOutOfBoundsException e) {
            throw new SettingsException(root + "." + key, "\"" + text + "\" is not " + wanted);
        }
        throw new IllegalStateException("no way to read " + component);
    }

    private static boolean holdsHours(RecordComponent component) {
        return component.getGenericType() instanceof ParameterizedType type
                && Arrays.asList(type.getActualTypeArguments()).contains(FailBackHours.class);
    }

    private <T extends Record> T make(T base, RecordComponent[] components, Object[] values, String key) {
        Class<?>[] types =
                Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
        try {
            @SuppressWarnings("unchecked")
            T made = (T) base.getClass().getDeclaredConstructor(types).newInstance(values);
            return made;
        } catch (InvocationTargetException e) {
            throw new SettingsException(
                    root + "." + key, String.valueOf(e.getTargetException().getMessage()));
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(base.getClass() + " cannot be made", e);
        }
    }

    private static Object read(RecordComponent component, Record record) {
        try {
            return component.getAccessor().invoke(record);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(component + " cannot be read", e);
        }
    }

    private static String text(Object value) {
        if (value instanceof Duration duration) {
            return duration.toMillisPart() != 0
                    ? duration.toMillis() + "ms"
                    : duration.toSeconds() % 60 != 0
                            ? duration.toSeconds() + "s"
                            : duration.toMinutes() % 60 != 0 ? duration.toMinutes() + "m" : duration.toHours() + "h";
        }
        if (value instanceof OptionalInt number) {
            return number.isPresent() ? String.valueOf(number.getAsInt()) : "none";
        }
        if (value instanceof Optional<?> hours) {
            return hours.map(FailBackHours.class::cast)
                    .map(h -> h.from() + "-" + h.until())
                    .orElse("none");
        }
        if (value instanceof Double number && number == Math.rint(number)) {
            return String.valueOf(number.longValue());
        }
        return String.valueOf(value);
    }

    private static String kebab(String camel) {
        return camel.replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
    }
}
