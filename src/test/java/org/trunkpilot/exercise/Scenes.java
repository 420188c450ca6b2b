package org.trunkpilot.exercise;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.trunkpilot.control.PbxView;
import org.trunkpilot.health.Attribution;
import org.trunkpilot.pbx.LinkStatus;
import org.trunkpilot.pbx.PbxKind;
import org.trunkpilot.practice.PracticeSettings;
import org.trunkpilot.routing.Culprit;
import org.trunkpilot.routing.Judgement;
import org.trunkpilot.routing.Losses;
import org.trunkpilot.routing.Mode;
import org.trunkpilot.routing.PbxState;
import org.trunkpilot.routing.RouteDecision;
import org.trunkpilot.routing.RoutePlan;
import org.trunkpilot.routing.Rung;
import org.trunkpilot.trunk.Inventory;
import org.trunkpilot.trunk.SteeredRoute;
import org.trunkpilot.trunk.TrunkId;

/** The practice PBX as its control thread would show it, so many milliseconds after the fault began. */
final class Scenes {
    private static final Inventory INVENTORY = PracticeSettings.TWO_CARRIERS;
    private static final SteeredRoute DEFAULT = INVENTORY.steeredRoutes().get(0);

    private final Instant began;
    private Instant at;

    Scenes(Instant began) {
        this.began = began;
        this.at = began;
    }

    Scenes at(long millis) {
        at = began.plusMillis(millis);
        return this;
    }

    PbxView moved(Rung rung, String reason, TrunkId first, TrunkId second) {
        var decision = new RouteDecision(
                at,
                DEFAULT.id(),
                List.of(second, first),
                List.of(first, second),
                rung,
                reason,
                List.of(),
                Optional.empty());
        return view(List.of(first, second), List.of(decision), List.of());
    }

    PbxView blamed(Attribution whose, String name, String words) {
        return view(DEFAULT.trunks(), List.of(), List.of(new Culprit(whose, name, List.of(), 95, at, words)));
    }

    private PbxView view(List<TrunkId> order, List<RouteDecision> decisions, List<Culprit> culprits) {
        var judgement = new Judgement(
                at,
                PbxState.READY,
                "Ready.",
                Optional.empty(),
                Map.of(),
                Map.of(),
                Map.of(DEFAULT.id(), new RoutePlan(DEFAULT, order)),
                Map.of(DEFAULT.id(), "alpha stands behind."),
                decisions,
                List.of(),
                Set.of(),
                List.of(),
                List.of(),
                culprits);
        var link = new LinkStatus(
                LinkStatus.State.UP, began, Optional.empty(), Optional.empty(), Optional.empty(), 0, 0, 0);
        return new PbxView(
                INVENTORY,
                PbxKind.ASTERISK,
                link,
                Mode.ACTING,
                "Acting, as configured.",
                judgement,
                Losses.NONE,
                List.of(),
                0,
                List.of());
    }
}
