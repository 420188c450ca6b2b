package org.trunkpilot.pbx.asterisk;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.stream.Collectors;
import org.trunkpilot.pbx.PbxAddress;
import org.trunkpilot.pbx.PbxAddress.ChannelDriver;
import org.trunkpilot.pbx.PbxAddress.RowStore;
import org.trunkpilot.pbx.SteeringTerms;
import org.trunkpilot.pbx.StopTable;
import org.trunkpilot.trunk.EmergencyRoute;
import org.trunkpilot.trunk.Inventory;
import org.trunkpilot.trunk.Route;
import org.trunkpilot.trunk.SteeredRoute;
import org.trunkpilot.trunk.Trunk;

/** What a person has to put on an Asterisk, block by block, each to be copied as it is. Pure, and prints no secret. */
final class AsteriskSetup {
    static final String READ = "system,call,reporting,user";

    private final PbxAddress address;
    private final Inventory inventory;
    private final SteeringTerms terms;
    private final SteeringDialplan dialplan;

    AsteriskSetup(PbxAddress address, Inventory inventory, SteeringTerms terms) {
        this.address = address;
        this.inventory = inventory;
        this.terms = terms;
        this.dialplan = new SteeringDialplan(inventory, terms, address.rowStore(), address.driver());
    }

    /** The rights to write that the rows need where they are. */
    static String write(RowStore rows) {
        return rows == RowStore.DATABASE ? "system,reporting" : "call,reporting";
    }

    /** The events that are understood; all others only cost. */
    static List<String> events(ChannelDriver driver) {
        var events = new ArrayList<>(List.of("FullyBooted", "Shutdown", "Reload", "Registry"));
        // chan_pjsip says the same twice; its PeerStatus has less in it.
        events.add(driver == ChannelDriver.PJSIP ? "ContactStatus" : "PeerStatus");
        events.addAll(List.of("DialBegin", "DialState", "DialEnd", "Hangup", "HangupRequest", "SoftHangupRequest"));
        events.addAll(List.of("Newstate", "Hold", "Unhold", "RTCPSent", "RTCPReceived", "UserEvent"));
        return List.copyOf(events);
    }

    String text() {
        return String.join(
                "\n", head(), account(), rights(), trunks(), steering(), calls(), ends(), onward(), removal());
    }

    /** The file to install, and nothing else. */
    String dialplanFile() {
        return dialplan.text();
    }

    private String head() {
        return """
                Asterisk "%1$s": what to put on the PBX, in six steps. Nothing of it touches a call until step 5.
                Where your system generates its files (FreePBX), use its ..._custom.conf files instead of the names below.
                """.formatted(inventory.pbx());
    }

    private String account() {
        boolean loopback = address.host().equals("localhost") || address.host().startsWith("127.");
        return """
                1. AN ACCOUNT  (append to /etc/asterisk/manager.conf)

                [%s]
                ; make a secret of its own: openssl rand -hex 24   and give the same to Trunkpilot (trunkpilot.pbxs.%s.secret)
                secret = PUT-THE-SECRET-HERE
                deny = 0.0.0.0/0.0.0.0
                permit = %s
                read = %s
                write = %s
                writetimeout = 5000
                %s

                Asterisk before 18.26, 20.11, 21.6 and 22.1 does not know filters by name; there, instead of those lines:

                eventfilter = Event: (%s)

                [general] needs enabled = yes. %s
                Recommended there, but they hold for every account of the PBX, so ask whoever else uses AMI (never required):
                  channelvars = %s      each event of a call names its route, also of calls that were up before we came
                  timestampevents = yes      events carry the PBX's own time

                Then: asterisk -rx "manager reload"
                """.formatted(
                        address.username(),
                        inventory.pbx(),
                        loopback ? "127.0.0.1/255.255.255.255" : "ADDRESS-OF-TRUNKPILOT/255.255.255.255",
                        READ,
                        write(address.rowStore()),
                        events(address.driver()).stream()
                                .map(e -> "eventfilter(action(include),name(" + e + ")) =")
                                .collect(Collectors.joining("\n")),
                        String.join("|", events(address.driver())),
                        transport(loopback),
                        SteeringDialplan.ROUTE_VARIABLE);
    }

    private String transport(boolean loopback) {
        if (loopback) {
            return "bindaddr = 127.0.0.1 is enough, as Trunkpilot runs on the PBX itself.";
        }
        return address.tls()
                ? "With TLS (tlsenable, tlscertfile) the certificate must name " + address.host() + "."
                : "AMI does not go in clear over a network you do not own: set tlsenable = yes and tls: true, or use a tunnel.";
    }

    private String rights() {
        String rows = address.rowStore() == RowStore.DATABASE ? """
                write=system   writes the rows into AstDB. IT IS CLOSE TO ROOT: whoever has this account can read manager.conf with
                               all its secrets and add an extension that runs a command. Hence deny/permit and a secret of its own.
                               Narrower: `rows: globals` in Trunkpilot's settings. The rows then are global variables, need only
                               write = call,reporting, and are gone when Asterisk restarts, until Trunkpilot writes them again.
                """ : """
                write=call     writes the rows as global variables. Whoever has this account can also hang up, redirect and bug
                               calls, and set any variable that your dialplan trusts. It cannot read files or run commands.
                """;
        return """
                2. WHAT THE RIGHTS MEAN

                read=system    hears registrations, reachability, restarts, reloads
                read=call      hears who calls whom: numbers are personal data
                read=reporting hears RTCP: loss, jitter and delay of each call
                read=user      hears what the steering dialplan tells of each attempt
                write=reporting asks for channels, registrations and the dialplan, and sends an OPTIONS to a trunk; can rotate the log
                """ + rows;
    }

    private String trunks() {
        String names = inventory.trunks().stream().map(Trunk::endpoint).collect(Collectors.joining(", "));
        if (address.driver() == ChannelDriver.SIP) {
            return """
                    3. THE TRUNKS  (sip.conf: %s)

                    directmedia = no      else the audio leaves the PBX's path, and with it every RTCP report
                    qualify = yes         else an idle trunk that died is found out by its next call
                    chan_sip tells no SIP codes; and before Asterisk 18.22 and 20.7 a silent trunk holds a call for the whole %d s.
                    """.formatted(names, terms.ringTimeout().toSeconds());
        }
        return """
                3. THE TRUNKS  (pjsip.conf: %s)

                endpoint: direct_media = no       else the audio leaves the PBX's path, and with it every RTCP report
                aor:      qualify_frequency = 60  any value but 0; Trunkpilot sends its own OPTIONS when it has a suspicion
                Then: asterisk -rx "module reload res_pjsip.so"
                """.formatted(names);
    }

    private String steering() {
        return """
                4. THE STEERING DIALPLAN  (save as /etc/asterisk/trunkpilot.conf; `java -jar trunkpilot.jar setup %1$s --dialplan` prints just this)
                   and write as the last line of /etc/asterisk/extensions.conf:   #include trunkpilot.conf
                   Then: asterisk -rx "dialplan reload"

                ---- 8< ---- trunkpilot.conf
                %2$s---- 8< ---- end of trunkpilot.conf
                """.formatted(inventory.pbx(), dialplan.text());
    }

    private String calls() {
        var text = new StringBuilder("""
                5. SEND CALLS THERE  (in your own context of outbound calls, where Dial() stands now; this is what changes calls)

                """);
        for (Route route : inventory.routes()) {
            if (route instanceof EmergencyRoute) {
                text.append(
                        "; emergency numbers one by one, never by a pattern: this route does not filter the number\n");
                call(text, "112", route);
                call(text, "911", route);
            }
        }
        List<SteeredRoute> steered = inventory.steeredRoutes();
        for (SteeredRoute route : steered) {
            call(text, steered.size() == 1 ? "_X." : "_" + steered.indexOf(route) + "X.", route);
        }
        text.append("""

                Hangup() passes on why the trunks failed. A number of anything but 0-9 * # + is refused (484).
                A trunk's limit counts calls through these routes; calls that come in count if their context does
                Set(GROUP(trunkpilot)=TRUNK) first. Without any row, or with Trunkpilot gone, each route uses its static order.
                """);
        return text.toString();
    }

    private static void call(StringBuilder text, String extension, Route route) {
        text.append("exten => ").append(extension).append(",1,Set(TP_NUMBER=${EXTEN})\n");
        text.append(" same => n,Gosub(")
                .append(SteeringDialplan.contextOf(route.id()))
                .append(",s,1)\n");
        text.append(" same => n,Hangup(${GOSUB_RETVAL})\n");
    }

    private String ends() {
        var text = new StringBuilder("""
                WHAT BECOMES OF A CALL WHEN A TRUNK DOES NOT CARRY IT (steered routes; an emergency route tries every trunk)

                """);
        for (StopTable.Then then : StopTable.Then.values()) {
            text.append(then == StopTable.Then.STOP ? "stops:\n" : "goes on to the next trunk:\n");
            StopTable.ROWS.stream()
                    .filter(row -> row.then() == then)
                    .collect(Collectors.groupingBy(StopTable.Row::why, LinkedHashMap::new, Collectors.toList()))
                    .forEach((why, rows) -> text.append("  ")
                            .append(rows.stream().map(AsteriskSetup::end).collect(Collectors.joining(", ")))
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
                After each change of trunks, routes or lease in the settings: make trunkpilot.conf anew; `check` says when it is old.
                """.formatted(inventory.pbx());
    }

    private String removal() {
        String rows = address.rowStore() == RowStore.DATABASE
                ? "asterisk -rx \"database deltree " + SteeringDialplan.DB_FAMILY + "\"   removes the rows at once"
                : "the global variables TRUNKPILOT_ORDER_... are gone with the next restart of Asterisk, and count for nothing before";
        return """
                TO REMOVE IT AGAIN

                Stop the service: within %d min (the lease) the last rows run out, and each route uses its static order.
                %s
                Put Dial() back where step 5 replaced it, take out the #include and the account, then
                asterisk -rx "dialplan reload" and asterisk -rx "manager reload".
                """.formatted(terms.lease().toMinutes(), rows);
    }
}
