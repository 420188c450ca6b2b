package org.trunkpilot.practice;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.trunkpilot.practice.ami.Account;
import org.trunkpilot.practice.ami.Actions;
import org.trunkpilot.practice.ami.AmiDialogue;
import org.trunkpilot.practice.ami.AmiEvents;
import org.trunkpilot.practice.ami.EventClass;
import org.trunkpilot.practice.ami.Sessions;
import org.trunkpilot.practice.esl.Api;
import org.trunkpilot.practice.esl.EslDialogue;
import org.trunkpilot.practice.esl.EslEvents;
import org.trunkpilot.practice.esl.Listeners;
import org.trunkpilot.practice.port.Dialogue;
import org.trunkpilot.practice.port.LoopbackPort;
import org.trunkpilot.practice.world.Agenda;
import org.trunkpilot.practice.world.Call;
import org.trunkpilot.practice.world.Callee;
import org.trunkpilot.practice.world.Conditions;
import org.trunkpilot.practice.world.IncidentScript;
import org.trunkpilot.practice.world.Play;
import org.trunkpilot.practice.world.Turnstile;
import org.trunkpilot.practice.world.World;
import org.trunkpilot.trunk.Inventory;
import org.trunkpilot.trunk.RouteId;

/**
 * A make-believe PBX with its carriers, answering AMI or ESL on 127.0.0.1 at a port and with a secret of its own. Nothing of it leaves
 * this machine: no SIP, no audio, only what a real Asterisk or FreeSWITCH would tell about them.
 */
public final class PracticeWorld implements AutoCloseable {
    /** The world is that old when somebody first looks, so that calls are up on every trunk. */
    static final Duration WARM_UP = Duration.ofSeconds(40);

    /** An hour of the first run takes one to three seconds of a core; a minute is not felt. */
    static final Duration LONGEST_CATCH_UP = Duration.ofMinutes(1);

    private static final Duration FOR_EVER = Duration.ofDays(36_500);

    private final PracticeSettings settings;
    private final Turnstile turnstile;
    private final LoopbackPort server;
    private final Account account;
    private final Play play;
    private final Optional<AtomicReference<Instant>> steppedClock;

    private PracticeWorld(
            PracticeSettings settings, InstantSource clock, Optional<AtomicReference<Instant>> steppedClock) {
        this.settings = settings;
        this.steppedClock = steppedClock;
        var start = clock.instant();
        this.account = account(settings.write());
        var spoken = settings.dialect() == Dialect.AMI ? ami(start) : esl(start);
        var world = spoken.world();
        world.begin();
        world.advanceTo(start);
        this.play = world.play(settings.script());
        this.turnstile = new Turnstile(world, clock, steppedClock.isPresent() ? FOR_EVER : LONGEST_CATCH_UP);
        try {
            this.server = new LoopbackPort(turnstile, spoken.dialogues());
        } catch (IOException e) {
            throw new UncheckedIOException("the practice world found no free port on 127.0.0.1", e);
        }
        server.start();
    }

    /** The one world, and what is said of it. */
    private record Spoken(World world, Dialogue.Maker dialogues) {}

    private Spoken ami(Instant start) {
        var sessions = new Sessions();
        var name = settings.site().inventory().pbx().name();
        var world = new World(settings.site(), start.minus(WARM_UP), new AmiEvents(name, sessions));
        var actions = new Actions(world, settings.dialplan());
        return new Spoken(world, (out, close) -> new AmiDialogue(world, account, actions, sessions, out, close));
    }

    private Spoken esl(Instant start) {
        var listeners = new Listeners();
        var name = settings.site().inventory().pbx().name();
        var agenda = new Agenda(start.minus(WARM_UP));
        var events = new EslEvents(name, agenda, listeners);
        var world = new World(settings.site(), agenda, events);
        var api = new Api(world, settings.dialplan());
        return new Spoken(
                world, (out, close) -> new EslDialogue(world, account.secret(), api, events, listeners, out, close));
    }

    /** A world that keeps up with that clock, from now until it is closed. */
    public static PracticeWorld start(PracticeSettings settings, InstantSource clock) {
        var world = new PracticeWorld(settings, clock, Optional.empty());
        var time = new Thread(world.turnstile::keepUp, "practice-world");
        time.setDaemon(true);
        time.start();
        return world;
    }

    /** A world whose time moves by {@link #advance} alone. */
    public static PracticeWorld stepped(PracticeSettings settings, Instant start) {
        var clock = new AtomicReference<>(start);
        return new PracticeWorld(settings, clock::get, Optional.of(clock));
    }

    private static Account account(Set<EventClass> write) {
        var bytes = new byte[18];
        new SecureRandom().nextBytes(bytes);
        var least = Account.leastRights("trunkpilot", HexFormat.of().formatHex(bytes));
        return new Account(least.username(), least.secret(), least.read(), write);
    }

    public String host() {
        return server.host();
    }

    public int port() {
        return server.port();
    }

    /** Empty where the dialect knows a password and no user. */
    public String username() {
        return settings.dialect() == Dialect.AMI ? account.username() : "";
    }

    public String secret() {
        return account.secret();
    }

    public Inventory inventory() {
        return settings.site().inventory();
    }

    /** The round that is being played, phase by phase; empty without a script. */
    public List<Scene> script() {
        return turnstile.enter(world -> play.scenes()).stream()
                .map(s -> new Scene(s.phase(), s.since(), s.until(), s.words(), s.next(), s.current()))
                .toList();
    }

    /** Plays this instead of the usual script from now on, until {@link #usual}. */
    public void instead(BadDay day) {
        turnstile.run(world -> play.instead(day.script()));
    }

    /** Makes everything well until something else is to be played. */
    public void well() {
        turnstile.run(world -> play.instead(new IncidentScript(List.of(IncidentScript.WELL))));
    }

    /** Plays the usual script again, from its beginning. */
    public void usual() {
        turnstile.run(world -> play.usual());
    }

    /** What is going on now, in words. */
    public Optional<Scene> scene() {
        return script().stream().filter(Scene::current).findFirst();
    }

    /**
     * Lets time pass.
     *
     * @throws IllegalStateException when this world keeps up with a clock
     */
    public void advance(Duration time) {
        var clock = steppedClock.orElseThrow(() -> new IllegalStateException("this world follows a clock"));
        clock.updateAndGet(now -> now.plus(time));
        turnstile.run(world -> {});
    }

    /** The world's time, which is also what its PBX answers to a Ping. */
    public Instant now() {
        return turnstile.enter(World::now);
    }

    /**
     * From now on a carrier fares like this, until the script says otherwise.
     *
     * @throws IllegalArgumentException when there is no such carrier
     */
    public void carrier(String name, Conditions conditions) {
        turnstile.run(world -> world.carrier(name, conditions));
    }

    /**
     * Cuts an uplink or mends it, until the script says otherwise.
     *
     * @throws IllegalArgumentException when there is no such uplink
     */
    public void uplink(String name, boolean up) {
        turnstile.run(world -> world.uplink(name, up));
    }

    /**
     * Somebody at a desk of the site calls somebody.
     *
     * @throws IllegalArgumentException when there is no such route
     */
    public Call call(RouteId route, Callee callee) {
        return turnstile.enter(world -> world.call(route, callee));
    }

    public int clients() {
        return server.clients();
    }

    /** How many clients were turned away because there were too many. */
    public long clientsRefused() {
        return server.refused();
    }

    /** How many clients were dropped because they did not read. */
    public long slowClientsDropped() {
        return server.slowDropped();
    }

    /** Hangs up on everybody, frees the port and ends the world's time. */
    @Override
    public void close() {
        server.close();
        turnstile.close();
    }
}
