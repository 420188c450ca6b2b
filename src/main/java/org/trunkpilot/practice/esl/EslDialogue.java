package org.trunkpilot.practice.esl;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Consumer;
import org.trunkpilot.practice.port.Dialogue;
import org.trunkpilot.practice.world.World;

/** One Event Socket session without its socket: commands end with an empty line, answers come in their order. */
public final class EslDialogue implements Dialogue {
    /** Beyond it is no command. */
    static final int LONGEST_LINE = 8_192;

    private static final int MOST_LINES = 100;
    private static final Duration HEARTBEAT = Duration.ofSeconds(20);
    private static final String ALL = "ALL";

    private enum State {
        STRANGER,
        SIGNED_IN,
        OVER
    }

    private final World world;
    private final String password;
    private final Api api;
    private final EslEvents events;
    private final Listeners listeners;
    private final Consumer<String> out;
    private final Runnable close;
    private final StringBuilder line = new StringBuilder();
    private final List<String> lines = new ArrayList<>();
    private final Set<String> names = new HashSet<>();
    private final Set<String> subclasses = new HashSet<>();
    private State state = State.STRANGER;
    private long jobs;

    /** @param close called once the last word has been handed to {@code out} */
    public EslDialogue(
            World world,
            String password,
            Api api,
            EslEvents events,
            Listeners listeners,
            Consumer<String> out,
            Runnable close) {
        this.world = world;
        this.password = password;
        this.api = api;
        this.events = events;
        this.listeners = listeners;
        this.out = out;
        this.close = close;
    }

    @Override
    public void begin() {
        out.accept("Content-Type: auth/request\n\n");
    }

    @Override
    public void receive(String text) {
        for (int i = 0; i < text.length() && state != State.OVER; i++) {
            char c = text.charAt(i);
            if (c == '\n') {
                endOfLine();
            } else if (c != '\r' && line.length() < LONGEST_LINE) {
                line.append(c);
            }
        }
    }

    @Override
    public void end() {
        state = State.OVER;
        listeners.leave(this);
    }

    void hear(Event event) {
        boolean wanted = names.contains(ALL)
                || (event.subclass().isEmpty()
                        ? names.contains(event.name())
                        : names.contains("CUSTOM") && subclasses.contains(event.subclass()));
        if (wanted) {
            out.accept(event.text());
        }
    }

    private void endOfLine() {
        var text = line.toString();
        line.setLength(0);
        if (!text.isEmpty()) {
            if (lines.size() < MOST_LINES) {
                lines.add(text);
            }
            return;
        }
        if (!lines.isEmpty()) {
            // What follows the first line are headers of the command; none of those understood here has any.
            String command = lines.get(0);
            lines.clear();
            carryOut(command);
        }
    }

    private void carryOut(String command) {
        int blank = command.indexOf(' ');
        String verb = (blank < 0 ? command : command.substring(0, blank)).toLowerCase(Locale.ROOT);
        String rest = blank < 0 ? "" : command.substring(blank + 1).strip();
        if (verb.equals("auth")) {
            signIn(rest);
        } else if (verb.equals("exit")) {
            reply("+OK bye");
            goodbye("Disconnected, goodbye.\nSee you at ClueCon! http://www.cluecon.com/\n");
        } else if (state == State.STRANGER) {
            // Not "denied", as measured.
            reply("-ERR command not found");
        } else {
            command(verb, rest);
        }
    }

    private void command(String verb, String rest) {
        switch (verb) {
            case "api" -> answer(api.answer(rest));
            case "bgapi" -> inBackground(rest);
            case "event" -> subscribe(rest);
            case "nixevent" -> {
                Arrays.asList(rest.split(" +")).forEach(word -> {
                    names.remove(word);
                    subclasses.remove(word);
                });
                reply("+OK events updated");
            }
            case "noevents" -> {
                names.clear();
                subclasses.clear();
                reply("+OK no longer listening for events");
            }
            default -> reply("-ERR command not found");
        }
    }

    private void signIn(String given) {
        if (state == State.SIGNED_IN || given.equals(password)) {
            state = State.SIGNED_IN;
            listeners.join(this);
            reply("+OK accepted");
            beat();
        } else {
            reply("-ERR invalid");
            goodbye("Disconnected, goodbye.\nSee you at ClueCon! http://www.cluecon.com/\n");
        }
    }

    /** All words behind CUSTOM are names of subclasses; names that nobody knows are dropped silently. */
    private void subscribe(String rest) {
        List<String> words = new ArrayList<>(Arrays.asList(rest.split(" +")));
        String form = words.remove(0);
        if (!form.equals("plain")) {
            reply(
                    form.equals("json") || form.equals("xml")
                            ? "-ERR the practice PBX tells events in plain only"
                            : "-ERR no keywords supplied");
            return;
        }
        boolean custom = false;
        for (String word : words) {
            (custom ? subclasses : names).add(word);
            custom |= word.equals("CUSTOM");
        }
        reply(names.isEmpty() ? "-ERR no keywords supplied" : "+OK event listener enabled plain");
    }

    private void inBackground(String command) {
        String job = EslEvents.uuid(api.core() + " job " + ++jobs);
        out.accept("Content-Type: command/reply\nReply-Text: +OK Job-UUID: " + job + "\nJob-UUID: " + job + "\n\n");
        String output = api.answer(command);
        hear(events.event("BACKGROUND_JOB")
                .with("Job-UUID", job)
                .with("Job-Command", command.split(" ", 2)[0])
                .carrying(output));
    }

    private void beat() {
        world.agenda().in(HEARTBEAT, () -> {
            if (state == State.SIGNED_IN) {
                hear(events.event("HEARTBEAT")
                        .with("Event-Info", "System Ready")
                        .with("FreeSWITCH-Version", "1.11.2-practice")
                        .with("Session-Count", world.channels().size()));
                beat();
            }
        });
    }

    private void reply(String text) {
        out.accept("Content-Type: command/reply\nReply-Text: " + text + "\n\n");
    }

    private void answer(String text) {
        out.accept("Content-Type: api/response\nContent-Length: " + text.length() + "\n\n" + text);
    }

    private void goodbye(String words) {
        out.accept("Content-Type: text/disconnect-notice\nContent-Length: " + words.length() + "\n\n" + words);
        end();
        close.run();
    }
}
