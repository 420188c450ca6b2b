package org.trunkpilot.lab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.trunkpilot.pbx.PbxAddress;
import org.trunkpilot.pbx.PbxAddress.RowStore;
import org.trunkpilot.pbx.PbxKind;
import org.trunkpilot.pbx.Secret;
import org.trunkpilot.trunk.PbxId;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * The machine's one lab, ours alone while it is taken: {@code asterisk-lab/lab} for tests. It is left up, as it was found: no
 * faults, no calls, no rows, the lab's own dialplan.
 */
public final class Lab implements AutoCloseable {
    /** Whoever changes the lab's faults, rows or dialplan holds this; {@code flock /tmp/tplab.lock …} does, in a shell. */
    private static final String LOCK = "/tmp/tplab.lock";

    private static final Duration QUEUE = Duration.ofMinutes(20);
    private static final Duration COMMAND = Duration.ofMinutes(3);
    private static final String SCRIPT =
            Path.of("asterisk-lab/lab").toAbsolutePath().toString();
    private static final JsonMapper JSON = JsonMapper.builder()
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    private final Process lock;

    /** One call, as {@code lab call} reports it. */
    public record Call(
            String number,
            @Nullable String trunk,
            String result,
            @Nullable Integer cause,
            @Nullable Integer sip,
            @Nullable Double ring,
            @Nullable Double answer,
            double lived,
            List<Attempt> tried,
            List<String> harm) {
        public boolean answered() {
            return result.equals("answered");
        }

        /** The trunks that were tried, in order. */
        public List<String> trunks() {
            return tried.stream().map(Attempt::trunk).toList();
        }
    }

    /** One attempt of a call on a trunk; {@code seconds} until it was over. */
    public record Attempt(
            String trunk,
            @Nullable Double seconds,
            @Nullable String outcome,
            @Nullable Integer cause,
            @Nullable Integer sip) {}

    private Lab(Process lock) {
        this.lock = lock;
    }

    /** Waits until nobody else holds the lab, brings it up if it is not, and clears what is left of others. */
    public static Lab take() {
        try {
            var lab = new Lab(new ProcessBuilder(
                            "flock", "-w", String.valueOf(QUEUE.toSeconds()), LOCK, "sh", "-c", "echo held; read end")
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start());
            if (lab.lock.inputReader(StandardCharsets.UTF_8).readLine() == null) {
                throw new IllegalStateException("the lab was held by others for " + QUEUE);
            }
            lab.bringUp();
            lab.run("reset", "--rows");
            return lab;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** No faults, no calls, no rows, both trunks registered and reachable. */
    public void reset() {
        run("reset", "--rows");
    }

    /** Whoever was cut short may have left another layout up, or half of a lab. */
    private void bringUp() {
        try {
            run("up");
        } catch (IllegalStateException e) {
            run("up", "--fresh");
        }
    }

    /**
     * {@code fault("prov-a", "loss=5", "pdd=8")}, {@code fault("all", "clear")}.
     *
     * @return just before it took effect, as the lab itself says: the start of its script is not among what is measured
     */
    public Instant fault(String target, String... what) {
        var words = new ArrayList<>(List.of("fault", target));
        words.addAll(List.of(what));
        Said said = JSON.readValue(run(words.toArray(String[]::new)), Said.class);
        return Instant.ofEpochMilli(Math.round((said.at() - said.seconds()) * 1000));
    }

    /** @param at when it was done, in seconds since 1970; {@code seconds} it took */
    private record Said(double at, double seconds) {}

    /** Places calls with the options of {@code lab call} and waits for the end of the last. */
    public List<Call> call(String... options) {
        var words = new ArrayList<>(List.of("call"));
        words.addAll(List.of(options));
        return run(words.toArray(String[]::new))
                .lines()
                .filter(line -> !line.startsWith("{\"summary\""))
                .map(line -> JSON.readValue(line, Call.class))
                .toList();
    }

    /** What the PBX's command line answers. */
    public String cli(String command) {
        return run("cli", "pbx", command);
    }

    /** How often the PBX itself has written down that somebody came with a wrong password for this account. */
    public long failedLogins(String account) {
        Path log = Path.of(System.getenv().getOrDefault("LAB_DIR", "/var/lib/trunkpilot-lab"), "run/pbx/log/messages");
        try (var lines = java.nio.file.Files.lines(log, StandardCharsets.ISO_8859_1)) {
            return lines.filter(line -> line.contains(" failed to authenticate as '" + account + "'"))
                    .count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whether the PBX has this on disk in its database: what it has in memory only does not survive a kill -9. */
    public boolean isOnDisk(String row) {
        Path database = Path.of(
                System.getenv().getOrDefault("LAB_DIR", "/var/lib/trunkpilot-lab"), "run/pbx/lib/astdb.sqlite3");
        try {
            return new String(java.nio.file.Files.readAllBytes(database), StandardCharsets.ISO_8859_1).contains(row);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whether a call of the PBX is up on this trunk. */
    public boolean isUp(String endpoint) {
        return cli("core show channels concise")
                .lines()
                .anyMatch(line -> line.startsWith("PJSIP/" + endpoint + "-") && line.contains("!Up!"));
    }

    /** Installs a steering dialplan and reloads. */
    public void dialplan(String text) {
        run(Optional.of(text), "dialplan", "-");
    }

    /** The lab's own steering dialplan again, or {@code none}. */
    public void dialplanNamed(String name) {
        run("dialplan", name);
    }

    /** Any other command of the script; its output. */
    public String run(String... words) {
        return run(Optional.empty(), words);
    }

    /** The account that Trunkpilot uses there. */
    public static PbxAddress address(RowStore rows) {
        return address(rows, "trunkpilot-s3cret");
    }

    /** The same account with another secret. */
    public static PbxAddress address(RowStore rows, String secret) {
        return new PbxAddress(
                new PbxId("hq"),
                PbxKind.ASTERISK,
                LabAmi.HOST,
                LabAmi.PORT,
                false,
                rows == RowStore.DATABASE ? "trunkpilot" : "trunkpilot-globals",
                new Secret(secret),
                rows);
    }

    /** Leaves the lab as it was found, and lets others have it. */
    @Override
    public void close() {
        try {
            dialplanNamed("default");
            reset();
        } finally {
            lock.destroy();
        }
    }

    /** Starts a command of the script and does not wait for its end; what it says is not kept. */
    public Process begin(String... words) {
        var command = new ArrayList<>(List.of(SCRIPT));
        command.addAll(List.of(words));
        try {
            return new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String run(Optional<String> input, String... words) {
        var command = new ArrayList<>(List.of(SCRIPT));
        command.addAll(List.of(words));
        try {
            Path out = java.nio.file.Files.createTempFile("lab", ".out");
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(out.toFile())
                    .start();
            try (var in = process.getOutputStream()) {
                in.write(input.orElse("").getBytes(StandardCharsets.UTF_8));
            }
            if (!process.waitFor(COMMAND.toSeconds(), TimeUnit.SECONDS)) {
                process.destroy();
                throw new IllegalStateException(String.join(" ", command) + " did not end within " + COMMAND);
            }
            String said = java.nio.file.Files.readString(out);
            java.nio.file.Files.delete(out);
            if (process.exitValue() != 0) {
                throw new IllegalStateException(
                        String.join(" ", command) + " ended with " + process.exitValue() + ": " + said);
            }
            return said;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
