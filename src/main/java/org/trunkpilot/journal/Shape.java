package org.trunkpilot.journal;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * How a value of one type lies in a file, derived from its record components, so that a new signal needs nothing here. The description
 * of each record's shape stands in the file itself: a reader of another version can tell what it cannot understand, and skip it.
 *
 * <pre>
 *   t time · d duration · s text · e one of an enum, by name · i whole number · f decimal · b yes or no
 *   ?x x or nothing · *x a list of x · (xyz) a record of these · ^ a record of some kind, its kind first
 * </pre>
 */
abstract class Shape {
    /** Writes records whose kind is not given by where they stand. */
    interface KindWriter {
        void write(Packer packer, Object value);
    }

    /** Reads what a {@link KindWriter} wrote. */
    interface KindReader {
        /** Null for a kind that is not understood here. */
        @Nullable Object read(Unpacker unpacker);
    }

    abstract String description();

    abstract void write(Packer packer, Object value, KindWriter kinds);

    /** Null, too, for anything that holds what is not understood. */
    abstract @Nullable Object read(Unpacker unpacker, KindReader kinds);

    /** The shape of a type of ours. @throws IllegalArgumentException for a type that nothing can be made of */
    static Shape of(Type type) {
        if (type instanceof ParameterizedType generic && generic.getRawType() == Optional.class) {
            return new Maybe(of(generic.getActualTypeArguments()[0]));
        }
        if (type instanceof ParameterizedType generic && generic.getRawType() == List.class) {
            return new Many(of(generic.getActualTypeArguments()[0]));
        }
        if (!(type instanceof Class<?> plain)) {
            throw new IllegalArgumentException("no shape for " + type);
        }
        if (plain.isRecord()) {
            return new Whole(plain);
        }
        if (plain.isEnum()) {
            return new Choice(plain);
        }
        return plain.isSealed() ? new Any() : Simple.of(plain);
    }

    /** A shape by its description alone, for skipping; what it reads is null. */
    static Shape described(String description) {
        int[] at = {0};
        Shape shape = described(description, at);
        if (at[0] != description.length()) {
            throw new Unpacker.Garbled("no shape: " + description);
        }
        return shape;
    }

    private static Shape described(String text, int[] at) {
        if (at[0] >= text.length()) {
            throw new Unpacker.Garbled("no shape: " + text);
        }
        char kind = text.charAt(at[0]++);
        return switch (kind) {
            case '?' -> new Maybe(described(text, at));
            case '*' -> new Many(described(text, at));
            case '^' -> new Any();
            case '(' -> {
                var parts = new ArrayList<Shape>();
                while (at[0] < text.length() && text.charAt(at[0]) != ')') {
                    parts.add(described(text, at));
                }
                at[0]++;
                yield new Whole(parts);
            }
            default -> Simple.of(kind);
        };
    }

    /** One value. */
    private static final class Simple extends Shape {
        private final char kind;
        private final @Nullable Class<?> type;

        private Simple(char kind, @Nullable Class<?> type) {
            this.kind = kind;
            this.type = type;
        }

        static Simple of(Class<?> type) {
            char kind = type == Instant.class
                    ? 't'
                    : type == Duration.class
                            ? 'd'
                            : type == String.class
                                    ? 's'
                                    : type == int.class || type == long.class
                                            ? 'i'
                                            : type == double.class
                                                    ? 'f'
                                                    : type == boolean.class
                                                            ? 'b'
                                                            : type == OptionalInt.class || type == OptionalLong.class
                                                                    ? 'I'
                                                                    : type == OptionalDouble.class ? 'F' : ' ';
            if (kind == ' ') {
                throw new IllegalArgumentException("no shape for " + type);
            }
            return new Simple(kind, type);
        }

        static Simple of(char kind) {
            if ("tdseifbIF".indexOf(kind) < 0) {
                throw new Unpacker.Garbled("no shape: " + kind);
            }
            return new Simple(kind, null);
        }

        @Override
        String description() {
            return String.valueOf(kind);
        }

        @Override
        void write(Packer packer, Object value, KindWriter kinds) {
            switch (kind) {
                case 't' -> packer.time((Instant) value);
                case 'd' -> packer.duration((Duration) value);
                case 's' -> packer.text((String) value);
                case 'i' -> packer.number(((Number) value).longValue());
                case 'f' -> packer.decimal((Double) value);
                case 'b' -> packer.unsigned((Boolean) value ? 1 : 0);
                case 'I' -> {
                    boolean there = value instanceof OptionalInt number
                            ? number.isPresent()
                            : ((OptionalLong) value).isPresent();
                    packer.unsigned(there ? 1 : 0);
                    if (there) {
                        packer.number(
                                value instanceof OptionalInt number
                                        ? number.getAsInt()
                                        : ((OptionalLong) value).getAsLong());
                    }
                }
                default -> {
                    var decimal = (OptionalDouble) value;
                    packer.unsigned(decimal.isPresent() ? 1 : 0);
                    if (decimal.isPresent()) {
                        packer.decimal(decimal.getAsDouble());
                    }
                }
            }
        }

        @Override
        @Nullable Object read(Unpacker unpacker, KindReader kinds) {
            return switch (kind) {
                case 't' -> unpacker.time();
                case 'd' -> unpacker.duration();
                case 's', 'e' -> unpacker.text();
                case 'i' -> whole(unpacker.number());
                case 'f' -> unpacker.decimal();
                case 'b' -> unpacker.unsigned() != 0;
                case 'I' -> optional(unpacker);
                default -> unpacker.unsigned() == 0 ? OptionalDouble.empty() : OptionalDouble.of(unpacker.decimal());
            };
        }

        private Object whole(long number) {
            return type == int.class ? (Object) (int) number : (Object) number;
        }

        private Object optional(Unpacker unpacker) {
            boolean there = unpacker.unsigned() != 0;
            long number = there ? unpacker.number() : 0;
            if (type == OptionalInt.class) {
                return there ? OptionalInt.of((int) number) : OptionalInt.empty();
            }
            return there ? OptionalLong.of(number) : OptionalLong.empty();
        }
    }

    /** A constant of an enum, by its name. */
    private static final class Choice extends Shape {
        private final Class<?> type;

        Choice(Class<?> type) {
            this.type = type;
        }

        @Override
        String description() {
            return "e";
        }

        @Override
        void write(Packer packer, Object value, KindWriter kinds) {
            packer.text(((Enum<?>) value).name());
        }

        /** Null for a name that this version does not have. */
        @Override
        @Nullable Object read(Unpacker unpacker, KindReader kinds) {
            String name = unpacker.text();
            for (Object constant : type.getEnumConstants()) {
                if (((Enum<?>) constant).name().equals(name)) {
                    return constant;
                }
            }
            return null;
        }
    }

    /** A value or nothing. */
    private static final class Maybe extends Shape {
        private final Shape of;

        Maybe(Shape of) {
            this.of = of;
        }

        @Override
        String description() {
            return "?" + of.description();
        }

        @Override
        void write(Packer packer, Object value, KindWriter kinds) {
            var maybe = (Optional<?>) value;
            packer.unsigned(maybe.isPresent() ? 1 : 0);
            maybe.ifPresent(there -> of.write(packer, there, kinds));
        }

        @Override
        @Nullable Object read(Unpacker unpacker, KindReader kinds) {
            if (unpacker.unsigned() == 0) {
                return Optional.empty();
            }
            Object value = of.read(unpacker, kinds);
            return value == null ? null : Optional.of(value);
        }
    }

    /** Values in a row. */
    private static final class Many extends Shape {
        private final Shape of;

        Many(Shape of) {
            this.of = of;
        }

        @Override
        String description() {
            return "*" + of.description();
        }

        @Override
        void write(Packer packer, Object value, KindWriter kinds) {
            var values = (List<?>) value;
            packer.unsigned(values.size());
            values.forEach(one -> of.write(packer, one, kinds));
        }

        @Override
        @Nullable Object read(Unpacker unpacker, KindReader kinds) {
            int count = unpacker.count();
            var values = new ArrayList<Object>();
            boolean all = true;
            for (int i = 0; i < count; i++) {
                Object value = of.read(unpacker, kinds);
                all &= value != null;
                if (value != null) {
                    values.add(value);
                }
            }
            return all ? List.copyOf(values) : null;
        }
    }

    /** A record of a kind that is told with it. */
    private static final class Any extends Shape {
        @Override
        String description() {
            return "^";
        }

        @Override
        void write(Packer packer, Object value, KindWriter kinds) {
            kinds.write(packer, value);
        }

        @Override
        @Nullable Object read(Unpacker unpacker, KindReader kinds) {
            return kinds.read(unpacker);
        }
    }

    /** A record: its components in their order. */
    private static final class Whole extends Shape {
        private static final int MOST_NAMES = 5_000;

        private final List<Shape> parts;
        private final List<MethodHandle> accessors = new ArrayList<>();
        private final @Nullable MethodHandle made;

        /** Names, by their text: the same few come again and again, and each is checked when it is made. */
        private final Map<Object, Object> names = new ConcurrentHashMap<>();

        Whole(Class<?> type) {
            parts = new ArrayList<>();
            RecordComponent[] components = type.getRecordComponents();
            var types = new Class<?>[components.length];
            try {
                var lookup = MethodHandles.publicLookup();
                for (int i = 0; i < components.length; i++) {
                    parts.add(Shape.of(components[i].getGenericType()));
                    types[i] = components[i].getType();
                    accessors.add(lookup.unreflect(components[i].getAccessor())
                            .asType(java.lang.invoke.MethodType.methodType(Object.class, Object.class)));
                }
                made = lookup.unreflectConstructor(type.getDeclaredConstructor(types))
                        .asSpreader(Object[].class, types.length)
                        .asType(java.lang.invoke.MethodType.methodType(Object.class, Object[].class));
            } catch (ReflectiveOperationException e) {
                throw new IllegalArgumentException("no shape for " + type, e);
            }
        }

        Whole(List<Shape> parts) {
            this.parts = parts;
            this.made = null;
        }

        @Override
        String description() {
            var text = new StringBuilder("(");
            parts.forEach(part -> text.append(part.description()));
            return text.append(')').toString();
        }

        @Override
        void write(Packer packer, Object value, KindWriter kinds) {
            for (int i = 0; i < parts.size(); i++) {
                parts.get(i).write(packer, component(i, value), kinds);
            }
        }

        private Object component(int i, Object value) {
            try {
                return (Object) accessors.get(i).invokeExact(value);
            } catch (RuntimeException | Error e) {
                throw e;
            } catch (Throwable e) {
                throw new IllegalStateException("a record that does not tell its component " + i, e);
            }
        }

        @Override
        @Nullable Object read(Unpacker unpacker, KindReader kinds) {
            var values = new @Nullable Object[parts.size()];
            boolean all = true;
            for (int i = 0; i < values.length; i++) {
                values[i] = parts.get(i).read(unpacker, kinds);
                all &= values[i] != null;
            }
            if (made == null || !all) {
                return null;
            }
            boolean name = values.length == 1 && values[0] instanceof String;
            Object known = name ? names.get(Objects.requireNonNull(values[0])) : null;
            return known == null ? make(made, values, name) : known;
        }

        private @Nullable Object make(MethodHandle made, @Nullable Object[] values, boolean name) {
            try {
                Object value = (Object) made.invokeExact(values);
                if (name) {
                    if (names.size() >= MOST_NAMES) {
                        names.clear();
                    }
                    names.put(Objects.requireNonNull(values[0]), value);
                }
                return value;
            } catch (IllegalArgumentException e) {
                // What was allowed when it was written is not any more.
                return null;
            } catch (RuntimeException | Error e) {
                throw e;
            } catch (Throwable e) {
                throw new IllegalStateException("a record that cannot be made", e);
            }
        }
    }
}
