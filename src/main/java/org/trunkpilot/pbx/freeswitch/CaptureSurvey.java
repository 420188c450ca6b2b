package org.trunkpilot.pbx.freeswitch;

import java.util.Optional;
import org.trunkpilot.pbx.CapturedInventory;
import org.trunkpilot.trunk.Inventory;

/**
 * Which trunks and routes a capture speaks of: every gateway that is named, by a leg, by its state or in an answer about it; routes as
 * the steering dialplan names them.
 */
final class CaptureSurvey {
    private static final String IN_OTHER_FORM = "text/event-";

    private final CapturedInventory found = new CapturedInventory();
    private long inOtherForms;

    void look(CapturedEvents.Message message) {
        message.gateways().forEach(gateway -> {
            found.trunk(gateway.name());
            found.host(gateway.name(), gateway.host());
        });
        message.event().ifPresent(event -> look(new Fields(event.getEventHeaders())));
        if (message.event().isEmpty()
                && message.type().startsWith(IN_OTHER_FORM)
                && !message.type().endsWith("plain")) {
            inOtherForms++;
        }
    }

    /** The configured trunks and routes with those of the capture behind them. */
    Inventory inventory(Inventory known) {
        return found.behind(known);
    }

    /** Events in JSON or XML. */
    long inOtherForms() {
        return inOtherForms;
    }

    private void look(Fields event) {
        String name = event.text("Event-Name");
        if (name.equals("CUSTOM")) {
            custom(event);
        } else if (event.text("Call-Direction").equals("outbound")) {
            leg(event);
        } else if (!event.variable("sip_gateway").isEmpty()) {
            found.trunk(TrunkNames.gateway(event.variable("sip_gateway")));
        }
    }

    private void custom(Fields event) {
        String route = event.text(EslEvents.ROUTE);
        switch (event.text("Event-Subclass")) {
            case EslEvents.GATEWAY_STATE, EslEvents.GATEWAY_ADD ->
                found.trunk(TrunkNames.gateway(event.text("Gateway")));
            // A gateway that was down made no leg.
            case EslEvents.ATTEMPT ->
                attempt(event.text("Unique-ID"), route, found.endpointOf(event.text(EslEvents.TRUNK)));
            case EslEvents.REFUSED, EslEvents.EXHAUSTED ->
                Optional.of(route).filter(CapturedInventory::isName).ifPresent(found::route);
            default -> {
                // Names no trunk.
            }
        }
    }

    private void leg(Fields event) {
        String gateway = TrunkNames.gateway(event.variable("sip_gateway_name"));
        found.named(gateway, event.variable(SteeringDialplan.TRUNK_VARIABLE));
        String caller = event.variable("originating_leg_uuid");
        attempt(
                caller.isEmpty() ? event.text("Unique-ID") : caller,
                event.variable(SteeringDialplan.ROUTE_VARIABLE),
                gateway);
    }

    private void attempt(String caller, String route, String gateway) {
        if (CapturedInventory.isName(gateway)) {
            found.trunk(gateway);
            found.attempt(caller, route, gateway);
        }
    }
}
