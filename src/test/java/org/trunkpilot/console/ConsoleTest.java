package org.trunkpilot.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.logging.LogLevel;
import org.springframework.boot.logging.LoggingSystem;

class ConsoleTest {
    private static final String LOCATION = "spring.config.additional-location";

    @TempDir
    private Path dir;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @BeforeEach
    void site() throws IOException {
        int nobody;
        try (var socket = new ServerSocket(0)) {
            nobody = socket.getLocalPort();
        }
        Files.writeString(
                dir.resolve("application.yml"), """
                trunkpilot:
                  data-dir: %s
                  pbxs:
                    hq:
                      kind: asterisk
                      port: %d
                      username: trunkpilot
                      secret: not-to-be-seen
                      trunks:
                        prov-a: { carrier: Alpha Telecom, uplink: fibre, channels: 30 }
                        prov-b: { carrier: Beta Voice, uplink: lte, channels: 30 }
                      routes:
                        default: { trunks: [prov-a, prov-b] }
                        emergency: { trunks: [prov-b, prov-a], emergency: true }
                """.formatted(Files.createDirectory(dir.resolve("data")), nobody));
        System.setProperty(LOCATION, dir + "/");
    }

    @AfterEach
    void forget() {
        System.clearProperty(LOCATION);
        // The command line is silent but for its answer; the tests after this one are not.
        LoggingSystem.get(ConsoleTest.class.getClassLoader())
                .setLogLevel(LoggingSystem.ROOT_LOGGER_NAME, LogLevel.WARN);
    }

    @Test
    void setupWithDialplanPrintsTheFileToInstallAndNothingElse() throws IOException {
        assertThat(run("setup", "hq", "--dialplan")).isZero();

        try (InputStream approved = ConsoleTest.class.getResourceAsStream("/setup/asterisk-database.conf")) {
            assertThat(out.toString(StandardCharsets.UTF_8))
                    .isEqualTo(new String(approved.readAllBytes(), StandardCharsets.UTF_8));
        }
        assertThat(err.toString(StandardCharsets.UTF_8)).isEmpty();
    }

    @Test
    void setupPrintsNoSecret() {
        assertThat(run("setup", "hq")).isZero();

        assertThat(out.toString(StandardCharsets.UTF_8)).contains("AN ACCOUNT").doesNotContain("not-to-be-seen");
    }

    @Test
    void aCheckThatFailsSaysSoByItsExitStatus() {
        assertThat(run("check", "hq")).isEqualTo(1);

        assertThat(out.toString(StandardCharsets.UTF_8)).startsWith("FAIL    AMI port: 127.0.0.1:");
    }

    @Test
    void discoverNeedsNoTrunksAndTheOtherCommandsDo() throws IOException {
        Path yml = dir.resolve("application.yml");
        String text = Files.readString(yml);
        Files.writeString(yml, text.substring(0, text.indexOf("      trunks:")));

        assertThat(run("setup", "hq")).isEqualTo(2);
        assertThat(err.toString(StandardCharsets.UTF_8)).contains("trunkpilot.pbxs.hq.trunks: none is given");
        err.reset();
        assertThat(run("discover", "hq")).isEqualTo(1);
        assertThat(err.toString(StandardCharsets.UTF_8)).contains("no AMI at 127.0.0.1:");
    }

    @Test
    void anOptionThatIsNotKnownShowsTheUsage() {
        assertThat(run("setup", "hq", "--dialplans")).isEqualTo(2);
        assertThat(run("check", "hq", "--dialplan")).isEqualTo(2);
        assertThat(err.toString(StandardCharsets.UTF_8)).contains("setup PBX --dialplan");
    }

    private int run(String... args) {
        return Console.run(
                args,
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8));
    }

    @Test
    void usersAreMadeListedGivenAPasswordAndRemovedWithoutTheService() {
        assertThat(run("user", "create", "--name", "dana", "--role", "operator"))
                .isZero();
        String first = out.toString(StandardCharsets.UTF_8).strip();
        assertThat(first).hasSize(20);
        assertThat(dir.resolve("data/users/dana.user")).exists();
        assertThat(run("user", "create", "--name", "dana", "--role", "viewer")).isEqualTo(2);
        assertThat(err.toString(StandardCharsets.UTF_8)).contains("there is a user named dana already");

        out.reset();
        assertThat(run("user", "password", "--name", "dana")).isZero();
        assertThat(out.toString(StandardCharsets.UTF_8).strip()).hasSize(20).isNotEqualTo(first);
        out.reset();
        assertThat(run("user", "list")).isZero();
        assertThat(out.toString(StandardCharsets.UTF_8)).contains("dana", "OPERATOR", "by command line");

        assertThat(run("user", "remove", "--name", "dana")).isZero();
        assertThat(dir.resolve("data/users/dana.user")).doesNotExist();
        assertThat(run("user", "remove", "--name", "dana")).isEqualTo(2);
        assertThat(err.toString(StandardCharsets.UTF_8)).contains("there is no user \"dana\"");
    }

    @Test
    void tokensOfTheCommandLineAreListedAndRevoked() {
        assertThat(run("token", "create", "--name", "nightly", "--role", "viewer", "--days", "7"))
                .isZero();
        out.reset();
        assertThat(run("token", "list")).isZero();
        assertThat(out.toString(StandardCharsets.UTF_8)).contains("nightly", "VIEWER", "until");
        assertThat(run("user", "create", "--name", "nightly", "--role", "viewer"))
                .isEqualTo(2);
        assertThat(err.toString(StandardCharsets.UTF_8)).contains("there is a token named nightly");
        assertThat(run("token", "revoke", "--name", "nightly")).isZero();
        assertThat(dir.resolve("data/tokens/nightly.token")).doesNotExist();
        assertThat(run("token", "revoke", "--name", "nightly")).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "user",
                "user promote --name dana",
                "user create --name dana",
                "user create --name dana --role king",
                "user create --name admin --role admin",
                "user create --name dana --name nina --role viewer",
                "user list --all",
                "user password --name admin",
                "token revoke",
                "token list all"
            })
    void whatIsNotUnderstoodOfUsersAndTokensIsSaidWithTheUsage(String words) {
        assertThat(run(words.split(" ", -1))).isEqualTo(2);
        assertThat(err.toString(StandardCharsets.UTF_8))
                .startsWith("trunkpilot: ")
                .contains("usage: ");
    }
}
