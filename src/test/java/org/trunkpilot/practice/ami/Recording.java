package org.trunkpilot.practice.ami;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Recorded AMI traffic of Asterisk 22.10.1: what it sent, byte for byte, and what it had been sent. */
record Recording(String wire, List<String> sent) {
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
        try (var in = Recording.class.getResourceAsStream("/recordings/asterisk/22/" + file)) {
            return new String(requireNonNull(in, file).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(file, e);
        }
    }
}
