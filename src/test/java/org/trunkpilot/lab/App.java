package org.trunkpilot.lab;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.StreamSupport;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The product as a site runs it: the jar in a process of its own, asked over REST. Its output is in target/lab. */
final class App implements AutoCloseable {
    private static final Path JAR = Path.of("target/trunkpilot.jar").toAbsolutePath();
    private static final Path LOGS = Path.of("target/lab").toAbsolutePath();
    private static final String TOKEN = "lab-admin-token-0123456789";
    private static final Duration START = Duration.ofMinutes(5);
    private static final Duration READY = Duration.ofMinutes(2);
    private static final Duration STOP = Duration.ofSeconds(30);
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final Path folder;
    private final Process process;
    private final URI address;
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(PATIENCE).build();

    private App(Path folder, Process process, URI address) {
        this.folder = folder;
        this.process = process;
        this.address = address;
    }

    /**
     * Starts on an empty data folder and waits until it answers.
     *
     * @param options as on the command line, {@code --trunkpilot.pbxs.hq.lease=1m}
     */
    static App fresh(String... options) {
        try {
            return start(Files.createTempDirectory("trunkpilot-lab"), Map.of(), options);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** As {@link #fresh}, with a password that the PBX does not know. */
    static App withSecret(String secret) {
        try {
            return start(Files.createTempDirectory("trunkpilot-lab"), Map.of("TRUNKPILOT_LAB_SECRET", secret));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Starts again on what the last one left behind. */
    App again(String... options) {
        return start(folder, Map.of(), options);
    }

    private static App start(Path folder, Map<String, String> environment, String... options) {
        try {
            Files.createDirectories(LOGS);
            int port = freePort();
            var command =
                    new ArrayList<>(List.of(java(), "-Xmx256m", "-XX:TieredStopAtLevel=1", "-jar", JAR.toString()));
            command.addAll(List.of("--spring.profiles.active=lab", "--server.port=" + port));
            command.addAll(List.of(options));
            var builder = new ProcessBuilder(command)
                    .directory(folder.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(log(folder).toFile()));
            builder.environment().put("TRUNKPILOT_ADMIN_TOKEN", TOKEN);
            builder.environment()
                    .put("TRUNKPILOT_DATA_DIR", folder.resolve("data").toString());
            builder.environment().putAll(environment);
            var app = new App(folder, builder.start(), URI.create("http://127.0.0.1:" + port));
            app.awaitAnswers();
            return app;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What one of the commands that start no server prints. */
    static String says(String... words) {
        try {
            var command = new ArrayList<>(List.of(java(), "-XX:TieredStopAtLevel=1", "-jar", JAR.toString()));
            command.addAll(List.of(words));
            Path errors = Files.createDirectories(LOGS).resolve("command.log");
            var builder = new ProcessBuilder(command).redirectError(errors.toFile());
            builder.environment().put("SPRING_PROFILES_ACTIVE", "lab");
            Process process = builder.start();
            String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (!process.waitFor(START.toSeconds(), TimeUnit.SECONDS) || process.exitValue() != 0) {
                process.destroyForcibly();
                throw new AssertionError(String.join(" ", words) + ": " + out + Files.readString(errors));
            }
            return out;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    private void awaitAnswers() {
        try {
            await().atMost(START)
                    .pollInterval(Duration.ofMillis(500))
                    .ignoreExceptions()
                    .until(() -> {
                        if (!process.isAlive()) {
                            throw new AssertionError("ended with " + process.exitValue());
                        }
                        return !get("/api/v1/pbxs").path("items").isEmpty();
                    });
        } catch (RuntimeException | Error e) {
            process.destroyForcibly();
            throw new AssertionError("it did not start: see " + log(folder), e);
        }
    }

    /** Waits until both trunks are known to be well and orders may be changed. */
    App ready() {
        awaiting(READY)
                .until(() -> pbx().path("state").asString().equals("READY")
                        && verdict("prov-a").equals("HEALTHY")
                        && verdict("prov-b").equals("HEALTHY"));
        return this;
    }

    /** Waits until an answered call with sound both ways has shown that the trunk carries calls. */
    void awaitProven(String trunk) {
        awaiting(Duration.ofMinutes(1))
                .until(() -> !trunk(trunk).path("lastTwoWayCallAt").isNull());
    }

    static org.awaitility.core.ConditionFactory awaiting(Duration bound) {
        return await().atMost(bound).pollInterval(Duration.ofMillis(250));
    }

    JsonNode pbx() {
        return get("/api/v1/pbxs/hq");
    }

    JsonNode trunk(String name) {
        return get("/api/v1/trunks/hq/" + name);
    }

    String verdict(String trunk) {
        return trunk(trunk).path("verdict").asString();
    }

    JsonNode route(String name) {
        return items("/api/v1/routes").stream()
                .filter(route -> route.path("name").asString().equals(name))
                .findFirst()
                .orElseThrow();
    }

    /** Whose fault what is wrong now is, the surest first: {@code CARRIER Alpha Telecom}, {@code PBX}. */
    Set<String> culprits() {
        Set<String> said = new LinkedHashSet<>();
        pbx().path("culprits")
                .forEach(culprit -> said.add((culprit.path("attribution").asString() + " "
                                + culprit.path("name").asString())
                        .strip()));
        return said;
    }

    /** Waits until these and nobody else are to blame: who is to blame is known some moments after that something is wrong. */
    void awaitCulprits(String... culprits) {
        awaiting(Duration.ofSeconds(20))
                .untilAsserted(() ->
                        org.assertj.core.api.Assertions.assertThat(culprits()).containsExactly(culprits));
    }

    /** Moves of the route since then, oldest first. */
    List<JsonNode> moves(String route, Instant since) {
        return oldestFirst("/api/v1/decisions?limit=500&route=" + route + "&from=" + since).stream()
                .filter(decision -> decision.path("moved").asBoolean())
                .toList();
    }

    /** The record since then, oldest first. */
    List<JsonNode> timeline(Instant since) {
        return oldestFirst("/api/v1/timeline?limit=500&from=" + since);
    }

    private List<JsonNode> oldestFirst(String path) {
        List<JsonNode> items = new ArrayList<>(items(path));
        java.util.Collections.reverse(items);
        return items;
    }

    private List<JsonNode> items(String path) {
        return StreamSupport.stream(get(path).path("items").spliterator(), false)
                .toList();
    }

    private JsonNode get(String path) {
        try {
            var request = HttpRequest.newBuilder(address.resolve(path))
                    .header("Authorization", "Bearer " + TOKEN)
                    .timeout(PATIENCE)
                    .build();
            var answer = http.send(request, BodyHandlers.ofString());
            if (answer.statusCode() != 200) {
                throw new IllegalStateException(path + ": " + answer.statusCode() + " " + answer.body());
            }
            return JSON.readTree(answer.body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** All that it has said so far, the output of those before it on the same data included. */
    String output() {
        try {
            return Files.readString(log(folder));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** As a power cut would: no shutdown, no last word to the PBX. */
    void kill() {
        process.destroyForcibly();
        awaiting(STOP).until(() -> !process.isAlive());
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(STOP.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            process.destroyForcibly();
        }
    }

    private static Path log(Path folder) {
        return LOGS.resolve(folder.getFileName() + ".log");
    }

    private static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
