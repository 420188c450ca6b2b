package org.trunkpilot.practice.ami;

import java.time.Duration;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.trunkpilot.practice.port.Dialogue;
import org.trunkpilot.practice.world.World;

/**
 * One AMI session without its socket: text in, text out. It is confined to whoever holds the world, so an action sees one
 * moment of it and no event comes between the parts of an answer.
 */
public final class AmiDialogue implements Dialogue {
    static final String BANNER = "Asterisk Call Manager/11.0.0\r\n";

    /** Asterisk's limits for a line and for the lines of an action. */
    static final int LONGEST_LINE = 1024;

    static final int MOST_HEADERS = 128;

    /** Asterisk lets one second go by before it tells a wrong secret, and then hangs up. */
    private static final Duration REFUSAL_TAKES = Duration.ofSeconds(1);

    private enum State {
        STRANGER,
        LOGGED_IN,
        REFUSED,
        OVER
    }

    private final World world;
    private final Account account;
    private final Actions actions;
    private final Sessions sessions;
    private final Consumer<String> out;
    private final Runnable close;
    private final EventFilters filters = new EventFilters();
    private final StringBuilder line = new StringBuilder();
    private final Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    private State state = State.STRANGER;
    private Set<EventClass> mask = EnumSet.noneOf(EventClass.class);
    private String challenge = "";
    private boolean lineTooLong;
    private int lines;

    /** @param close called once the last word has been handed to {@code out} */
    public AmiDialogue(
            World world, Account account, Actions actions, Sessions sessions, Consumer<String> out, Runnable close) {
        this.world = world;
        this.account = account;
        this.actions = actions;
        this.sessions = sessions;
        this.out = out;
        this.close = close;
    }

    @Override
    public void begin() {
        out.accept(BANNER);
    }

    @Override
    public void receive(String text) {
        for (int i = 0; i < text.length() && state != State.OVER; i++) {
            char c = text.charAt(i);
            if (c == '\n') {
                endOfLine();
            } else if (c != '\r') {
                if (line.length() < LONGEST_LINE) {
                    line.append(c);
                } else {
                    lineTooLong = true;
                }
            }
        }
    }

    @Override
    public void end() {
        state = State.OVER;
        sessions.leave(this);
    }

    private void endOfLine() {
        var text = line.toString();
        line.setLength(0);
        if (!text.isEmpty()) {
            lines++;
            int colon = text.indexOf(':');
            if (colon > 0 && lines <= MOST_HEADERS) {
                headers.putIfAbsent(
                        text.substring(0, colon).trim(),
                        text.substring(colon + 1).trim());
            }
            return;
        }
        if (lines == 0) {
            return;
        }
        var request = new Request(headers);
        var tooLong = lineTooLong;
        var tooMany = lines > MOST_HEADERS;
        headers.clear();
        lines = 0;
        lineTooLong = false;
        var reply = new Reply(request, message -> out.accept(message.text()));
        if (tooLong) {
            reply.error("Failed to parse message: line too long");
        } else if (tooMany) {
            reply.error("Too many lines in message or allocation failure");
        } else {
            carryOut(request, reply);
        }
    }

    private void carryOut(Request request, Reply reply) {
        if (state == State.REFUSED) {
            return;
        }
        if (request.action().isEmpty()) {
            reply.error("Missing action in request");
            return;
        }
        if (state == State.STRANGER
                && !Set.of("login", "challenge", "logoff")
                        .contains(request.action().toLowerCase(Locale.ROOT))) {
            reply.error("Permission denied");
            return;
        }
        var action = actions.find(request.action());
        if (action.isEmpty()) {
            reply.error("Invalid/unknown command: " + request.action()
                    + ". Use Action: ListCommands to show available commands.");
        } else if (!action.get().allowedTo(account)) {
            reply.error("Permission denied");
        } else {
            action.get().does().on(this, request, reply);
        }
    }

    void hear(EventClass kind, Message event) {
        if (mask.contains(kind) && account.read().contains(kind) && filters.pass(event)) {
            out.accept(event.text());
        }
    }

    void challenge(String now) {
        challenge = now;
    }

    void login(Request request, Reply reply) {
        boolean md5 = request.get("AuthType").equalsIgnoreCase("MD5");
        boolean known = md5
                ? !challenge.isEmpty() && account.opensByKey(request.get("Username"), challenge, request.get("Key"))
                : account.opens(request.get("Username"), request.get("Secret"));
        if (state == State.LOGGED_IN) {
            reply.success("Already logged in");
        } else if (known) {
            state = State.LOGGED_IN;
            mask = EventClass.mask(request.find("Events").orElse("on"));
            sessions.join(this);
            reply.success("Authentication accepted");
            if (mask.contains(EventClass.SYSTEM)) {
                fullyBooted();
            }
        } else {
            state = State.REFUSED;
            world.agenda().in(REFUSAL_TAKES, () -> {
                reply.error("Authentication failed");
                hangUp();
            });
        }
    }

    private void fullyBooted() {
        long up = Duration.between(world.started(), world.now()).toSeconds();
        out.accept(Message.event("FullyBooted")
                .with("Privilege", "system,all")
                .with("Uptime", up)
                .with("LastReload", up)
                .with("Status", "Fully Booted")
                .text());
    }

    /** Hangs up, if that has not happened. */
    void hangUp() {
        if (state != State.OVER) {
            end();
            close.run();
        }
    }

    /** Whether any event will come. */
    boolean mask(String words) {
        mask = EventClass.mask(words);
        return !mask.isEmpty();
    }

    EventFilters filters() {
        return filters;
    }

    Sessions everybody() {
        return sessions;
    }

    Actions actions() {
        return actions;
    }
}
