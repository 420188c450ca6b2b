package org.trunkpilot.web;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.trunkpilot.control.ControlRoom;
import org.trunkpilot.control.PbxView;
import org.trunkpilot.control.RouteView;
import org.trunkpilot.health.Belief;
import org.trunkpilot.health.Finding;
import org.trunkpilot.health.Grade;
import org.trunkpilot.health.Part;
import org.trunkpilot.health.PartBelief;
import org.trunkpilot.health.Verdict;
import org.trunkpilot.override.Order;
import org.trunkpilot.pbx.LinkStatus;
import org.trunkpilot.pbx.PbxKind;
import org.trunkpilot.routing.Judgement;
import org.trunkpilot.routing.Losses;
import org.trunkpilot.routing.Mode;
import org.trunkpilot.routing.PbxState;
import org.trunkpilot.routing.RouteDecision;
import org.trunkpilot.routing.RoutePlan;
import org.trunkpilot.routing.Rung;
import org.trunkpilot.routing.ServiceState;
import org.trunkpilot.trunk.EmergencyRoute;
import org.trunkpilot.trunk.Inventory;
import org.trunkpilot.trunk.PbxId;
import org.trunkpilot.trunk.Route;
import org.trunkpilot.trunk.RouteId;
import org.trunkpilot.trunk.SteeredRoute;
import org.trunkpilot.trunk.Trunk;
import org.trunkpilot.trunk.TrunkId;

/** A control room without control threads: it shows what a test says, and remembers what it was told. */
public final class InMemoryRoom implements ControlRoom {
    public static final PbxId HQ = new PbxId("hq");
    public static final PbxId BRANCH = new PbxId("branch");
    public static final TrunkId PROV_A = new TrunkId("prov-a");
    public static final TrunkId PROV_B = new TrunkId("prov-b");
    public static final RouteId DEFAULT = new RouteId("default");
    public static final RouteId EMERGENCY = new RouteId("emergency");

    private static final Instant SINCE = Instant.parse("2026-03-01T08:00:00Z");

    private final Map<PbxId, PbxView> views = new LinkedHashMap<>();
    private final List<Consumer<PbxView>> listeners = new CopyOnWriteArrayList<>();

    /** What stands on each PBX, as last told. */
    public final Map<PbxId, List<Order>> orders = new ConcurrentHashMap<>();

    /** Modes and unfreezes asked for, as words. */
    public final List<String> asked = new CopyOnWriteArrayList<>();

    public InMemoryRoom() {
        reset();
    }

    /** As it was made: two PBXes, all well, the second not connected. */
    public synchronized void reset() {
        views.clear();
        orders.clear();
        asked.clear();
        views.put(HQ, pbx(HQ, LinkStatus.State.UP));
        views.put(BRANCH, pbx(BRANCH, LinkStatus.State.REFUSED));
    }

    /** Changes a view and tells the listeners, as a tick of the control thread does. */
    public void tick(PbxId pbx, UnaryOperator<PbxView> change) {
        PbxView next;
        synchronized (this) {
            next = change.apply(views.get(pbx));
            views.put(pbx, next);
        }
        listeners.forEach(listener -> listener.accept(next));
    }

    /** What is believed of a trunk from now on. */
    public void believe(PbxId pbx, TrunkId trunk, Verdict verdict) {
        tick(pbx, view -> judged(view, belief(trunk, verdict)));
    }

    /** The default route of a PBX is moved to another order, with a decision that says so. */
    public RouteDecision move(PbxId pbx, TrunkId... order) {
        RouteView route = views.get(pbx).routes().get(0);
        var decision = new RouteDecision(
                Instant.parse("2026-03-01T09:00:00Z"),
                DEFAULT,
                route.wanted(),
                Arrays.asList(order),
                Rung.HARD_FAULT,
                "prov-a refuses 5 of 5 calls with 503.",
                List.of("5 of 5 calls refused", "prov-b answered OPTIONS 2 s ago"),
                Optional.of("3 good calls on prov-a"));
        tick(pbx, view -> decided(view, decision));
        // The next judgement has it no more.
        tick(pbx, view -> with(view, withDecisions(view.judgement(), List.of())));
        return decision;
    }

    public void mode(PbxId pbx, Mode mode) {
        tick(
                pbx,
                view -> new PbxView(
                        view.inventory(),
                        view.kind(),
                        view.link(),
                        mode,
                        "set by a test",
                        view.judgement(),
                        view.losses(),
                        view.alarms(),
                        view.faultsOfOurOwn(),
                        view.routes(),
                        view.referencesDropped()));
    }

    /** The PBX was judged at that moment; {@link #reset} leaves both as they were judged long ago. */
    public void judged(PbxId pbx, Instant at) {
        tick(pbx, view -> {
            Judgement old = view.judgement();
            return with(view, judgement(at, old.state(), old.beliefs(), old.plans(), List.of()));
        });
    }

    public void freeze(PbxId pbx, String why) {
        tick(
                pbx,
                view -> withRoutes(
                        view,
                        view.routes().stream()
                                .map(route -> route.route().id().equals(DEFAULT)
                                        ? new RouteView(
                                                route.route(),
                                                route.wanted(),
                                                route.actual(),
                                                route.actualWords(),
                                                route.readAt(),
                                                route.leaseUntil(),
                                                false,
                                                route.why(),
                                                Optional.of(why))
                                        : route)
                                .toList()));
    }

    @Override
    public synchronized List<PbxView> views() {
        return new ArrayList<>(views.values());
    }

    @Override
    public synchronized Optional<PbxView> view(PbxId pbx) {
        return Optional.ofNullable(views.get(pbx));
    }

    @Override
    public void orders(PbxId pbx, List<Order> standing) {
        orders.put(pbx, List.copyOf(standing));
    }

    @Override
    public void mode(PbxId pbx, Mode mode, String who) {
        asked.add(pbx + " " + mode + " by " + who);
    }

    @Override
    public void unfreeze(PbxId pbx, RouteId route, String who) {
        asked.add(pbx + " unfreeze " + route + " by " + who);
    }

    @Override
    public Subscription listen(Consumer<PbxView> listener) {
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }

    public static PbxView pbx(PbxId id, LinkStatus.State link) {
        boolean up = link == LinkStatus.State.UP;
        var routeDefault = new SteeredRoute(DEFAULT, List.of(PROV_A, PROV_B));
        var emergency = new EmergencyRoute(EMERGENCY, List.of(PROV_B, PROV_A));
        var inventory = new Inventory(
                id,
                List.of(
                        new Trunk(PROV_A, "prov-a", "Alpha Telecom", "fibre", OptionalInt.of(30)),
                        new Trunk(PROV_B, "prov-b", "Beta Voice", "lte", OptionalInt.empty())),
                List.of(routeDefault, emergency));
        return new PbxView(
                inventory,
                PbxKind.ASTERISK,
                new LinkStatus(
                        link,
                        SINCE,
                        up ? Optional.of("Asterisk 22.5.2") : Optional.empty(),
                        up ? Optional.of(SINCE.plusSeconds(60)) : Optional.empty(),
                        up ? Optional.empty() : Optional.of("The PBX refuses the password: correct it."),
                        1200,
                        3,
                        1),
                Mode.ACTING,
                "configured",
                judgement(
                        up ? PbxState.READY : PbxState.LINK_LOST,
                        Map.of(PROV_A, belief(PROV_A, Verdict.HEALTHY), PROV_B, belief(PROV_B, Verdict.HEALTHY)),
                        Map.of(DEFAULT, RoutePlan.asConfigured(routeDefault)),
                        List.of()),
                new Losses(1, 2, 3, 4),
                List.of(),
                0,
                List.of(route(routeDefault, routeDefault.trunks()), route(emergency, emergency.trunks())),
                5);
    }

    public static Belief belief(TrunkId trunk, Verdict verdict) {
        boolean good = verdict == Verdict.HEALTHY;
        Map<Part, PartBelief> parts = new EnumMap<>(Part.class);
        parts.put(Part.SETUP, new PartBelief(Part.SETUP, OptionalInt.of(good ? 97 : 12), Grade.B, "5 calls, 5 faults"));
        parts.put(Part.MEDIA, new PartBelief(Part.MEDIA, OptionalInt.of(91), Grade.A, "R 91 over 12 reports"));
        return new Belief(
                trunk,
                SINCE,
                verdict,
                Grade.B,
                OptionalInt.of(good ? 91 : 12),
                parts,
                good
                        ? List.of()
                        : List.of(new Finding(
                                Finding.Kind.SETUP_FAULTS, verdict, Grade.B, SINCE, trunk + " refuses 5 of 5 calls.")),
                4,
                Optional.of(SINCE.minusSeconds(30)),
                Optional.of(SINCE.minusSeconds(5)),
                true,
                OptionalDouble.of(91.2345),
                OptionalDouble.empty(),
                Optional.of(Duration.ofMillis(850)));
    }

    private static RouteView route(Route route, List<TrunkId> wanted) {
        boolean steered = route instanceof SteeredRoute;
        return new RouteView(
                route,
                wanted,
                Optional.of(wanted),
                "the row names " + wanted,
                Optional.of(SINCE),
                steered ? Optional.of(SINCE.plusSeconds(600)) : Optional.empty(),
                true,
                "as configured",
                Optional.empty());
    }

    private static PbxView judged(PbxView view, Belief belief) {
        Map<TrunkId, Belief> beliefs = new LinkedHashMap<>(view.judgement().beliefs());
        beliefs.put(belief.trunk(), belief);
        Judgement old = view.judgement();
        return with(view, judgement(old.state(), beliefs, old.plans(), List.of()));
    }

    private static PbxView decided(PbxView view, RouteDecision decision) {
        List<RouteView> routes = view.routes().stream()
                .map(route -> route.route().id().equals(decision.route()) ? route(route.route(), decision.to()) : route)
                .toList();
        return withRoutes(with(view, withDecisions(view.judgement(), List.of(decision))), routes);
    }

    private static PbxView with(PbxView view, Judgement judgement) {
        return new PbxView(
                view.inventory(),
                view.kind(),
                view.link(),
                view.mode(),
                view.modeReason(),
                judgement,
                view.losses(),
                judgement.alarms(),
                0,
                view.routes(),
                view.referencesDropped());
    }

    private static PbxView withRoutes(PbxView view, List<RouteView> routes) {
        return new PbxView(
                view.inventory(),
                view.kind(),
                view.link(),
                view.mode(),
                view.modeReason(),
                view.judgement(),
                view.losses(),
                view.alarms(),
                0,
                routes,
                view.referencesDropped());
    }

    private static Judgement withDecisions(Judgement old, List<RouteDecision> decisions) {
        return judgement(old.state(), old.beliefs(), old.plans(), decisions);
    }

    private static Judgement judgement(
            PbxState state,
            Map<TrunkId, Belief> beliefs,
            Map<RouteId, RoutePlan> plans,
            List<RouteDecision> decisions) {
        return judgement(SINCE, state, beliefs, plans, decisions);
    }

    private static Judgement judgement(
            Instant at,
            PbxState state,
            Map<TrunkId, Belief> beliefs,
            Map<RouteId, RoutePlan> plans,
            List<RouteDecision> decisions) {
        Map<TrunkId, ServiceState> services =
                beliefs.keySet().stream().collect(Collectors.toMap(trunk -> trunk, trunk -> ServiceState.IN_SERVICE));
        return new Judgement(
                at,
                state,
                state == PbxState.READY ? "up for an hour" : "the link is down",
                Optional.empty(),
                beliefs,
                services,
                plans,
                Map.of(DEFAULT, "as configured"),
                decisions,
                List.of(),
                Set.of(),
                List.of(),
                List.of());
    }
}
