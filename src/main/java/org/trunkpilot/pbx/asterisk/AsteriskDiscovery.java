package org.trunkpilot.pbx.asterisk;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.trunkpilot.pbx.PbxAddress;
import org.trunkpilot.pbx.PbxAddress.ChannelDriver;
import org.trunkpilot.pbx.PbxUnavailable;

/** Finds what looks like a trunk on an Asterisk and writes it down as configuration, guesses marked as guesses. */
final class AsteriskDiscovery {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_.-]{1,40}");

    private final PbxAddress address;
    private final Inquirer pbx;

    private record Found(String endpoint, TrunkFacts facts, Optional<OutboundRegistration> registration) {
        String far() {
            return registration
                    .map(OutboundRegistration::host)
                    .or(() -> facts.contacts().stream()
                            .map(TrunkFacts.Contact::host)
                            .findFirst())
                    .orElse(endpoint);
        }
    }

    AsteriskDiscovery(PbxAddress address, Inquirer pbx) {
        this.address = address;
        this.pbx = pbx;
    }

    /** @throws PbxUnavailable when the PBX does not answer or does not let us list its endpoints */
    String yaml() throws PbxUnavailable {
        try {
            var registrations = OutboundRegistration.all(pbx);
            var trunks = new ArrayList<Found>();
            var others = new ArrayList<String>();
            for (String endpoint : endpoints()) {
                Optional<TrunkFacts> facts = TrunkFacts.read(pbx, endpoint);
                if (facts.isEmpty()) {
                    continue;
                }
                var registration = OutboundRegistration.of(endpoint, facts.get(), registrations);
                boolean trunk = registration.isPresent()
                        || facts.get().staticContacts()
                        || !facts.get().identifiedBy().isEmpty();
                if (trunk) {
                    trunks.add(new Found(endpoint, facts.get(), registration));
                } else {
                    others.add(endpoint);
                }
            }
            return yaml(trunks, others);
        } catch (IOException e) {
            throw new PbxUnavailable("the PBX did not list its trunks: " + e.getMessage());
        }
    }

    private List<String> endpoints() throws IOException, PbxUnavailable {
        AmiReply pjsip = pbx.ask("PJSIPShowEndpoints");
        if (pjsip.denied()) {
            throw new PbxUnavailable(
                    "the account " + address.username()
                            + " may not list endpoints: that needs write=system (only for discover; take it away again afterwards)");
        }
        var names = new ArrayList<String>();
        names(pjsip, "EndpointList", names);
        names(pbx.ask("SIPpeers"), "PeerEntry", names);
        return names.stream().distinct().toList();
    }

    private static void names(AmiReply reply, String event, List<String> into) {
        reply.items().stream()
                .filter(item -> item.name().equals(event))
                .map(item -> item.get("ObjectName"))
                .forEach(into::add);
    }

    private String yaml(List<Found> trunks, List<String> others) {
        var yaml = new StringBuilder();
        yaml.append("# Found on ")
                .append(address.host())
                .append(". What is marked as a guess is one: the PBX does not know it.\n");
        List<Found> usable = trunks.stream()
                .filter(found -> NAME.matcher(found.endpoint()).matches())
                .toList();
        yaml.append("trunkpilot:\n  pbxs:\n    ").append(address.pbx()).append(":\n");
        if (usable.stream().anyMatch(found -> found.facts().driver() == ChannelDriver.SIP)) {
            yaml.append("      channel-driver: sip\n");
        }
        if (usable.isEmpty()) {
            yaml.append("      # no endpoint registers with a carrier or has a fixed address\n");
        } else {
            yaml.append("      trunks:\n");
            usable.forEach(found -> trunk(yaml, found));
            yaml.append("      routes:\n        default: { trunks: [")
                    .append(usable.stream().map(f -> key(f.endpoint())).collect(Collectors.joining(", ")))
                    .append("] }  # a guess: put them into the order of your dialplan, best first\n");
            yaml.append("        # emergency: { trunks: [")
                    .append(usable.stream().map(f -> key(f.endpoint())).collect(Collectors.joining(", ")))
                    .append("], emergency: true }  # watched, never steered\n");
        }
        trunks.stream()
                .filter(found -> !usable.contains(found))
                .forEach(
                        found -> yaml.append("# \"")
                                .append(found.endpoint().replaceAll("\\p{Cntrl}", "?"))
                                .append(
                                        "\" looks like a trunk, but its name must be 1 to 40 of A-Z a-z 0-9 _ . -: rename it on the PBX\n"));
        if (!others.isEmpty()) {
            yaml.append("# Left out, as they register here or have no fixed address (phones): ")
                    .append(others.stream().limit(10).collect(Collectors.joining(", ")))
                    .append(others.size() > 10 ? " and " + (others.size() - 10) + " more" : "")
                    .append('\n');
        }
        return yaml.toString();
    }

    private static void trunk(StringBuilder yaml, Found found) {
        String state = found.registration()
                .map(r -> r.status().toLowerCase(java.util.Locale.ROOT) + " at " + r.host())
                .orElse("by address");
        yaml.append("        ")
                .append(key(found.endpoint()))
                .append(": { carrier: \"")
                .append(found.far().replaceAll("[^A-Za-z0-9_.:\\[\\]-]", "?"))
                .append("\", uplink: default }  # ")
                .append(state.replaceAll("\\p{Cntrl}", "?"))
                .append(
                        "; carrier is a guess (its host), uplink unknown: name the WAN link; channels: N if the carrier limits them\n");
    }

    /** A name with a dot is quoted, or Spring would read two. */
    private static String key(String name) {
        return name.indexOf('.') >= 0 ? "\"[" + name + "]\"" : name;
    }
}
