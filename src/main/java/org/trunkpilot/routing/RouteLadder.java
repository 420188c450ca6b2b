package org.trunkpilot.routing;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.trunkpilot.health.CallLeg;
import org.trunkpilot.health.Finding;
import org.trunkpilot.health.Verdict;
import org.trunkpilot.routing.ControllerMemory.OfRoute;
import org.trunkpilot.trunk.SteeredRoute;
import org.trunkpilot.trunk.TrunkId;

/**
 * The ladder for one route. {@link #step} asks the rungs from the top; the first that has something to say decides.
 *
 * <ol>
 *   <li>Orders ({@link OrdersRung}). FREEZE and PAUSE are orders, too, and keep even the others from changing anything.
 *   <li>Frozen by order or because of a change by hand, or the PBX paused: nothing changes.
 *   <li>PBX not ready ({@link PbxWatch}): nothing changes.
 *   <li>Common cause ({@link CommonCause}): nothing changes.
 *   <li>Hard fault ({@link HardFaultRung}).
 *   <li>Soft fault ({@link SoftFaultRung}).
 *   <li>Probation and fail-back ({@link FailBackRung}).
 *   <li>Trouble that no other trunk would mend ({@link Culprits}): nothing changes, and it is said whose it is.
 *   <li>Nothing.
 * </ol>
 */
final class RouteLadder {
    /** A refusal that came to an end is told again only when it comes back after this long. */
    private static final Duration TOLD_FOR = Duration.ofMinutes(1);

    private final SteeredRoute route;
    private final Steering steering;
    private final OrdersRung orders;
    private final HardFaultRung hardFault;
    private final SoftFaultRung softFault;
    private final FailBackRung failBack;
    private final Map<String, Instant> told = new LinkedHashMap<>();
    private List<TrunkId> wanted;
    private String why = "Not judged yet.";

    RouteLadder(SteeredRoute route, RoutingPolicy policy, Optional<OfRoute> memory) {
        this.route = route;
        this.steering = new Steering(route, policy, memory);
        this.orders = new OrdersRung(steering);
        this.hardFault = new HardFaultRung(steering);
        this.softFault = new SoftFaultRung(steering);
        this.failBack = new FailBackRung(steering);
        this.wanted = memory.map(OfRoute::wanted).filter(steering::permutes).orElseGet(steering::automatic);
    }

    SteeredRoute route() {
        return route;
    }

    RoutePlan plan() {
        return new RoutePlan(route, wanted);
    }

    /** Why the order is as it is, a sentence. */
    String why() {
        return why;
    }

    Seats seats() {
        return steering.seats;
    }

    List<String> alarms() {
        return steering.alarms();
    }

    OfRoute memory() {
        return new OfRoute(steering.automatic(), wanted, steering.moves(), steering.seats.all());
    }

    void ended(CallLeg leg) {
        if (route.trunks().contains(leg.trunk())) {
            steering.seats.count(leg);
        }
    }

    /** Takes over the order of a row that outlived us and our memory: a trunk that stands behind a later one is out. */
    void adopt(List<TrunkId> order, Instant now) {
        if (!steering.permutes(order)) {
            return;
        }
        List<TrunkId> fixed = route.trunks();
        for (int i = 1; i < order.size(); i++) {
            TrunkId trunk = order.get(i);
            boolean behindALater = order.subList(0, i).stream().anyMatch(t -> fixed.indexOf(t) > fixed.indexOf(trunk));
            if (behindALater && steering.seats.carries(trunk)) {
                steering.seats.out(
                        trunk,
                        now,
                        Finding.Layer.AUDIO_PATH,
                        trunk + " stood behind " + order.get(0) + " on the PBX; why is not known any more.");
            }
        }
        steering.automatic(order);
        wanted = steering.automatic();
    }

    /** One look at the route; a decision only when our mind has changed. */
    Optional<RouteDecision> step(Scene scene, Optional<String> frozen) {
        steering.watch(scene);
        told.values().removeIf(at -> !scene.now().isBefore(at.plus(TOLD_FOR)));
        Optional<String> stilled = stilled(scene, frozen);
        Said said = ordered(scene, stilled)
                .or(() -> stilled.map(reason -> kept(scene, Rung.FROZEN, reason)))
                .or(() -> notReady(scene))
                .or(() -> commonCause(scene))
                .or(() -> trunks(scene))
                .or(() -> notItsFault(scene))
                .orElseGet(() -> nothing(scene));
        why = said.reason();
        List<TrunkId> from = wanted;
        wanted = stilled.isPresent() ? from : steering.ordered(scene);
        boolean moved = !from.equals(wanted);
        if (moved && said.rung() != Rung.ORDERS) {
            steering.moved(scene.now());
        }
        boolean news = said.refusal()
                .filter(kind -> told.put(kind, scene.now()) == null)
                .isPresent();
        return moved || news
                ? Optional.of(new RouteDecision(
                        scene.now(),
                        route.id(),
                        from,
                        wanted,
                        said.rung(),
                        said.reason(),
                        said.evidence(),
                        said.wouldChange(),
                        said.culprit().map(Culprit::whose),
                        said.culprit().map(Culprit::confidencePercent).orElse(0),
                        said.considered()))
                : Optional.empty();
    }

    /**
     * The rungs that move trunks. That one would move and may not is no reason for a lower one to keep still: a trunk that has recovered
     * comes back though the leader, for want of a target, still carries calls badly.
     */
    private Optional<Said> trunks(Scene scene) {
        Optional<Said> refused = Optional.empty();
        for (Function<Scene, Optional<Said>> rung :
                List.<Function<Scene, Optional<Said>>>of(hardFault::apply, softFault::apply, failBack::apply)) {
            List<TrunkId> before = steering.automatic();
            Optional<Said> said = rung.apply(scene);
            boolean yields = said.filter(s -> s.rung() != Rung.HARD_FAULT
                            && s.refusal().isPresent()
                            && before.equals(steering.automatic()))
                    .isPresent();
            if (said.isPresent() && !yields) {
                return said;
            }
            refused = refused.or(() -> said);
        }
        return refused;
    }

    private Optional<Said> ordered(Scene scene, Optional<String> stilled) {
        return stilled.isPresent() ? Optional.empty() : orders.apply(scene, wanted);
    }

    private Optional<String> stilled(Scene scene, Optional<String> frozenByHand) {
        return scene.orders()
                .pause()
                .map(o -> "The PBX is paused by " + o.who() + " until " + Words.at(o.until(), scene.now()) + ": "
                        + Words.bare(o.reason()) + ".")
                .or(() -> scene.orders()
                        .freeze(route.id())
                        .map(o -> route.id() + " is frozen by " + o.who() + " until " + Words.at(o.until(), scene.now())
                                + ": " + Words.bare(o.reason()) + "."))
                .or(() -> frozenByHand);
    }

    private Optional<Said> notReady(Scene scene) {
        return scene.state() == PbxState.READY
                ? Optional.empty()
                : Optional.of(kept(scene, Rung.PBX_NOT_READY, scene.stateReason()));
    }

    private Optional<Said> commonCause(Scene scene) {
        return scene.common().ofAll().map(reason -> kept(scene, Rung.COMMON_CAUSE, reason));
    }

    /** Nothing changes; worth telling only if something is wrong that would otherwise be acted on. */
    private Said kept(Scene scene, Rung rung, String reason) {
        List<TrunkId> bad = route.trunks().stream()
                .filter(t -> steering.seats.carries(t))
                .filter(t -> scene.hard(t) || scene.belief(t).verdict() == Verdict.DEGRADED)
                .toList();
        if (bad.isEmpty()) {
            return Said.quietly(rung, reason);
        }
        String wouldChange = switch (rung) {
            case FROZEN -> "The end of the freeze or pause would change it.";
            case PBX_NOT_READY -> "A PBX that is up and settled would change it.";
            default -> "A trunk that answers while another stays silent would change it.";
        };
        String words = rung == Rung.COMMON_CAUSE
                ? reason
                : Words.bare(reason) + "; nothing moved, though " + Words.list(bad)
                        + (bad.size() == 1 ? " is bad." : " are bad.");
        return Said.refused(
                        rung,
                        rung.name(),
                        words,
                        bad.stream().flatMap(t -> scene.evidence(t).stream()).toList(),
                        wouldChange)
                .blaming(
                        rung == Rung.FROZEN
                                ? Optional.empty()
                                : scene.culprits().of(bad.get(0)))
                .considering(refusedMove(bad.get(0), reason));
    }

    /** The trunk that leads looks bad, and it is the house, the callee, the account: told once, never moved for. */
    private Optional<Said> notItsFault(Scene scene) {
        return steering.leader(scene)
                .flatMap(leader -> scene.culprits()
                        .excuse(leader)
                        .map(culprit -> Said.refused(
                                        Rung.COMMON_CAUSE,
                                        "not the fault of " + leader + " but " + culprit.whose(),
                                        Words.bare(culprit.words())
                                                + "; nothing moved, as no other trunk would mend it.",
                                        scene
                                                .culprits()
                                                .attributed()
                                                .getOrDefault(leader, scene.belief(leader))
                                                .findings()
                                                .stream()
                                                .map(f -> leader + ": " + Words.bare(f.words()) + ".")
                                                .toList(),
                                        "Evidence against the trunk itself would change it.")
                                .blaming(Optional.of(culprit))
                                .considering(refusedMove(leader, culprit.words()))));
    }

    /** The one move that was thought of. */
    private List<String> refusedMove(TrunkId bad, String why) {
        return route.trunks().size() < 2
                ? List.of()
                : List.of("Leaving " + bad + " for another trunk was refused: " + Words.bare(why) + ".");
    }

    private Said nothing(Scene scene) {
        List<String> out = route.trunks().stream()
                .filter(t -> !steering.seats.carries(t))
                .map(t -> t + " stands behind: " + steering.notBack(scene, t).orElse("it may go back at any moment"))
                .toList();
        if (!out.isEmpty()) {
            return Said.quietly(Rung.NOTHING, Words.joined(out) + ".");
        }
        return Said.quietly(
                Rung.NOTHING,
                wanted.equals(route.trunks())
                        ? "The order is as configured, and nothing asks for another."
                        : "The order stays as it is, and nothing asks for another.");
    }
}
