package org.trunkpilot.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.trunkpilot.replay.Input;
import org.trunkpilot.replay.Past;
import org.trunkpilot.routing.Mode;
import org.trunkpilot.signal.PbxSignal;
import org.trunkpilot.trunk.RouteId;

class CodecTest {
    private static final Instant NOW = Instant.parse("2026-03-01T08:00:00.123456789Z");

    /** Every signal that there is, and that there will be, comes back as it was, to the nanosecond. */
    @Test
    void whateverACoreIsToldComesBackAsItWas() {
        var inputs = new ArrayList<Input>();
        leaves(PbxSignal.class).forEach(type -> {
            inputs.add(new Input.Heard((PbxSignal) sample(type, true)));
            inputs.add(new Input.Heard((PbxSignal) sample(type, false)));
        });
        inputs.add(new Input.Stood(
                NOW,
                true,
                new Past(1, 2).inventory(),
                Mode.WATCHING,
                "a memory of more than eighty characters, which is long enough not to be remembered as a known text",
                List.of(),
                List.of(((Input.Heard) inputs.get(0)).signal())));
        inputs.add(new Input.Froze(NOW.minusSeconds(5), new RouteId("default"), "grüße"));
        inputs.add(new Input.Missed(NOW, Long.MAX_VALUE));

        assertThat(read(written(inputs))).isEqualTo(inputs);
    }

    @Test
    void moreTextsThanCanBeKnownBeginAnew() {
        var inputs = new ArrayList<Input>();
        for (int i = 0; i < Packer.MOST_TEXTS * 2 + 10; i++) {
            inputs.add(new Input.Froze(NOW, new RouteId("r" + i % (Packer.MOST_TEXTS + 5)), "why"));
        }

        assertThat(read(written(inputs))).isEqualTo(inputs);
    }

    /** A file of a version with a kind, or a shape, that we do not have: that one is left out, and what follows is understood. */
    @Test
    void whatAnotherVersionWroteIsSkippedAndCounted() {
        var packer = new Packer();
        packer.unsigned(0);
        packer.text("Foreseen");
        packer.text("(t?s*(ei)^)");
        packer.unsigned(1);
        packer.time(NOW);
        packer.unsigned(1);
        packer.text("text of theirs");
        packer.unsigned(1);
        packer.text("SOME_CONSTANT");
        packer.number(-7);
        // A record of some kind within it: another unknown one, empty.
        packer.unsigned(0);
        packer.text("Inner");
        packer.text("()");
        packer.unsigned(2);
        byte[] theirs = packer.drain();
        var reading = new Codec.Reading();
        reading.open(theirs);

        assertThat(reading.next()).isNull();
        assertThat(reading.more()).isFalse();
        assertThat(reading.skipped()).isEqualTo(1);
    }

    @Test
    void aRenamedConstantCostsItsRecordAndNoMore() {
        byte[] bytes = written(List.of(new Input.Switched(NOW, Mode.ACTING), new Input.Missed(NOW, 3)));
        String text = new String(bytes, java.nio.charset.StandardCharsets.ISO_8859_1).replace("ACTING", "ACTONG");
        var reading = new Codec.Reading();
        reading.open(text.getBytes(java.nio.charset.StandardCharsets.ISO_8859_1));

        assertThat(reading.next()).isNull();
        assertThat(reading.next()).isEqualTo(new Input.Missed(NOW, 3));
    }

    @Test
    void bytesOfNobodyAreGarbledAndNothingWorse() {
        var random = new SplittableRandom(5);
        byte[] sound = written(List.of(new Input.Froze(NOW, new RouteId("default"), "why")));
        for (int round = 0; round < 2_000; round++) {
            byte[] bytes = sound.clone();
            for (int hit = 0; hit <= round % 4; hit++) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
            }
            var reading = new Codec.Reading();
            reading.open(bytes);
            try {
                while (reading.more()) {
                    reading.next();
                }
            } catch (Unpacker.Garbled | java.time.DateTimeException expected) {
                assertThat(expected).hasMessageMatching("(?s).*");
            }
        }
        var reading = new Codec.Reading();
        reading.open(new byte[] {9});
        assertThatThrownBy(reading::next).isInstanceOf(Unpacker.Garbled.class);
    }

    private static byte[] written(List<Input> inputs) {
        var writing = new Codec.Writing();
        inputs.forEach(writing::add);
        return writing.drain();
    }

    private static List<Input> read(byte[] bytes) {
        var reading = new Codec.Reading();
        reading.open(bytes);
        var inputs = new ArrayList<Input>();
        while (reading.more()) {
            inputs.add(reading.next());
        }
        return inputs;
    }

    private static Stream<Class<?>> leaves(Class<?> type) {
        return type.isSealed()
                ? Arrays.stream(type.getPermittedSubclasses()).flatMap(CodecTest::leaves)
                : Stream.of(type);
    }

    /** @param full whether what may be missing is there */
    private static Object sample(Type type, boolean full) {
        if (type instanceof ParameterizedType generic) {
            Object inner = sample(generic.getActualTypeArguments()[0], full);
            return generic.getRawType() == List.class
                    ? full ? List.of(inner, inner) : List.of()
                    : full ? Optional.of(inner) : Optional.empty();
        }
        Class<?> plain = (Class<?>) type;
        if (plain.isRecord()) {
            return record(plain, full);
        }
        if (plain.isEnum()) {
            return plain.getEnumConstants()[0];
        }
        if (plain == OptionalInt.class) {
            return full ? OptionalInt.of(17) : OptionalInt.empty();
        }
        if (plain == OptionalLong.class) {
            return full ? OptionalLong.of(1L << 40) : OptionalLong.empty();
        }
        if (plain == OptionalDouble.class) {
            return full ? OptionalDouble.of(0.1) : OptionalDouble.empty();
        }
        if (plain == Instant.class) {
            return full ? NOW : NOW.minusSeconds(90_000);
        }
        if (plain == Duration.class) {
            return Duration.ofMillis(20);
        }
        if (plain == String.class) {
            return "prov-a";
        }
        if (plain == int.class) {
            return 3;
        }
        if (plain == long.class) {
            return 5L;
        }
        if (plain == double.class) {
            return 0.25;
        }
        if (plain == boolean.class) {
            return full;
        }
        throw new IllegalArgumentException("no sample of " + type);
    }

    private static Object record(Class<?> type, boolean full) {
        RecordComponent[] components = type.getRecordComponents();
        Class<?>[] types =
                Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
        Object[] values = Arrays.stream(components)
                .map(component -> sample(component.getGenericType(), full))
                .toArray();
        try {
            return type.getDeclaredConstructor(types).newInstance(values);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(type + " cannot be made of samples", e);
        }
    }
}
