package org.trunkpilot.lab;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The lab's all-powerful manager account, for tests that must write any row, dial any string and see every step: some hundred
 * calls a minute, where {@code lab call} starts a program for each. Knows nothing of the product's own AMI code.
 */
final class LabAmi implements AutoCloseable {
    static final String HOST = "10.99.0.2";
    static final int PORT = 5038;

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Socket socket;
    private final Map<String, CompletableFuture<Map<String, String>>> answers = new ConcurrentHashMap<>();
    private final Map<String, Watched> calls = new ConcurrentHashMap<>();
    private final AtomicLong ids = new AtomicLong(System.nanoTime());

    /**
     * What became of a call.
     *
     * @param dialled every channel that the caller's dialplan dialled, as {@code PJSIP/prov-a}, in order
     * @param told the user events of the steering dialplan, in order
     * @param cause what the caller was hung up with
     */
    record Outcome(
            List<String> dialled,
            List<String> dialStrings,
            List<Map<String, String>> told,
            Optional<String> answeredBy,
            int cause,
            Duration took) {
        List<String> told(String event) {
            return told.stream()
                    .filter(e -> e.getOrDefault("UserEvent", "").equals(event))
                    .map(e -> e.getOrDefault("Trunk", ""))
                    .toList();
        }
    }

    private static final class Watched {
        final Instant began = Instant.now();
        final List<String> dialled = new ArrayList<>();
        final List<String> dialStrings = new ArrayList<>();
        final List<Map<String, String>> told = new ArrayList<>();
        final CompletableFuture<Outcome> over = new CompletableFuture<>();

        @Nullable String answeredBy;
    }

    LabAmi() {
        try {
            socket = new Socket(HOST, PORT);
            var thread = new Thread(this::read, "lab-ami");
            thread.setDaemon(true);
            thread.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        ask("Login", "Username", "lab", "Secret", "lab-s3cret", "Events", "call,user");
    }

    /** The response; headers given more than once keep their last value. */
    Map<String, String> ask(String action, String... headers) {
        String id = "it-" + ids.incrementAndGet();
        var answer = new CompletableFuture<Map<String, String>>();
        answers.put(id, answer);
        var text = new StringBuilder("Action: " + action + "\r\nActionID: " + id + "\r\n");
        for (int i = 0; i < headers.length; i += 2) {
            text.append(headers[i]).append(": ").append(headers[i + 1]).append("\r\n");
        }
        send(text + "\r\n");
        return await(answer, PATIENCE);
    }

    /** Writes a row, whatever it says. */
    void row(String route, String row) {
        ask("DBPut", "Family", "trunkpilot", "Key", "order/" + route, "Val", row);
    }

    void noRow(String route) {
        ask("DBDel", "Family", "trunkpilot", "Key", "order/" + route);
    }

    /**
     * Dials from within the context {@code lab-steer} of {@link SteeringLab}.
     *
     * @param talk how long the caller stays when somebody answers
     */
    CompletableFuture<Outcome> call(String route, String number, Duration talk) {
        return originate(
                "s@lab-steer", talk, "LAB_ROUTE=" + route, "LAB_NUMBER=" + number.replaceAll("([\\\\,\"])", "\\\\$1"));
    }

    CompletableFuture<Outcome> originate(String target, Duration talk, String... variables) {
        String id = "tpit-" + ids.incrementAndGet();
        var call = new Watched();
        calls.put(id + "-far", call);
        var headers = new ArrayList<>(List.of("Channel", "Local/" + target, "Application", "Wait"));
        headers.addAll(List.of("Data", String.valueOf(talk.toMillis() / 1000.0), "Async", "true", "Codecs", "alaw"));
        headers.addAll(List.of("Timeout", "300000", "ChannelId", id, "OtherChannelId", id + "-far"));
        for (String variable : variables) {
            headers.addAll(List.of("Variable", variable));
        }
        ask("Originate", headers.toArray(String[]::new));
        return call.over;
    }

    /** Ends every call made with {@link #call}. */
    void hangUp() {
        ask("Hangup", "Channel", "/^Local/s@lab-steer.*$/");
    }

    static Outcome await(CompletableFuture<Outcome> call) {
        return await(call, Duration.ofSeconds(60));
    }

    private static <T> T await(CompletableFuture<T> future, Duration patience) {
        try {
            return future.get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        } catch (java.util.concurrent.ExecutionException | java.util.concurrent.TimeoutException e) {
            throw new AssertionError("nothing came of it within " + patience, e);
        }
    }

    private synchronized void send(String text) {
        try {
            socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void read() {
        try {
            var in = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
            Map<String, String> message = new LinkedHashMap<>();
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                if (line.isEmpty()) {
                    take(message);
                    message = new LinkedHashMap<>();
                } else if (line.indexOf(':') > 0) {
                    message.put(
                            line.substring(0, line.indexOf(':')),
                            line.substring(line.indexOf(':') + 1).strip());
                }
            }
        } catch (IOException e) {
            // The test is over and has closed the socket, or the next question will find that nobody answers.
            answers.values().forEach(answer -> answer.completeExceptionally(e));
        }
    }

    private void take(Map<String, String> message) {
        CompletableFuture<Map<String, String>> answer =
                message.containsKey("Response") ? answers.remove(message.getOrDefault("ActionID", "")) : null;
        if (answer != null) {
            answer.complete(message);
            return;
        }
        Watched call = calls.get(message.getOrDefault("Uniqueid", ""));
        if (call == null) {
            return;
        }
        switch (message.getOrDefault("Event", "")) {
            case "DialBegin" -> {
                call.dialled.add(message.getOrDefault("DestChannel", "").replaceFirst("-[0-9a-f]{8,}(;[12])?$", ""));
                call.dialStrings.add(message.getOrDefault("DialString", ""));
            }
            case "DialEnd" -> {
                if (message.getOrDefault("DialStatus", "").equals("ANSWER")) {
                    call.answeredBy = message.getOrDefault("DestChannel", "").replaceFirst("-[0-9a-f]{8,}$", "");
                }
            }
            case "UserEvent" -> call.told.add(message);
            case "Hangup" -> {
                calls.remove(message.getOrDefault("Uniqueid", ""));
                call.over.complete(new Outcome(
                        List.copyOf(call.dialled),
                        List.copyOf(call.dialStrings),
                        List.copyOf(call.told),
                        Optional.ofNullable(call.answeredBy),
                        Integer.parseInt(message.getOrDefault("Cause", "0")),
                        Duration.between(call.began, Instant.now())));
            }
            default -> {
                // The many other events of a call.
            }
        }
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
