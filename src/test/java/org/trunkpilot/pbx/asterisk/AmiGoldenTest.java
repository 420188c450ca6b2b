package org.trunkpilot.pbx.asterisk;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.trunkpilot.pbx.SignalText;
import org.trunkpilot.signal.PbxReloaded;
import org.trunkpilot.signal.PbxSignal;

/** The bytes of real Asterisks must go on meaning what a person once approved; see {@code recordings/asterisk/README.md}. */
class AmiGoldenTest {
    static Stream<Recording> recordings() {
        return Stream.of("22", "16").flatMap(version -> Recording.all(version).stream());
    }

    @ParameterizedTest
    @MethodSource("recordings")
    void theSameBytesGiveTheApprovedSignals(Recording recording) throws IOException {
        Ear ear = ear(recording);
        String heard = SignalText.of(ear.hear(recording)) + ear.counts() + "\n";

        Path approved = Recording.ROOT.resolve(recording.name() + ".signals");
        if (Boolean.getBoolean("approve")) {
            Files.writeString(approved, heard);
        }
        assertThat(heard).isEqualTo(Files.readString(approved));
    }

    @ParameterizedTest
    @MethodSource("recordings")
    void anySplitOfTheBytesGivesTheSameSignals(Recording recording) {
        List<PbxSignal> whole = ear(recording).hear(recording);
        SplittableRandom random = new SplittableRandom(20_261_123);

        assertThat(ear(recording).hear(recording.split(random, 1))).isEqualTo(whole);
        for (int most : new int[] {3, 17, 200, 5_000}) {
            assertThat(ear(recording).hear(recording.split(random, most))).isEqualTo(whole);
        }
    }

    /** Whatever breaks in a stream, what comes a message later is understood again. */
    @ParameterizedTest
    @MethodSource("recordings")
    void aCutOrGarbageAnywhereIsSurvived(Recording recording) {
        SplittableRandom random = new SplittableRandom(recording.name().hashCode());
        for (int round = 0; round < 8; round++) {
            byte[] garbage = new byte[random.nextInt(400)];
            random.nextBytes(garbage);
            int offset = random.nextInt(recording.size() - 1);
            Recording damaged = recording
                    .damaged(offset, random.nextInt(1_000), garbage)
                    .followedBy("\r\n\r\nEvent: Reload\r\nModule: the-end\r\n\r\n");

            assertThat(ear(recording).hear(damaged))
                    .as("seed %s, round %d", recording.name(), round)
                    .last()
                    .isEqualTo(new PbxReloaded(damaged.end(), "the-end"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"22/call-clean-30s", "16/call-clean"})
    void aStreamThatEndsInMidMessageIsCounted(String name) {
        Ear ear = new Ear();
        ear.hear(Recording.load(name).cutAfter(20_000));

        assertThat(ear.counters.unread).hasValue(1);
    }

    private static Ear ear(Recording recording) {
        return recording.name().equals("16/login-and-snapshot")
                        || recording.name().equals("22/actions-snapshot")
                ? new Ear()
                : Ear.taught(recording.name().substring(0, 2));
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
