package org.trunkpilot.judgement;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import org.trunkpilot.judgement.Judge.Named;
import org.trunkpilot.trunk.Inventory;
import org.trunkpilot.trunk.RouteId;
import org.trunkpilot.trunk.TrunkId;

/** One incident before one judge. */
final class Trial {
    /** The product looks each quarter of a second; a second is fine enough for a minute's judgement, and eight hours of it are many. */
    private static final Duration TICK = Duration.ofSeconds(1);

    /** A name that stood for less than this was a slip of the tongue. */
    private static final Duration SAID = Duration.ofSeconds(5);

    /** Better or worse by less is neither. */
    private static final double NOTICEABLE = 0.05;

    /** What a change of a route's first trunk came to. */
    enum Move {
        RIGHT,
        NEEDLESS,
        HARMFUL,
        /** A trunk was tried again while its fault still stood; hysteresis bounds how often. */
        TRIED_TOO_EARLY,
        /** Put back, and well. */
        BACK
    }

    /**
     * How it went.
     *
     * @param said for each true cause, in order, what was said of it; nobody where nothing was
     * @param after seconds from the onset until the right one was named, where it was
     */
    record Verdict(
            Incident incident,
            List<Named> truths,
            List<Named> said,
            List<Optional<Duration>> after,
            Map<Move, Integer> moves,
            List<String> log) {
        boolean right(int cause) {
            return truths.get(cause).equals(said.get(cause));
        }
    }

    private final Incident incident;
    private final Judge judge;
    private final Plant plant;
    private final Map<Named, Duration> stood = new TreeMap<>();
    private final Map<Named, Instant> first = new TreeMap<>();
    private final Map<Move, Integer> moves = new LinkedHashMap<>();
    private final List<String> log = new ArrayList<>();
    private Map<RouteId, List<TrunkId>> orders = new LinkedHashMap<>();
    private boolean broken;

    private Trial(Incident incident, Function<Inventory, Judge> judges) {
        this.incident = incident;
        this.judge = judges.apply(incident.site().inventory());
        incident.site().inventory().steeredRoutes().forEach(route -> orders.put(route.id(), route.trunks()));
        this.plant = new Plant(
                incident.site(),
                incident.seed(),
                incident.start(),
                route -> orders.getOrDefault(route, List.of()),
                judge::accept);
    }

    static Verdict of(Incident incident, Function<Inventory, Judge> judges) {
        return new Trial(incident, judges).run();
    }

    private Verdict run() {
        plant.begin();
        for (int i = 0; i < incident.breakages().size(); i++) {
            Breakage breakage = incident.breakages().get(i);
            Instant at = i == 0 ? incident.onset() : incident.onset().plus(incident.second());
            plant.always(Duration.between(incident.start(), at), () -> {
                broken = true;
                log("* " + breakage.cause().words + " " + breakage.subject());
                breakage.begin().accept(plant);
            });
            plant.always(
                    Duration.between(incident.start(), incident.end()),
                    () -> breakage.end().accept(plant));
        }
        boolean healthy = truths().contains(new Named(Origin.NOBODY, ""));
        for (Instant now = incident.start(); !now.isAfter(incident.end()); now = now.plus(TICK)) {
            plant.runTo(now);
            Judge.Look look = judge.look(now);
            look.words().forEach(this::log);
            judgeMoves(look);
            orders = look.orders();
            plant.signalling.probe(look.probes());
            if (broken || healthy) {
                for (Named named : look.named()) {
                    stood.merge(named, TICK, Duration::plus);
                    first.putIfAbsent(named, now);
                }
            }
        }
        return verdict();
    }

    private void judgeMoves(Judge.Look look) {
        look.orders().forEach((route, order) -> {
            TrunkId from = orders.getOrDefault(route, order).get(0);
            TrunkId to = order.get(0);
            if (from.equals(to)) {
                return;
            }
            double gain = spoils(from) - spoils(to);
            boolean back = look.back().contains(route);
            Move move = gain > NOTICEABLE
                    ? Move.RIGHT
                    : gain < -NOTICEABLE
                            ? back ? Move.TRIED_TOO_EARLY : Move.HARMFUL
                            : back ? Move.BACK : Move.NEEDLESS;
            moves.merge(move, 1, Integer::sum);
            log("  " + route + " " + from + "→" + to + " " + move);
        });
    }

    private double spoils(TrunkId trunk) {
        return plant.spoils(incident.site().inventory().trunk(trunk).orElseThrow());
    }

    private List<Named> truths() {
        return incident.breakages().stream()
                .map(b -> new Named(b.cause().origin, named(b.cause().origin) ? b.subject() : ""))
                .toList();
    }

    /** Of these it matters which. */
    static boolean named(Origin origin) {
        return origin == Origin.CARRIER || origin == Origin.UPLINK;
    }

    /** What stood longest is what was said; with two causes the two that stood longest. */
    private Verdict verdict() {
        List<Named> truths = truths();
        var said = new ArrayList<Named>();
        var left = new LinkedHashSet<Named>();
        stood.entrySet().stream()
                .filter(e -> e.getValue().compareTo(SAID) >= 0)
                .filter(e -> !tolerated(e.getKey(), truths))
                .sorted(Comparator.comparing((Map.Entry<Named, Duration> e) -> e.getValue())
                        .reversed())
                .limit(truths.stream().distinct().count())
                .forEach(e -> left.add(e.getKey()));
        var unmatched = new LinkedHashSet<>(left);
        truths.forEach(unmatched::remove);
        for (Named truth : truths) {
            if (left.contains(truth)) {
                said.add(truth);
            } else if (unmatched.isEmpty()) {
                said.add(new Named(Origin.NOBODY, ""));
            } else {
                Named wrong = unmatched.iterator().next();
                unmatched.remove(wrong);
                said.add(wrong);
            }
        }
        List<Optional<Duration>> after = truths.stream()
                .map(truth -> Optional.ofNullable(first.get(truth)).map(at -> Duration.between(onset(truth), at)))
                .toList();
        return new Verdict(incident, truths, said, after, moves, log);
    }

    private Instant onset(Named truth) {
        return truths().indexOf(truth) == 0
                ? incident.onset()
                : incident.onset().plus(incident.second());
    }

    /** True as well, and not the point: the phones of a house without power are gone, before they come back in a storm. */
    private boolean tolerated(Named named, List<Named> truths) {
        return named.origin() == Origin.LAN_PHONES
                && !truths.contains(named)
                && incident.breakages().stream().anyMatch(b -> b.cause() == Cause.REGISTRATION_STORM);
    }

    private void log(String words) {
        double seconds = Duration.between(incident.onset(), plant.now()).toMillis() / 1000.0;
        log.add(String.format("%9.1f s  %s", seconds, words));
    }
}
