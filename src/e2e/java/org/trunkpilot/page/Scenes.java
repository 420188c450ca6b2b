package org.trunkpilot.page;

import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Set;
import org.trunkpilot.control.PbxView;
import org.trunkpilot.control.RouteView;
import org.trunkpilot.health.Attribution;
import org.trunkpilot.health.Belief;
import org.trunkpilot.health.Finding;
import org.trunkpilot.health.Grade;
import org.trunkpilot.health.Part;
import org.trunkpilot.health.PartBelief;
import org.trunkpilot.health.Verdict;
import org.trunkpilot.pbx.LinkStatus;
import org.trunkpilot.pbx.PbxKind;
import org.trunkpilot.routing.Culprit;
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

/** A site with two carriers on one uplink and a third on another, in the states that a page has to tell apart. */
final class Scenes {
    static final PbxId HQ = new PbxId("hq");
    static final TrunkId A = new TrunkId("prov-a");
    static final TrunkId B = new TrunkId("prov-b");
    static final TrunkId C = new TrunkId("prov-c");

    private static final SteeredRoute DEFAULT = new SteeredRoute(new RouteId("default"), List.of(A, B, C));
    private static final EmergencyRoute EMERGENCY = new EmergencyRoute(new RouteId("emergency"), List.of(B, A));
    private static final Inventory INVENTORY = new Inventory(
            HQ,
            List.of(
                    new Trunk(A, "prov-a", "Alpha Telecom", "fibre", OptionalInt.of(30)),
                    new Trunk(B, "prov-b", "Beta Voice", "fibre", OptionalInt.of(30)),
                    new Trunk(C, "prov-c", "Gamma SIP", "lte", OptionalInt.empty())),
            List.of(DEFAULT, EMERGENCY));

    private Scenes() {}

    static PbxView allWell() {
        return view(
                judgement(Map.of(A, good(A), B, good(B), C, good(C)), Map.of(), List.of(), Optional.empty()),
                DEFAULT.trunks(),
                "All trunks stand where the static order has them.");
    }

    /** prov-a loses packets towards us, prov-b is proven, the order has been changed and read back. */
    static PbxView badAudio() {
        var moved = List.of(B, C, A);
        String why = "prov-a stands last: it loses 10.2 % of the packets towards us, and prov-b is proven.";
        var decision = new RouteDecision(
                ago(20),
                DEFAULT.id(),
                DEFAULT.trunks(),
                moved,
                Rung.SOFT_FAULT,
                "Moved prov-a from first to last: 10.2 % of the packets towards us are lost on 3 of 3 calls, and prov-b is"
                        + " proven good.",
                List.of("R towards us 53.2 on prov-a, 91.1 on prov-b", "prov-b: an answered two-way call 9 s before"),
                Optional.of("15 min without loss on prov-a."));
        return view(
                judgement(
                        Map.of(A, lossy(), B, good(B), C, good(C)),
                        Map.of(A, ServiceState.OUT_OF_SERVICE),
                        List.of(decision),
                        Optional.empty(),
                        List.of(new Culprit(
                                Attribution.CARRIER,
                                "Alpha Telecom",
                                List.of(A),
                                95,
                                ago(30),
                                "Alpha Telecom, not us: prov-b of Beta Voice sounds well over the same uplink."))),
                moved,
                why);
    }

    /** Everything on one uplink, and the rest, is silent: nobody's carrier. */
    static PbxView commonCause() {
        String cause = "All trunks fell silent together at 02:14:03: the uplink or the PBX, not the carriers.";
        var decision = new RouteDecision(
                ago(5),
                DEFAULT.id(),
                DEFAULT.trunks(),
                DEFAULT.trunks(),
                Rung.COMMON_CAUSE,
                "The order stays: all trunks fell silent within 2 s, so there is nothing better to move to.",
                List.of("3 of 3 trunks left 2 OPTIONS unanswered"),
                Optional.of("A reply from any trunk."));
        return view(
                judgement(Map.of(A, down(A), B, down(B), C, down(C)), Map.of(), List.of(decision), Optional.of(cause)),
                DEFAULT.trunks(),
                decision.reason());
    }

    static PbxView in(Mode mode, String who, PbxView view) {
        Judgement told = view.judgement();
        return new PbxView(
                view.inventory(),
                view.kind(),
                view.link(),
                mode,
                who + " switched it.",
                judgement(told.beliefs(), told.services(), List.of(), told.commonCause(), told.culprits()),
                view.losses(),
                view.alarms(),
                view.faultsOfOurOwn(),
                view.routes());
    }

    /** The same, judged at another moment. */
    static PbxView judged(Instant at, PbxView view) {
        Judgement told = view.judgement();
        return new PbxView(
                view.inventory(),
                view.kind(),
                view.link(),
                view.mode(),
                view.modeReason(),
                new Judgement(
                        at,
                        told.state(),
                        told.stateReason(),
                        told.commonCause(),
                        told.beliefs(),
                        told.services(),
                        told.plans(),
                        told.why(),
                        told.decisions(),
                        told.changes(),
                        told.probes(),
                        told.legs(),
                        told.alarms(),
                        told.culprits()),
                view.losses(),
                view.alarms(),
                0,
                view.routes());
    }

    private static PbxView view(Judgement judgement, List<TrunkId> order, String why) {
        return new PbxView(
                INVENTORY,
                PbxKind.ASTERISK,
                new LinkStatus(
                        LinkStatus.State.UP,
                        ago(21_600),
                        Optional.of("Asterisk 22.5.2"),
                        Optional.of(ago(0)),
                        Optional.empty(),
                        1_284_551,
                        0,
                        0),
                Mode.ACTING,
                "Acting, as configured.",
                judgement,
                new Losses(0, 0, 5, 7),
                judgement.alarms(),
                0,
                List.of(
                        route(DEFAULT, order, why, Optional.of(ago(-420))),
                        route(
                                EMERGENCY,
                                EMERGENCY.trunks(),
                                "Emergency routes are watched, never steered.",
                                Optional.empty())));
    }

    private static RouteView route(Route route, List<TrunkId> order, String why, Optional<Instant> lease) {
        return new RouteView(
                route,
                order,
                Optional.of(order),
                lease.isPresent() ? "A valid row of ours says the same." : "No row names this route, as it must be.",
                Optional.of(ago(4)),
                lease,
                true,
                why,
                Optional.empty());
    }

    private static Judgement judgement(
            Map<TrunkId, Belief> beliefs,
            Map<TrunkId, ServiceState> out,
            List<RouteDecision> decisions,
            Optional<String> commonCause) {
        return judgement(beliefs, out, decisions, commonCause, List.of());
    }

    private static Judgement judgement(
            Map<TrunkId, Belief> beliefs,
            Map<TrunkId, ServiceState> out,
            List<RouteDecision> decisions,
            Optional<String> commonCause,
            List<Culprit> culprits) {
        Map<TrunkId, ServiceState> services = new HashMap<>();
        beliefs.keySet().forEach(trunk -> services.put(trunk, ServiceState.IN_SERVICE));
        services.putAll(out);
        return new Judgement(
                ago(0),
                PbxState.READY,
                "Up for 12 days and settled.",
                commonCause,
                beliefs,
                services,
                Map.of(DEFAULT.id(), RoutePlan.asConfigured(DEFAULT)),
                Map.of(),
                decisions,
                List.of(),
                Set.of(),
                List.of(),
                commonCause.stream()
                        .map(cause -> "Look at the uplink: " + cause)
                        .toList(),
                culprits);
    }

    private static Belief good(TrunkId trunk) {
        return belief(trunk, Verdict.HEALTHY, 92, OptionalDouble.of(91.1), List.of());
    }

    private static Belief lossy() {
        return belief(
                A,
                Verdict.DEGRADED,
                38,
                OptionalDouble.of(53.2),
                List.of(new Finding(
                                Finding.Kind.LOSS_INBOUND,
                                Verdict.DEGRADED,
                                Grade.A,
                                ago(30),
                                "10.2 % of the packets towards us are lost, on 3 of 3 calls")
                        .by(Attribution.CARRIER)));
    }

    private static Belief down(TrunkId trunk) {
        return belief(
                trunk,
                Verdict.DOWN,
                0,
                OptionalDouble.empty(),
                List.of(new Finding(
                        Finding.Kind.UNREACHABLE,
                        Verdict.DOWN,
                        Grade.C,
                        ago(12),
                        "2 OPTIONS in a row were not answered within 3 s")));
    }

    private static Belief belief(
            TrunkId trunk, Verdict verdict, int score, OptionalDouble inbound, List<Finding> findings) {
        boolean silent = verdict == Verdict.DOWN;
        Map<Part, PartBelief> parts = new EnumMap<>(Part.class);
        parts.put(Part.REGISTRATION, part(Part.REGISTRATION, 100, Grade.C, "registered, renewed 14 min ago"));
        parts.put(
                Part.REACHABILITY,
                part(
                        Part.REACHABILITY,
                        silent ? 0 : 98,
                        Grade.C,
                        silent ? "no OPTIONS answered for 12 s" : "OPTIONS answered in 21 ms"));
        parts.put(Part.SETUP, part(Part.SETUP, 97, Grade.B, "0 carrier faults in 84 calls"));
        parts.put(Part.PDD, part(Part.PDD, 94, Grade.B, "rings after 1.2 s (median)"));
        if (inbound.isPresent()) {
            parts.put(Part.MEDIA, part(Part.MEDIA, score, Grade.A, "R " + inbound.getAsDouble() + " towards us"));
        }
        return new Belief(
                trunk,
                ago(0),
                verdict,
                Grade.A,
                OptionalInt.of(score),
                parts,
                findings,
                4,
                Optional.of(ago(9)),
                Optional.of(ago(silent ? 15 : 3)),
                true,
                inbound,
                silent ? OptionalDouble.empty() : OptionalDouble.of(90.8),
                Optional.of(Duration.ofMillis(1210)));
    }

    private static PartBelief part(Part part, int score, Grade grade, String words) {
        return new PartBelief(part, OptionalInt.of(score), grade, words);
    }

    private static Instant ago(long seconds) {
        return Instant.now().minusSeconds(seconds);
    }
}
