package org.trunkpilot.routing;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.trunkpilot.health.Finding;
import org.trunkpilot.health.RingingHabit;
import org.trunkpilot.trunk.RouteId;
import org.trunkpilot.trunk.TrunkId;

/**
 * What a {@link RouteController} must not forget when Trunkpilot is restarted: an upgrade must not send calls back to the broken
 * trunk. It has a textual form of its own, a line a fact, so that it can be kept anywhere and read by a person.
 *
 * @param frozen routes whose row a person changed by hand, and what was found
 * @param habits how soon calls are used to ring on each trunk; without them it would take weeks to know again
 */
public record ControllerMemory(
        Map<RouteId, OfRoute> routes, Map<RouteId, String> frozen, Map<TrunkId, List<RingingHabit>> habits) {
    /** A first start. */
    public static final ControllerMemory EMPTY = new ControllerMemory(Map.of(), Map.of());

    private static final String HEADER = "trunkpilot-memory 1";

    /**
     * The text is a column of a million characters (V1__timeline.sql); of the habits the newest are kept. Enough for 300 trunks of
     * one kind of calls in six blocks of hours, at some 400 characters each.
     */
    private static final int MOST_OF_HABITS = 800_000;

    public ControllerMemory {
        routes = Map.copyOf(routes);
        frozen = Map.copyOf(frozen);
        habits = Map.copyOf(habits);
    }

    /** A memory without habits. */
    public ControllerMemory(Map<RouteId, OfRoute> routes, Map<RouteId, String> frozen) {
        this(routes, frozen, Map.of());
    }

    /**
     * One route.
     *
     * @param automatic the order wanted without any person's orders
     * @param wanted the order wanted with them
     * @param moves of our own, of the last 24 h, oldest first: dwell and budget count from them
     */
    public record OfRoute(
            List<TrunkId> automatic, List<TrunkId> wanted, List<Instant> moves, Map<TrunkId, Seat> seats) {
        public OfRoute {
            automatic = List.copyOf(automatic);
            wanted = List.copyOf(wanted);
            moves = List.copyOf(moves);
            seats = Map.copyOf(seats);
        }
    }

    /**
     * One trunk on one route.
     *
     * @param since when it came to be in that state
     * @param outAt when it last went out; the epoch when it never did
     * @param heldUntil the end of its last hold-out
     * @param faults how often it went out, each time within 24 h of the time before
     * @param fault the layer of the fault it last went out for
     * @param calls that ended on it since it came back on trial, and say something about it
     * @param goodCalls of those, answered and well
     */
    public record Seat(
            ServiceState state,
            Instant since,
            Instant outAt,
            Instant heldUntil,
            int faults,
            Finding.Layer fault,
            int calls,
            int goodCalls) {
        static final Seat FIRST = new Seat(
                ServiceState.IN_SERVICE, Instant.EPOCH, Instant.EPOCH, Instant.EPOCH, 0, Finding.Layer.CONTROL, 0, 0);
    }

    /** The textual form: a header with the version, then a line a fact, in a fixed order. */
    public String text() {
        var lines = new ArrayList<String>();
        lines.add(HEADER);
        new TreeMap<>(routes).forEach((id, route) -> {
            lines.add("route " + id + " " + names(route.automatic()) + " " + names(route.wanted()));
            route.moves().forEach(move -> lines.add("move " + id + " " + move));
            new TreeMap<>(route.seats()).forEach((trunk, seat) -> lines.add(line(id, trunk, seat)));
        });
        new TreeMap<>(frozen).forEach((id, why) -> lines.add("frozen " + id + " " + oneLine(why)));
        lines.addAll(habitLines());
        return String.join("\n", lines) + "\n";
    }

    private List<String> habitLines() {
        record Line(Instant at, String text) {}
        var newest = new TreeMap<>(habits)
                .entrySet().stream()
                        .flatMap(e -> e.getValue().stream()
                                .map(h -> new Line(h.at(), "habit " + e.getKey() + " " + h.text())))
                        .sorted(Comparator.comparing(Line::at).reversed().thenComparing(Line::text))
                        .toList();
        var kept = new ArrayList<String>();
        int length = 0;
        for (Line line : newest) {
            length += line.text().length() + 1;
            if (length > MOST_OF_HABITS) {
                break;
            }
            kept.add(line.text());
        }
        Collections.sort(kept);
        return kept;
    }

    /**
     * Reads the textual form.
     *
     * @throws IllegalArgumentException naming the line that cannot be read; start with {@link #EMPTY} then, and say so
     */
    public static ControllerMemory parse(String text) {
        List<String> lines = text.lines().toList();
        if (lines.isEmpty() || !lines.get(0).equals(HEADER)) {
            throw new IllegalArgumentException("the memory does not begin with \"" + HEADER + "\"");
        }
        var orders = new TreeMap<RouteId, List<List<TrunkId>>>();
        var moves = new TreeMap<RouteId, List<Instant>>();
        var seats = new TreeMap<RouteId, Map<TrunkId, Seat>>();
        var frozen = new TreeMap<RouteId, String>();
        var habits = new TreeMap<TrunkId, List<RingingHabit>>();
        for (int number = 1; number < lines.size(); number++) {
            try {
                String[] word = lines.get(number).split(" ", 3);
                if (word[0].equals("habit")) {
                    habits.computeIfAbsent(new TrunkId(word[1]), t -> new ArrayList<>())
                            .add(RingingHabit.parse(word[2]));
                    continue;
                }
                var route = new RouteId(word[1]);
                switch (word[0]) {
                    case "route" -> orders.put(route, orders(word[2]));
                    case "move" ->
                        moves.computeIfAbsent(route, r -> new ArrayList<>()).add(Instant.parse(word[2]));
                    case "seat" -> readSeat(word[2], seats.computeIfAbsent(route, r -> new TreeMap<>()));
                    case "frozen" -> frozen.put(route, word[2]);
                    default -> throw new IllegalArgumentException("unknown fact \"" + word[0] + "\"");
                }
            } catch (IllegalArgumentException | DateTimeException | ArrayIndexOutOfBoundsException e) {
                throw new IllegalArgumentException(
                        "line " + (number + 1) + " of the memory cannot be read: " + e.getMessage(), e);
            }
        }
        var routes = new TreeMap<RouteId, OfRoute>();
        orders.forEach((route, both) -> routes.put(
                route,
                new OfRoute(
                        both.get(0),
                        both.get(1),
                        Optional.ofNullable(moves.get(route)).orElse(List.of()),
                        Optional.ofNullable(seats.get(route)).orElse(Map.of()))));
        return new ControllerMemory(routes, frozen, habits);
    }

    private static String line(RouteId route, TrunkId trunk, Seat seat) {
        return "seat " + route + " " + trunk + " " + seat.state() + " " + seat.since() + " " + seat.outAt() + " "
                + seat.heldUntil() + " " + seat.faults() + " " + seat.fault() + " " + seat.calls() + " "
                + seat.goodCalls();
    }

    private static void readSeat(String rest, Map<TrunkId, Seat> into) {
        String[] word = rest.split(" ", -1);
        into.put(
                new TrunkId(word[0]),
                new Seat(
                        ServiceState.valueOf(word[1]),
                        Instant.parse(word[2]),
                        Instant.parse(word[3]),
                        Instant.parse(word[4]),
                        Integer.parseInt(word[5]),
                        Finding.Layer.valueOf(word[6]),
                        Integer.parseInt(word[7]),
                        Integer.parseInt(word[8])));
    }

    private static List<List<TrunkId>> orders(String rest) {
        String[] word = rest.split(" ", -1);
        return List.of(trunks(word[0]), trunks(word[1]));
    }

    private static List<TrunkId> trunks(String names) {
        return List.of(names.split("&", -1)).stream().map(TrunkId::new).toList();
    }

    private static String names(List<TrunkId> trunks) {
        return trunks.stream().map(TrunkId::name).collect(Collectors.joining("&"));
    }

    private static String oneLine(String text) {
        return text.replaceAll("\\s+", " ");
    }
}
