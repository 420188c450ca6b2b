package org.trunkpilot.pbx.freeswitch;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.stream.Collectors;
import org.trunkpilot.pbx.PbxAddress;
import org.trunkpilot.pbx.SteeringTerms;
import org.trunkpilot.pbx.StopTable;
import org.trunkpilot.trunk.EmergencyRoute;
import org.trunkpilot.trunk.Inventory;
import org.trunkpilot.trunk.Route;
import org.trunkpilot.trunk.SteeredRoute;
import org.trunkpilot.trunk.Trunk;

/** What a person has to put on a FreeSWITCH, block by block, each to be copied as it is. Pure, and prints no secret. */
final class FreeswitchSetup {
    private final PbxAddress address;
    private final Inventory inventory;
    private final SteeringTerms terms;
    private final SteeringDialplan dialplan;

    FreeswitchSetup(PbxAddress address, Inventory inventory, SteeringTerms terms) {
        this.address = address;
        this.inventory = inventory;
        this.terms = terms;
        this.dialplan = new SteeringDialplan(inventory, terms);
    }

    String text() {
        return String.join(
                "\n", head(), socket(), rights(), gateways(), steering(), calls(), ends(), onward(), removal());
    }

    /** Whether we run on the PBX itself. */
    static boolean loopback(PbxAddress address) {
        String host = address.host().replaceAll("^\\[|]$", "");
        return host.equals("localhost") || host.startsWith("127.") || host.equals("::1");
    }

    private String head() {
        return """
                FreeSWITCH "%s": what to put on the PBX, in six steps. Nothing of it touches a call until step 5.
                Paths are those of the Debian packages (/etc/freeswitch). `profile restart` drops calls: nothing here needs it.
                """.formatted(inventory.pbx());
    }

    private String socket() {
        boolean local = loopback(address);
        return """
                1. THE EVENT SOCKET  (autoload_configs/event_socket.conf.xml)

                <configuration name="event_socket.conf" description="Socket Client">
                  <settings>
                    <param name="nat-map" value="false"/>
                    <param name="listen-ip" value="%1$s"/>
                    <param name="listen-port" value="%2$d"/>
                    <!-- make a password of its own: openssl rand -hex 24   and give the same to Trunkpilot (trunkpilot.pbxs.%3$s.secret) -->
                    <param name="password" value="PUT-THE-PASSWORD-HERE"/>
                    <param name="apply-inbound-acl" value="%4$s"/>
                  </settings>
                </configuration>
                %5$s
                Then: fs_cli -x "reload mod_event_socket"      (calls go on)
                From then on fs_cli must sign in%6$s: fs_cli %7$s-p PASSWORD -x …, or write it into /etc/fs_cli.conf
                """.formatted(
                        local ? "127.0.0.1" : address.host(),
                        address.port(),
                        inventory.pbx(),
                        local ? "loopback.auto" : "trunkpilot",
                        local ? "" : overTheNetwork(),
                        local ? " with the new password" : " there, with the new password",
                        local ? "" : "-H " + address.host() + " ");
    }

    /** A socket that listens on one address is not on 127.0.0.1 any more: fs_cli comes from that address, too. */
    private String overTheNetwork() {
        boolean numeric = address.host().matches("[0-9.]+");
        return """

                First, in autoload_configs/acl.conf.xml, in <network-lists>; then: fs_cli -x reloadacl

                <list name="trunkpilot" default="deny">
                  <node type="allow" cidr="ADDRESS-OF-TRUNKPILOT/32"/>
                  <node type="allow" cidr="%s/32"/>      <!-- fs_cli on the PBX itself -->
                  <node type="allow" cidr="127.0.0.1/32"/>
                </list>

                The Event Socket has no TLS. Over a network you do not own alone, put a tunnel (WireGuard, ssh -L) between.
                """.formatted(numeric ? address.host() : "ADDRESS-OF-THE-PBX");
    }

    private static String rights() {
        return """
                2. WHAT THE PASSWORD MEANS

                WHOEVER HAS IT IS ROOT ON THE PBX: any login may run a shell command, and `userauth` with its lists of allowed commands
                is no boundary (tried). Hence loopback or a private address, the access list, a long password that is not ClueCon, and a
                firewall. Use FreeSWITCH 1.11.1 or later: before, a frame with a negative length crashed it ahead of any password
                (CVE-2026-49840). Trunkpilot subscribes to calls, RTCP, gateways and its own events, asks `sofia xmlstatus`, `show
                channels`, `uuid_dump`, `strepoch`, `uptime`, `version`, writes `hash` and `db` in the realm trunkpilot, and makes a
                gateway register when something is the matter. It never sends `profile restart`, `killgw` or `originate`.
                """;
    }

    private String gateways() {
        String names = inventory.trunks().stream().map(Trunk::endpoint).collect(Collectors.joining(", "));
        return """
                3. THE GATEWAYS  (sip_profiles/external/*.xml: %s)

                <param name="ping" value="5"/>                  FreeSWITCH's own OPTIONS; Trunkpilot reads their answers, and sends none itself
                <param name="ping-monitoring" value="true"/>    on gateways that do not register: each answer is an event at once
                <param name="proxy" value="203.0.113.5"/>       an address rather than a name: one dead DNS server stalls the whole profile
                Registering gateways: expire-seconds 3600 or less.
                RTCP needs nothing here: the dialplan of step 4 asks for it on each leg (fire_rtcp_events, rtcp_audio_interval_msec).
                A gateway that is DOWN refuses calls at once, emergency calls too; leave `ping` off a gateway that only they use.
                Then: fs_cli -x "sofia profile external rescan"      (calls go on; a changed gateway needs killgw first)
                """.formatted(names);
    }

    private String steering() {
        return """
                4. THE STEERING DIALPLAN  (save as dialplan/trunkpilot.xml; `java -jar trunkpilot.jar setup %1$s --dialplan` prints just this)
                   dialplan/*.xml is included by freeswitch.xml. Modules: mod_commands mod_dptools mod_expr mod_hash mod_db mod_sofia
                   Then: fs_cli -x reloadxml

                ---- 8< ---- trunkpilot.xml
                %2$s---- 8< ---- end of trunkpilot.xml
                """.formatted(inventory.pbx(), dialplan.text());
    }

    private String calls() {
        var text = new StringBuilder("""
                5. SEND CALLS THERE  (in the context your phones call from, where bridge stands now; this is what changes calls)

                """);
        inventory.routes().stream()
                .filter(EmergencyRoute.class::isInstance)
                .forEach(route -> hook(text, "^(112|911)$", route));
        List<SteeredRoute> steered = inventory.steeredRoutes();
        for (SteeredRoute route : steered) {
            hook(
                    text,
                    steered.size() == 1 ? "^([0-9*#+]{1,40})$" : "^" + steered.indexOf(route) + "([0-9*#+]{1,39})$",
                    route);
        }
        text.append("""

                Keep the pattern to [0-9*#+]: what passes it goes into a transfer, and a space there would name another context.
                A trunk's limit counts calls through these routes. Without any row, or with Trunkpilot gone, each route uses its
                static order. FusionPBX keeps its dialplan in a database: add these extensions as dialplan entries of order 90 or less
                (Dialplan Manager, one per route, action transfer), and put trunkpilot.xml into dialplan/ only where XML files are
                still read; else create the contexts as entries, too.
                """);
        return text.toString();
    }

    private static void hook(StringBuilder text, String pattern, Route route) {
        text.append("<extension name=\"trunkpilot-")
                .append(route.id())
                .append("\"><condition field=\"destination_number\" expression=\"")
                .append(pattern)
                .append("\">\n  <action application=\"transfer\" data=\"$1 XML ")
                .append(SteeringDialplan.contextOf(route.id()))
                .append("\"/>\n</condition></extension>\n");
    }

    private static String ends() {
        var text = new StringBuilder("""
                WHAT BECOMES OF A CALL WHEN A TRUNK DOES NOT CARRY IT (steered routes; an emergency route tries every trunk)

                """);
        for (StopTable.Then then : StopTable.Then.values()) {
            text.append(then == StopTable.Then.STOP ? "stops:\n" : "goes on to the next trunk:\n");
            StopTable.ROWS.stream()
                    .filter(row -> row.then() == then)
                    .collect(Collectors.groupingBy(StopTable.Row::why, LinkedHashMap::new, Collectors.toList()))
                    .forEach((why, rows) -> text.append("  ")
                            .append(rows.stream().map(FreeswitchSetup::end).collect(Collectors.joining(", ")))
                            .append(": ")
                            .append(why)
                            .append('\n'));
        }
        return text.toString();
    }

    private static String end(StopTable.Row row) {
        boolean needsSaying = row.sip().isPresent() && row.heard() != StopTable.Heard.ANYTHING;
        return row.end()
                + (needsSaying ? row.heard() == StopTable.Heard.RINGING ? " after ringing" : " before ringing" : "");
    }

    private String onward() {
        return """
                6. GO ON

                java -jar trunkpilot.jar check %1$s      tests each of the points above and says what to do about it
                then start the service. It begins WATCHING (mode: watching): it decides and records, and writes nothing.
                Read its decisions for some days. When you agree with them, switch the PBX to ACTING on its page.
                After each change of trunks, routes or lease in the settings: make trunkpilot.xml anew; `check` says when it is old.
                """.formatted(inventory.pbx());
    }

    private String removal() {
        String rows = inventory.steeredRoutes().stream()
                .map(route -> HashAndDbActuator.key(route.id()))
                .map(key -> "fs_cli -x \"hash delete/" + key + "\" -x \"db delete/" + key + "\"")
                .collect(Collectors.joining("\n"));
        return """
                TO REMOVE IT AGAIN

                Stop the service: within %d min (the lease) the last rows run out, and each route uses its static order.
                To remove them at once:
                %s
                Put bridge back where step 5 replaced it, delete trunkpilot.xml, change the password, then fs_cli -x reloadxml.
                """.formatted(terms.lease().toMinutes(), rows);
    }
}
