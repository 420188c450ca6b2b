package org.trunkpilot.timeline;

import java.time.Instant;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.trunkpilot.trunk.PbxId;
import org.trunkpilot.trunk.RouteId;
import org.trunkpilot.trunk.TrunkId;

/**
 * One line of the record.
 *
 * @param words one sentence for people
 * @param detail for programs: names to strings, numbers, booleans, lists of strings
 */
public record Entry(
        Instant at,
        PbxId pbx,
        Kind kind,
        Optional<TrunkId> trunk,
        Optional<RouteId> route,
        String words,
        Map<String, Object> detail) {

    /** Copies the detail, for it is written down later by another thread; a value of any other kind becomes its text. */
    public Entry {
        Map<String, Object> copy = new LinkedHashMap<>();
        detail.forEach((name, value) -> copy.put(name, plain(value)));
        detail = Collections.unmodifiableMap(copy);
    }

    private static Object plain(Object value) {
        if (value instanceof Collection<?> values) {
            return values.stream().map(String::valueOf).toList();
        }
        return value instanceof String || value instanceof Number || value instanceof Boolean
                ? value
                : String.valueOf(value);
    }

    /** What sort of thing is recorded. */
    public enum Kind {
        /** Our link to the PBX. */
        LINK,
        /** The PBX's own life: restarts, reloads, its state. */
        PBX,
        /** A verdict changed. */
        VERDICT,
        /** Whose fault a trunk's trouble is, or that nobody is blamed any more. */
        BLAME,
        /** A trunk's service state changed. */
        SERVICE,
        /** A move or a refusal. */
        DECISION,
        /** Something was written to the PBX, or could not be. */
        ACTUATION,
        /** A person's order: given, ended, expired. */
        ORDER,
        /** Acting or watching, and who said so. */
        MODE,
        /** The configuration is not what it was. */
        CONFIGURATION,
        /** Something needs a person. */
        ALARM
    }
}
