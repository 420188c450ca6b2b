package org.trunkpilot.operator;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.trunkpilot.control.PbxView;
import org.trunkpilot.health.Belief;
import org.trunkpilot.health.Verdict;
import org.trunkpilot.override.Order;
import org.trunkpilot.routing.Mode;
import org.trunkpilot.routing.PbxState;
import org.trunkpilot.trunk.EmergencyRoute;
import org.trunkpilot.trunk.Route;
import org.trunkpilot.trunk.TrunkId;

/** What somebody who gives an order may not expect of it, a sentence each. An order is never refused for any of this. */
final class Warnings {
    private final PbxView pbx;
    private final Order order;
    private final List<Order> others;
    private final List<String> words = new ArrayList<>();

    private Warnings(PbxView pbx, Order order, List<Order> standing) {
        this.pbx = pbx;
        this.order = order;
        this.others = standing.stream()
                .filter(other -> !other.id().equals(order.id()))
                .toList();
    }

    /** @param standing all that stands on that PBX, the order itself included or not */
    static List<String> of(PbxView pbx, Order order, List<Order> standing) {
        var warnings = new Warnings(pbx, order, standing);
        warnings.aboutThePbx();
        switch (order.kind()) {
            case HELD_OUT -> warnings.aboutHoldingOut();
            case HELD_IN -> warnings.aboutHoldingIn();
            case PIN -> warnings.aboutPinning();
            case FREEZE ->
                warnings.add("While it stands, calls on this route stay with their first trunk even if it dies;"
                        + " they reach the next only when the PBX itself gives up on the first.");
            case PAUSE ->
                warnings.add("While it stands, nothing on " + pbx.inventory().pbx()
                        + " is changed, whatever dies; the orders on the PBX are kept alive as they are.");
        }
        warnings.aboutOtherOrders();
        return List.copyOf(warnings.words);
    }

    private void aboutThePbx() {
        if (pbx.mode() == Mode.WATCHING) {
            add("Trunkpilot only watches " + pbx.inventory().pbx()
                    + " now: the order is kept and recorded, and changes nothing on the PBX until it acts.");
        }
        if (pbx.judgement().state() == PbxState.LINK_LOST) {
            add("Trunkpilot cannot reach " + pbx.inventory().pbx()
                    + " now: the order takes effect when the link is back.");
        }
    }

    private void aboutHoldingOut() {
        TrunkId trunk = order.trunk().orElseThrow();
        add(trunk
                + " becomes the last resort; it is not blocked. Calls still reach it when every other trunk has failed,"
                + " and only while Trunkpilot runs: when the lease of its order runs out, the static order counts again."
                + " To block a trunk, disable it on the PBX.");
        for (Route route : steered()) {
            List<TrunkId> rest = route.trunks().stream()
                    .filter(other -> !other.equals(trunk) && !heldOut(other, route))
                    .toList();
            if (rest.isEmpty()) {
                add("Route " + route.id() + " has no other trunk that is not held out, so its calls go to " + trunk
                        + " all the same.");
            } else if (rest.stream().noneMatch(this::good)) {
                add("No other trunk of route " + route.id() + " is believed good: "
                        + rest.stream().map(this::described).collect(Collectors.joining(", ")) + ".");
            }
        }
        aboutEmergencyRoutes(trunk);
    }

    private void aboutHoldingIn() {
        TrunkId trunk = order.trunk().orElseThrow();
        add(trunk + " keeps its place in the static order whatever becomes of it.");
        if (bad(trunk)) {
            add(described(trunk) + " now, and calls go on being sent to it.");
        }
        aboutEmergencyRoutes(trunk);
    }

    private void aboutPinning() {
        TrunkId trunk = order.trunk().orElseThrow();
        if (verdict(trunk) == Verdict.DOWN) {
            add(described(trunk) + ": a pin has no effect on a trunk that is down, and takes effect when it is back.");
        } else if (bad(trunk)) {
            add(described(trunk) + " now, and would be first all the same.");
        }
    }

    private void aboutEmergencyRoutes(TrunkId trunk) {
        List<String> names = pbx.inventory().routes().stream()
                .filter(EmergencyRoute.class::isInstance)
                .filter(route -> order.route().isEmpty() && route.trunks().contains(trunk))
                .map(route -> route.id().name())
                .toList();
        if (!names.isEmpty()) {
            add("Emergency routes (" + Site.list(names) + ") keep their own order; no order reaches them.");
        }
    }

    private void aboutOtherOrders() {
        for (Order other : others) {
            if (other.kind() == Order.Kind.PAUSE && order.kind() != Order.Kind.PAUSE) {
                add("Order " + other.id() + " pauses " + pbx.inventory().pbx() + " until "
                        + OrderWords.time(other.until()) + ": this one waits for its end.");
            }
            if (contradicts(other)) {
                add("Order " + other.id() + " of " + other.who() + " says otherwise (to "
                        + OrderWords.what(pbx.inventory().pbx(), other) + ", until " + OrderWords.time(other.until())
                        + "): end one of the two.");
            }
        }
    }

    private boolean contradicts(Order other) {
        boolean overlap = order.route().isEmpty()
                || other.route().isEmpty()
                || order.route().equals(other.route());
        if (!overlap) {
            return false;
        }
        boolean sameTrunk = order.trunk().equals(other.trunk());
        boolean bothPins = order.kind() == Order.Kind.PIN && other.kind() == Order.Kind.PIN;
        boolean outAgainstUp = (order.kind() == Order.Kind.HELD_OUT) != (other.kind() == Order.Kind.HELD_OUT);
        return order.trunk().isPresent()
                && other.trunk().isPresent()
                && (bothPins ? !sameTrunk : sameTrunk && outAgainstUp);
    }

    private List<Route> steered() {
        TrunkId trunk = order.trunk().orElseThrow();
        return pbx.inventory().routes().stream()
                .filter(route -> !(route instanceof EmergencyRoute))
                .filter(route -> route.trunks().contains(trunk))
                .filter(route -> order.route().map(route.id()::equals).orElse(true))
                .toList();
    }

    private boolean heldOut(TrunkId trunk, Route route) {
        return others.stream()
                .anyMatch(other -> other.kind() == Order.Kind.HELD_OUT && other.concerns(trunk, route.id()));
    }

    private Verdict verdict(TrunkId trunk) {
        return Optional.ofNullable(pbx.judgement().beliefs().get(trunk))
                .map(Belief::verdict)
                .orElse(Verdict.UNKNOWN);
    }

    private boolean good(TrunkId trunk) {
        return verdict(trunk) == Verdict.HEALTHY || verdict(trunk) == Verdict.SUSPECT;
    }

    private boolean bad(TrunkId trunk) {
        return verdict(trunk) == Verdict.DEGRADED || verdict(trunk) == Verdict.DOWN;
    }

    private String described(TrunkId trunk) {
        return trunk
                + switch (verdict(trunk)) {
                    case HEALTHY -> " is healthy";
                    case SUSPECT -> " is suspect";
                    case DEGRADED -> " is degraded";
                    case DOWN -> " is down";
                    case UNKNOWN -> " is unknown";
                };
    }

    private void add(String sentence) {
        words.add(sentence);
    }
}
