package org.trunkpilot.routing;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.trunkpilot.health.Attribution;
import org.trunkpilot.health.Belief;
import org.trunkpilot.health.CallLeg;
import org.trunkpilot.trunk.RouteId;
import org.trunkpilot.trunk.TrunkId;

/**
 * All that one PBX's core thinks at one moment.
 *
 * @param stateReason why the PBX is in that state, a sentence
 * @param commonCause the loud sentence while all trunks, or all of an uplink, are bad together
 * @param plans what is wanted of every steered route, changed or not
 * @param why the reason each steered route's order is as it is, a sentence
 * @param decisions moves and refusals that are new since the judgement before
 * @param changes service state changes since the judgement before
 * @param probes trunks that should be sent an OPTIONS now
 * @param legs call legs that ended since the judgement before
 * @param alarms what needs a person now, a sentence each
 * @param culprits whose fault what is wrong now is, the surest first
 */
public record Judgement(
        Instant at,
        PbxState state,
        String stateReason,
        Optional<String> commonCause,
        Map<TrunkId, Belief> beliefs,
        Map<TrunkId, ServiceState> services,
        Map<RouteId, RoutePlan> plans,
        Map<RouteId, String> why,
        List<RouteDecision> decisions,
        List<ServiceChange> changes,
        Set<TrunkId> probes,
        List<CallLeg> legs,
        List<String> alarms,
        List<Culprit> culprits) {
    /** A judgement that blames nobody. */
    public Judgement(
            Instant at,
            PbxState state,
            String stateReason,
            Optional<String> commonCause,
            Map<TrunkId, Belief> beliefs,
            Map<TrunkId, ServiceState> services,
            Map<RouteId, RoutePlan> plans,
            Map<RouteId, String> why,
            List<RouteDecision> decisions,
            List<ServiceChange> changes,
            Set<TrunkId> probes,
            List<CallLeg> legs,
            List<String> alarms) {
        this(
                at,
                state,
                stateReason,
                commonCause,
                beliefs,
                services,
                plans,
                why,
                decisions,
                changes,
                probes,
                legs,
                alarms,
                List.of());
    }

    /** Who is to blame for the worst of what is wrong with a trunk: the surest of those it suffers from. */
    public Optional<Culprit> culpritOf(TrunkId trunk) {
        Optional<Attribution> worst = Optional.ofNullable(beliefs.get(trunk)).flatMap(Belief::attribution);
        return culprits.stream()
                .filter(c -> c.trunks().contains(trunk) && worst.equals(Optional.of(c.whose())))
                .findFirst();
    }
}
