package org.trunkpilot.replay;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.trunkpilot.override.Orders;
import org.trunkpilot.routing.ControllerMemory;
import org.trunkpilot.routing.Judgement;
import org.trunkpilot.routing.PbxState;
import org.trunkpilot.routing.RoutingPolicy;
import org.trunkpilot.routing.ServiceState;
import org.trunkpilot.scenario.World;
import org.trunkpilot.signal.PbxLifeSignal;
import org.trunkpilot.signal.PbxSignal;
import org.trunkpilot.signal.Reachability;
import org.trunkpilot.signal.Registration;
import org.trunkpilot.signal.SeizureRefused;
import org.trunkpilot.trunk.RouteId;
import org.trunkpilot.trunk.SteeredRoute;
import org.trunkpilot.trunk.TrunkId;

/**
 * What is well comes back. A trunk that the world, not the controller, has known to be well for longer than the longest hold-out, the calm
 * after it, the trial and the time in which a fault without calls is given up, has its place again; when that is true of all trunks of a
 * route, so is its configured order. A budget that is spent keeps trunks out for a day and is not looked at.
 */
final class ComingBack {
    /** A silent trunk is asked each 5 s; a media fault without calls is given up after 30 s in the exercise; the rest is doubt. */
    private static final Duration WINDOW = Duration.ofSeconds(60);

    private final Duration patience;
    private final Map<RouteId, Map<TrunkId, Instant>> wellSince = new HashMap<>();

    ComingBack(RoutingPolicy policy) {
        patience = policy.holdOutCap()
                .plus(policy.calm())
                .plus(policy.dwell())
                .plus(policy.probation())
                .plus(WINDOW);
    }

    /** How long the sun must shine after a storm for this to have been tried. */
    Duration patience() {
        return patience;
    }

    Optional<Invariants.Broken> check(
            SteeredRoute route,
            Judgement judgement,
            ControllerMemory memory,
            Orders standing,
            World world,
            List<PbxSignal> heard) {
        Instant now = judgement.at();
        Map<TrunkId, Instant> since = wellSince.computeIfAbsent(route.id(), r -> new HashMap<>());
        boolean free = judgement.state() == PbxState.READY
                && judgement.commonCause().isEmpty()
                && standing.pause().isEmpty()
                && standing.freeze(route.id()).isEmpty()
                && !memory.frozen().containsKey(route.id())
                && heard.stream().noneMatch(PbxLifeSignal.class::isInstance);
        boolean all = true;
        for (TrunkId trunk : route.trunks()) {
            boolean well = free
                    && isWell(world.carrier(trunk))
                    && standing.about(trunk, route.id()).isEmpty()
                    && heard.stream().noneMatch(s -> speaksAgainst(s, trunk));
            if (!well) {
                since.remove(trunk);
            }
            boolean longWell = well
                    && !since.computeIfAbsent(trunk, t -> now).plus(patience).isAfter(now);
            all &= longWell;
            ServiceState state =
                    memory.routes().get(route.id()).seats().get(trunk).state();
            if (longWell && state == ServiceState.OUT_OF_SERVICE) {
                return broken(
                        trunk + " has been well since " + since.get(trunk) + " and is still out of " + route.id());
            }
        }
        List<TrunkId> order = judgement.plans().get(route.id()).order();
        return all && !order.equals(route.trunks())
                ? broken("all are well since " + since + " and the order is " + order)
                : Optional.empty();
    }

    private static boolean isWell(World.Carrier carrier) {
        return !carrier.silent
                && carrier.rejects.isEmpty()
                && carrier.ringsAfter.compareTo(Duration.ofSeconds(1)) < 0
                && carrier.lossInPercent == 0
                && carrier.lossOutPercent == 0
                && !carrier.noAudioIn
                && carrier.registered;
    }

    private static boolean speaksAgainst(PbxSignal signal, TrunkId trunk) {
        return (signal instanceof Reachability r
                        && r.trunk().equals(trunk)
                        && r.state() != Reachability.State.REACHABLE)
                || (signal instanceof Registration g
                        && g.trunk().equals(trunk)
                        && g.state() != Registration.State.REGISTERED)
                || (signal instanceof SeizureRefused f && f.trunk().equals(trunk));
    }

    private static Optional<Invariants.Broken> broken(String how) {
        return Optional.of(new Invariants.Broken("what is well comes back", how));
    }
}
