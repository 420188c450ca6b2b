package org.trunkpilot.practice.ami;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Recorded AMI traffic of Asterisk 22.10.1: what it sent, byte for byte, and what it had been sent. Recordings of nothing but
 * actions lie apart, as no signal comes of them.
 */
record Recording(String wire, List<String> sent) {
    private static final List<String> FOLDERS = List.of("22", "22-actions");

    private static final Pattern SENT = Pattern.compile("\"sent\": \"((?:[^\"\\\\]|\\\\.)*)\"");

    static Recording of(String name) {
        var index = read(name + ".idx.jsonl");
        List<String> sent = new ArrayList<>();
        var match = SENT.matcher(index);
        while (match.find()) {
            sent.add(match.group(1)
                    .replace("\\r", "\r")
                    .replace("\\n", "\n")
                    .replace("\\\"", "\"")
                    .replace("\\\\", "\\"));
        }
        return new Recording(read(name + ".ami"), sent);
    }

    List<Heard> heard() {
        return Heard.all(wire);
    }

    private static String read(String file) {
        var place = FOLDERS.stream()
                .map(folder -> "/recordings/asterisk/" + folder + "/" + file)
                .filter(path -> Recording.class.getResource(path) != null)
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no recording " + file));
        try (var in = Recording.class.getResourceAsStream(place)) {
            return new String(requireNonNull(in, file).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(file, e);
        }
    }
}
