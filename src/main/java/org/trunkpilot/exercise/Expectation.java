package org.trunkpilot.exercise;

import java.time.Duration;
import java.util.Comparator;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.trunkpilot.health.Attribution;
import org.trunkpilot.routing.RouteDecision;
import org.trunkpilot.routing.Rung;
import org.trunkpilot.trunk.RouteId;
import org.trunkpilot.trunk.TrunkId;

/** What a careful engineer would expect, held against what happened. */
@FunctionalInterface
public interface Expectation {
    /** How it stands. */
    enum State {
        MET,
        MISSED,
        /** It takes longer than the exercise does. */
        OPEN
    }

    /**
     * What came of it.
     *
     * @param words what happened instead of or as expected, a sentence with its figures
     */
    record Outcome(State state, String words) {}

    Outcome of(Story story);

    /** New calls of the route no longer go to the trunk first. */
    static Expectation leaves(RouteId route, TrunkId trunk) {
        return story -> story.moves().stream()
                .filter(move -> move.route().equals(route))
                .filter(move ->
                        move.from().get(0).equals(trunk) && !move.to().get(0).equals(trunk))
                .findFirst()
                .map(move -> new Outcome(
                        State.MET,
                        "Route " + route + " left " + trunk + " " + seconds(story.after(move.at()))
                                + " after the fault began: " + move.reason()))
                .orElseGet(() -> new Outcome(State.MISSED, "Route " + route + " never left " + trunk + "."));
    }

    /** No route was moved for a fault: there was nothing better to move to. */
    static Expectation leavesAlone() {
        return story -> story.moves().stream()
                .filter(move -> move.rung() != Rung.FAIL_BACK)
                .findFirst()
                .map(move -> new Outcome(State.MISSED, "Route " + move.route() + " was moved: " + move.reason()))
                .orElseGet(() ->
                        new Outcome(State.MET, "No order was changed, as nothing else would have carried the calls."));
    }

    /** No route was given a trunk that is dead. */
    static Expectation neverTo(TrunkId dead) {
        return story -> story.moves().stream()
                .filter(move -> move.to().get(0).equals(dead))
                .filter(move -> move.rung() != Rung.FAIL_BACK)
                .min(Comparator.comparing(RouteDecision::at))
                .map(move ->
                        new Outcome(State.MISSED, "Route " + move.route() + " was moved to the dead " + dead + "."))
                .orElseGet(() -> new Outcome(State.MET, "No call was sent to the dead " + dead + " first."));
    }

    /** The right one is blamed, and no other. */
    static Expectation blames(Attribution whose, String name) {
        return story -> {
            Set<String> others = story.blames().stream()
                    .filter(blame -> blame.whose() != whose || !blame.name().equals(name))
                    .map(blame -> blame.whose().name().toLowerCase(Locale.ROOT) + " " + blame.name())
                    .collect(Collectors.toSet());
            return story.blames().stream()
                    .filter(blame -> blame.whose() == whose && blame.name().equals(name))
                    .findFirst()
                    .map(blame -> new Outcome(
                            State.MET,
                            "Blamed " + name + " after " + seconds(story.after(blame.at())) + ": " + blame.words()
                                    + (others.isEmpty()
                                            ? ""
                                            : " For a while, also: " + String.join(", ", others) + ".")))
                    .orElseGet(() -> new Outcome(
                            State.MISSED,
                            others.isEmpty() ? "Blamed nobody." : "Blamed " + String.join(", ", others) + "."));
        };
    }

    /** Every route has its own order again; a trunk may still be held out, which is no fault. */
    static Expectation comesBack() {
        return story -> {
            Map<RouteId, String> elsewhere = story.displaced();
            return elsewhere.isEmpty()
                    ? new Outcome(State.MET, "Every route has its own order again.")
                    : new Outcome(
                            State.OPEN,
                            elsewhere.entrySet().stream()
                                    .sorted(Map.Entry.comparingByKey())
                                    .map(each -> "Route " + each.getKey() + " is not back yet: " + each.getValue())
                                    .collect(Collectors.joining(" ")));
        };
    }

    private static String seconds(Duration time) {
        return String.format(Locale.ROOT, "%.1f s", time.toMillis() / 1000.0);
    }
}
