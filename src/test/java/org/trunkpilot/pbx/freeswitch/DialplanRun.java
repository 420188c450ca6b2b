package org.trunkpilot.pbx.freeswitch;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.w3c.dom.Element;
import org.w3c.dom.Node;

/**
 * Runs an XML dialplan as FreeSWITCH does, as far as ours uses it: conditions and inline sets while it is parsed, actions after
 * that; a variable's value is expanded again when it is used, an api's result is not.
 */
final class DialplanRun {
    private static final Pattern LEG =
            Pattern.compile("\\[(?<vars>[^]]*)]sofia/gateway/(?<gateway>[^/]+)/(?<number>.+)");

    /** How one gateway treats a call. */
    record Outcome(String cause, String sip, String last, boolean rings) {}

    static final Outcome ANSWER = new Outcome("SUCCESS", "", "sip:200", true);

    private final Element plan;
    private final Map<String, String> variables = new HashMap<>();
    final Map<String, String> hash = new HashMap<>();
    final Map<String, String> db = new HashMap<>();
    final Map<String, Outcome> gateways = new HashMap<>();
    final Map<String, Integer> busyChannels = new HashMap<>();
    final List<String> tried = new ArrayList<>();
    final List<String> legs = new ArrayList<>();
    final List<String> events = new ArrayList<>();
    final List<String> apis = new ArrayList<>();
    long epoch = 1_795_402_800;
    String hungUp = "";
    private boolean over;
    private boolean rang;

    DialplanRun(String xml) {
        try {
            plan = GatewayStatus.document(xml).getDocumentElement();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A caller dials a number into a context; returns the gateways that were tried. */
    List<String> call(String context, String number) {
        variables.put("destination_number", number);
        variables.put("uuid", "the-caller");
        run(context);
        return tried;
    }

    String variable(String name) {
        return variables.getOrDefault(name, "");
    }

    private void run(String context) {
        List<String[]> actions = new ArrayList<>();
        for (Element extension : children(context(context), "extension")) {
            boolean matched = true;
            for (Element condition : children(extension, "condition")) {
                Matcher match = match(condition);
                matched = match.find();
                if (!matched) {
                    break;
                }
                for (Element action : children(condition, "action")) {
                    String data = captured(action.getAttribute("data"), match);
                    if (action.getAttribute("inline").equals("true")) {
                        execute(action.getAttribute("application"), data);
                    } else {
                        actions.add(new String[] {action.getAttribute("application"), data});
                    }
                }
            }
            if (matched && !extension.getAttribute("continue").equals("true")) {
                break;
            }
        }
        for (String[] action : actions) {
            if (!over) {
                execute(action[0], action[1]);
            }
        }
    }

    private Matcher match(Element condition) {
        if (!condition.hasAttribute("field")) {
            return Pattern.compile("").matcher("");
        }
        String field = condition.getAttribute("field");
        String value = field.equals("destination_number") ? variable(field) : expand(field, 0);
        return Pattern.compile(condition.getAttribute("expression")).matcher(value);
    }

    private static String captured(String data, Matcher match) {
        String text = data;
        for (int group = match.groupCount(); group >= 1; group--) {
            text = text.replace("$" + group, match.group(group) == null ? "" : match.group(group));
        }
        return text;
    }

    private void execute(String application, String raw) {
        String data = expand(raw, 0);
        switch (application) {
            case "set" -> variables.put(data.substring(0, data.indexOf('=')), data.substring(data.indexOf('=') + 1));
            case "unset" -> variables.remove(data);
            case "event" -> events.add(data);
            case "hangup" -> {
                hungUp = data;
                over = true;
            }
            case "execute_extension" -> run(data.substring(data.lastIndexOf(' ') + 1));
            case "limit_execute" -> limited(data.split(" ", 6));
            case "bridge" -> bridge(data);
            default -> throw new IllegalStateException("no application " + application);
        }
    }

    private void limited(String[] words) {
        boolean unlimited = words[3].equals("-");
        if (unlimited || busyChannels.getOrDefault(words[2], 0) < Integer.parseInt(words[3])) {
            execute(words[4], words[5]);
        }
    }

    private void bridge(String data) {
        Matcher leg = LEG.matcher(data);
        if (!leg.matches()) {
            throw new IllegalStateException("no dial string: " + data);
        }
        tried.add(leg.group("gateway"));
        legs.add(data);
        Outcome outcome = gateways.getOrDefault(leg.group("gateway"), ANSWER);
        rang |= outcome.rings();
        variables.put("originate_disposition", outcome.cause());
        variables.put("sip_invite_failure_status", outcome.sip());
        variables.put("last_bridge_proto_specific_hangup_cause", outcome.last());
        variables.put("last_bridge_hangup_cause", "NORMAL_CLEARING");
        // hangup_after_bridge
        over = outcome.equals(ANSWER) && variable("hangup_after_bridge").equals("true");
    }

    private String expand(String text, int depth) {
        if (depth > 20) {
            throw new IllegalStateException("expands for ever: " + text);
        }
        int at = text.indexOf("${");
        if (at < 0) {
            return text;
        }
        int end = end(text, at + 2);
        String inner = expand(text.substring(at + 2, end), depth + 1);
        int open = inner.indexOf('(');
        String value = open > 0
                ? api(inner.substring(0, open), inner.substring(open + 1, inner.lastIndexOf(')')))
                : expand(variable(inner), depth + 1);
        return text.substring(0, at) + value + expand(text.substring(end + 1), depth);
    }

    private static int end(String text, int from) {
        int depth = 1;
        for (int i = from; i < text.length(); i++) {
            if (text.startsWith("${", i)) {
                depth++;
            } else if (text.charAt(i) == '}' && --depth == 0) {
                return i;
            }
        }
        throw new IllegalStateException("unbalanced: " + text);
    }

    private String api(String name, String arguments) {
        apis.add(name);
        return switch (name) {
            case "hash" -> hash.getOrDefault(arguments.replace("select/", ""), "");
            case "db" -> db.getOrDefault(arguments.replace("select/", ""), "");
            case "strepoch" -> Long.toString(epoch);
            case "expr" ->
                Long.toString(Long.parseLong(arguments.substring(0, arguments.indexOf('+')))
                        + Long.parseLong(arguments.substring(arguments.indexOf('+') + 1)));
            case "cond" -> condition(arguments);
            case "uuid_dump" ->
                "Caller-Caller-ID-Name: Caller-Channel-Progress-Time%3A%201\nCaller-Channel-Progress-Time: "
                        + (rang ? "1795402805413466" : "0") + "\nCaller-Channel-Progress-Media-Time: 0\n";
            default -> throw new IllegalStateException("a foreign api ran: " + name + "(" + arguments + ")");
        };
    }

    private static String condition(String arguments) {
        Matcher parts = Pattern.compile("(\\d+) > (\\d+) \\? (\\w) : (\\w)").matcher(arguments);
        if (!parts.matches()) {
            throw new IllegalStateException("no comparison: " + arguments);
        }
        return Long.parseLong(parts.group(1)) > Long.parseLong(parts.group(2)) ? parts.group(3) : parts.group(4);
    }

    private Element context(String name) {
        return children(plan, "context").stream()
                .filter(context -> context.getAttribute("name").equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no context " + name));
    }

    private static List<Element> children(Element parent, String tag) {
        List<Element> found = new ArrayList<>();
        for (Node child = parent.getFirstChild(); child != null; child = child.getNextSibling()) {
            if (child instanceof Element element && element.getTagName().equals(tag)) {
                found.add(element);
            }
        }
        return found;
    }
}
