package org.trunkpilot.notify;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import org.trunkpilot.control.PbxView;
import org.trunkpilot.control.RouteView;
import org.trunkpilot.health.Attribution;
import org.trunkpilot.health.Belief;
import org.trunkpilot.health.Finding;
import org.trunkpilot.health.Grade;
import org.trunkpilot.health.Verdict;
import org.trunkpilot.pbx.LinkStatus;
import org.trunkpilot.pbx.PbxKind;
import org.trunkpilot.routing.Culprit;
import org.trunkpilot.routing.Judgement;
import org.trunkpilot.routing.Losses;
import org.trunkpilot.routing.Mode;
import org.trunkpilot.routing.PbxState;
import org.trunkpilot.routing.RouteDecision;
import org.trunkpilot.routing.Rung;
import org.trunkpilot.trunk.EmergencyRoute;
import org.trunkpilot.trunk.Inventory;
import org.trunkpilot.trunk.PbxId;
import org.trunkpilot.trunk.Route;
import org.trunkpilot.trunk.RouteId;
import org.trunkpilot.trunk.SteeredRoute;
import org.trunkpilot.trunk.Trunk;
import org.trunkpilot.trunk.TrunkId;

/** One PBX with two trunks, a steered route and an emergency route, in whatever state a test says. */
final class Views {
    static final TrunkId A = new TrunkId("prov-a");
    static final TrunkId B = new TrunkId("prov-b");
    static final String NO_ANSWER = "2 OPTIONS in a row were not answered within 3 s";

    private static final SteeredRoute DEFAULT = new SteeredRoute(new RouteId("default"), List.of(A, B));
    private static final EmergencyRoute EMERGENCY = new EmergencyRoute(new RouteId("emergency"), List.of(B, A));
    private static final Inventory INVENTORY = new Inventory(
            new PbxId("hq"),
            List.of(
                    new Trunk(A, "prov-a", "Alpha Telecom", "fibre", OptionalInt.of(30)),
                    new Trunk(B, "prov-b", "Beta Voice", "lte", OptionalInt.of(30))),
            List.of(DEFAULT, EMERGENCY));

    private final Map<TrunkId, Verdict> verdicts = new TreeMap<>(Map.of(A, Verdict.HEALTHY, B, Verdict.HEALTHY));
    private final List<Culprit> culprits = new ArrayList<>();
    private final List<String> alarms = new ArrayList<>();
    private LinkStatus.State link = LinkStatus.State.UP;
    private PbxState state = PbxState.READY;
    private Optional<String> commonCause = Optional.empty();
    private List<RouteDecision> decisions = List.of();
    private Mode mode = Mode.ACTING;
    private List<TrunkId> order = DEFAULT.trunks();
    private Instant since = Instant.EPOCH;

    Views trunk(TrunkId trunk, Verdict verdict, Instant at) {
        verdicts.put(trunk, verdict);
        since = at;
        return this;
    }

    Views blame(Attribution whose, String name, int percent, String words, TrunkId... trunks) {
        culprits.add(new Culprit(whose, name, List.of(trunks), percent, since, words));
        return this;
    }

    Views noBlame() {
        culprits.clear();
        return this;
    }

    Views alarm(String words) {
        alarms.clear();
        alarms.add(words);
        return this;
    }

    Views noAlarm() {
        alarms.clear();
        return this;
    }

    Views commonCause(String words) {
        commonCause = Optional.of(words);
        return this;
    }

    Views deciding(RouteDecision... now) {
        decisions = List.of(now);
        return this;
    }

    Views link(LinkStatus.State now) {
        link = now;
        state = now == LinkStatus.State.UP ? PbxState.READY : PbxState.LINK_LOST;
        return this;
    }

    Views mode(Mode now) {
        mode = now;
        return this;
    }

    Views order(TrunkId... now) {
        order = List.of(now);
        return this;
    }

    static RouteDecision decision(Instant at, Rung rung, boolean moves, String reason) {
        List<TrunkId> to = moves ? List.of(B, A) : List.of(A, B);
        return new RouteDecision(at, DEFAULT.id(), List.of(A, B), to, rung, reason, List.of(), Optional.empty());
    }

    /** On a route that stands the other way round. */
    static RouteDecision refusal(Instant at, String route, Rung rung, String reason) {
        return new RouteDecision(
                at, new RouteId(route), List.of(B, A), List.of(B, A), rung, reason, List.of(), Optional.empty());
    }

    PbxView at(Instant now) {
        Map<TrunkId, Belief> beliefs = new LinkedHashMap<>();
        verdicts.forEach((trunk, verdict) -> beliefs.put(trunk, belief(trunk, verdict, now)));
        var judgement = new Judgement(
                now,
                state,
                "Our link to the PBX is gone: it did not answer for 8 s.",
                commonCause,
                beliefs,
                Map.of(),
                Map.of(),
                Map.of(),
                decisions,
                List.of(),
                Set.of(),
                List.of(),
                alarms,
                culprits);
        var status = new LinkStatus(link, now, Optional.empty(), Optional.empty(), Optional.empty(), 0, 0, 0);
        return new PbxView(
                INVENTORY,
                PbxKind.ASTERISK,
                status,
                mode,
                "configured",
                judgement,
                Losses.NONE,
                alarms,
                0,
                List.of(route(DEFAULT, order), route(EMERGENCY, EMERGENCY.trunks())));
    }

    private static RouteView route(Route route, List<TrunkId> wanted) {
        return new RouteView(
                route,
                wanted,
                Optional.of(wanted),
                "",
                Optional.empty(),
                Optional.empty(),
                true,
                "The order is as configured, and nothing asks for another.",
                Optional.empty());
    }

    private Belief belief(TrunkId trunk, Verdict verdict, Instant now) {
        boolean bad = verdict == Verdict.DOWN || verdict == Verdict.DEGRADED || verdict == Verdict.SUSPECT;
        Attribution whose = culprits.stream()
                .filter(culprit -> culprit.trunks().contains(trunk))
                .map(Culprit::whose)
                .findFirst()
                .orElse(Attribution.UNKNOWN);
        return new Belief(
                trunk,
                now,
                verdict,
                Grade.C,
                OptionalInt.empty(),
                Map.of(),
                bad
                        ? List.of(new Finding(Finding.Kind.UNREACHABLE, verdict, Grade.C, since, NO_ANSWER, whose))
                        : List.of(),
                0,
                Optional.empty(),
                Optional.empty(),
                true,
                OptionalDouble.empty(),
                OptionalDouble.empty(),
                Optional.empty());
    }
}
