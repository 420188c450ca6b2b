package org.trunkpilot.pbx.freeswitch;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.trunkpilot.pbx.Question;
import org.trunkpilot.pbx.Question.Answer;
import org.trunkpilot.pbx.SteeringTerms;
import org.trunkpilot.trunk.EmergencyRoute;
import org.trunkpilot.trunk.Inventory;
import org.trunkpilot.trunk.Route;
import org.w3c.dom.Element;
import org.w3c.dom.Node;

/** Whether the dialplan that is loaded is the one of the configuration, and whether calls get there. */
final class DialplanCheck {
    private static final Pattern FINGERPRINT = Pattern.compile("fingerprint-([0-9a-f]{16})");

    private final Inventory inventory;
    private final SteeringDialplan wanted;
    private final Asker pbx;

    DialplanCheck(Inventory inventory, SteeringTerms terms, Asker pbx) {
        this.inventory = inventory;
        this.wanted = new SteeringDialplan(inventory, terms);
        this.pbx = pbx;
    }

    List<Question> questions() {
        var questions = new ArrayList<Question>();
        questions.add(new Question("verdict on attempts", () -> installed(SteeringDialplan.VERDICT, false)));
        for (Route route : inventory.routes()) {
            String context = SteeringDialplan.contextOf(route.id());
            boolean emergency = route instanceof EmergencyRoute;
            questions.add(new Question("route " + route.id() + ": dialplan", () -> installed(context, emergency)));
            questions.add(new Question("route " + route.id() + ": calls", () -> callers(context)));
        }
        return questions;
    }

    private Answer installed(String context, boolean emergency) throws IOException {
        String anew = "make trunkpilot.xml anew (setup " + inventory.pbx() + " --dialplan), then: fs_cli -x reloadxml";
        EslAnswer answer = locate(context);
        if (!isXml(answer)) {
            return Answer.fail("the context " + context + " is not installed", "step 4 of setup: " + anew);
        }
        List<String> there = steps(answer.text());
        List<String> here = steps(wanted.context(context));
        if (there.equals(here)) {
            return Answer.ok("installed as the configuration has it, " + here.size() + " elements");
        }
        String alarm =
                emergency && readsAStore(there) ? "ALARM: the dialplan of this EMERGENCY route reads a store. " : "";
        return Answer.fail(alarm + age() + ": " + difference(here, there), anew);
    }

    /** Why it may differ, by what the file says it was made from. */
    private String age() throws IOException {
        Matcher found = FINGERPRINT.matcher(locate(SteeringDialplan.REALM).text());
        if (!found.find()) {
            return "not made by this version of Trunkpilot";
        }
        return found.group(1).equals(wanted.fingerprint())
                ? "changed by hand after it was made"
                : "older than the configuration (fingerprint " + found.group(1) + ", wanted " + wanted.fingerprint()
                        + ")";
    }

    private EslAnswer locate(String context) throws IOException {
        return pbx.api("xml_locate dialplan context name " + context);
    }

    private static boolean isXml(EslAnswer answer) {
        return answer.text().startsWith("<");
    }

    private static String difference(List<String> here, List<String> there) {
        for (int i = 0; i < Math.max(here.size(), there.size()); i++) {
            String is = i < there.size() ? there.get(i) : "nothing";
            String should = i < here.size() ? here.get(i) : "nothing";
            if (!is.equals(should)) {
                int from = Math.max(0, firstDifference(is, should) - 60);
                return "element " + (i + 1) + " is " + shortened(is, from) + " and should be "
                        + shortened(should, from);
            }
        }
        return "nothing";
    }

    private static boolean readsAStore(List<String> steps) {
        return steps.stream().anyMatch(step -> step.matches("(?s).*(\\$\\{(hash|db|global_getvar)\\(|limit).*"));
    }

    /** Every element below the context with its attributes, in order; comments and white space do not count. */
    private static List<String> steps(String xml) throws IOException {
        List<String> steps = new ArrayList<>();
        collect(GatewayStatus.document(xml.replaceAll("(?s)<!--.*?-->", "")).getDocumentElement(), 0, steps);
        return steps;
    }

    private static void collect(Element element, int depth, List<String> into) {
        Map<String, String> attributes = new TreeMap<>();
        for (int i = 0; i < element.getAttributes().getLength(); i++) {
            Node attribute = element.getAttributes().item(i);
            attributes.put(attribute.getNodeName(), attribute.getNodeValue());
        }
        into.add(depth + " " + element.getTagName() + " " + attributes);
        for (Node child = element.getFirstChild(); child != null; child = child.getNextSibling()) {
            if (child instanceof Element below) {
                collect(below, depth + 1, into);
            }
        }
    }

    /** Where the operator's own dialplan leads to the route. */
    private Answer callers(String context) throws IOException {
        EslAnswer whole;
        try {
            whole = pbx.api("xml_locate dialplan");
        } catch (IOException e) {
            return Answer.skipped(
                    "the whole dialplan did not come in time (" + e.getMessage() + ")",
                    "look by eye who transfers to it");
        }
        if (!isXml(whole)) {
            return Answer.skipped(
                    "the PBX does not show its dialplan (it may be served by a script or a database)",
                    "look by eye who transfers to " + context);
        }
        Matcher hooks = Pattern.compile("expression=\"([^\"]{1,80})\"[^>]*>\\s*<action[^>]*data=\"[^\"]* XML "
                        + Pattern.quote(context) + "\"")
                .matcher(whole.text());
        List<String> patterns = new ArrayList<>();
        while (hooks.find()) {
            patterns.add(hooks.group(1));
        }
        if (patterns.isEmpty() && !whole.text().contains(" XML " + context + "\"")) {
            return Answer.warn(
                    "nothing in the dialplan leads to " + context + " yet, so no call is steered",
                    "step 5 of setup: transfer $1 XML " + context + " where you dial out");
        }
        List<String> open = patterns.stream()
                .filter(pattern -> pattern.contains(".*") || pattern.contains(".+"))
                .toList();
        return open.isEmpty()
                ? Answer.ok(
                        "called for " + patterns.stream().distinct().limit(6).collect(Collectors.joining(", ")))
                : Answer.fail(
                        "the pattern " + String.join(", ", open)
                                + " lets any text into a transfer: a caller could name another context in it",
                        "only [0-9*#+], as in step 5 of setup");
    }

    private static int firstDifference(String one, String other) {
        int i = 0;
        while (i < Math.min(one.length(), other.length()) && one.charAt(i) == other.charAt(i)) {
            i++;
        }
        return i;
    }

    /** The dial string of an attempt has 400 characters, and what is wrong may stand at its end. */
    private static String shortened(String text, int from) {
        String rest = (from > 0 ? "..." : "") + text.substring(Math.min(from, text.length()));
        return rest.length() <= 160 ? rest : rest.substring(0, 160) + "...";
    }
}
