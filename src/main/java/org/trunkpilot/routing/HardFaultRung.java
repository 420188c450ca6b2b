package org.trunkpilot.routing;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.trunkpilot.health.Attribution;
import org.trunkpilot.override.Order;
import org.trunkpilot.trunk.Trunk;
import org.trunkpilot.trunk.TrunkId;

/**
 * A trunk carries no calls, or fails too many of them, and another has answered an OPTIONS that was sent after the evidence.
 *
 * <p>Neither dwell nor hold-out nor budget keeps calls on a dead trunk. Overruling one of them is noted as evidence and calls for a
 * person: a site that needs it is in trouble that reordering will not end.
 */
final class HardFaultRung {
    private final Steering steering;

    HardFaultRung(Steering steering) {
        this.steering = steering;
    }

    /** A trunk that a person holds in its place is spoken of only where no other has to leave. */
    Optional<Said> apply(Scene scene) {
        Optional<Said> heldIn = Optional.empty();
        for (TrunkId trunk : steering.ordered(scene)) {
            boolean bad = steering.seats.carries(trunk)
                    && scene.hard(trunk)
                    && !scene.common().spares(trunk);
            Optional<Said> said = bad ? leave(scene, trunk) : Optional.empty();
            if (said.isPresent() && said.get().rung() != Rung.ORDERS) {
                return said;
            }
            heldIn = heldIn.or(() -> said);
        }
        return heldIn;
    }

    private Optional<Said> leave(Scene scene, TrunkId bad) {
        List<TrunkId> order = steering.ordered(scene);
        int place = order.indexOf(bad);
        boolean leads = order.subList(0, place).stream()
                .noneMatch(t -> steering.seats.carries(t)
                        && !steering.ordered(scene, t, Order.Kind.HELD_OUT)
                        && scene.badness(t) < scene.badness(bad));
        Optional<Order> heldIn = steering.order(scene, bad).filter(o -> o.kind() == Order.Kind.HELD_IN);
        if (heldIn.isPresent()) {
            return leads ? Optional.of(heldIn(scene, bad, heldIn.get())) : Optional.empty();
        }
        var targets = new Targets(scene, steering.policy);
        var choice = new Choice(steering, scene, bad, t -> targets.notForHard(bad, t));
        Optional<TrunkId> target = choice.best(order.subList(place + 1, order.size()), steering.seats::carries);
        if (target.isPresent()) {
            return Optional.of(move(scene, bad, target.get(), leads, steering.bound(scene.now()), choice));
        }
        if (!leads && order.subList(place + 1, order.size()).stream().anyMatch(steering.seats::carries)) {
            // Out now, it would stand before one that carries until it returns: that one may yet prove itself.
            return Optional.empty();
        }
        if (!leads) {
            // It stands behind better ones and before none: new calls go as before. Our own order underneath a pin does
            // change.
            steering.leave(
                    scene,
                    bad,
                    behind(bad).orElse(order.get(0)),
                    bad + " " + scene.carries(bad) + ": " + scene.fault(bad) + ".");
            return Optional.empty();
        }
        Optional<TrunkId> recalled = choice.best(order, t -> !steering.seats.carries(t));
        return Optional.of(
                recalled.map(t -> recall(scene, bad, t, choice)).orElseGet(() -> noTarget(scene, bad, choice)));
    }

    /** Who leads our own order without this one. */
    private Optional<TrunkId> behind(TrunkId bad) {
        return steering.automatic().stream()
                .filter(t -> !t.equals(bad) && steering.seats.carries(t))
                .findFirst();
    }

    /** The only one left is held out: its hold-out ends now. */
    private Said recall(Scene scene, TrunkId bad, TrunkId target, Choice choice) {
        Instant until = steering.seats.of(target).heldUntil();
        Optional<String> overruled = scene.now().isBefore(until)
                ? Optional.of(target + " was held out until " + Words.at(until, scene.now()))
                : steering.bound(scene.now());
        steering.seats.trial(
                target, scene.now(), target + " is called back, as " + bad + " " + scene.carries(bad) + ".");
        return move(scene, bad, target, true, overruled, choice);
    }

    private Said move(
            Scene scene, TrunkId bad, TrunkId target, boolean leads, Optional<String> overruled, Choice choice) {
        List<String> considered = choice.considered(Optional.of(target));
        List<TrunkId> ordered = steering.ordered(scene);
        boolean first = leads
                && ordered.subList(0, ordered.indexOf(bad)).stream()
                        .noneMatch(t -> steering.ordered(scene, t, Order.Kind.HELD_IN));
        String reason = bad + " " + scene.carries(bad) + ": " + scene.fault(bad) + "; " + target + " "
                + scene.lifeSign(target) + choice.preferred(target) + "; new calls take "
                + (first ? target + " first." : bad + " last.");
        TrunkId lead = steering.automatic().get(0);
        // Underneath a pin the bad one may lead our own order, to which calls go back when the pin ends.
        steering.leave(scene, bad, first || lead.equals(bad) ? target : lead, reason);
        var evidence = new ArrayList<>(scene.evidence(bad));
        evidence.add(witness(scene, bad));
        evidence.add(target + " " + scene.lifeSign(target) + ", to an OPTIONS sent after the evidence.");
        overruled.ifPresent(limit -> {
            evidence.add("Overruled: " + limit + ".");
            steering.alarm(
                    scene.now(),
                    steering.route.id() + " left " + bad + ", which " + scene.carries(bad) + ", although " + limit
                            + ": somebody should look at it.");
        });
        return Said.moved(Rung.HARD_FAULT, reason, evidence, steering.returns(scene, bad))
                .blaming(scene.culprits().of(bad))
                .considering(considered);
    }

    private Said noTarget(Scene scene, TrunkId bad, Choice choice) {
        String trouble = bad + " " + scene.carries(bad) + ": " + scene.fault(bad);
        if (steering.awaitsAnswer(scene, bad)) {
            return Said.quietly(Rung.HARD_FAULT, trouble + "; waiting for another trunk to answer an OPTIONS.");
        }
        return Said.refused(
                        Rung.HARD_FAULT,
                        "no target for " + bad,
                        trouble + "; nothing moved, as " + choice.whyNone() + ".",
                        scene.evidence(bad),
                        "Another trunk that answers an OPTIONS sent from now on would change it.")
                .blaming(scene.culprits().of(bad))
                .considering(choice.considered(Optional.empty()));
    }

    private static Said heldIn(Scene scene, TrunkId bad, Order order) {
        return Said.refused(
                        Rung.ORDERS,
                        "held in " + bad,
                        bad + " " + scene.carries(bad) + ": " + scene.fault(bad) + "; nothing moved, as " + order.who()
                                + " ordered that it stays in its place: " + Words.bare(order.reason()) + ".",
                        scene.evidence(bad),
                        "The end of that order would change it, at " + Words.at(order.until(), scene.now())
                                + " by itself.")
                .considering(List.of("Leaving " + bad + " was refused: " + order.who() + " ordered that it stays."));
    }

    /** Carrier or path? Only a trunk of another carrier on the same uplink can tell. */
    private static String witness(Scene scene, TrunkId bad) {
        Optional<Culprit> known = scene.culprits()
                .of(bad)
                .filter(c -> c.whose() != Attribution.CARRIER || c.confidencePercent() > Culprit.LIKELIEST);
        if (known.isPresent() && scene.common().ofUplink(bad).isEmpty()) {
            return known.get().words();
        }
        Optional<String> uplink = scene.common().ofUplink(bad);
        if (uplink.isPresent()) {
            return uplink.get();
        }
        Trunk trunk = scene.trunk(bad);
        return scene.inventory().trunks().stream()
                .filter(t -> t.uplink().equals(trunk.uplink()) && !t.carrier().equals(trunk.carrier()))
                .filter(t -> scene.answeredFrom(t.id(), scene.knownSince(bad)))
                .findFirst()
                .map(t -> t.id() + " of " + t.carrier() + " answers over the same uplink " + t.uplink() + ", so it is "
                        + trunk.carrier() + ".")
                .orElse("No trunk of another carrier bears witness on uplink " + trunk.uplink() + ": it is "
                        + trunk.carrier() + " or its path.");
    }
}
