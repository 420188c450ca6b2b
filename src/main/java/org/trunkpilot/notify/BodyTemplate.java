package org.trunkpilot.notify;

import java.net.URI;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.trunkpilot.notify.Message.Line;
import org.trunkpilot.notify.Message.State;
import org.trunkpilot.notify.Message.Telling;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * The JSON that a receiver wants, with places for parts of a message: {@code {"text": "{text}"}}. The parts are escaped, so that what a
 * carrier's server writes into a SIP reason can never become JSON of its own.
 */
public final class BodyTemplate {
    private static final Pattern PLACE = Pattern.compile("\\{([A-Za-z][A-Za-z-]*)}");

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    /** With everything in it that must not break a template. */
    private static final Message SAMPLE = new Message(
            "hq-20260301T021400Z",
            1,
            State.TROUBLE,
            "hq",
            Instant.EPOCH,
            "A \"topic\"",
            new Telling("A \"headline\" \\ with\nall", "a fault", "a deed", "a remedy"),
            List.of(new Line(Instant.EPOCH, "a line")),
            Optional.of(URI.create("https://trunkpilot.example/")));

    private final String template;

    private BodyTemplate(String template) {
        this.template = template;
    }

    /** Checks it. @throws IllegalArgumentException saying what is wrong with it and what to write instead */
    public static BodyTemplate of(String template) {
        Map<String, String> known = parts(SAMPLE, ZoneOffset.UTC);
        PLACE.matcher(template)
                .results()
                .map(place -> place.group(1))
                .filter(name -> !known.containsKey(name))
                .findFirst()
                .ifPresent(name -> {
                    throw new IllegalArgumentException(
                            "there is no {" + name + "}; give any of {" + String.join("}, {", known.keySet()) + "}");
                });
        var checked = new BodyTemplate(template);
        try {
            JSON.readTree(checked.render(SAMPLE, ZoneOffset.UTC));
        } catch (JacksonException e) {
            throw new IllegalArgumentException("is no JSON once it is filled in ("
                    + e.getOriginalMessage().lines().findFirst().orElse("")
                    + "); write it like '{\"text\": \"{text}\"}', places for texts within quotes");
        }
        if (template.isBlank()) {
            throw new IllegalArgumentException("is empty; leave the line out for the message as JSON");
        }
        return checked;
    }

    String render(Message message, ZoneId zone) {
        Map<String, String> parts = parts(message, zone);
        return PLACE.matcher(template)
                .replaceAll((MatchResult place) ->
                        Matcher.quoteReplacement(escaped(parts.getOrDefault(place.group(1), ""))));
    }

    private static Map<String, String> parts(Message message, ZoneId zone) {
        Map<String, String> parts = new LinkedHashMap<>();
        parts.put("text", message.text(zone));
        parts.put("title", message.title());
        parts.put("headline", message.telling().headline());
        parts.put("fault", message.telling().fault());
        parts.put("did", message.telling().did());
        parts.put("todo", message.telling().todo());
        parts.put("state", message.state().name());
        parts.put("pbx", message.pbx());
        parts.put("incident", message.incident());
        parts.put("number", Integer.toString(message.number()));
        parts.put("at", message.at().toString());
        parts.put("link", message.link().map(URI::toString).orElse(""));
        return parts;
    }

    /**
     * As it stands between the quotes of a JSON string. Chats make mentions and links of {@code <…>}: what a stranger's server wrote
     * into a SIP reason must not call everybody of a channel.
     */
    private static String escaped(String text) {
        String quoted = JSON.writeValueAsString(text.replace('<', '‹').replace('>', '›'));
        return quoted.substring(1, quoted.length() - 1);
    }
}
