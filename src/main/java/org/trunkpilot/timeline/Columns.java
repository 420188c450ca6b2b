package org.trunkpilot.timeline;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.trunkpilot.trunk.TrunkId;

/** Between the words of the core and what a column holds. Nothing that passes here can be refused by the database. */
final class Columns {
    /** Longest sentence that is kept; as in the migrations. */
    static final int WORDS = 4_000;

    /** Longest list or JSON text that is kept; as in the migrations. */
    static final int LIST = 20_000;

    private static final String ORDER_SEPARATOR = "&";

    private Columns() {}

    /** Both databases keep microseconds, Java's clock may give nanoseconds: what is read shall equal what was told. */
    static Instant micros(Instant at) {
        return at.truncatedTo(ChronoUnit.MICROS);
    }

    static @Nullable Instant micros(Optional<Instant> at) {
        return at.map(Columns::micros).orElse(null);
    }

    /** Cut to a column's length; PostgreSQL refuses a NUL in a text, and a PBX may send one. */
    static String fit(String text, int most) {
        String clean = text.indexOf('\0') < 0 ? text : text.replace("\0", "");
        if (clean.length() <= most) {
            return clean;
        }
        int end = Character.isHighSurrogate(clean.charAt(most - 2)) ? most - 2 : most - 1;
        return clean.substring(0, end) + "…";
    }

    static String order(List<TrunkId> trunks) {
        return trunks.stream().map(TrunkId::name).collect(Collectors.joining(ORDER_SEPARATOR));
    }

    static List<TrunkId> order(String column) {
        if (column.isEmpty()) {
            return List.of();
        }
        return Arrays.stream(column.split(ORDER_SEPARATOR, -1))
                .map(TrunkId::new)
                .toList();
    }

    static @Nullable Integer orNull(OptionalInt number) {
        return number.isPresent() ? number.getAsInt() : null;
    }

    static @Nullable Double orNull(OptionalDouble number) {
        return number.isPresent() ? number.getAsDouble() : null;
    }

    static OptionalInt optional(@Nullable Integer number) {
        return number == null ? OptionalInt.empty() : OptionalInt.of(number);
    }

    static OptionalDouble optional(@Nullable Double number) {
        return number == null ? OptionalDouble.empty() : OptionalDouble.of(number);
    }
}
