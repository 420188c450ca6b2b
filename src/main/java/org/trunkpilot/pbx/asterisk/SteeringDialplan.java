package org.trunkpilot.pbx.asterisk;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;
import org.trunkpilot.pbx.PbxAddress.ChannelDriver;
import org.trunkpilot.pbx.PbxAddress.RowStore;
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
 * The dialplan that Asterisk runs for each route: one context a route, which stands alone. Pure: the same configuration gives
 * the same text.
 *
 * <p>What keeps it safe, each attacked on the real PBX:
 *
 * <ul>
 *   <li>Names and limits are literals, so no variable that somebody sets can change them.
 *   <li>Nothing of a row, a header or a caller reaches {@code $[ ]} before a regular expression has passed it: {@code $[ ]}
 *       calls dialplan functions, {@code SHELL()} too.
 *   <li>A trunk's name counts only while LISTFILTER removes it from the static names that are left: foreign names are nothing,
 *       a name given twice is tried once, and the static names not in the row come behind.
 *   <li>An emergency route reads no row, has no limit and no filter, and uses nothing but Set, GotoIf, Dial and Return until
 *       its last trunk has failed: a missing application ends a call.
 * </ul>
 *
 * <p>The context of the dialling channel names the route in every DialBegin, so no event and no channel variable is needed for
 * that.
 */
final class SteeringDialplan {
    static final String CONTEXT = "trunkpilot";
    static final String DB_FAMILY = "trunkpilot";

    /** The variable that every leg inherits; with {@code channelvars} in manager.conf each event of a call tells it. */
    static final String ROUTE_VARIABLE = AmiEvents.ROUTE_VARIABLE;

    /** Longest dialled string that is taken: E.164 has 15 digits, carrier and feature prefixes come before them. */
    static final int LONGEST_NUMBER = 40;

    /** A silent trunk must not hold an emergency call as long as another; 8 s is what callers of mobiles know. */
    private static final Duration EMERGENCY_PROGRESS = Duration.ofSeconds(8);

    /** A control room that is busy lets it ring. */
    private static final Duration EMERGENCY_RING = Duration.ofMinutes(2);

    private static final String ROW_SHAPE = "^[1-9][0-9]{0,9}:[0-9]{1,12}:[A-Za-z0-9_.-]{1,40}:[A-Za-z0-9_.&-]{1,800}$";

    /** g: the dialplan goes on after the callee hangs up; i: a 302 must not open a channel of the carrier's choice. */
    private static final String DIAL_OPTIONS = "gi";

    /** One priority of an extension. {@code label} may be empty; {@code remark} stands above it in the file. */
    record Step(String extension, String label, String application, String data, String remark) {
        /** Without its remark: what Asterisk runs. */
        String code() {
            return application + "(" + data + ")";
        }
    }

    /** A context and what a person should know of it. */
    record Context(String name, String remark, List<Step> steps) {}

    private final Inventory inventory;
    private final SteeringTerms terms;
    private final RowStore rows;
    private final ChannelDriver driver;

    SteeringDialplan(Inventory inventory, SteeringTerms terms, RowStore rows, ChannelDriver driver) {
        this.inventory = inventory;
        this.terms = terms;
        this.rows = rows;
        this.driver = driver;
    }

    static String contextOf(RouteId route) {
        return CONTEXT + "-" + route;
    }

    static String keyOf(RouteId route) {
        return "order/" + route;
    }

    static String globalOf(RouteId route) {
        return "TRUNKPILOT_ORDER_" + route;
    }

    /** The contexts of all routes, in the order of the configuration. */
    List<Context> routes() {
        return inventory.routes().stream()
                .map(route -> route instanceof EmergencyRoute ? emergency(route) : steered(route))
                .toList();
    }

    /** Tells this dialplan from any other: 16 hex digits over every step of every route. Remarks do not count. */
    String fingerprint() {
        String all = routes().stream()
                .flatMap(context -> context.steps().stream()
                        .map(s -> context.name() + "|" + s.extension() + "|" + s.label() + "|" + s.code() + "\n"))
                .collect(Collectors.joining());
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(all.getBytes(StandardCharsets.US_ASCII));
            return HexFormat.of().formatHex(hash, 0, 8);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /** The file to install. */
    String text() {
        var text = new StringBuilder(head());
        text.append("[")
                .append(CONTEXT)
                .append("]\nexten => fingerprint,1,NoOp(")
                .append(fingerprint())
                .append(")\n");
        for (Context context : routes()) {
            text.append('\n')
                    .append(remark(context.remark()))
                    .append('[')
                    .append(context.name())
                    .append("]\n");
            String extension = "";
            for (Step step : context.steps()) {
                boolean first = !step.extension().equals(extension);
                extension = step.extension();
                text.append(remark(step.remark()))
                        .append(first ? "exten => " + extension + ",1" : " same => n")
                        .append(step.label().isEmpty() ? "" : "(" + step.label() + ")")
                        .append(',')
                        .append(step.code())
                        .append('\n');
            }
        }
        return text.toString();
    }

    private String head() {
        String anyRoute = inventory.routes().isEmpty()
                ? CONTEXT + "-ROUTE"
                : contextOf(inventory.routes().get(0).id());
        return """
                ; Trunkpilot's steering dialplan for PBX "%1$s". Made by `trunkpilot setup %1$s --dialplan`: do not edit, make it anew.
                ; Fingerprint %2$s: `trunkpilot check %1$s` compares it, and every step, with the configuration.
                ;
                ; Install: save this file as /etc/asterisk/trunkpilot.conf and write into extensions.conf, after its last context,
                ;            #include trunkpilot.conf
                ;          then: asterisk -rx "dialplan reload"
                ; Call it: same => n,Set(TP_NUMBER=${EXTEN})
                ;          same => n,Gosub(%3$s,s,1)
                ;          same => n,Hangup(${GOSUB_RETVAL})
                ; Emergency routes: from literal extensions only (112, 911, ...), as they do not filter the number.

                """.formatted(inventory.pbx(), fingerprint(), anyRoute);
    }

    private static String remark(String text) {
        return text.isEmpty()
                ? ""
                : text.lines().map(line -> "; " + line + "\n").collect(Collectors.joining());
    }

    private Context emergency(Route route) {
        var steps = new Steps("s");
        steps.add("Set", "__" + ROUTE_VARIABLE + "=" + route.id());
        steps.add("Set", "TP_TRIED=");
        for (Trunk trunk : trunksOf(route)) {
            steps.add("Dial", dial(trunk, EMERGENCY_RING, EMERGENCY_PROGRESS));
            steps.add("GotoIf", "$[\"${DIALSTATUS}\" = \"ANSWER\"]?stop");
            steps.add("Set", "TP_TRIED=${TP_TRIED}" + trunk.id() + "/${DIALSTATUS}/${HANGUPCAUSE} ");
        }
        steps.add("UserEvent", "TrunksFailed,Route: " + route.id() + ",Tried: ${TP_TRIED}");
        steps.add("Return", "34");
        steps.label("stop").add("Return", "16");
        return new Context(
                contextOf(route.id()),
                "Emergency route \"" + route.id() + "\": " + names(route)
                        + ". No row, no limit, no filter; every trunk on"
                        + " anything but an answer\n(a caller who hangs up ends the dialplan). Nothing but Set, GotoIf, Dial"
                        + " and Return before the last trunk has\nfailed: an application that is missing would end the call.",
                steps.list());
    }

    private Context steered(Route route) {
        var steps = new Steps("s");
        String name = route.id().name();
        steps.add("Set", "__" + ROUTE_VARIABLE + "=" + name);
        steps.add("Set", "LOCAL(epoch)=static");
        steps.add("GotoIf", "${REGEX(\"^[0-9*#+]{1," + LONGEST_NUMBER + "}$\" ${TP_NUMBER})}?row");
        steps.add("UserEvent", "TrunkRefused,Route: " + name + ",Length: ${LEN(${TP_NUMBER})}");
        steps.add("Return", "28");
        row(route, steps);
        choice(route, steps);
        attempts(route, steps);
        verdict(route, steps);
        return new Context(
                contextOf(route.id()),
                "Route \"" + name + "\", static order " + names(route) + ". The row: "
                        + (rows == RowStore.DATABASE
                                ? "AstDB " + DB_FAMILY + "/" + keyOf(route.id())
                                : "global variable " + globalOf(route.id()))
                        + " = EXPIRY:EPOCH:OWNER:trunk&trunk.",
                steps.list());
    }

    private void row(Route route, Steps steps) {
        steps.label("row")
                .add(
                        "Set",
                        "LOCAL(row)="
                                + (rows == RowStore.DATABASE
                                        ? "${DB(" + DB_FAMILY + "/" + keyOf(route.id()) + ")}"
                                        : "${GLOBAL(" + globalOf(route.id()) + ")}"));
        steps.add("Set", "LOCAL(left)=" + names(route));
        steps.add("Set", "LOCAL(order)=${left}");
        steps.remark("$[ ] calls functions, SHELL() too: nothing of the row may reach it before this match has passed")
                .add("GotoIf", "${REGEX(\"" + ROW_SHAPE + "\" ${row})}?:next");
        long most = terms.lease().plus(OrderRow.SLACK).toSeconds();
        steps.remark("a row counts until it expires, and not if it would last longer than lease + "
                        + OrderRow.SLACK.toSeconds() + " s: then a clock is wrong")
                .add("GotoIf", "$[${CUT(row,:,1)} <= ${EPOCH} | ${CUT(row,:,1)} > ${EPOCH} + " + most + "]?next");
        steps.add("Set", "LOCAL(epoch)=${CUT(row,:,2)}");
        steps.add("Set", "LOCAL(order)=${CUT(row,:,4)}&${left}");
    }

    private void choice(Route route, Steps steps) {
        steps.remark("left = static names not yet tried: a name counts only if LISTFILTER removes it from there")
                .label("next")
                .add("GotoIf", "$[\"${left}\" = \"\" | \"${order}\" = \"\"]?none");
        steps.add("Set", "LOCAL(trunk)=${SHIFT(order,&)}");
        steps.add("GotoIf", "$[\"${trunk}\" = \"\" | \"${LISTFILTER(left,&,${trunk})}\" = \"${left}\"]?next");
        steps.add("Set", "LOCAL(left)=${LISTFILTER(left,&,${trunk})}");
        steps.add("HangupCauseClear", "");
        List<Trunk> trunks = trunksOf(route);
        for (int i = 0; i < trunks.size(); i++) {
            steps.add("GotoIf", "$[\"${trunk}\" = \"" + trunks.get(i).id() + "\"]?trunk" + (i + 1));
        }
        steps.add("Goto", "next");
    }

    private void attempts(Route route, Steps steps) {
        List<Trunk> trunks = trunksOf(route);
        boolean counted = counted(route);
        for (int i = 0; i < trunks.size(); i++) {
            Trunk trunk = trunks.get(i);
            steps.label("trunk" + (i + 1));
            if (counted) {
                if (i == 0) {
                    steps.remark("count oneself first, look then: the limit is never passed");
                }
                steps.add("Set", "GROUP(" + CONTEXT + ")=" + trunk.id());
            }
            if (trunk.channels().isPresent()) {
                int limit = trunk.channels().getAsInt();
                String dial = "dial" + (i + 1);
                steps.add("GotoIf", "$[0${GROUP_COUNT(" + trunk.id() + "@" + CONTEXT + ")} <= " + limit + "]?" + dial);
                steps.add(
                        "UserEvent",
                        "TrunkFull,Route: " + route.id() + ",Epoch: ${epoch},Trunk: " + trunk.id() + ",Limit: "
                                + limit);
                steps.add("Goto", "next");
                steps.label(dial);
            }
            steps.add("Dial", dial(trunk, terms.ringTimeout(), terms.progressTimeout()));
            if (i < trunks.size() - 1) {
                steps.add("Goto", "after");
            }
        }
    }

    private void verdict(Route route, Steps steps) {
        steps.label("after").add("GotoIf", "$[\"${DIALSTATUS}\" = \"ANSWER\"]?stop");
        steps.remark(
                        "the reason phrase is the far side's text: only the code goes on (the last 1xx where the leg timed out)")
                .add("Set", "LOCAL(sip)=${FILTER(0-9,${HANGUPCAUSE(${HANGUPCAUSE_KEYS()},tech):4:3})}");
        steps.add(
                "UserEvent",
                "TrunkAttempt,Route: " + route.id() + ",Epoch: ${epoch},Trunk: ${trunk},DialStatus: ${DIALSTATUS},"
                        + "HangupCause: ${HANGUPCAUSE},Sip: ${sip},RingMs: ${RINGTIME_MS},ProgressMs: ${PROGRESSTIME_MS}");
        steps.remark("these codes are the callee's; so are, after ringing, NOANSWER (the ring time-out) and "
                        + joined(StopTable.stopCodesAfterRinging(), ", "))
                .add(
                        "GotoIf",
                        "$[${REGEX(\"^(" + joined(StopTable.stopCodes(), "|") + ")$\" ${sip})} |"
                                + " (\"${RINGTIME}${PROGRESSTIME}\" != \"\" & (\"${DIALSTATUS}\" = \"NOANSWER\" |"
                                + " ${REGEX(\"^(" + joined(StopTable.stopCodesAfterRinging(), "|")
                                + ")$\" ${sip})}))]?stop:next");
        steps.label("none").add("UserEvent", "TrunksFailed,Route: " + route.id() + ",Epoch: ${epoch}");
        boolean counted = counted(route);
        if (counted) {
            steps.add("Set", "GROUP(" + CONTEXT + ")=");
        }
        steps.add("Return", "34");
        steps.label("stop");
        if (counted) {
            steps.add("Set", "GROUP(" + CONTEXT + ")=");
        }
        steps.add("Return", "${IF($[0${HANGUPCAUSE} > 0]?${HANGUPCAUSE}:19)}");
    }

    private static String joined(List<Integer> codes, String between) {
        return codes.stream().map(String::valueOf).collect(Collectors.joining(between));
    }

    private String dial(Trunk trunk, Duration ring, Duration progress) {
        String target = driver == ChannelDriver.PJSIP
                ? "PJSIP/${TP_NUMBER}@" + trunk.endpoint()
                : "SIP/" + trunk.endpoint() + "/${TP_NUMBER}";
        return target + "," + ring.toSeconds() + "^" + progress.toSeconds() + "," + DIAL_OPTIONS;
    }

    private boolean counted(Route route) {
        return trunksOf(route).stream().anyMatch(trunk -> trunk.channels().isPresent());
    }

    private List<Trunk> trunksOf(Route route) {
        return route.trunks().stream()
                .map(id -> inventory.trunk(id).orElseThrow())
                .toList();
    }

    private static String names(Route route) {
        return route.trunks().stream().map(TrunkId::name).collect(Collectors.joining("&"));
    }

    /** Gathers the steps of one extension; label and remark belong to the step added next. */
    private static final class Steps {
        private final String extension;
        private final List<Step> steps = new ArrayList<>();
        private String label = "";
        private String remark = "";

        Steps(String extension) {
            this.extension = extension;
        }

        Steps label(String text) {
            label = text;
            return this;
        }

        Steps remark(String text) {
            remark = text;
            return this;
        }

        void add(String application, String data) {
            steps.add(new Step(extension, label, application, data, remark));
            label = "";
            remark = "";
        }

        List<Step> list() {
            return List.copyOf(steps);
        }
    }
}
