package org.trunkpilot.override;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.trunkpilot.trunk.RouteId;
import org.trunkpilot.trunk.TrunkId;

/**
 * The orders that stand at one moment, and which of them wins where two of them disagree.
 *
 * <ul>
 *   <li>PAUSE and FREEZE win over every other order: nothing changes, so whatever else was ordered waits for their end.
 *   <li>Of HELD_OUT, HELD_IN and PIN about the same trunk on the same route, the one given last wins.
 *   <li>Of two PINs on one route, the one given last wins.
 * </ul>
 *
 * @param standing oldest first; equal times by id, so that the order of input does not matter
 */
public record Orders(List<Order> standing) {
    private static final Comparator<Order> OLDEST_FIRST =
            Comparator.comparing(Order::since).thenComparing(Order::id);

    /** Nobody ordered anything. Below the comparator, which its making needs. */
    public static final Orders NONE = new Orders(List.of());

    public Orders {
        standing = standing.stream().sorted(OLDEST_FIRST).toList();
    }

    /** Those of {@code given} that stand at {@code now}. */
    public static Orders at(Instant now, List<Order> given) {
        if (given.isEmpty()) {
            // As at nearly every look of the control loop.
            return NONE;
        }
        return new Orders(given.stream().filter(order -> order.standsAt(now)).toList());
    }

    /** The order that pauses the whole PBX. */
    public Optional<Order> pause() {
        return latest(order -> order.kind() == Order.Kind.PAUSE);
    }

    /** The order that keeps this route's order as it is. */
    public Optional<Order> freeze(RouteId route) {
        return latest(
                order -> order.kind() == Order.Kind.FREEZE && order.route().equals(Optional.of(route)));
    }

    /** What a person wants of this trunk on this route: HELD_OUT, HELD_IN or PIN, the one given last. */
    public Optional<Order> about(TrunkId trunk, RouteId route) {
        return latest(order -> order.kind().needsTrunk() && order.concerns(trunk, route))
                .filter(order -> order.kind() != Order.Kind.PIN || pin(route).equals(Optional.of(order)));
    }

    /** The pin in force on this route: the one given last, unless a later order is about the same trunk. */
    public Optional<Order> pin(RouteId route) {
        return latest(order -> order.kind() == Order.Kind.PIN && order.route().equals(Optional.of(route)))
                .filter(pin -> latest(order -> order.kind().needsTrunk()
                                && order.concerns(pin.trunk().orElseThrow(), route))
                        .equals(Optional.of(pin)));
    }

    /** One sentence for each order that stands and has no effect now, or only part of it, because of another. */
    public List<String> conflicts() {
        var sentences = new ArrayList<String>();
        for (int i = 0; i < standing.size(); i++) {
            for (int j = 0; j < standing.size(); j++) {
                Order loser = standing.get(i);
                Order winner = standing.get(j);
                if (i != j && beats(winner, j, loser, i)) {
                    sentences.add(name(loser) + " waits: " + name(winner) + " until " + winner.until() + " by "
                            + winner.who() + (stills(winner) ? " changes nothing meanwhile." : " was given later."));
                }
            }
        }
        return List.copyOf(sentences);
    }

    private static boolean beats(Order winner, int at, Order loser, int loserAt) {
        if (!loser.kind().needsTrunk()) {
            return false;
        }
        if (stills(winner)) {
            return winner.kind() == Order.Kind.PAUSE
                    || loser.route().isEmpty()
                    || winner.route().equals(loser.route());
        }
        boolean sameRoute = winner.route().isEmpty()
                || loser.route().isEmpty()
                || winner.route().equals(loser.route());
        boolean bothPin = winner.kind() == Order.Kind.PIN && loser.kind() == Order.Kind.PIN;
        boolean disagree = bothPin
                ? !winner.trunk().equals(loser.trunk())
                : winner.trunk().equals(loser.trunk()) && winner.kind() != loser.kind();
        return at > loserAt && sameRoute && disagree;
    }

    private static boolean stills(Order order) {
        return order.kind() == Order.Kind.PAUSE || order.kind() == Order.Kind.FREEZE;
    }

    private static String name(Order order) {
        return order.kind()
                + order.trunk().map(trunk -> " " + trunk).orElse("")
                + order.route().map(route -> " on " + route).orElse("");
    }

    private Optional<Order> latest(Predicate<Order> which) {
        if (standing.isEmpty()) {
            return Optional.empty();
        }
        return standing.stream().filter(which).reduce((earlier, later) -> later);
    }
}
