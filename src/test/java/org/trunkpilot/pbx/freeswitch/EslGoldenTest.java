package org.trunkpilot.pbx.freeswitch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.trunkpilot.pbx.SignalText;
import org.trunkpilot.signal.PbxSignal;

/** The bytes of a real FreeSWITCH must go on meaning what a person once approved; see {@code recordings/esl/README.md}. */
class EslGoldenTest {
    static List<Recording> recordings() {
        return Recording.all();
    }

    @ParameterizedTest
    @MethodSource("recordings")
    void theSameBytesGiveTheApprovedSignals(Recording recording) throws IOException {
        Ear ear = new Ear();
        String heard = SignalText.of(ear.hear(recording)) + ear.counts() + "\nended: " + ear.end() + "\n";

        Path approved = Recording.ROOT.resolve(recording.name() + ".signals");
        if (Boolean.getBoolean("approve")) {
            Files.writeString(approved, heard);
        }
        assertThat(heard).isEqualTo(Files.readString(approved));
    }

    @ParameterizedTest
    @MethodSource("recordings")
    void anySplitOfTheBytesGivesTheSameSignals(Recording recording) {
        List<PbxSignal> whole = new Ear().hear(recording);
        SplittableRandom random = new SplittableRandom(20_261_123);

        for (int most : new int[] {1, 3, 17, 200, 5_000}) {
            assertThat(new Ear().hear(recording.split(random, most))).isEqualTo(whole);
        }
        assertThat(new Ear().hear(recording.joined(0))).isEqualTo(whole);
    }

    /**
     * Frames are told by their length: after a damage nothing behind it can be trusted. So what came before it stands, the
     * connection ends for one reason, and nothing hangs.
     */
    @ParameterizedTest
    @MethodSource("recordings")
    void aCutOrGarbageAnywhereEndsTheConnectionAndNothingElse(Recording recording) {
        SplittableRandom random = new SplittableRandom(recording.name().hashCode());
        List<PbxSignal> whole = new Ear().hear(recording);
        for (int round = 0; round < 8; round++) {
            byte[] garbage = new byte[random.nextInt(400)];
            random.nextBytes(garbage);
            int offset = random.nextInt(recording.size() - 1);
            Ear before = new Ear();
            List<PbxSignal> sound = before.hear(recording.cutAfter(offset));
            Ear ear = new Ear();
            List<PbxSignal> heard = ear.hear(recording.damaged(offset, random.nextInt(1_000), garbage));

            assertThat(first(sound.size(), whole))
                    .as("seed %s, round %d", recording, round)
                    .isEqualTo(sound);
            assertThat(first(sound.size(), heard))
                    .as("seed %s, round %d", recording, round)
                    .isEqualTo(sound);
            assertThat(ear.end()).as("seed %s, round %d", recording, round).isNotBlank();
        }
    }

    private static List<PbxSignal> first(int count, List<PbxSignal> signals) {
        return signals.subList(0, Math.min(count, signals.size()));
    }
}
