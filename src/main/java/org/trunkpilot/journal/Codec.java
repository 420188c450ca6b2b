package org.trunkpilot.journal;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.trunkpilot.replay.Input;
import org.trunkpilot.signal.PbxSignal;
import org.trunkpilot.trunk.Route;

/**
 * Inputs as bytes and back. The first record of a kind in a file is preceded by the name and the shape of that kind; a kind of another
 * name or shape than ours is skipped and counted.
 */
final class Codec {
    /** Before a kind's first record; then its name and shape. */
    private static final int NEW_KIND = 0;

    private static final Map<String, Shape> OURS = ours();
    private static final ClassValue<String> NAMES = new ClassValue<>() {
        @Override
        protected String computeValue(Class<?> type) {
            return type.getSimpleName();
        }
    };

    private Codec() {}

    /** Writes one file. */
    static final class Writing implements Shape.KindWriter {
        private final Packer packer = new Packer();
        private final Map<String, Integer> kinds = new HashMap<>();

        int size() {
            return packer.size();
        }

        byte[] drain() {
            return packer.drain();
        }

        void add(Input input) {
            write(packer, input);
        }

        @Override
        public void write(Packer into, Object value) {
            String name = NAMES.get(value.getClass());
            Shape shape = OURS.get(name);
            if (shape == null) {
                throw new IllegalStateException("the journal has no shape for " + name);
            }
            Integer number = kinds.get(name);
            if (number == null) {
                number = kinds.size() + 1;
                kinds.put(name, number);
                into.unsigned(NEW_KIND);
                into.text(name);
                into.text(shape.description());
            }
            into.unsigned(number);
            shape.write(into, value, this);
        }
    }

    /** Reads one file. */
    static final class Reading implements Shape.KindReader {
        private final Unpacker unpacker = new Unpacker();
        private final List<Shape> kinds = new ArrayList<>();
        private long skipped;

        void open(byte[] block) {
            unpacker.open(block);
        }

        boolean more() {
            return unpacker.more();
        }

        /** The next input; null for one of a kind that is not understood here. */
        @Nullable Input next() {
            Object value = read(unpacker);
            if (value instanceof Input input) {
                return input;
            }
            skipped++;
            return null;
        }

        /** Inputs of kinds that are not understood here. */
        long skipped() {
            return skipped;
        }

        @Override
        public @Nullable Object read(Unpacker from) {
            long number = from.unsigned();
            while (number == NEW_KIND) {
                String name = from.text();
                String description = from.text();
                Shape ours = OURS.get(name);
                kinds.add(ours != null && ours.description().equals(description) ? ours : Shape.described(description));
                number = from.unsigned();
            }
            if (number < 0 || number > kinds.size()) {
                throw new Unpacker.Garbled("kind " + number + " of " + kinds.size());
            }
            return kinds.get((int) number - 1).read(from, this);
        }
    }

    private static Map<String, Shape> ours() {
        var shapes = new HashMap<String, Shape>();
        for (Class<?> sealed : List.of(Input.class, PbxSignal.class, Route.class)) {
            leaves(sealed, shapes);
        }
        return Map.copyOf(shapes);
    }

    private static void leaves(Class<?> type, Map<String, Shape> into) {
        if (!type.isSealed()) {
            if (into.put(type.getSimpleName(), Shape.of(type)) != null) {
                throw new IllegalStateException("two kinds called " + type.getSimpleName());
            }
            return;
        }
        for (Class<?> permitted : type.getPermittedSubclasses()) {
            leaves(permitted, into);
        }
    }
}
