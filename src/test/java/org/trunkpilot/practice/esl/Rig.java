package org.trunkpilot.practice.esl;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.trunkpilot.practice.PracticeSettings;
import org.trunkpilot.practice.world.Agenda;
import org.trunkpilot.practice.world.Callee;
import org.trunkpilot.practice.world.PbxTimers;
import org.trunkpilot.practice.world.Rows;
import org.trunkpilot.practice.world.Site;
import org.trunkpilot.practice.world.Traffic;
import org.trunkpilot.practice.world.World;
import org.trunkpilot.trunk.RouteId;
import org.trunkpilot.trunk.TrunkId;

/** A world and one session of its event socket, in virtual time and without a socket. */
final class Rig {
    static final Instant START = Instant.parse("2026-11-23T10:00:00Z");
    static final TrunkId ALPHA = new TrunkId("alpha");
    static final String PASSWORD = "a-long-password";
    static final String EVERYTHING =
            "event plain CHANNEL_CREATE CHANNEL_PROGRESS CHANNEL_ANSWER CHANNEL_HANGUP_COMPLETE"
                    + " RECV_RTCP_MESSAGE SEND_RTCP_MESSAGE HEARTBEAT BACKGROUND_JOB CUSTOM sofia::gateway_state"
                    + " trunkpilot::attempt trunkpilot::refused trunkpilot::exhausted";

    final World world;
    final EslDialogue dialogue;
    private final StringBuilder wire = new StringBuilder();
    boolean hungUp;

    Rig(String dialplan) {
        var site = new Site(
                PracticeSettings.TWO_CARRIERS,
                PbxTimers.OF_FREESWITCH,
                Traffic.NONE,
                Duration.ofMinutes(10),
                Rows.HASH_AND_DB,
                22);
        var listeners = new Listeners();
        var agenda = new Agenda(START);
        var events = new EslEvents("practice", agenda, listeners);
        world = new World(site, agenda, events);
        dialogue = new EslDialogue(
                world, PASSWORD, new Api(world, dialplan), events, listeners, wire::append, () -> hungUp = true);
        world.begin();
        seconds(1);
        dialogue.begin();
    }

    static Rig signedIn() {
        var rig = new Rig("");
        rig.send("auth " + PASSWORD).send(EVERYTHING).forget();
        return rig;
    }

    Rig send(String command) {
        dialogue.receive(command + "\n\n");
        return this;
    }

    /** What the command brought, frame and all. */
    String asked(String command) {
        forget();
        send(command);
        return wire.toString();
    }

    /** The output of an api. */
    String api(String command) {
        return asked("api " + command).replaceFirst("(?s).*?\n\n", "");
    }

    Rig seconds(long seconds) {
        world.advanceTo(world.now().plusSeconds(seconds));
        return this;
    }

    Rig call(String number, Callee.Does does) {
        world.call(new RouteId("default"), new Callee(number, does));
        return this;
    }

    String wire() {
        return wire.toString();
    }

    /** The events so far, decoded, of one name or subclass. */
    List<Map<String, String>> heard(String name) {
        return events(wire()).stream()
                .filter(event -> name.equals(event.get("Event-Name")) || name.equals(event.get("Event-Subclass")))
                .toList();
    }

    Rig forget() {
        wire.setLength(0);
        return this;
    }

    /** The events of recorded or made text; header to value in their order. */
    static List<Map<String, String>> events(String text) {
        List<Map<String, String>> events = new ArrayList<>();
        int at = 0;
        while (at < text.length()) {
            int blank = text.indexOf("\n\n", at);
            if (blank < 0) {
                break;
            }
            String head = text.substring(at, blank);
            var length = Pattern.compile("Content-Length: (\\d+)").matcher(head);
            int body = length.find() ? Integer.parseInt(length.group(1)) : 0;
            if (head.contains("text/event-plain")) {
                Map<String, String> event = new LinkedHashMap<>();
                for (String line : text.substring(blank + 2, blank + 2 + body).split("\n", -1)) {
                    int colon = line.indexOf(": ");
                    if (colon > 0) {
                        event.put(
                                line.substring(0, colon),
                                URLDecoder.decode(
                                        line.substring(colon + 2).replace("+", "%2B"), StandardCharsets.UTF_8));
                    }
                }
                events.add(event);
            }
            at = blank + 2 + body;
        }
        return events;
    }
}
