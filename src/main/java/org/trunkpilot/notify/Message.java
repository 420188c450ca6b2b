package org.trunkpilot.notify;

import java.net.URI;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * One message to people. All of its sentences can be read alone, the first first.
 *
 * @param incident by which the messages of one time of trouble belong together; a name of letters, digits, {@code _ . -}
 * @param number 1 for the first message of an incident, and so on
 * @param topic the headline of the incident's first message: what a mail has as its subject
 * @param telling how things stand
 * @param lines what is new since the message before, oldest first
 * @param link to the dashboard
 */
record Message(
        String incident,
        int number,
        State state,
        String pbx,
        Instant at,
        String topic,
        Telling telling,
        List<Line> lines,
        Optional<URI> link) {

    /** What sort of message it is; programs may branch on it. */
    enum State {
        /** The first of an incident. */
        TROUBLE,
        /** Something is new, or it has lasted long. */
        UPDATE,
        /** The last of an incident: nothing has been wrong for a while. */
        OVER,
        /** Something was done that wants nobody: a trunk got its place back, a person's order was taken up. */
        NOTE,
        /** Somebody tries the channel. */
        TEST
    }

    /** How things stand, a sentence or some each; empty where there is nothing to say. */
    record Telling(String headline, String fault, String did, String todo) {}

    /** What happened at a moment, a sentence. */
    record Line(Instant at, String words) {}

    private static final Pattern INSTANT = Pattern.compile("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d(:\\d\\d(\\.\\d+)?)?Z");

    Message {
        lines = List.copyOf(lines);
    }

    /** Stays the same however often it is sent, so that who gets it twice can tell. */
    String id() {
        return incident + "." + number;
    }

    /** The headline with what sort of message it is. */
    String title() {
        return switch (state) {
            case TROUBLE, OVER, NOTE, TEST -> telling.headline();
            case UPDATE -> "Update: " + telling.headline();
        };
    }

    /** All of it as plain text, with times of that zone. */
    String text(ZoneId zone) {
        var text = new StringBuilder(title());
        paragraph(text, "Whose fault: ", telling.fault());
        paragraph(text, "What Trunkpilot did: ", telling.did());
        paragraph(text, "What to do: ", telling.todo());
        if (!lines.isEmpty()) {
            text.append('\n');
            lines.forEach(line -> text.append('\n')
                    .append(clock(line.at(), zone))
                    .append(' ')
                    .append(isHeadline(line) ? "First sign of it." : line.words()));
        }
        String told = INSTANT.matcher(text).replaceAll(match -> clock(Instant.parse(full(match.group())), zone));
        String name = DateTimeFormatter.ofPattern("zzz", Locale.ENGLISH).format(at.atZone(zone));
        return told + "\n\n" + link.map(uri -> uri + "\n").orElse("") + "Incident " + incident + ", message " + number
                + "; times in " + name + ".";
    }

    /** Nobody wants to read it twice. */
    private boolean isHeadline(Line line) {
        return telling.headline().equals(pbx + ": " + line.words());
    }

    private static void paragraph(StringBuilder text, String question, String answer) {
        if (!answer.isEmpty()) {
            text.append('\n').append(question).append(answer);
        }
    }

    /** Of the day of the message by the clock, of any other with its date. */
    private String clock(Instant time, ZoneId zone) {
        var local = time.truncatedTo(ChronoUnit.SECONDS).atZone(zone);
        boolean today = local.toLocalDate().equals(at.atZone(zone).toLocalDate());
        return local.format(DateTimeFormatter.ofPattern(today ? "HH:mm:ss" : "yyyy-MM-dd HH:mm:ss", Locale.ENGLISH));
    }

    /** {@link Instant#parse} wants seconds on JDK 17. */
    private static String full(String instant) {
        return instant.length() == "2026-01-01T00:00Z".length() ? instant.replace("Z", ":00Z") : instant;
    }
}
