package org.trunkpilot.routing;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.trunkpilot.health.Belief;
import org.trunkpilot.health.CallLeg;
import org.trunkpilot.health.HealthPolicy;
import org.trunkpilot.health.Pretences;
import org.trunkpilot.health.RingingHabit;
import org.trunkpilot.health.RingingNow;
import org.trunkpilot.health.TrunkHealth;
import org.trunkpilot.health.Verdict;
import org.trunkpilot.override.Order;
import org.trunkpilot.override.Orders;
import org.trunkpilot.routing.ControllerMemory.OfRoute;
import org.trunkpilot.signal.LinkLost;
import org.trunkpilot.signal.PbxSignal;
import org.trunkpilot.signal.RouteExhausted;
import org.trunkpilot.signal.TrunkSignal;
import org.trunkpilot.trunk.Destination;
import org.trunkpilot.trunk.EmergencyRoute;
import org.trunkpilot.trunk.Inventory;
import org.trunkpilot.trunk.Route;
import org.trunkpilot.trunk.RouteId;
import org.trunkpilot.trunk.SteeredRoute;
import org.trunkpilot.trunk.Trunk;
import org.trunkpilot.trunk.TrunkId;

/**
 * All the judgement about one PBX: signals and orders in, a {@link Judgement} out.
 *
 * <p>Driven by exactly three things: the live loop, the backtest and storms. The same signals, orders and moments give equal
 * judgements, and among signals of one moment it does not matter which trunk's come first. Single-threaded; {@link #decide} is meant to
 * be called every 100 to 250 ms and costs little when nothing happens.
 *
 * <p>Routes are judged each by itself ({@link RouteLadder}), with a profile of its own where one is given. What concerns the whole PBX
 * (its state, a common cause, probes) goes by the default profile. An emergency route has no ladder and no plan; it only raises
 * alarms.
 */
public final class RouteController {
    /** How long a call that found no way out is an alarm. */
    private static final Duration EXHAUSTED_FOR = Duration.ofMinutes(10);

    /** A storm is seen by what happened in the minute before. */
    private static final Duration STORM_WINDOW = Duration.ofMinutes(1);

    private final Inventory inventory;
    private final Map<TrunkId, TrunkHealth> healths = new LinkedHashMap<>();
    private final Map<RouteId, RouteLadder> ladders = new LinkedHashMap<>();
    private final Map<RouteId, String> frozen;
    private final Map<RouteId, Instant> exhausted = new TreeMap<>();
    private final PbxWatch watch;
    private final CommonCause common;
    private final PathWatch paths;
    private final HouseWatch house;
    private final Culprits culprits;
    private final Pretences pretences;
    private final Evidence evidence = new Evidence();
    private final ProbeSchedule probes;
    private final Map<TrunkId, ServiceState> services = new LinkedHashMap<>();
    private final Set<RouteId> remembered = new TreeSet<>();
    private List<Order> orders = List.of();
    private long foreignSignals;

    /**
     * @param profiles for routes that do not go by {@code policy}
     * @param memory of the controller before this one; {@link ControllerMemory#EMPTY} at a first start
     */
    public RouteController(
            Inventory inventory,
            RoutingPolicy policy,
            Map<RouteId, RoutingPolicy> profiles,
            HealthPolicy health,
            ControllerMemory memory) {
        this.inventory = inventory;
        for (Trunk trunk : inventory.trunks()) {
            var known = new TrunkHealth(trunk, health);
            known.recall(memory.habits().getOrDefault(trunk.id(), List.of()));
            healths.put(trunk.id(), known);
        }
        for (SteeredRoute route : inventory.steeredRoutes()) {
            Optional<OfRoute> known = Optional.ofNullable(memory.routes().get(route.id()));
            // A memory of the static order may be older than a move whose row stands on the PBX: a kill leaves no
            // time to remember. A memory of a move is heeded: calls must not go back to the broken trunk.
            known.filter(k -> !k.wanted().equals(route.trunks())).ifPresent(k -> remembered.add(route.id()));
            ladders.put(route.id(), new RouteLadder(route, profiles.getOrDefault(route.id(), policy), known));
        }
        frozen = new TreeMap<>(memory.frozen());
        frozen.keySet().retainAll(ladders.keySet());
        paths = new PathWatch(inventory);
        house = new HouseWatch();
        watch = new PbxWatch(inventory, policy, house, paths);
        common = new CommonCause(inventory, policy);
        culprits = new Culprits(inventory, health, common, watch, house, paths);
        pretences = new Pretences(inventory, health);
        probes = new ProbeSchedule(inventory);
        inventory.trunks().forEach(trunk -> services.put(trunk.id(), service(trunk.id(), Orders.NONE)));
    }

    /** Takes one signal, in the order of arrival. A signal of a trunk that is not configured is counted and left. */
    public void accept(PbxSignal signal) {
        if (signal instanceof TrunkSignal ofTrunk) {
            TrunkHealth health = healths.get(ofTrunk.trunk());
            if (health == null) {
                foreignSignals++;
                return;
            }
            health.accept(signal);
        } else {
            healths.values().forEach(health -> health.accept(signal));
        }
        if (signal instanceof LinkLost) {
            common.forget();
            pretences.forget();
        } else if (signal instanceof RouteExhausted out) {
            exhausted.put(out.route(), out.at());
        }
        house.accept(signal);
        paths.accept(signal);
        watch.accept(signal);
        culprits.accept(signal);
        probes.accept(signal);
    }

    /** Replaces all orders; which of them stand is seen at each {@link #decide}. */
    public void orders(List<Order> given) {
        orders = List.copyOf(given);
    }

    /** Somebody changed the route's row by hand ({@link RowAction.Freeze}): nothing changes until {@link #unfreeze}. */
    public void freeze(RouteId route, String why) {
        if (ladders.containsKey(route)) {
            frozen.put(route, why);
        }
    }

    /** A person gave the route back. */
    public void unfreeze(RouteId route) {
        frozen.remove(route);
    }

    /** Why a route waits for a person, if it does. */
    public Optional<String> frozen(RouteId route) {
        return Optional.ofNullable(frozen.get(route));
    }

    /** Takes over the order of a row of ours that was found on the PBX ({@link RowAction.Adopt}). */
    public void adopt(RouteId route, List<TrunkId> order, Instant now) {
        RouteLadder ladder = ladders.get(route);
        if (ladder != null) {
            ladder.adopt(order, now);
            remembered.add(route);
        }
    }

    /** Whether the plan of a route rests on memory or on decisions; otherwise a row of ours is believed ({@link RowKeeper.Look}). */
    public boolean remembers(RouteId route) {
        return remembered.contains(route);
    }

    /** What must survive a restart; save it after each decision or service change, and at the end. */
    public ControllerMemory memory() {
        var routes = new HashMap<RouteId, OfRoute>();
        ladders.forEach((route, ladder) -> routes.put(route, ladder.memory()));
        var habits = new HashMap<TrunkId, List<RingingHabit>>();
        healths.forEach((trunk, health) -> habits.put(trunk, health.habits()));
        return new ControllerMemory(routes, frozen, habits);
    }

    /** What could not be taken account of, over all trunks, since the start. */
    public Losses losses() {
        long legs = 0;
        long calls = 0;
        long strays = 0;
        for (TrunkHealth health : healths.values()) {
            legs += health.droppedLegs();
            calls += health.forgottenCalls();
            strays += health.strays();
        }
        return new Losses(legs, calls, strays, foreignSignals);
    }

    /** What is known before anything was heard and any order taken up: it decides nothing, and nothing comes of it. */
    public Judgement beforeTheFirst(Instant now) {
        var beliefs = new LinkedHashMap<TrunkId, Belief>();
        healths.forEach((trunk, health) -> beliefs.put(trunk, health.belief(now)));
        var plans = new LinkedHashMap<RouteId, RoutePlan>();
        var why = new LinkedHashMap<RouteId, String>();
        ladders.forEach((route, ladder) -> {
            plans.put(route, ladder.plan());
            why.put(route, ladder.why());
        });
        return new Judgement(
                now,
                watch.state(),
                watch.reason(),
                Optional.empty(),
                beliefs,
                Collections.unmodifiableMap(new LinkedHashMap<>(services)),
                plans,
                why,
                List.of(),
                List.of(),
                Set.of(),
                List.of(),
                List.of());
    }

    /** Judges this moment. {@code now} never goes back. */
    public Judgement decide(Instant now) {
        var beliefs = new LinkedHashMap<TrunkId, Belief>();
        var legs = new ArrayList<CallLeg>();
        var heard = new HashMap<TrunkId, Map<Destination, List<RingingNow.Heard>>>();
        healths.forEach((trunk, health) -> heard.put(trunk, health.ringing()));
        var ringing = new RingingNow(heard);
        healths.forEach((trunk, health) -> {
            beliefs.put(trunk, health.belief(now, ringing));
            legs.addAll(health.endedLegs());
        });
        return judge(now, beliefs, legs);
    }

    /** The judgement on given beliefs: what {@link #decide} does with those of the trunks. */
    Judgement judge(Instant now, Map<TrunkId, Belief> alone, List<CallLeg> legs) {
        legs.forEach(pretences::accept);
        Map<TrunkId, Belief> beliefs = pretences.seen(now, alone);
        paths.step(now);
        watch.step(now, beliefs);
        if (watch.state() != PbxState.READY) {
            healths.values().forEach(health -> health.excuseRegistration(now.minus(STORM_WINDOW)));
        }
        common.step(now, beliefs)
                .forEach((trunk, from) ->
                        Optional.ofNullable(healths.get(trunk)).ifPresent(health -> health.excuse(from)));
        boolean news = evidence.step(now, beliefs);
        culprits.step(now, beliefs, legs);
        Orders standing = Orders.at(now, orders);
        var scene = new Scene(
                now, inventory, watch.state(), watch.reason(), common, culprits, evidence, culprits.own(), standing);
        var decisions = new ArrayList<RouteDecision>();
        var plans = new LinkedHashMap<RouteId, RoutePlan>();
        var why = new LinkedHashMap<RouteId, String>();
        ladders.forEach((route, ladder) -> {
            legs.forEach(ladder::ended);
            ladder.step(scene, frozen(route)).ifPresent(decision -> {
                decisions.add(decision);
                remembered.add(route);
            });
            plans.put(route, ladder.plan());
            why.put(route, ladder.why());
        });
        List<ServiceChange> changes = changes(now, standing);
        return new Judgement(
                now,
                watch.state(),
                watch.reason(),
                common.sentence(),
                culprits.attributed(),
                Collections.unmodifiableMap(new LinkedHashMap<>(services)),
                plans,
                why,
                decisions,
                changes,
                watch.state() == PbxState.LINK_LOST ? Set.of() : probes.due(now, news),
                legs,
                alarms(scene),
                culprits.all());
    }

    /** The service state of a trunk over all routes is the worst it has on one of them. */
    private ServiceState service(TrunkId trunk, Orders standing) {
        boolean out = false;
        boolean trial = false;
        boolean heldOut = false;
        for (var entry : ladders.entrySet()) {
            if (!entry.getValue().route().trunks().contains(trunk)) {
                continue;
            }
            ServiceState state = entry.getValue().seats().state(trunk);
            out |= state == ServiceState.OUT_OF_SERVICE;
            trial |= state == ServiceState.PROBATION;
            heldOut |= standing.about(trunk, entry.getKey())
                    .filter(o -> o.kind() == Order.Kind.HELD_OUT)
                    .isPresent();
        }
        return out || heldOut ? ServiceState.OUT_OF_SERVICE : trial ? ServiceState.PROBATION : ServiceState.IN_SERVICE;
    }

    private List<ServiceChange> changes(Instant now, Orders standing) {
        var reasons = new HashMap<TrunkId, String>();
        ladders.values()
                .forEach(ladder ->
                        ladder.seats().drainChanges().forEach(change -> reasons.put(change.trunk(), change.reason())));
        var changes = new ArrayList<ServiceChange>();
        for (Trunk trunk : inventory.trunks()) {
            ServiceState before = services.getOrDefault(trunk.id(), ServiceState.IN_SERVICE);
            ServiceState after = service(trunk.id(), standing);
            services.put(trunk.id(), after);
            if (before != after) {
                changes.add(new ServiceChange(
                        now, trunk.id(), before, after, reason(trunk.id(), reasons.get(trunk.id()), standing)));
            }
        }
        return changes;
    }

    private static String reason(TrunkId trunk, @Nullable String ofLadder, Orders standing) {
        if (ofLadder != null) {
            return ofLadder;
        }
        return standing.standing().stream()
                .filter(o -> o.kind() == Order.Kind.HELD_OUT && o.trunk().equals(Optional.of(trunk)))
                .reduce((earlier, later) -> later)
                .map(o -> trunk + " is held out by " + o.who() + ": " + Words.bare(o.reason()) + ".")
                .orElse(trunk + " is not held out by order any more.");
    }

    private List<String> alarms(Scene scene) {
        var alarms = new ArrayList<String>();
        common.sentence().ifPresent(alarms::add);
        alarms.addAll(culprits.alarms());
        alarms.addAll(pretences.alarms());
        ladders.values().forEach(ladder -> alarms.addAll(ladder.alarms()));
        frozen.forEach((route, why) -> alarms.add(why));
        for (Route route : inventory.routes()) {
            boolean allDown =
                    route.trunks().stream().allMatch(t -> scene.belief(t).verdict() == Verdict.DOWN);
            if (route instanceof EmergencyRoute && allDown) {
                alarms.add("No trunk of the emergency route " + route.id() + " carries calls: "
                        + Words.list(route.trunks()) + " are down.");
            }
        }
        exhausted.values().removeIf(at -> !scene.now().isBefore(at.plus(EXHAUSTED_FOR)));
        // The same words while it lasts, however many calls there are: each new sentence is a line of the record.
        exhausted
                .keySet()
                .forEach(route -> alarms.add("Every trunk of " + route + " failed for a call within the last "
                        + Words.span(EXHAUSTED_FOR) + "."));
        alarms.addAll(scene.orders().conflicts());
        return List.copyOf(alarms);
    }
}
