package org.trunkpilot.routing;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.trunkpilot.health.Verdict;
import org.trunkpilot.override.Order;
import org.trunkpilot.trunk.TrunkId;

/**
 * What people ordered. The automatic order goes on underneath, so when an order ends it is simply there again.
 *
 * <ul>
 *   <li>HELD_OUT: last, behind those that are out by our own judgement; not blocked.
 *   <li>HELD_IN: in service, whatever is believed.
 *   <li>PIN: first, unless the trunk went out for a fault after the pin was given. A pin given later brings a trunk back that is
 *       not Down.
 * </ul>
 */
final class OrdersRung {
    private final Steering steering;
    private List<Order> before = List.of();

    OrdersRung(Steering steering) {
        this.steering = steering;
    }

    /** @param wanted the order wanted until now */
    Optional<Said> apply(Scene scene, List<TrunkId> wanted) {
        for (TrunkId trunk : steering.route.trunks()) {
            steering.order(scene, trunk)
                    .filter(order -> bringsIn(order, trunk, scene))
                    .ifPresent(order -> bringIn(order, trunk, scene));
        }
        List<Order> standing = steering.route.trunks().stream()
                .flatMap(trunk -> steering.order(scene, trunk).stream())
                .toList();
        List<Order> over = before.stream().filter(o -> !standing.contains(o)).toList();
        before = standing;
        if (steering.ordered(scene).equals(wanted)) {
            return Optional.empty();
        }
        List<String> sentences = standing.stream().map(OrdersRung::sentence).toList();
        String ended = over.isEmpty()
                ? "An order is over"
                : "The order is over that "
                        + Words.list(over.stream().map(OrdersRung::what).toList()) + " ("
                        + over.get(0).who() + ")";
        String reason = standing.isEmpty()
                ? ended + "; " + steering.route.id() + " goes by our own judgement again."
                : Words.joined(sentences) + ".";
        return Optional.of(new Said(
                Rung.ORDERS,
                Optional.empty(),
                reason,
                sentences,
                standing.stream()
                        .map(Order::until)
                        .min(Comparator.naturalOrder())
                        .map(until -> "It ends by itself at " + Words.at(until, scene.now()) + ".")));
    }

    private boolean bringsIn(Order order, TrunkId trunk, Scene scene) {
        return switch (order.kind()) {
            case HELD_IN -> steering.seats.state(trunk) != ServiceState.IN_SERVICE;
            case PIN ->
                !steering.seats.carries(trunk)
                        && !order.since().isBefore(steering.seats.of(trunk).outAt())
                        && !scene.hard(trunk)
                        && scene.belief(trunk).verdict() != Verdict.UNKNOWN;
            case HELD_OUT, FREEZE, PAUSE -> false;
        };
    }

    private void bringIn(Order order, TrunkId trunk, Scene scene) {
        steering.seats.back(trunk, scene.now(), sentence(order));
        steering.automatic(
                steering.seats.arranged(steering.automatic(), steering.seats.firstCarrying(), steering.seats::carries));
    }

    private static String sentence(Order order) {
        return order.who() + " ordered that " + what(order) + ": " + Words.bare(order.reason()) + ".";
    }

    private static String what(Order order) {
        String trunk = order.trunk().map(TrunkId::name).orElse("the route");
        return switch (order.kind()) {
            case HELD_OUT -> trunk + " is the last resort";
            case HELD_IN -> trunk + " stays in its place";
            case PIN -> trunk + " comes first";
            case FREEZE, PAUSE -> "nothing changes";
        };
    }
}
