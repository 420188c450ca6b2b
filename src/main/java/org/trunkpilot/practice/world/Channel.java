package org.trunkpilot.practice.world;

import java.time.Instant;
import java.util.Optional;
import org.trunkpilot.trunk.RouteId;

/** A channel as a PBX shows it: who it is for, where in the dialplan it is, what state it is in. */
public final class Channel {
    /** The states that a call passes through here, with the numbers and words of Asterisk. */
    public enum State {
        DOWN(0, "Down"),
        RING(4, "Ring"),
        RINGING(5, "Ringing"),
        UP(6, "Up");

        private final int number;
        private final String words;

        State(int number, String words) {
            this.number = number;
            this.words = words;
        }

        public int number() {
            return number;
        }

        public String words() {
            return words;
        }
    }

    /** What one of the two parties is called. */
    public record Party(String number, String name) {
        static final Party UNKNOWN = new Party("<unknown>", "<unknown>");
    }

    /** Where a channel is in the dialplan. */
    public record Place(String context, String exten, int priority) {}

    private final String name;
    private final String uniqueId;
    private final String linkedId;
    private final Instant since;
    private State state;
    private Party caller = Party.UNKNOWN;
    private Party connected = Party.UNKNOWN;
    private Place place;
    private String application;
    private String applicationArguments = "";
    private String bridge = "";
    private Optional<RouteId> route = Optional.empty();
    private Optional<Gateway> gateway = Optional.empty();
    private Optional<Channel> dialledBy = Optional.empty();

    Channel(
            String name,
            String uniqueId,
            String linkedId,
            Instant since,
            State state,
            Place place,
            String application) {
        this.name = name;
        this.uniqueId = uniqueId;
        this.linkedId = linkedId;
        this.since = since;
        this.state = state;
        this.place = place;
        this.application = application;
    }

    public String name() {
        return name;
    }

    public String uniqueId() {
        return uniqueId;
    }

    public String linkedId() {
        return linkedId;
    }

    public Instant since() {
        return since;
    }

    public State state() {
        return state;
    }

    public Party caller() {
        return caller;
    }

    public Party connected() {
        return connected;
    }

    public Place place() {
        return place;
    }

    public String application() {
        return application;
    }

    public String applicationArguments() {
        return applicationArguments;
    }

    /** Empty when it is in none. */
    public String bridge() {
        return bridge;
    }

    /** The route that the call is on. */
    public Optional<RouteId> route() {
        return route;
    }

    /** The trunk that it is a leg on. */
    public Optional<Gateway> gateway() {
        return gateway;
    }

    /** The channel that dialled it. */
    public Optional<Channel> dialledBy() {
        return dialledBy;
    }

    void onRoute(RouteId now) {
        this.route = Optional.of(now);
    }

    void onTrunk(Gateway now, Channel caller) {
        this.gateway = Optional.of(now);
        this.dialledBy = Optional.of(caller);
        this.route = caller.route;
    }

    void becomes(State now) {
        this.state = now;
    }

    void parties(Party nowCaller, Party nowConnected) {
        this.caller = nowCaller;
        this.connected = nowConnected;
    }

    void moves(Place now) {
        this.place = now;
    }

    void runs(String nowApplication, String arguments) {
        this.application = nowApplication;
        this.applicationArguments = arguments;
    }

    void joins(String nowBridge) {
        this.bridge = nowBridge;
    }
}
