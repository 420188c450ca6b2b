package org.trunkpilot.pbx.freeswitch;

import java.time.Instant;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.trunkpilot.signal.NumberRefused;
import org.trunkpilot.signal.PbxSignal;
import org.trunkpilot.signal.RouteExhausted;
import org.trunkpilot.signal.SeizureRefused;
import org.trunkpilot.trunk.RouteId;
import org.trunkpilot.trunk.TrunkId;

/** What the steering dialplan tells of attempts, and what can be inferred of them without it: the part that knows no legs. */
final class AttemptTranslator {
    /** What FreeSWITCH says of a gateway it holds for down, and of one that it does not have. */
    private static final Set<String> NOT_TRIED = Set.of("GATEWAY_DOWN", "INVALID_GATEWAY");

    private static final Pattern DIALLED = Pattern.compile("sofia/gateway/([A-Za-z0-9_.:-]+)/");

    private final TrunkNames names;
    private final GatewayTranslator gateways;
    private final Callers callers;
    private final Consumer<PbxSignal> into;
    private final EslTally tally;

    AttemptTranslator(
            TrunkNames names, GatewayTranslator gateways, Callers callers, Consumer<PbxSignal> into, EslTally tally) {
        this.names = names;
        this.gateways = gateways;
        this.callers = callers;
        this.into = into;
        this.tally = tally;
    }

    /** Told when an attempt is over. Only one that never became a leg is news: the leg's own events told of the others. */
    void attempted(Fields event, Instant at) {
        Optional<TrunkId> trunk = names.trunk(event.text(EslEvents.TRUNK));
        Optional<RouteId> route = names.route(event.text(EslEvents.ROUTE));
        if (trunk.isEmpty()) {
            tally.ignored++;
            return;
        }
        String cause = event.text(EslEvents.CAUSE);
        if (NOT_TRIED.contains(cause)) {
            callers.of(event.text("Unique-ID")).refusalTold = true;
            into.accept(new SeizureRefused(at, trunk.get(), route, SeizureRefused.Why.UNREACHABLE));
        } else if (cause.isEmpty() && event.text(EslEvents.SIP).isEmpty()) {
            into.accept(new SeizureRefused(at, trunk.get(), route, SeizureRefused.Why.FULL));
        }
    }

    void numberRefused(Fields event, Instant at) {
        names.route(event.text(EslEvents.ROUTE))
                .ifPresentOrElse(route -> into.accept(new NumberRefused(at, route)), () -> tally.ignored++);
    }

    void exhausted(Fields event, Instant at) {
        names.route(event.text(EslEvents.ROUTE))
                .ifPresentOrElse(route -> into.accept(new RouteExhausted(at, route)), () -> tally.ignored++);
    }

    /**
     * An event about a channel that is no leg on a trunk.
     *
     * <p>A gateway that is down makes no leg and no event: a dialplan that is not ours leaves only a cause behind on the caller's
     * channel. It was the gateway that is named in the dial string and was not dialled, or else the only one known to be down.
     */
    void seenByCaller(Fields event, Instant at) {
        if (!NOT_TRIED.contains(event.variable("originate_failed_cause"))) {
            return;
        }
        Callers.Caller caller = callers.of(event.text("Unique-ID"));
        if (caller.refusalTold) {
            return;
        }
        Set<TrunkId> suspects = new HashSet<>();
        Matcher dialled = DIALLED.matcher(event.variable("current_application_data"));
        while (dialled.find()) {
            names.ofGateway(dialled.group(1)).ifPresent(suspects::add);
        }
        suspects.removeAll(caller.dialled);
        if (suspects.isEmpty()) {
            suspects.addAll(gateways.unusable());
            suspects.removeAll(caller.dialled);
        }
        if (suspects.size() == 1) {
            caller.refusalTold = true;
            TrunkId trunk = suspects.iterator().next();
            Optional<RouteId> route = names.route(event.variable(SteeringDialplan.ROUTE_VARIABLE));
            into.accept(new SeizureRefused(at, trunk, route, SeizureRefused.Why.UNREACHABLE));
        }
    }
}
