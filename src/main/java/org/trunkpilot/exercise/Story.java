package org.trunkpilot.exercise;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.trunkpilot.control.PbxView;
import org.trunkpilot.health.Attribution;
import org.trunkpilot.health.Verdict;
import org.trunkpilot.routing.Culprit;
import org.trunkpilot.routing.Judgement;
import org.trunkpilot.routing.RouteDecision;
import org.trunkpilot.trunk.RouteId;
import org.trunkpilot.trunk.SteeredRoute;
import org.trunkpilot.trunk.TrunkId;

/** What Trunkpilot thought and did since the fault began, as it came. One thread at a time. */
final class Story {
    /** More is not told; an exercise of five minutes has a few dozen. */
    static final int MOST_LINES = 200;

    /**
     * A line of it.
     *
     * @param words a sentence
     */
    record Line(Instant at, String words) {}

    /** Somebody was blamed for the first time. */
    record Blame(Instant at, Attribution whose, String name, String words) {}

    private final Instant began;
    private final List<Line> lines = new ArrayList<>();
    private final List<RouteDecision> decisions = new ArrayList<>();
    private final List<Blame> blames = new ArrayList<>();
    private final Set<String> blamed = new HashSet<>();
    private final Map<TrunkId, Verdict> verdicts = new HashMap<>();
    private List<RouteDecision> seen = List.of();
    private List<SteeredRoute> routes = List.of();
    private Map<RouteId, List<TrunkId>> wanted = Map.of();
    private Map<RouteId, String> why = Map.of();

    Story(Instant began) {
        this.began = began;
    }

    /** Takes note of what is new. */
    void hear(PbxView view) {
        Judgement now = view.judgement();
        routes = view.inventory().steeredRoutes();
        why = now.why();
        var orders = new HashMap<RouteId, List<TrunkId>>();
        now.plans().forEach((route, plan) -> orders.put(route, plan.order()));
        wanted = Map.copyOf(orders);
        now.beliefs().values().stream()
                .sorted((a, b) -> a.trunk().compareTo(b.trunk()))
                .forEach(belief -> {
                    Verdict before = verdicts.put(belief.trunk(), belief.verdict());
                    if (before != null && before != belief.verdict() && told(before, belief.verdict())) {
                        add(
                                now.at(),
                                belief.trunk() + " is " + word(belief.verdict())
                                        + because(belief.findings().stream()
                                                .findFirst()
                                                .map(finding -> finding.words())));
                    }
                });
        now.culprits().forEach(culprit -> blame(now.at(), culprit));
        // A tick that fails leaves the judgement before it standing.
        if (!now.decisions().equals(seen)) {
            seen = now.decisions();
            seen.forEach(this::decided);
        }
    }

    /** A trunk that is suspect for a moment and well again is no news to who practises. */
    private static boolean told(Verdict before, Verdict now) {
        return Stream.of(before, now).anyMatch(verdict -> verdict == Verdict.DEGRADED || verdict == Verdict.DOWN);
    }

    private static String because(Optional<String> finding) {
        return finding.map(words -> ": " + words + ".").orElse(".");
    }

    private static String word(Verdict verdict) {
        return switch (verdict) {
            case HEALTHY -> "healthy again";
            case SUSPECT -> "suspect";
            case DEGRADED -> "degraded";
            case DOWN -> "down";
            case UNKNOWN -> "not known well enough now";
        };
    }

    private void blame(Instant at, Culprit culprit) {
        if (culprit.whose() != Attribution.UNKNOWN && blamed.add(culprit.whose() + " " + culprit.name())) {
            blames.add(new Blame(at, culprit.whose(), culprit.name(), culprit.words()));
            add(at, "Whose fault: " + culprit.words() + " (" + culprit.confidencePercent() + " % sure)");
        }
    }

    private void decided(RouteDecision decision) {
        if (decisions.size() < MOST_LINES) {
            decisions.add(decision);
        }
        add(
                decision.at(),
                decision.moves()
                        ? "Route " + decision.route() + " takes "
                                + decision.to().get(0) + " first: " + decision.reason()
                        : "Route " + decision.route() + " is left alone: " + decision.reason());
    }

    private void add(Instant at, String words) {
        if (lines.size() < MOST_LINES) {
            lines.add(new Line(at, words));
        }
    }

    // --- what expectations ask ----------------------------------------------------------------------

    List<Line> lines() {
        return List.copyOf(lines);
    }

    List<Blame> blames() {
        return List.copyOf(blames);
    }

    List<RouteDecision> moves() {
        return decisions.stream().filter(RouteDecision::moves).toList();
    }

    Duration after(Instant at) {
        return at.isBefore(began) ? Duration.ZERO : Duration.between(began, at);
    }

    /** The steered routes that are not in their own order now, and why. */
    Map<RouteId, String> displaced() {
        var elsewhere = new HashMap<RouteId, String>();
        for (SteeredRoute route : routes) {
            if (!wanted.getOrDefault(route.id(), route.trunks()).equals(route.trunks())) {
                elsewhere.put(route.id(), why.getOrDefault(route.id(), ""));
            }
        }
        return elsewhere;
    }
}
