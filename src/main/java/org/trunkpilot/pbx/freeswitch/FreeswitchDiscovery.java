package org.trunkpilot.pbx.freeswitch;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.trunkpilot.pbx.PbxAddress;
import org.trunkpilot.pbx.PbxUnavailable;

/** Finds the gateways of a FreeSWITCH and writes them down as configuration, guesses marked as guesses. */
final class FreeswitchDiscovery {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_.-]{1,40}");

    private final PbxAddress address;
    private final Asker pbx;

    FreeswitchDiscovery(PbxAddress address, Asker pbx) {
        this.address = address;
        this.pbx = pbx;
    }

    /** @throws PbxUnavailable when the PBX does not answer or has no mod_sofia */
    String yaml() throws PbxUnavailable {
        try {
            EslAnswer answer = pbx.api("sofia xmlstatus gateway");
            if (answer.isEmpty() || answer.failed()) {
                throw new PbxUnavailable(
                        "the PBX did not list its gateways (" + answer.words() + "): is mod_sofia loaded?");
            }
            return yaml(GatewayStatus.parse(answer.text()));
        } catch (IOException e) {
            throw new PbxUnavailable("the PBX did not list its gateways: " + e.getMessage());
        }
    }

    private String yaml(List<GatewayStatus> gateways) {
        var yaml = new StringBuilder("# Found on ")
                .append(address.host())
                .append(". What is marked as a guess is one: the PBX does not know it.\n");
        List<GatewayStatus> usable = gateways.stream()
                .filter(gateway -> NAME.matcher(gateway.name()).matches())
                .toList();
        yaml.append("trunkpilot:\n  pbxs:\n    ").append(address.pbx()).append(":\n");
        if (usable.isEmpty()) {
            yaml.append("      # no gateway is configured in any profile of mod_sofia\n");
        } else {
            yaml.append("      trunks:\n");
            usable.forEach(gateway -> trunk(yaml, gateway));
            String names = usable.stream().map(g -> key(g.name())).collect(Collectors.joining(", "));
            yaml.append("      routes:\n        default: { trunks: [")
                    .append(names)
                    .append("] }  # a guess: put them into the order of your dialplan, best first\n")
                    .append("        # emergency: { trunks: [")
                    .append(names)
                    .append("], emergency: true }  # watched, never steered\n");
        }
        gateways.stream()
                .filter(gateway -> !usable.contains(gateway))
                .forEach(
                        gateway -> yaml.append("# \"")
                                .append(gateway.name().replaceAll("\\p{Cntrl}", "?"))
                                .append(
                                        "\" is a gateway, but a trunk's name must be 1 to 40 of A-Z a-z 0-9 _ . -: rename it on the PBX\n"));
        return yaml.toString();
    }

    private static void trunk(StringBuilder yaml, GatewayStatus gateway) {
        String state =
                gateway.registers() ? gateway.state().toLowerCase(Locale.ROOT) + " at " + gateway.host() : "by address";
        yaml.append("        ")
                .append(key(gateway.name()))
                .append(": { carrier: \"")
                .append(gateway.host().replaceAll("[^A-Za-z0-9_.:\\[\\]-]", "?"))
                .append("\", uplink: default }  # ")
                .append(state.replaceAll("\\p{Cntrl}", "?"))
                .append(gateway.pingSeconds() > 0 ? "" : "; NOT PINGED: give the gateway ping=5")
                .append(
                        "; carrier is a guess (its host), uplink unknown: name the WAN link; channels: N if the carrier limits them\n");
    }

    /** A name with a dot is quoted, or Spring would read two. */
    private static String key(String name) {
        return name.indexOf('.') >= 0 ? "\"[" + name + "]\"" : name;
    }
}
