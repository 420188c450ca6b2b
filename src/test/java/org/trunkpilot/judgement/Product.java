package org.trunkpilot.judgement;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.trunkpilot.health.HealthPolicy;
import org.trunkpilot.routing.ControllerMemory;
import org.trunkpilot.routing.Culprit;
import org.trunkpilot.routing.Judgement;
import org.trunkpilot.routing.RouteController;
import org.trunkpilot.routing.RouteDecision;
import org.trunkpilot.routing.RoutingPolicy;
import org.trunkpilot.routing.Rung;
import org.trunkpilot.signal.PbxSignal;
import org.trunkpilot.trunk.Inventory;
import org.trunkpilot.trunk.RouteId;
import org.trunkpilot.trunk.TrunkId;

/** The product, by its default settings. */
final class Product implements Judge {
    private final RouteController controller;
    private Set<Culprit> before = Set.of();

    Product(Inventory inventory) {
        controller = new RouteController(
                inventory, RoutingPolicy.balanced(), Map.of(), HealthPolicy.balanced(), ControllerMemory.EMPTY);
    }

    @Override
    public void accept(PbxSignal signal) {
        controller.accept(signal);
    }

    @Override
    public Look look(Instant now) {
        Judgement judgement = controller.decide(now);
        var orders = new LinkedHashMap<RouteId, List<TrunkId>>();
        judgement.plans().forEach((route, plan) -> orders.put(route, plan.order()));
        var named = new TreeSet<Named>();
        for (Culprit culprit : judgement.culprits()) {
            Origin origin = origin(culprit);
            named.add(new Named(origin, Trial.named(origin) ? culprit.name() : ""));
        }
        var back = new LinkedHashSet<RouteId>();
        var words = new ArrayList<String>();
        for (RouteDecision decision : judgement.decisions()) {
            if (decision.rung() == Rung.FAIL_BACK) {
                back.add(decision.route());
            }
            words.add((decision.moves() ? "MOVE " : "refusal ") + decision.rung() + " " + decision.attribution() + " "
                    + decision.to() + ": " + decision.reason());
        }
        var culprits = new LinkedHashSet<>(judgement.culprits());
        culprits.stream()
                .filter(c -> before.stream()
                        .noneMatch(b -> b.whose() == c.whose()
                                && b.name().equals(c.name())
                                && b.confidencePercent() == c.confidencePercent()))
                .forEach(c -> words.add(c.whose() + " " + c.name() + " " + c.confidencePercent() + " %: " + c.words()));
        before = culprits;
        return new Look(orders, named, back, judgement.probes(), words);
    }

    private static Origin origin(Culprit culprit) {
        return switch (culprit.whose()) {
            case CARRIER -> Origin.CARRIER;
            case UPLINK -> Origin.UPLINK;
            case PBX -> Origin.PBX;
            case LAN_PHONES -> Origin.LAN_PHONES;
            case CALLEE -> Origin.CALLEE;
            case ACCOUNT -> Origin.ACCOUNT;
            case CODEC -> Origin.CODEC;
            case UNKNOWN -> Origin.UNTOLD;
        };
    }
}
