package org.trunkpilot.pbx.freeswitch;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;
import org.trunkpilot.pbx.SteeringTerms;
import org.trunkpilot.pbx.StopTable;
import org.trunkpilot.routing.OrderRow;
import org.trunkpilot.trunk.EmergencyRoute;
import org.trunkpilot.trunk.Inventory;
import org.trunkpilot.trunk.Route;
import org.trunkpilot.trunk.RouteId;
import org.trunkpilot.trunk.Trunk;
import org.trunkpilot.trunk.TrunkId;

/**
 * The dialplan that FreeSWITCH runs for each route: one XML context a route, which stands alone, and one for the verdict on an
 * attempt. Pure: the same configuration gives the same text.
 *
 * <p>What keeps it safe, each attacked on the real PBX:
 *
 * <ul>
 *   <li>A variable's value is expanded again when it is used, and an api's result is not: a row that holds {@code ${system(…)}}
 *       would run from a variable. So a row is read straight into a condition, and only what its regular expression captured is
 *       kept.
 *   <li>A trunk's name counts only where a position's condition finds it among the static names and in none of the positions
 *       before: foreign names are nothing, a name given twice is tried once, and static names not in the row come behind.
 *   <li>The number is digits, {@code *}, {@code #} and {@code +}, or the call is refused: {@code 100%20XML%20public} once jumped
 *       into another context.
 *   <li>An emergency route reads no store, has no limit and no verdict, and needs no module but those that carry calls.
 * </ul>
 */
final class SteeringDialplan {
    static final String REALM = "trunkpilot";
    static final String ROUTE_VARIABLE = "trunkpilot_route";

    /** The variable by which a leg tells its trunk. */
    static final String TRUNK_VARIABLE = "trunkpilot_trunk";

    static final String VERDICT = "trunkpilot-verdict";

    /** Longest dialled string that is taken: E.164 has 15 digits, carrier and feature prefixes come before them. */
    static final int LONGEST_NUMBER = 40;

    /** A silent trunk must not hold an emergency call as long as another; 8 s is what callers of mobiles know. */
    private static final Duration EMERGENCY_PROGRESS = Duration.ofSeconds(8);

    /** A control room that is busy lets it ring. */
    private static final Duration EMERGENCY_RING = Duration.ofMinutes(2);

    private static final String NAME = "[A-Za-z0-9_.-]{1,40}";

    /** Ten digits of Unix time last until 2286. Captures expiry and order. */
    private static final String ROW_SHAPE =
            "^([1-9]\\d{9}):\\d{1,12}:" + NAME + ":(" + NAME + "(?:&" + NAME + "){0,31})\\z";

    /** What is known of an attempt: cause and SIP code of a leg that was not bridged, and the last word of one that was. */
    private static final String OUTCOME =
            "${originate_disposition}:${sip_invite_failure_status}:${last_bridge_proto_specific_hangup_cause}";

    /** Ends of our own making that no other trunk would better: the ring time-out, an answer elsewhere, a shutdown. */
    private static final String STOP_CAUSES =
            "ALLOTTED_TIMEOUT|NO_ANSWER|LOSE_RACE|PICKED_OFF|SYSTEM_SHUTDOWN|USER_BUSY";

    /** When the caller heard a 180 or a 183, as his own channel tells; 0 for never. The values of a dump are URL-encoded. */
    private static final String CALLER_HEARD_RINGING = "(?m)^Caller-Channel-Progress(?:-Media)?-Time: [1-9]";

    private final Inventory inventory;
    private final SteeringTerms terms;

    SteeringDialplan(Inventory inventory, SteeringTerms terms) {
        this.inventory = inventory;
        this.terms = terms;
    }

    static String contextOf(RouteId route) {
        return "trunkpilot-" + route;
    }

    /** The names of all contexts but that of the fingerprint, in the order of the file. */
    List<String> contexts() {
        List<String> names = new ArrayList<>();
        names.add(VERDICT);
        inventory.routes().forEach(route -> names.add(contextOf(route.id())));
        return names;
    }

    /** One of them, as XML. */
    String context(String name) {
        if (name.equals(VERDICT)) {
            return verdict();
        }
        Route route = inventory.routes().stream()
                .filter(r -> contextOf(r.id()).equals(name))
                .findFirst()
                .orElseThrow();
        return route instanceof EmergencyRoute ? emergency(route) : steered(route);
    }

    /** Tells this dialplan from any other: 16 hex digits over every context. */
    String fingerprint() {
        String all = contexts().stream().map(this::context).collect(Collectors.joining("\n"));
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(all.getBytes(StandardCharsets.US_ASCII));
            return HexFormat.of().formatHex(hash, 0, 8);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /** The file to install. */
    String text() {
        return """
                <!--
                  Trunkpilot's steering dialplan for PBX "%1$s". Made by `trunkpilot setup %1$s`: do not edit, make it anew.
                  Fingerprint %2$s: `trunkpilot check %1$s` compares it, and every context, with the configuration.
                  Needs mod_commands, mod_dptools, mod_expr, mod_hash, mod_db and mod_sofia.
                  Install: save as /etc/freeswitch/dialplan/trunkpilot.xml, then: fs_cli -x reloadxml
                -->
                <include>

                 <context name="trunkpilot"><extension name="fingerprint-%2$s"/></context>

                """.formatted(inventory.pbx(), fingerprint())
                + contexts().stream().map(this::context).collect(Collectors.joining("\n"))
                + "</include>\n";
    }

    private String verdict() {
        String codes = joined(StopTable.stopCodes());
        String late = joined(StopTable.stopCodesAfterRinging());
        var xml = new DialplanXml();
        xml.comment(
                "after an attempt that was no call: cause and SIP code of the leg; both empty when the trunk was full");
        xml.open("context", VERDICT);
        xml.comment("the callee's own codes");
        xml.extension("stop-by-code")
                .when(OUTCOME, "^(?!SUCCESS:)\\w*:(?:" + codes + "):|^SUCCESS:\\d*:sip:(?:" + codes + ")$")
                .act("hangup", "${originate_disposition}")
                .close();
        xml.comment("answered; a leg with early media says SUCCESS, too, and then ends with a code of its own");
        xml.extension("stop-after-answer")
                .when(OUTCOME, "^SUCCESS:\\d*:(?!sip:[3-6]\\d\\d$)")
                .act("hangup", "${last_bridge_hangup_cause}")
                .close();
        xml.extension("stop-by-cause")
                .when(OUTCOME, "^(?:" + STOP_CAUSES + "):")
                .act("hangup", "${originate_disposition}")
                .close();
        xml.comment("the phone rang and nobody came; before ringing, some carriers say so of faults of their own");
        xml.extension("stop-by-code-after-ringing")
                .whenToo(OUTCOME, "^(?!SUCCESS:)\\w*:(?:" + late + "):|^SUCCESS:\\d*:sip:(?:" + late + ")$")
                .when("${uuid_dump(${uuid})}", CALLER_HEARD_RINGING)
                .act("hangup", "${originate_disposition}")
                .close();
        xml.extension("go-on")
                .always()
                .act("set", "tp_cause=${originate_disposition}")
                .close();
        return xml.close("context").toString();
    }

    private static String joined(List<Integer> codes) {
        return codes.stream().map(String::valueOf).collect(Collectors.joining("|"));
    }

    private String steered(Route route) {
        var xml = new DialplanXml();
        String name = route.id().name();
        xml.comment("route " + name + ": " + String.join(", ", names(route)));
        xml.open("context", contextOf(route.id()));
        refusal(xml, route);
        rows(xml, route);
        order(xml, route);
        xml.extension("dial").always();
        for (Trunk trunk : trunksOf(route)) {
            String limit = trunk.channels().isPresent()
                    ? String.valueOf(trunk.channels().getAsInt())
                    : "-";
            xml.act("set", "tp_max_" + trunk.id() + "=" + limit);
            if (!plainNames(route)) {
                xml.act("set", "tp_gw_" + trunk.id() + "=" + trunk.endpoint());
            }
        }
        xml.act("set", "hangup_after_bridge=true");
        xml.act("set", "continue_on_fail=true");
        xml.act("set", ROUTE_VARIABLE + "=" + name);
        xml.act("set", "trunkpilot_src=${tp_src}");
        for (int position = 1; position <= route.trunks().size(); position++) {
            attempt(xml, route, position);
        }
        xml.act("event", event(EslEvents.EXHAUSTED, name));
        xml.act("hangup", "NORMAL_CIRCUIT_CONGESTION");
        return xml.close().close("context").toString();
    }

    private static void refusal(DialplanXml xml, Route route) {
        xml.extension("refuse-number")
                .when("destination_number", "^(?![0-9*#+]{1," + LONGEST_NUMBER + "}\\z)")
                .act("event", event(EslEvents.REFUSED, route.id().name()))
                .act("hangup", "INVALID_NUMBER_FORMAT")
                .close();
    }

    private void rows(DialplanXml xml, Route route) {
        String statics = String.join("&", names(route));
        xml.comment("the row: hash, else db, else the static order; now < EXPIRY <= now + lease + "
                + OrderRow.SLACK.toSeconds());
        xml.extensionThatContinues("row-hash")
                .branch("destination_number", "^(.+)$")
                .soon("tp_number=$1")
                .soon("tp_src=static")
                .soon("tp_expiry=0")
                .soon("tp_list=" + statics)
                .end();
        row(xml, route, "hash", statics);
        xml.extensionThatContinues("row-db").whenToo("${tp_src}", "^static$");
        row(xml, route, "db", statics);
    }

    private void row(DialplanXml xml, Route route, String store, String statics) {
        long most = terms.lease().plus(OrderRow.SLACK).toSeconds();
        xml.branch("${" + store + "(select/" + HashAndDbActuator.key(route.id()) + ")}", ROW_SHAPE)
                .soon("tp_expiry=$1")
                .soon("tp_row=$2")
                .end();
        xml.branch(
                        "${cond(${tp_expiry} > ${strepoch()} ? y : n)}${cond(${tp_expiry} > ${expr(${strepoch()}+"
                                + most + ")} ? n : y)}",
                        "^yy$")
                .soon("tp_list=${tp_row}&" + statics)
                .soon("tp_src=" + store)
                .close();
    }

    private static void order(DialplanXml xml, Route route) {
        String known =
                names(route).stream().map(name -> name.replace(".", "\\.")).collect(Collectors.joining("|"));
        xml.comment(
                "each position: the first name of ours in row-then-static that no earlier position took (after the bar)");
        xml.extensionThatContinues("order");
        var taken = new StringBuilder();
        for (int position = 1; position <= route.trunks().size(); position++) {
            xml.branch("&${tp_list}&|&" + (taken.isEmpty() ? "&" : taken), "&(" + known + ")&(?!.*\\|.*&\\1&)")
                    .soon("tp_" + position + "=$1")
                    .end();
            taken.append("${tp_").append(position).append("}&");
        }
        xml.close();
    }

    private void attempt(DialplanXml xml, Route route, int position) {
        String trunk = "${tp_" + position + "}";
        String name = route.id().name();
        xml.comment("position " + position);
        xml.act("unset", "originate_disposition");
        xml.act("unset", "sip_invite_failure_status");
        xml.act("unset", "last_bridge_proto_specific_hangup_cause");
        xml.act("set", TRUNK_VARIABLE + "=" + trunk);
        xml.act("set", "trunkpilot_pos=" + position);
        String gateway = plainNames(route) ? trunk : "${tp_gw_" + trunk + "}";
        xml.act(
                "limit_execute",
                "hash " + REALM + " " + trunk + " ${tp_max_" + trunk + "} bridge "
                        + leg(name, trunk, position, "${tp_src}", terms.progressTimeout(), terms.ringTimeout())
                        + "sofia/gateway/" + gateway + "/${tp_number}");
        xml.act("event", attempt(name, trunk));
        xml.act("execute_extension", "verdict XML " + VERDICT);
    }

    private String emergency(Route route) {
        var xml = new DialplanXml();
        String name = route.id().name();
        xml.comment("EMERGENCY route " + name + ": " + String.join(", ", names(route))
                + ". Reads no row, has no limit, goes on after anything but an answer or the caller's hangup");
        xml.open("context", contextOf(route.id()));
        refusal(xml, route);
        xml.extension("dial").branch("destination_number", "^(.+)$");
        xml.act("set", "hangup_after_bridge=true");
        xml.act("set", "continue_on_fail=true");
        xml.act("set", "call_timeout=" + EMERGENCY_RING.toSeconds());
        xml.act("set", ROUTE_VARIABLE + "=" + name);
        xml.act("set", "trunkpilot_src=static");
        int position = 0;
        for (Trunk trunk : trunksOf(route)) {
            position++;
            xml.act("unset", "originate_disposition");
            xml.act("unset", "sip_invite_failure_status");
            xml.act("unset", "last_bridge_proto_specific_hangup_cause");
            xml.act("set", TRUNK_VARIABLE + "=" + trunk.id());
            xml.act("set", "trunkpilot_pos=" + position);
            xml.act(
                    "bridge",
                    leg(name, trunk.id().name(), position, "static", EMERGENCY_PROGRESS, EMERGENCY_RING)
                            + "sofia/gateway/" + trunk.endpoint() + "/$1");
            xml.act("event", attempt(name, trunk.id().name()));
        }
        xml.act("event", event(EslEvents.EXHAUSTED, name));
        xml.act("hangup", "NORMAL_CIRCUIT_CONGESTION");
        return xml.close().close("context").toString();
    }

    /** RTCP is asked for here, so that no profile has to be changed; a 302 must not lead to a place of the carrier's choice. */
    private static String leg(
            String route, String trunk, int position, String source, Duration progress, Duration ring) {
        return "[" + ROUTE_VARIABLE + "=" + route + "," + TRUNK_VARIABLE + "=" + trunk + ",trunkpilot_pos=" + position
                + ",trunkpilot_src=" + source + ",leg_progress_timeout=" + progress.toSeconds() + ",leg_timeout="
                + ring.toSeconds() + ",bridge_answer_timeout=" + ring.toSeconds()
                + ",ignore_q850_reason=true,outbound_redirect_fatal=true,fire_rtcp_events=true,rtcp_audio_interval_msec=5000]";
    }

    private static String event(String subclass, String route) {
        return "Event-Name=CUSTOM,Event-Subclass=" + subclass + "," + EslEvents.ROUTE + "=" + route;
    }

    private static String attempt(String route, String trunk) {
        return event(EslEvents.ATTEMPT, route) + "," + EslEvents.TRUNK + "=" + trunk + "," + EslEvents.CAUSE
                + "=${originate_disposition}," + EslEvents.SIP + "=${sip_invite_failure_status}";
    }

    /** Whether every trunk of a route is called what its gateway is called; then one variable less is needed. */
    private boolean plainNames(Route route) {
        return trunksOf(route).stream()
                .allMatch(trunk -> trunk.endpoint().equals(trunk.id().name()));
    }

    private List<Trunk> trunksOf(Route route) {
        return route.trunks().stream()
                .map(id -> inventory.trunk(id).orElseThrow())
                .toList();
    }

    private static List<String> names(Route route) {
        return route.trunks().stream().map(TrunkId::name).toList();
    }
}
