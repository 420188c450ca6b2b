package org.trunkpilot.pbx.asterisk;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.trunkpilot.pbx.PbxAddress;
import org.trunkpilot.pbx.PbxAddress.RowStore;
import org.trunkpilot.pbx.Question;
import org.trunkpilot.pbx.Question.Answer;
import org.trunkpilot.pbx.SteeringTerms;
import org.trunkpilot.pbx.asterisk.AsteriskRelease.Feature;
import org.trunkpilot.pbx.asterisk.SteeringDialplan.Context;
import org.trunkpilot.pbx.asterisk.SteeringDialplan.Step;
import org.trunkpilot.trunk.EmergencyRoute;
import org.trunkpilot.trunk.Inventory;
import org.trunkpilot.trunk.Route;

/** Whether the dialplan that is loaded is the one of the configuration, whether calls get there, and whether it can run. */
final class DialplanCheck {
    private static final String ANEW = "make trunkpilot.conf anew (setup %s --dialplan), then: dialplan reload";

    private final PbxAddress address;
    private final Inventory inventory;
    private final SteeringTerms terms;
    private final SteeringDialplan wanted;
    private final Inquirer pbx;

    DialplanCheck(PbxAddress address, Inventory inventory, SteeringTerms terms, Inquirer pbx) {
        this.address = address;
        this.inventory = inventory;
        this.terms = terms;
        this.wanted = new SteeringDialplan(inventory, terms, address.rowStore(), address.driver());
        this.pbx = pbx;
    }

    List<Question> questions() {
        var questions = new ArrayList<Question>();
        questions.add(new Question("Asterisk version", this::version));
        questions.add(new Question("progress time-out", this::progress));
        questions.add(new Question("applications and functions", this::modules));
        List<Context> contexts = wanted.routes();
        for (int i = 0; i < contexts.size(); i++) {
            Route route = inventory.routes().get(i);
            Context context = contexts.get(i);
            questions.add(new Question("route " + route.id() + ": dialplan", () -> installed(route, context)));
            questions.add(new Question("route " + route.id() + ": calls", () -> callers(route)));
        }
        return questions;
    }

    private Optional<AsteriskRelease> release() throws IOException {
        return AsteriskRelease.parse(pbx.ask("CoreSettings").get("AsteriskVersion"));
    }

    private Answer version() throws IOException {
        AmiReply settings = pbx.ask("CoreSettings");
        Optional<AsteriskRelease> release = AsteriskRelease.parse(settings.get("AsteriskVersion"));
        if (release.isEmpty()) {
            return Answer.warn(
                    "the PBX does not tell it (" + settings.message() + ")",
                    "needs write=system or reporting; Trunkpilot was tried on Asterisk 22 and 16");
        }
        String version = settings.get("AsteriskVersion");
        return release.get().has(Feature.SIP_CODES)
                ? Answer.ok(version)
                : Answer.warn(
                        version
                                + " tells no SIP codes of ended calls, so faults of a carrier and refusals of an account"
                                + " are told apart less well",
                        "update to 20.17, 22.7, 23.1 or later when you can");
    }

    private Answer progress() throws IOException {
        Optional<AsteriskRelease> release = release();
        long ring = terms.ringTimeout().toSeconds();
        long progress = terms.progressTimeout().toSeconds();
        if (release.isEmpty()) {
            return Answer.skipped("the version is not known", "it needs 18.26, 20.11, 21.6, 22.1 or later");
        }
        if (!release.get().has(Feature.PROGRESS_TIMEOUT)) {
            return Answer.warn(
                    "this release ignores it: a silent trunk holds a call for " + ring + " s instead of " + progress
                            + " s; emergency calls for 120 s",
                    "update to 18.26, 20.11, 21.6, 22.1 or later; until then see that emergency routes begin with the"
                            + " most reliable trunk");
        }
        if (!release.get().has(Feature.RELIABLE_PROGRESS_TIMEOUT)) {
            return Answer.warn(
                    "this release may overrun it while no media flows (asterisk issue 821)",
                    "update to 18.26, 20.11, 21.6, 22.1 or later");
        }
        return Answer.ok("a silent trunk loses a call after " + progress + " s");
    }

    private Answer modules() throws IOException {
        List<String> needed = List.of(
                "app_dial",
                "app_stack",
                "app_userevent",
                address.rowStore() == RowStore.DATABASE ? "func_db" : "func_global",
                "func_strings",
                "func_cut",
                "func_logic",
                "func_groupcount",
                "func_hangupcause");
        var missing = new ArrayList<String>();
        for (String module : needed) {
            AmiReply reply = pbx.ask("ModuleCheck", Map.of("Module", module));
            if (reply.denied()) {
                return Answer.skipped(
                        "without write=system we may not ask",
                        "see on the PBX that these are Running: asterisk -rx \"module show\" | grep -E \""
                                + String.join("|", needed) + "\"");
            }
            if (!reply.success()) {
                missing.add(module);
            }
        }
        return missing.isEmpty()
                ? Answer.ok("all " + needed.size() + " modules are loaded")
                : Answer.fail(
                        "not loaded: " + String.join(", ", missing) + ". A call ends where the dialplan misses one",
                        missing.stream()
                                        .map(module -> "asterisk -rx \"module load " + module + "\"")
                                        .collect(Collectors.joining(" and "))
                                + ", and in modules.conf");
    }

    private Answer installed(Route route, Context context) throws IOException {
        AmiReply reply = pbx.ask("ShowDialPlan", Map.of("Context", context.name()));
        String anew = ANEW.formatted(inventory.pbx());
        if (reply.denied()) {
            return Answer.fail(
                    "we may not look (" + reply.message() + ")",
                    "in manager.conf: write = " + AsteriskSetup.write(address.rowStore()) + "; then: manager reload");
        }
        List<AmiItem> steps = listed(reply);
        if (steps.isEmpty()) {
            return Answer.fail("[" + context.name() + "] is not installed", "step 4 of setup: " + anew);
        }
        Optional<String> difference = difference(context.steps(), steps);
        if (difference.isEmpty()) {
            return Answer.ok("installed as the configuration has it, " + steps.size() + " steps, static order "
                    + route.trunks().stream().map(Object::toString).collect(Collectors.joining(", ")));
        }
        String alarm = route instanceof EmergencyRoute && readsARow(steps)
                ? "ALARM: the dialplan of this EMERGENCY route reads a row. "
                : "";
        return Answer.fail(alarm + age() + ": " + difference.get(), anew);
    }

    /** Why it may differ, by what the file says it was made from. */
    private String age() throws IOException {
        String found = listed(pbx.ask("ShowDialPlan", Map.of("Context", SteeringDialplan.CONTEXT))).stream()
                .filter(step -> step.get("Extension").equals("fingerprint"))
                .map(step -> step.get("AppData"))
                .findFirst()
                .orElse("");
        if (found.isEmpty()) {
            return "not made by this version of Trunkpilot";
        }
        return found.equals(wanted.fingerprint())
                ? "changed by hand after it was made"
                : "older than the configuration (fingerprint " + found + ", wanted " + wanted.fingerprint() + ")";
    }

    private static Optional<String> difference(List<Step> wanted, List<AmiItem> found) {
        for (int i = 0; i < Math.max(wanted.size(), found.size()); i++) {
            String there = i < found.size() ? code(found.get(i)) : "nothing";
            String here = i < wanted.size() ? wanted.get(i).code().strip() : "nothing";
            String labelThere = i < found.size() ? found.get(i).get("ExtensionLabel") : "";
            String labelHere = i < wanted.size() ? wanted.get(i).label() : "";
            // A trailing blank of an argument does not come through AMI.
            if (!there.replace(" )", ")").equals(here.replace(" )", ")")) || !labelThere.equals(labelHere)) {
                return Optional.of("step " + (i + 1) + " is " + there + " and should be " + here);
            }
        }
        return Optional.empty();
    }

    private static String code(AmiItem step) {
        return step.get("Application") + "(" + step.get("AppData") + ")";
    }

    private static boolean readsARow(List<AmiItem> steps) {
        return steps.stream().anyMatch(step -> step.get("AppData").matches("(?s).*\\$\\{(DB|GLOBAL)\\(.*"));
    }

    private static List<AmiItem> listed(AmiReply reply) {
        return reply.items().stream()
                .filter(item -> item.name().equals("ListDialplan"))
                .filter(item -> !item.get("Application").isEmpty())
                .toList();
    }

    /** Where the operator's own dialplan calls the route. */
    private Answer callers(Route route) throws IOException {
        String context = SteeringDialplan.contextOf(route.id());
        AmiReply whole;
        try {
            whole = pbx.ask("ShowDialPlan");
        } catch (IOException e) {
            return Answer.skipped(
                    "the whole dialplan did not come in time (" + e.getMessage() + ")", "look by eye who calls it");
        }
        var ways = new DialplanWays(listed(whole));
        List<AmiItem> callers = ways.to(context);
        if (callers.isEmpty()) {
            return Answer.warn(
                    "nothing in the dialplan calls [" + context + "] yet, so no call is steered",
                    "step 5 of setup: Set(TP_NUMBER=${EXTEN}) and Gosub(" + context + ",s,1) where you dial out");
        }
        return route instanceof EmergencyRoute
                ? emergencyCallers(ways, callers)
                : Answer.ok("called from " + places(callers));
    }

    /** The emergency route takes the number as it is, so whoever leads there must have been dialled by literal digits. */
    private static Answer emergencyCallers(DialplanWays ways, List<AmiItem> callers) {
        String remedy =
                "name each emergency number as an extension of its own (112, 911) and call the route from there";
        List<String> patterns = ways.patternsBehind(callers);
        if (!patterns.isEmpty()) {
            return Answer.fail(
                    "the pattern " + String.join(", ", patterns)
                            + " leads into an emergency route, which does not filter the number: a caller could dial"
                            + " a second destination into it",
                    remedy);
        }
        List<AmiItem> untold = callers.stream()
                .filter(step -> !DialplanWays.isLiteral(step.get("Extension")))
                .toList();
        return untold.isEmpty()
                ? Answer.ok("called from " + places(callers))
                : Answer.warn(
                        "called from " + places(untold)
                                + ", which is no number: what was dialled to get there cannot be told,"
                                + " and an emergency route does not filter it",
                        remedy);
    }

    private static String places(List<AmiItem> steps) {
        return steps.stream().map(DialplanWays::place).distinct().limit(6).collect(Collectors.joining(", "));
    }
}
