package org.trunkpilot.scenario;

import static java.util.stream.Collectors.joining;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.trunkpilot.health.HealthPolicy;
import org.trunkpilot.health.Verdict;
import org.trunkpilot.override.Order;
import org.trunkpilot.routing.ControllerMemory;
import org.trunkpilot.routing.Judgement;
import org.trunkpilot.routing.PbxState;
import org.trunkpilot.routing.RouteController;
import org.trunkpilot.routing.RouteDecision;
import org.trunkpilot.routing.RoutingPolicy;
import org.trunkpilot.routing.Rung;
import org.trunkpilot.routing.ServiceState;
import org.trunkpilot.signal.Registration;
import org.trunkpilot.trunk.Inventory;
import org.trunkpilot.trunk.PbxId;
import org.trunkpilot.trunk.RouteId;
import org.trunkpilot.trunk.SteeredRoute;
import org.trunkpilot.trunk.Trunk;
import org.trunkpilot.trunk.TrunkId;

/**
 * A timetable in virtual time: given… at… expect…, then {@link #run}. All of the core is real; the PBX is a {@link World}.
 *
 * <pre>
 *   given(trunk("a", "Alpha", "fibre"), trunk("b", "Beta", "lte"))
 *       .at("60s").callsEvery("2s")
 *       .at("120s").silent("a")
 *       .expectBy("132s", order("b", "a"))
 *       .run();
 * </pre>
 *
 * Times count from the start; the link comes up at 1 s. A failing run prints everything that happened.
 */
final class Scenario {
    static final RouteId DEFAULT = new RouteId("default");

    private static final Instant START = Instant.parse("2026-03-02T09:00:00Z");
    private static final Duration TICK = Duration.ofMillis(200);

    /** What is expected, at a moment or until a moment. */
    record Expectation(String words, Supplier<Boolean> holds) {}

    private record Deadline(Instant from, Instant until, boolean throughout, Fact fact) {}

    /** A condition of the whole scenario. */
    interface Fact {
        boolean holds(Scenario scenario);

        String words();
    }

    private final Inventory inventory;
    private final TreeMap<Instant, List<Consumer<Scenario>>> timetable = new TreeMap<>();
    private final List<Deadline> deadlines = new ArrayList<>();
    private final List<String> log = new ArrayList<>();
    private final List<RouteDecision> decisions = new ArrayList<>();
    private final List<Order> orders = new ArrayList<>();
    private final Map<TrunkId, Verdict> verdicts = new HashMap<>();
    private RoutingPolicy policy = RoutingPolicy.balanced();
    private HealthPolicy health = HealthPolicy.balanced();
    private Optional<RouteController> controller = Optional.empty();
    private Optional<Judgement> last = Optional.empty();
    private Instant at = START;
    private Instant now = START;
    private World world;

    private Scenario(Inventory inventory) {
        this.inventory = inventory;
        this.world =
                new World(inventory, START, this::wanted, signal -> controller().accept(signal));
    }

    static Scenario given(Trunk... trunks) {
        var ids = Arrays.stream(trunks).map(Trunk::id).toList();
        return new Scenario(new Inventory(new PbxId("hq"), List.of(trunks), List.of(new SteeredRoute(DEFAULT, ids))));
    }

    static Trunk trunk(String name, String carrier, String uplink) {
        return new Trunk(new TrunkId(name), name, carrier, uplink, OptionalInt.of(30));
    }

    static Trunk trunk(String name, String carrier, String uplink, int channels) {
        return new Trunk(new TrunkId(name), name, carrier, uplink, OptionalInt.of(channels));
    }

    Scenario policy(RoutingPolicy routing) {
        this.policy = routing;
        return this;
    }

    /** Everything that waits waits a sixtieth. */
    Scenario exercise() {
        this.policy = RoutingPolicy.exercise();
        this.health = HealthPolicy.exercise();
        return this;
    }

    // --- the timetable

    Scenario at(String time) {
        at = START.plus(span(time));
        return this;
    }

    Scenario callsEvery(String pace) {
        return does("calls every " + pace, s -> s.world.callsEvery(span(pace)));
    }

    Scenario noCalls() {
        return does("no more calls", s -> s.world.noCalls());
    }

    Scenario silent(String... trunks) {
        return each("falls silent", c -> c.silent = true, trunks);
    }

    Scenario rejects(String trunk, int code) {
        return each("refuses every call with " + code, c -> c.rejects = OptionalInt.of(code), trunk);
    }

    Scenario ringsAfter(String trunk, String delay) {
        return each("rings after " + delay, c -> c.ringsAfter = span(delay), trunk);
    }

    Scenario losesInbound(String trunk, int percent) {
        return each("loses " + percent + " % towards us", c -> c.lossInPercent = percent, trunk);
    }

    Scenario losesOutbound(String trunk, int percent) {
        return each("loses " + percent + " % away from us", c -> c.lossOutPercent = percent, trunk);
    }

    Scenario noAudioFrom(String trunk) {
        return each("sends no audio", c -> c.noAudioIn = true, trunk);
    }

    Scenario well(String... trunks) {
        return each("is well", World.Carrier::well, trunks);
    }

    Scenario registration(String trunk, Registration.State state) {
        return does(trunk + " registration " + state, s -> {
            s.world.carrier(new TrunkId(trunk)).registered = state == Registration.State.REGISTERED;
            s.world.register(new TrunkId(trunk), state);
        });
    }

    Scenario linkLost() {
        return does("link lost", s -> s.world.unlink());
    }

    Scenario linkRestored() {
        return does("link restored", s -> s.world.link(START.minus(Duration.ofDays(3))));
    }

    Scenario pbxRestarts(String away, String registerAfter) {
        return does("the PBX restarts", s -> s.world.restartPbx(span(away), span(registerAfter)));
    }

    /** Trunkpilot is stopped and started again, with its memory written and read as text. */
    Scenario trunkpilotRestarts() {
        return does("Trunkpilot restarts", s -> {
            var memory = ControllerMemory.parse(s.controller().memory().text());
            s.controller = Optional.of(s.newController(memory));
            s.controller().orders(s.orders);
            s.world.link(START.minus(Duration.ofDays(3)));
        });
    }

    Scenario order(Order.Kind kind, String trunk, String until) {
        Instant end = START.plus(span(until));
        return does(kind + " " + trunk + " until " + until, s -> {
            Optional<TrunkId> about = kind.needsTrunk() ? Optional.of(new TrunkId(trunk)) : Optional.empty();
            Optional<RouteId> route = kind.needsRoute() ? Optional.of(DEFAULT) : Optional.empty();
            s.orders.add(new Order("o" + s.orders.size(), kind, about, route, "anna", "because", s.now, end));
            s.controller().orders(s.orders);
        });
    }

    Scenario frozenByHand() {
        return does("somebody changes the row", s -> s.controller().freeze(DEFAULT, "Somebody changed the row."));
    }

    Scenario handedBack() {
        return does("the route is given back", s -> s.controller().unfreeze(DEFAULT));
    }

    // --- expectations

    /** It holds at that moment. */
    Scenario expect(String time, Fact fact) {
        Instant moment = START.plus(span(time));
        deadlines.add(new Deadline(moment, moment, true, fact));
        return this;
    }

    /** It comes to hold by that moment, after the last {@link #at}. */
    Scenario expectBy(String time, Fact fact) {
        deadlines.add(new Deadline(at, START.plus(span(time)), false, fact));
        return this;
    }

    /** It holds all the time from one moment to the other. */
    Scenario expectThroughout(String from, String until, Fact fact) {
        deadlines.add(new Deadline(START.plus(span(from)), START.plus(span(until)), true, fact));
        return this;
    }

    static Fact order(String... trunks) {
        List<TrunkId> ids = Arrays.stream(trunks).map(TrunkId::new).toList();
        return fact("the order is " + ids, s -> s.wanted().equals(ids));
    }

    static Fact state(String trunk, ServiceState state) {
        return fact(
                trunk + " is " + state,
                s -> s.last.filter(j -> j.services().get(new TrunkId(trunk)) == state)
                        .isPresent());
    }

    static Fact verdict(String trunk, Verdict verdict) {
        return fact(trunk + " is " + verdict, s -> s.verdicts.get(new TrunkId(trunk)) == verdict);
    }

    static Fact pbx(PbxState state) {
        return fact(
                "the PBX is " + state,
                s -> s.last.filter(j -> j.state() == state).isPresent());
    }

    static Fact moves(int count) {
        return fact(count + " moves so far", s -> s.moves() == count);
    }

    /** A refusal or move of that rung whose reason contains the words. */
    static Fact says(Rung rung, String words) {
        return fact(
                "a decision of " + rung + " says \"" + words + "\"",
                s -> s.decisions.stream()
                        .anyMatch(d -> d.rung() == rung && d.reason().contains(words)));
    }

    static Fact alarm(String words) {
        return fact(
                "an alarm says \"" + words + "\"",
                s -> s.last.stream().flatMap(j -> j.alarms().stream()).anyMatch(a -> a.contains(words)));
    }

    static Fact why(String words) {
        return fact(
                "the route says \"" + words + "\"",
                s -> s.last.map(j -> j.why().get(DEFAULT))
                        .filter(w -> w.contains(words))
                        .isPresent());
    }

    static Fact decisions(int most) {
        return fact("at most " + most + " decisions", s -> s.decisions.size() <= most);
    }

    // --- the run

    /** Runs to the last moment named; fails with the whole timeline if an expectation was not met. */
    Scenario run() {
        timetable
                .computeIfAbsent(START.plusSeconds(1), t -> new ArrayList<>())
                .add(0, s -> s.world.link(START.minus(Duration.ofDays(3))));
        controller = Optional.of(newController(ControllerMemory.EMPTY));
        Instant end =
                deadlines.stream().map(Deadline::until).max(Instant::compareTo).orElse(at);
        var open = new ArrayList<>(deadlines);
        for (now = START; !now.isAfter(end); now = now.plus(TICK)) {
            happen();
            Judgement judgement = controller().decide(now);
            last = Optional.of(judgement);
            note(judgement);
            world.probe(judgement.probes());
            check(open);
        }
        return this;
    }

    private void happen() {
        Instant tick = now;
        timetable.headMap(tick, true).forEach((moment, events) -> {
            world.runTo(moment);
            now = moment;
            events.forEach(event -> event.accept(this));
        });
        timetable.headMap(tick, true).clear();
        world.runTo(tick);
        now = tick;
    }

    /** From the moment of an event to the first move after it. */
    Duration moveAfter(String time) {
        Instant since = START.plus(span(time));
        return decisions.stream()
                .filter(d -> d.moves() && !d.at().isBefore(since))
                .findFirst()
                .map(d -> Duration.between(since, d.at()))
                .orElseThrow();
    }

    int seizures(String trunk) {
        return world.seizures(new TrunkId(trunk));
    }

    List<RouteDecision> decisions() {
        return decisions;
    }

    private int moves() {
        return (int) decisions.stream().filter(RouteDecision::moves).count();
    }

    private void check(List<Deadline> open) {
        for (Deadline deadline : List.copyOf(open)) {
            if (now.isBefore(deadline.from())) {
                continue;
            }
            boolean holds = deadline.fact().holds(this);
            if (deadline.throughout() ? !holds : !holds && !now.isBefore(deadline.until())) {
                throw new AssertionError(
                        "not so at " + time(now) + ": " + deadline.fact().words() + "\n\n" + timeline());
            }
            if (deadline.throughout() ? !now.isBefore(deadline.until()) : holds) {
                open.remove(deadline);
            }
        }
    }

    private void note(Judgement judgement) {
        judgement.beliefs().forEach((trunk, belief) -> {
            if (verdicts.put(trunk, belief.verdict()) != belief.verdict()) {
                log(trunk + " " + belief.verdict() + " " + belief.findings());
            }
        });
        judgement.changes().forEach(c -> log(c.trunk() + " " + c.from() + "→" + c.to() + ": " + c.reason()));
        judgement
                .decisions()
                .forEach(d -> log((d.moves() ? "MOVE " : "refusal ") + d.rung() + " " + d.to() + ": " + d.reason()));
        decisions.addAll(judgement.decisions());
    }

    String timeline() {
        return log.stream().collect(joining("\n"));
    }

    private void log(String words) {
        log.add(time(now) + "  " + words);
    }

    private static String time(Instant moment) {
        return String.format("%8.1f s", Duration.between(START, moment).toMillis() / 1000.0);
    }

    private List<TrunkId> wanted() {
        return last.map(j -> j.plans().get(DEFAULT).order())
                .orElseGet(() -> inventory.steeredRoutes().get(0).trunks());
    }

    private RouteController controller() {
        return controller.orElseThrow();
    }

    private RouteController newController(ControllerMemory memory) {
        return new RouteController(inventory, policy, Map.of(), health, memory);
    }

    private Scenario each(String words, Consumer<World.Carrier> change, String... trunks) {
        for (String trunk : trunks) {
            does(trunk + " " + words, s -> {
                World.Carrier carrier = s.world.carrier(new TrunkId(trunk));
                carrier.quietSince = s.now;
                change.accept(carrier);
            });
        }
        return this;
    }

    private Scenario does(String words, Consumer<Scenario> what) {
        timetable.computeIfAbsent(at, t -> new ArrayList<>()).add(s -> {
            s.log("* " + words);
            what.accept(s);
        });
        return this;
    }

    private static Fact fact(String words, java.util.function.Predicate<Scenario> test) {
        return new Fact() {
            @Override
            public boolean holds(Scenario scenario) {
                return test.test(scenario);
            }

            @Override
            public String words() {
                return words;
            }
        };
    }

    /** "90s", "20m", "2h", or a sum of them: "20m30s". */
    static Duration span(String text) {
        return Duration.parse("PT" + text.toUpperCase(java.util.Locale.ROOT));
    }
}
