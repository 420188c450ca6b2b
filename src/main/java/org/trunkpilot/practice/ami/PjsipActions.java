package org.trunkpilot.practice.ami;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.trunkpilot.practice.world.Gateway;
import org.trunkpilot.practice.world.PbxTimers;
import org.trunkpilot.practice.world.Registration;
import org.trunkpilot.practice.world.World;

/** Actions about PJSIP objects, with the odd parts of the real ones: they are what a client must get right. */
final class PjsipActions {
    private final World world;
    private final PbxTimers timers;

    PjsipActions(World world) {
        this.world = world;
        this.timers = world.site().timers();
    }

    void addTo(Actions actions) {
        actions.add(
                "PJSIPShowRegistrationsOutbound",
                "Lists PJSIP outbound registrations.",
                (session, request, reply) -> registrations(reply),
                EventClass.SYSTEM,
                EventClass.REPORTING);
        actions.add(
                "PJSIPShowEndpoints",
                "Lists PJSIP endpoints.",
                (session, request, reply) -> endpoints(reply),
                EventClass.SYSTEM);
        actions.add(
                "PJSIPShowEndpoint",
                "Detail listing of an endpoint and its objects.",
                (session, request, reply) -> endpoint(request.get("Endpoint"), reply),
                EventClass.SYSTEM);
        actions.add("PJSIPShowAors", "Lists PJSIP AORs.", (session, request, reply) -> aors(reply), EventClass.SYSTEM);
        // Static contacts are not listed, and none is an error that ends in a bare line feed.
        actions.add(
                "PJSIPShowContacts",
                "Lists PJSIP Contacts.",
                (session, request, reply) -> reply.error("No Contacts found\n"),
                EventClass.SYSTEM);
        actions.add(
                "PJSIPQualify",
                "Qualify a chan_pjsip endpoint.",
                (session, request, reply) -> qualify(request.get("Endpoint"), reply),
                EventClass.SYSTEM,
                EventClass.REPORTING);
        actions.add(
                "PJSIPRegister",
                "Register an outbound registration.",
                (session, request, reply) -> registration(request, reply).ifPresent(registration -> {
                    reply.success("Reregistration sent");
                    registration.registerAnew();
                }),
                EventClass.SYSTEM,
                EventClass.REPORTING);
        actions.add(
                "PJSIPUnregister",
                "Unregister an outbound registration.",
                (session, request, reply) -> registration(request, reply).ifPresent(registration -> {
                    reply.success("Unregistration sent");
                    registration.unregister();
                }),
                EventClass.SYSTEM,
                EventClass.REPORTING);
    }

    private void registrations(Reply reply) {
        reply.list("Following are Events for each Outbound registration");
        int registered = 0;
        for (Gateway gateway : world.gateways()) {
            var state = world.registration(gateway.trunk().id()).state();
            registered += state == Registration.State.REGISTERED ? 1 : 0;
            var headers = PjsipObjects.of("OutboundRegistrationDetail", gateway);
            headers.put("Expiration", Long.toString(timers.registrationExpires().toSeconds()));
            headers.put(
                    "RetryInterval", Long.toString(timers.registrationRetry().toSeconds()));
            headers.put("Status", state.words());
            reply.send(reply.begin("Event", "OutboundRegistrationDetail").with(headers));
            reply.send(reply.begin("Event", "AuthDetail").with(PjsipObjects.of("AuthDetail", gateway)));
        }
        int all = world.gateways().size();
        reply.send(reply.complete("OutboundRegistrationDetailComplete", all)
                .with("Registered", registered)
                .with("NotRegistered", all - registered));
    }

    private void endpoints(Reply reply) {
        reply.list("A listing of Endpoints follows, presented as EndpointList events");
        List<Map<String, String>> all = new ArrayList<>();
        World.desks().forEach(desk -> all.add(PjsipObjects.plain("EndpointList", desk)));
        for (Gateway gateway : world.gateways()) {
            var endpoint = gateway.trunk().endpoint();
            var headers = PjsipObjects.plain("EndpointList", endpoint);
            headers.put("OutboundAuths", endpoint + "-auth");
            headers.put("Contacts", endpoint + "/" + PjsipObjects.uri(gateway) + ",");
            headers.putAll(use(gateway));
            all.add(headers);
        }
        all.forEach(headers -> reply.send(reply.begin("Event", "EndpointList").with(headers)));
        reply.send(reply.complete("EndpointListComplete", all.size()));
    }

    private Map<String, String> use(Gateway gateway) {
        long calls = world.legsOn(gateway);
        boolean reachable = world.contact(gateway.trunk().id()).reachable();
        var state = calls > 0 ? "In use" : reachable ? "Not in use" : "Unavailable";
        return Map.of("DeviceState", state, "ActiveChannels", Long.toString(calls));
    }

    private void aors(Reply reply) {
        reply.list("A listing of AORs follows, presented as AorList events");
        World.desks()
                .forEach(desk -> reply.send(reply.begin("Event", "AorList").with(PjsipObjects.plain("AorList", desk))));
        for (Gateway gateway : world.gateways()) {
            var headers = PjsipObjects.of("AorList", gateway);
            headers.put("Contacts", gateway.trunk().endpoint() + "/" + PjsipObjects.uri(gateway));
            headers.put("MaxContacts", "0");
            reply.send(reply.begin("Event", "AorList").with(qualified(headers)));
        }
        reply.send(reply.complete(
                "AorListComplete", World.desks().size() + world.gateways().size()));
    }

    private Map<String, String> qualified(Map<String, String> headers) {
        headers.put("QualifyFrequency", Long.toString(timers.qualifyEvery().toSeconds()));
        headers.put(
                "QualifyTimeout",
                String.format(Locale.ROOT, "%.6f", timers.qualifyTimeout().toMillis() / 1000.0));
        return headers;
    }

    private void endpoint(String name, Reply reply) {
        var found = world.byEndpoint(name);
        if (found.isEmpty()) {
            reply.error("Unable to retrieve endpoint " + name + "\n");
            return;
        }
        var gateway = found.get();
        reply.list("Following are Events for each object associated with the Endpoint");
        var detail = PjsipObjects.of("EndpointDetail", gateway);
        detail.putAll(use(gateway));
        reply.send(reply.begin("Event", "EndpointDetail").with(detail));
        reply.send(reply.begin("Event", "AuthDetail")
                .with(PjsipObjects.of("AuthDetail", gateway))
                .with("EndpointName", name));
        reply.send(reply.begin("Event", "TransportDetail").with(PjsipObjects.of("TransportDetail", gateway)));
        reply.send(reply.begin("Event", "AorDetail").with(qualified(PjsipObjects.of("AorDetail", gateway))));
        reply.send(reply.begin("Event", "ContactStatusDetail").with(contact(gateway)));
        reply.send(reply.begin("Event", "IdentifyDetail").with(PjsipObjects.of("IdentifyDetail", gateway)));
        reply.send(reply.complete("EndpointDetailComplete", 6));
    }

    private Map<String, String> contact(Gateway gateway) {
        var contact = world.contact(gateway.trunk().id());
        var headers = PjsipObjects.of("ContactStatusDetail", gateway);
        headers.put("Status", contact.reachable() ? "Reachable" : "Unreachable");
        headers.put(
                "RoundtripUsec",
                contact.roundTrip()
                        .map(rtt -> Long.toString(rtt.toNanos() / 1000))
                        .orElse("N/A"));
        headers.put(
                "QualifyTimeout",
                String.format(Locale.ROOT, "%.3f", timers.qualifyTimeout().toMillis() / 1000.0));
        return headers;
    }

    private void qualify(String name, Reply reply) {
        var found = world.byEndpoint(name);
        if (found.isEmpty()) {
            reply.error("Unable to retrieve endpoint\n");
            return;
        }
        reply.success("Endpoint found, will qualify");
        world.contact(found.get().trunk().id()).qualify();
    }

    private Optional<Registration> registration(Request request, Reply reply) {
        var found = world.byEndpoint(request.get("Registration"))
                .map(gateway -> world.registration(gateway.trunk().id()));
        if (found.isEmpty()) {
            reply.error("Unable to retrieve registration entry\n");
        }
        return found;
    }
}
