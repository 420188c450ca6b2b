package org.trunkpilot.lab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** A steady stream of calls through the PBX while a test does other things; all are reported when it has ended. */
final class Traffic implements AutoCloseable {
    private static final Duration TAIL = Duration.ofMinutes(2);
    private static final JsonMapper JSON = JsonMapper.builder()
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    private final Process process;
    private final Path out;

    /** One call, as {@code lab call} reports it. */
    record Call(
            String start,
            String number,
            @Nullable String trunk,
            String result,
            double lived,
            List<Lab.Attempt> tried,
            List<String> harm) {
        Instant at() {
            return OffsetDateTime.parse(start).toInstant();
        }

        /** The trunks that were tried, in order. */
        List<String> trunks() {
            return tried.stream().map(Lab.Attempt::trunk).toList();
        }

        boolean harmed() {
            return !harm.isEmpty();
        }
    }

    private Traffic(Process process, Path out) {
        this.process = process;
        this.out = out;
    }

    /**
     * A call each two seconds, 30 s long; no new ones after ten minutes, should nobody stop them.
     *
     * @param options more of {@code lab call}, or others than these
     */
    static Traffic start(String... options) {
        try {
            Path out = Files.createTempFile("lab-call", ".jsonl");
            var command = new ArrayList<>(
                    List.of(Path.of("asterisk-lab/lab").toAbsolutePath().toString(), "call"));
            command.addAll(List.of("--rate", "0.5", "--seconds", "30", "--for", "600"));
            command.addAll(List.of(options));
            return new Traffic(
                    new ProcessBuilder(command)
                            .redirectOutput(out.toFile())
                            .redirectError(ProcessBuilder.Redirect.INHERIT)
                            .start(),
                    out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Waits for the last call; the traffic must have been started with {@code --for} or {@code --count}. */
    List<Call> finished() {
        try {
            if (!process.waitFor(TAIL.toSeconds() + 60, TimeUnit.SECONDS)) {
                throw new AssertionError("the calls did not end");
            }
            return reported();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    /** Hangs up and reports. */
    List<Call> stop() {
        process.destroy();
        return finished();
    }

    private List<Call> reported() {
        try {
            return Files.readAllLines(out).stream()
                    .filter(line -> line.startsWith("{") && !line.startsWith("{\"summary\""))
                    .map(line -> JSON.readValue(line, Call.class))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        process.destroy();
        try {
            process.waitFor(TAIL.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        process.destroyForcibly();
    }
}
