package org.trunkpilot.practice.ami;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.trunkpilot.practice.world.Gateway;

/** PJSIP objects as Asterisk prints them: the headers of {@code pjsip-objects.txt}, made out to one trunk. */
final class PjsipObjects {
    private static final Map<String, Map<String, String>> KINDS = read();

    private PjsipObjects() {}

    static String uri(Gateway gateway) {
        return "sip:" + gateway.host() + ":5060";
    }

    /** The headers of such an object of that trunk. */
    static Map<String, String> of(String kind, Gateway gateway) {
        Map<String, String> headers = plain(kind, gateway.trunk().endpoint());
        headers.replaceAll((name, value) -> value.replace("ACCOUNT", gateway.account())
                .replace("HASH", Account.md5(uri(gateway)))
                .replace("HOST", gateway.host()));
        return headers;
    }

    /** The same of an endpoint that is no trunk. */
    static Map<String, String> plain(String kind, String endpoint) {
        Map<String, String> headers = new LinkedHashMap<>(Objects.requireNonNull(KINDS.get(kind), kind));
        headers.replaceAll((name, value) -> value.replace("TRUNK", endpoint));
        return headers;
    }

    private static Map<String, Map<String, String>> read() {
        try (var in = Objects.requireNonNull(PjsipObjects.class.getResourceAsStream("pjsip-objects.txt"));
                var lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
            return sections(lines.lines().toList());
        } catch (IOException e) {
            throw new UncheckedIOException("pjsip-objects.txt is in our own jar", e);
        }
    }

    private static Map<String, Map<String, String>> sections(List<String> lines) {
        Map<String, Map<String, String>> kinds = new LinkedHashMap<>();
        Map<String, String> section = new LinkedHashMap<>();
        for (String line : lines) {
            if (line.startsWith("[")) {
                section = new LinkedHashMap<>();
                kinds.put(line.substring(1, line.length() - 1), section);
            } else if (!line.startsWith("#") && line.contains(":")) {
                int colon = line.indexOf(':');
                section.put(line.substring(0, colon), line.substring(colon + 1).trim());
            }
        }
        return kinds;
    }
}
