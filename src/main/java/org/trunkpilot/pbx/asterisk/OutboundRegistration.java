package org.trunkpilot.pbx.asterisk;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A registration of the PBX with a carrier.
 *
 * @param name of the registration itself; chan_sip's have none
 * @param endpoint that it belongs to, where the PBX says so (it does for {@code line=yes} only)
 * @param host of the registrar, in lower case
 * @param status in the PBX's words
 */
record OutboundRegistration(String name, String endpoint, String host, String user, String status) {
    /** Of both channel drivers. Empty when there is none, and when we may not ask. */
    static List<OutboundRegistration> all(Inquirer pbx) throws IOException {
        var all = new ArrayList<OutboundRegistration>();
        for (AmiItem item : pbx.ask("PJSIPShowRegistrationsOutbound").items()) {
            if (item.name().equals("OutboundRegistrationDetail")) {
                String client = item.get("ClientUri").replaceFirst("^sips?:", "");
                all.add(new OutboundRegistration(
                        item.get("ObjectName"),
                        item.get("Endpoint"),
                        TrunkFacts.hostOf(item.get("ServerUri")),
                        client.substring(0, Math.max(0, client.indexOf('@'))),
                        item.get("Status")));
            }
        }
        for (AmiItem item : pbx.ask("SIPshowregistry").items()) {
            if (item.name().equals("RegistryEntry")) {
                all.add(new OutboundRegistration(
                        "", "", TrunkFacts.hostOf(item.get("Host")), item.get("Username"), item.get("State")));
            }
        }
        return all;
    }

    /** The one of a trunk: by its own word, by its name, else by the far end, if that is the only one there. */
    static Optional<OutboundRegistration> of(String endpoint, TrunkFacts facts, List<OutboundRegistration> all) {
        Optional<OutboundRegistration> named = all.stream()
                .filter(r -> r.endpoint().equals(endpoint) || r.name().equals(endpoint))
                .findFirst();
        if (named.isPresent()) {
            return named;
        }
        List<OutboundRegistration> there = all.stream()
                .filter(r -> facts.contacts().stream().anyMatch(c -> c.host().equals(r.host())))
                .toList();
        return there.size() == 1 ? Optional.of(there.get(0)) : Optional.empty();
    }
}
