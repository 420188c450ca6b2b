package org.trunkpilot.replay;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SplittableRandom;
import java.util.function.Function;
import org.trunkpilot.health.HealthPolicy;
import org.trunkpilot.override.Order;
import org.trunkpilot.routing.ControllerMemory;
import org.trunkpilot.routing.Judgement;
import org.trunkpilot.routing.RouteController;
import org.trunkpilot.routing.RoutingPolicy;
import org.trunkpilot.scenario.World;
import org.trunkpilot.signal.CallEnd;
import org.trunkpilot.signal.CallId;
import org.trunkpilot.signal.PbxSignal;
import org.trunkpilot.signal.Reachability;
import org.trunkpilot.signal.Registration;
import org.trunkpilot.signal.SeizureRefused;
import org.trunkpilot.signal.TrunkSignal;
import org.trunkpilot.trunk.EmergencyRoute;
import org.trunkpilot.trunk.Inventory;
import org.trunkpilot.trunk.PbxId;
import org.trunkpilot.trunk.RouteId;
import org.trunkpilot.trunk.SteeredRoute;
import org.trunkpilot.trunk.Trunk;
import org.trunkpilot.trunk.TrunkId;

/**
 * Ten minutes of one PBX in which everything goes wrong, from one seed: carriers fail and heal, links break, both sides restart, people give
 * orders. After every look the {@link Invariants} are checked. The same seed is the same storm, anywhere. Where the policy has no budget
 * that would keep trunks out till tomorrow, the sun shines afterwards until all must be in its place again.
 */
final class Storm {
    static final RouteId DEFAULT = new RouteId("default");
    static final Instant START = Instant.parse("2026-03-02T09:00:00Z");

    private static final Duration LENGTH = Duration.ofMinutes(10);
    private static final Duration TICK = Duration.ofMillis(250);
    /** Boot grace and the recovery from a common cause, in which nothing may move. */
    private static final Duration SUN = Duration.ofSeconds(30);

    private static final Instant PBX_START = START.minus(Duration.ofDays(3));

    static final Inventory INVENTORY = new Inventory(
            new PbxId("hq"),
            List.of(
                    new Trunk(new TrunkId("prov-a"), "prov-a", "Alpha", "fibre", OptionalInt.of(30)),
                    new Trunk(new TrunkId("prov-b"), "prov-b", "Beta", "fibre", OptionalInt.empty()),
                    new Trunk(new TrunkId("prov-c"), "prov-c", "Beta", "lte", OptionalInt.of(10)),
                    new Trunk(new TrunkId("prov-d"), "prov-d", "Gamma", "lte", OptionalInt.of(30))),
            List.of(
                    new SteeredRoute(DEFAULT, ids("prov-a", "prov-b", "prov-c")),
                    new SteeredRoute(new RouteId("abroad"), ids("prov-c", "prov-a")),
                    new EmergencyRoute(new RouteId("emergency"), ids("prov-b", "prov-a"))));

    private final long seed;
    private final RoutingPolicy policy;

    Storm(long seed, RoutingPolicy policy) {
        this.seed = seed;
        this.policy = policy;
    }

    /** What came of it. */
    record Outcome(Optional<Invariants.Broken> broken, long signals, int moves, List<String> decisions) {}

    List<Gust> gusts() {
        var dice = new SplittableRandom(seed);
        var gusts = new ArrayList<Gust>();
        gusts.add(new Gust(Duration.ofSeconds(2), Gust.Kind.CALLS, 0, 1));
        Duration at = Duration.ofSeconds(20);
        while (at.compareTo(LENGTH) < 0) {
            gusts.add(Gust.random(dice, at));
            // Now and then much at once, mostly time for something to come of it.
            at = at.plusMillis(dice.nextInt(4) == 0 ? dice.nextInt(1_000) : dice.nextInt(30_000));
        }
        return gusts;
    }

    /** @param backwards whether signals of one moment are told in the reverse order of their trunks */
    Outcome run(List<Gust> gusts, Function<ControllerMemory, Subject> subjects, boolean backwards) {
        return new Run(gusts, subjects, backwards).run();
    }

    static RouteController controller(RoutingPolicy policy, ControllerMemory memory) {
        return new RouteController(INVENTORY, policy, Map.of(), HealthPolicy.exercise(), memory);
    }

    static List<TrunkId> ids(String... names) {
        return List.of(names).stream().map(TrunkId::new).toList();
    }

    private final class Run {
        private final List<Gust> gusts;
        private final Function<ControllerMemory, Subject> subjects;
        private final Comparator<PbxSignal> together;
        private final Invariants invariants = new Invariants(policy);
        private final List<Order> orders = new ArrayList<>();
        private final List<PbxSignal> heard = new ArrayList<>();
        private final List<String> decisions = new ArrayList<>();
        private final World world;
        private Subject subject;
        private Optional<Judgement> last = Optional.empty();
        private long signals;
        private int moves;

        Run(List<Gust> gusts, Function<ControllerMemory, Subject> subjects, boolean backwards) {
            this.gusts = gusts;
            this.subjects = subjects;
            Comparator<PbxSignal> byTrunk = Comparator.comparing(s -> ((TrunkSignal) s).trunk());
            this.together = backwards ? byTrunk.reversed() : byTrunk;
            this.subject = subjects.apply(ControllerMemory.EMPTY);
            this.world = new World(INVENTORY, START, this::order, heard::add);
        }

        Outcome run() {
            world.runTo(START);
            world.link(PBX_START);
            int next = 0;
            Instant over = START.plus(LENGTH);
            Instant end = policy.movesPerDay().isPresent()
                    ? over
                    : over.plus(new ComingBack(policy).patience()).plus(SUN);
            for (Instant now = START; !now.isAfter(end); now = now.plus(TICK)) {
                while (next < gusts.size() && !START.plus(gusts.get(next).at()).isAfter(now)) {
                    world.runTo(START.plus(gusts.get(next).at()));
                    blow(gusts.get(next++));
                }
                world.runTo(now);
                if (now.equals(over)) {
                    sun();
                }
                tell();
                Judgement judgement = subject.decide(now);
                Optional<Invariants.Broken> broken =
                        invariants.check(judgement, subject.memory(), List.copyOf(orders), world, heard);
                heard.clear();
                last = Optional.of(judgement);
                judgement.decisions().forEach(d -> {
                    decisions.add(d.toString());
                    moves += d.moves() ? 1 : 0;
                });
                judgement.changes().forEach(c -> decisions.add(c.toString()));
                if (broken.isPresent()) {
                    return new Outcome(broken, signals, moves, decisions);
                }
                world.probe(judgement.probes());
            }
            return new Outcome(Optional.empty(), signals, moves, decisions);
        }

        /** All is well from now on, and nobody orders anything. */
        private void sun() {
            INVENTORY.trunks().forEach(t -> {
                world.carrier(t.id()).well();
                register(t, Registration.State.REGISTERED);
            });
            if (!world.linked()) {
                world.link(PBX_START);
            }
            world.callsEvery(Duration.ofSeconds(2));
            orders.clear();
            subject.orders(orders);
            subject.controller.unfreeze(DEFAULT);
        }

        /** Signals of one moment about different trunks may come in any order. */
        private void tell() {
            var group = new ArrayList<PbxSignal>();
            for (PbxSignal signal : List.copyOf(heard)) {
                boolean fits = signal instanceof TrunkSignal
                        && (group.isEmpty() || group.get(0).at().equals(signal.at()));
                if (!fits) {
                    flush(group);
                }
                if (signal instanceof TrunkSignal) {
                    group.add(signal);
                } else {
                    subject.accept(signal);
                    signals++;
                }
            }
            flush(group);
        }

        private void flush(List<PbxSignal> group) {
            group.sort(together);
            group.forEach(subject::accept);
            signals += group.size();
            group.clear();
        }

        private List<TrunkId> order() {
            return last.map(j -> j.plans().get(DEFAULT).order())
                    .orElse(INVENTORY.steeredRoutes().get(0).trunks());
        }

        private void blow(Gust gust) {
            Trunk trunk =
                    INVENTORY.trunks().get(gust.trunk() % INVENTORY.trunks().size());
            World.Carrier carrier = world.carrier(trunk.id());
            Instant now = world.now();
            switch (gust.kind()) {
                case SILENT -> quiet(trunk);
                case ALL_SILENT -> INVENTORY.trunks().forEach(this::quiet);
                case UPLINK_SILENT ->
                    INVENTORY.trunks().stream()
                            .filter(t -> t.uplink().equals(trunk.uplink()))
                            .forEach(this::quiet);
                case WELL -> carrier.well();
                case ALL_WELL ->
                    INVENTORY.trunks().forEach(t -> world.carrier(t.id()).well());
                case REJECTS -> carrier.rejects = OptionalInt.of(gust.figure() % 2 == 0 ? 503 : 500);
                case NO_AUDIO -> {
                    carrier.noAudioIn = true;
                    carrier.quietSince = now;
                }
                case LOSES -> {
                    carrier.lossInPercent = gust.figure() / 2;
                    carrier.lossOutPercent = gust.figure() / 5;
                }
                case RINGS_LATE -> carrier.ringsAfter = Duration.ofSeconds(gust.figure() % 12);
                case REGISTRATION_LOST -> register(trunk, Registration.State.REJECTED);
                case REGISTERED -> register(trunk, Registration.State.REGISTERED);
                case UNREACHABLE ->
                    world.hear(new Reachability(now, trunk.id(), Reachability.State.UNREACHABLE, Optional.empty()));
                case REACHABLE ->
                    world.hear(new Reachability(now, trunk.id(), Reachability.State.REACHABLE, Optional.empty()));
                case REFUSED ->
                    world.hear(new SeizureRefused(
                            now,
                            trunk.id(),
                            Optional.of(DEFAULT),
                            gust.figure() % 2 == 0 ? SeizureRefused.Why.UNREACHABLE : SeizureRefused.Why.FULL));
                case STRAY ->
                    world.hear(new CallEnd(
                            now,
                            trunk.id(),
                            new CallId("stray"),
                            CallEnd.By.FAR_END,
                            OptionalInt.of(38),
                            OptionalInt.of(503)));
                case LINK_LOST -> {
                    if (world.linked()) {
                        world.unlink();
                    }
                }
                case LINK_RESTORED -> {
                    if (!world.linked()) {
                        world.link(PBX_START);
                    }
                }
                case PBX_RESTARTS -> {
                    if (world.linked()) {
                        world.restartPbx(Duration.ofSeconds(2), Duration.ofSeconds(gust.figure() % 10));
                    }
                }
                case TRUNKPILOT_RESTARTS -> restart();
                case CALLS -> world.callsEvery(Duration.ofMillis(500L + 200L * (gust.figure() % 10)));
                case NO_CALLS -> world.noCalls();
                case HELD_OUT -> order(Order.Kind.HELD_OUT, gust, trunk);
                case HELD_IN -> order(Order.Kind.HELD_IN, gust, trunk);
                case PIN -> order(Order.Kind.PIN, gust, trunk);
                case FREEZE -> order(Order.Kind.FREEZE, gust, trunk);
                case PAUSE -> order(Order.Kind.PAUSE, gust, trunk);
                case BY_HAND -> subject.controller.freeze(DEFAULT, "Somebody changed the row.");
                case HANDED_BACK -> subject.controller.unfreeze(DEFAULT);
            }
        }

        private void quiet(Trunk trunk) {
            World.Carrier carrier = world.carrier(trunk.id());
            if (!carrier.silent) {
                carrier.silent = true;
                carrier.quietSince = world.now();
            }
        }

        private void register(Trunk trunk, Registration.State state) {
            world.carrier(trunk.id()).registered = state == Registration.State.REGISTERED;
            world.register(trunk.id(), state);
        }

        private void restart() {
            tell();
            heard.clear();
            subject = subjects.apply(ControllerMemory.parse(subject.memory().text()));
            subject.orders(orders);
            invariants.restarted();
            if (world.linked()) {
                world.link(PBX_START);
            }
        }

        private void order(Order.Kind kind, Gust gust, Trunk trunk) {
            orders.removeIf(o -> !o.standsAt(world.now()));
            orders.add(new Order(
                    "o" + gust.at().toMillis(),
                    kind,
                    kind.needsTrunk() ? Optional.of(trunk.id()) : Optional.empty(),
                    kind.needsRoute() ? Optional.of(DEFAULT) : Optional.empty(),
                    "anna",
                    "because",
                    world.now(),
                    world.now().plusSeconds(gust.figure())));
            subject.orders(orders);
        }
    }
}
