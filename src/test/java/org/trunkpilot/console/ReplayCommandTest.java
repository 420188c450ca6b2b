package org.trunkpilot.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.logging.LogLevel;
import org.springframework.boot.logging.LoggingSystem;

/**
 * What a replay tells of real recordings, as a person approved it beside what the recordings' README says was done
 * ({@code NAME.replay.jsonl}; {@code -Dapprove=true} writes them anew).
 */
class ReplayCommandTest {
    private static final Path RECORDINGS = Path.of("src/test/resources/recordings/asterisk");
    private static final Path OF_FREESWITCH = Path.of("src/test/resources/recordings/esl");

    @TempDir
    private Path dir;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @AfterEach
    void speakAgain() {
        LoggingSystem.get(ReplayCommandTest.class.getClassLoader())
                .setLogLevel(LoggingSystem.ROOT_LOGGER_NAME, LogLevel.WARN);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "22/call-clean-30s",
                "22/call-busy-486",
                "22/call-refused-503",
                "22/call-forbidden-403",
                "22/call-codec-488",
                "22/call-failover-503-then-b",
                "22/call-provider-silent-timer-b",
                "22/call-loss-5",
                "22/call-loss-20",
                "22/call-loss-10-outbound-only",
                "22/call-jitter-60",
                "22/call-delay-200",
                "22/call-one-way-no-rtp-back",
                "22/pdd-slow-ringing-8s",
                "22/provider-blackholed-and-back",
                "22/registration-refused-403",
                "22/restart-core",
                "16/provider-blackholed-and-back",
                "16/call-one-way-no-rtp-back"
            })
    void aRecordingTellsWhatWasApproved(String name) throws IOException {
        assertThat(replay(RECORDINGS.resolve(name + ".ami").toString())).isZero();

        compare(RECORDINGS.resolve(name + ".replay.jsonl"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "call-normal-30s",
                "call-busy-486",
                "call-503",
                "call-403",
                "call-488",
                "failover-503-then-answer",
                "call-invite-blackholed",
                "call-loss5-inbound",
                "call-loss5-outbound",
                "call-jitter60",
                "call-delay200rtt",
                "call-oneway-provider-sends-no-rtp",
                "call-media-dies-midcall",
                "call-slow-pdd-8s",
                "call-no-progress-caller-cancels",
                "gateway-blackholed-and-back",
                "gateway-refused-403",
                "gateway-reregister-steady",
                "steer-gateway-down-instant-failover",
                "killgw-with-call-in-progress",
                "shutdown-fsctl"
            })
    void aRecordingOfFreeswitchTellsWhatWasApproved(String name) throws IOException {
        assertThat(run(List.of(
                        "--kind",
                        "freeswitch",
                        OF_FREESWITCH.resolve(name + ".esl").toString())))
                .isZero();

        compare(OF_FREESWITCH.resolve(name + ".replay.jsonl"));
    }

    private void compare(Path approved) throws IOException {
        if (Boolean.getBoolean("approve")) {
            Files.writeString(approved, said());
        }
        assertThat(said()).isEqualTo(Files.readString(approved));
    }

    @Test
    void theSameCaptureTwiceTellsTheSameToTheByte() throws IOException {
        String file = RECORDINGS.resolve("22/provider-blackholed-and-back.ami").toString();
        replay(file);
        byte[] first = out.toByteArray();
        out.reset();
        replay(file);

        assertThat(first).isNotEmpty().isEqualTo(out.toByteArray());
    }

    @Test
    void ofSeveralCapturesEachLineNamesItsOwn() {
        String a = RECORDINGS.resolve("22/call-refused-503.ami").toString();
        String b = RECORDINGS.resolve("22/call-busy-486.ami").toString();

        assertThat(replay(a, b)).isZero();

        assertThat(said().lines())
                .hasSize(2)
                .satisfiesExactly(
                        line -> assertThat(line).startsWith("{\"capture\":\"" + a),
                        line -> assertThat(line).startsWith("{\"capture\":\"" + b));
    }

    /** Policy, names and order are the site's own; its account is not asked for. */
    @Test
    void aConfigurationNamesTrunksRoutesAndProfile() throws IOException {
        Path config = Files.writeString(dir.resolve("site.yml"), """
                trunkpilot:
                  pbxs:
                    branch: { kind: asterisk, secret: "${NOT_SET}", trunks: { other: {} } }
                    hq:
                      kind: asterisk
                      profile: availability
                      trunks: { alpha: { endpoint: prov-a }, beta: { endpoint: prov-b } }
                      routes: { national: { trunks: [alpha, beta] } }
                """);

        assertThat(replay(
                        "--config",
                        config.toString(),
                        RECORDINGS
                                .resolve("22/provider-blackholed-and-back.ami")
                                .toString()))
                .isZero();

        assertThat(said()).contains("\"route\":\"national\"").contains("\"to\":[\"beta\",\"alpha\"]");
        assertThat(complained()).contains("profile \"availability\" of hq").doesNotContain("taken from the capture");
    }

    @Test
    void whatCannotBeReadIsOneLineThatNamesTheFileAndTheOthersAreReplayed() throws IOException {
        Path noise = Files.writeString(dir.resolve("noise.ami"), "no AMI at all");

        assertThat(replay(
                        noise.toString(),
                        RECORDINGS.resolve("22/call-busy-486.ami").toString()))
                .isEqualTo(1);

        assertThat(complained().lines().filter(line -> line.startsWith("trunkpilot:")))
                .singleElement()
                .asString()
                .contains(noise + " holds no AMI message");
        assertThat(said().lines()).hasSize(1);
    }

    @Test
    void wrongUseIsToldInOneLine() {
        assertThat(Stream.of(
                        List.of("x.ami"),
                        List.of("--kind", "asterisk"),
                        List.of("--kind", "pabx", "x.ami"),
                        List.of("--kind"),
                        List.of("--kind", "asterisk", "--speed", "2", "x.ami"),
                        List.of("--kind", "asterisk", "--config", "/nowhere.yml", "x.ami")))
                .allSatisfy(words -> {
                    err.reset();
                    assertThat(run(words)).isEqualTo(2);
                    assertThat(complained().lines().findFirst())
                            .hasValueSatisfying(line -> assertThat(line).startsWith("trunkpilot: "));
                });
        assertThat(said()).isEmpty();
    }

    @Test
    void aConfigurationThatIsNoYamlIsToldByItsName() throws IOException {
        Path config = Files.writeString(dir.resolve("bad.yml"), "trunkpilot: [\n");

        assertThat(replay("--config", config.toString(), "x.ami")).isEqualTo(2);

        assertThat(complained()).startsWith("trunkpilot: " + config).hasLineCount(1);
    }

    private int replay(String... words) {
        return run(
                Stream.concat(Stream.of("--kind", "asterisk"), Stream.of(words)).toList());
    }

    private int run(List<String> words) {
        return Console.run(
                Stream.concat(Stream.of("replay"), words.stream()).toArray(String[]::new),
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8));
    }

    private String said() {
        return out.toString(StandardCharsets.UTF_8);
    }

    private String complained() {
        return err.toString(StandardCharsets.UTF_8);
    }
}
