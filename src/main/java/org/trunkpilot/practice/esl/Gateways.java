package org.trunkpilot.practice.esl;

import java.util.Locale;
import java.util.stream.Collectors;
import org.trunkpilot.practice.world.Contact;
import org.trunkpilot.practice.world.Gateway;
import org.trunkpilot.practice.world.World;

/** {@code sofia}: how the gateways of the one profile stand, and a REGISTER on demand. */
final class Gateways {
    /** Where the PBX is, out of the ranges that RFC 5737 keeps for documentation. */
    static final String PBX_HOST = "192.0.2.1";

    private static final String PROFILE = "external";
    private static final String XML = "<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?>\n";

    private final World world;

    Gateways(World world) {
        this.world = world;
    }

    /** The answer to {@code sofia …}. */
    String answer(String words) {
        String[] word = words.split(" +", -1);
        if (words.equals("status")) {
            return status();
        }
        if (words.equals("xmlstatus gateway")) {
            return XML + "<gateways>\n"
                    + world.gateways().stream().map(this::xml).collect(Collectors.joining())
                    + "</gateways>\n";
        }
        if (word.length == 3 && word[0].equals("xmlstatus") && word[1].equals("gateway")) {
            return world.byEndpoint(named(word[2]))
                    .map(gateway -> XML + xml(gateway))
                    .orElse("Invalid Gateway!\n");
        }
        if (word.length == 4 && word[0].equals("profile") && word[2].equals("register")) {
            return world.byEndpoint(named(word[3])).map(this::register).orElse("Invalid gateway!\n");
        }
        return "-ERR Unknown command!\n";
    }

    private static String named(String gateway) {
        return gateway.startsWith(PROFILE + "::") ? gateway.substring(PROFILE.length() + 2) : gateway;
    }

    private String register(Gateway gateway) {
        world.registration(gateway.trunk().id()).registerNow();
        return "+OK\n";
    }

    private String status() {
        var lines = new StringBuilder("Name\tType\tData\tState\n");
        lines.append(PROFILE)
                .append("\tprofile\tsip:mod_sofia@")
                .append(PBX_HOST)
                .append(":5060\tRUNNING (0)\n");
        for (Gateway gateway : world.gateways()) {
            lines.append(PROFILE)
                    .append("::")
                    .append(gateway.trunk().endpoint())
                    .append("\tgateway\tsip:")
                    .append(gateway.account())
                    .append('@')
                    .append(gateway.host())
                    .append('\t')
                    .append(state(gateway))
                    .append('\n');
        }
        return lines.toString();
    }

    private String state(Gateway gateway) {
        return switch (world.registration(gateway.trunk().id()).state()) {
            case REGISTERED -> "REGED";
            case REJECTED -> "FAIL_WAIT";
            case UNREGISTERED -> "UNREGED";
        };
    }

    private String xml(Gateway gateway) {
        Contact contact = world.contact(gateway.trunk().id());
        double pingMillis = contact.roundTrip().map(rtt -> rtt.toNanos() / 1e6).orElse(0.0);
        return "  <gateway>\n"
                + element("name", gateway.trunk().endpoint())
                + element("profile", PROFILE)
                + element("scheme", "Digest")
                + element("realm", gateway.host())
                + element("username", gateway.account())
                + element("password", "yes")
                + element("to", "sip:" + gateway.account() + "@" + gateway.host())
                + element("proxy", "sip:" + gateway.host())
                + element("context", "public")
                + element("expires", world.site().timers().registrationExpires().toSeconds())
                + element("freq", world.site().timers().registrationExpires().toSeconds())
                + element("ping", contact.next().getEpochSecond())
                + element("pingfreq", world.site().timers().qualifyEvery().toSeconds())
                + element("pingmin", 1)
                + element("pingcount", contact.reachable() ? 1 : 0)
                + element("pingmax", 1)
                + element("pingtime", String.format(Locale.ROOT, "%.2f", pingMillis))
                + element("pinging", contact.asking() ? 1 : 0)
                + element("state", state(gateway))
                + element("status", world.usable(gateway.trunk().id()) ? "UP" : "DOWN")
                + element("calls-out", world.legsOn(gateway))
                + "  </gateway>\n";
    }

    private static String element(String name, Object value) {
        return "    <" + name + ">" + value + "</" + name + ">\n";
    }
}
