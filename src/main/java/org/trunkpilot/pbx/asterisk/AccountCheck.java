package org.trunkpilot.pbx.asterisk;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;
import org.trunkpilot.pbx.PbxAddress;
import org.trunkpilot.pbx.PbxAddress.RowStore;
import org.trunkpilot.pbx.Question;
import org.trunkpilot.pbx.Question.Answer;

/** Whether the manager account may do what we need, and no more than that. */
final class AccountCheck {
    /** What an action says of our rights: {@code ListCommands} lists only what we may use. */
    private static final Map<String, String> MARKS = Map.of(
            "system", "DBPut",
            "call", "Setvar",
            "config", "UpdateConfig",
            "command", "Command",
            "originate", "Originate",
            "user", "UserEvent",
            "message", "MessageSend");

    /** Without these events something is never noticed; without the others it is only known less well. */
    private static final Set<String> VITAL = Set.of(
            "Registry",
            "ContactStatus",
            "PeerStatus",
            "DialBegin",
            "DialState",
            "DialEnd",
            "Hangup",
            "RTCPSent",
            "RTCPReceived",
            "UserEvent");

    private static final String PROBE_KEY = "check";
    private static final Pattern FILTER_NAME = Pattern.compile("name\\(([^)]*)\\)");
    private static final String UNREADABLE = "the account may not read manager.conf, and need not";

    private final PbxAddress address;
    private final Inquirer pbx;
    private @Nullable List<Line> lines;

    /** A line of our own section of manager.conf, never its secret. */
    private record Line(String name, String value) {}

    AccountCheck(PbxAddress address, Inquirer pbx) {
        this.address = address;
        this.pbx = pbx;
    }

    List<Question> questions() {
        return List.of(
                new Question("rights to write", this::rights),
                new Question("place of the rows", this::place),
                new Question("classes of events", this::classes),
                new Question("event filters", this::filters),
                new Question("who may sign in", this::permits));
    }

    private Answer rights() throws IOException {
        Set<String> held = heldRights();
        var needed = new LinkedHashSet<>(
                List.of(AsteriskSetup.write(address.rowStore()).split(",")));
        var missing = new LinkedHashSet<>(needed);
        missing.removeAll(held);
        var excess = new TreeSet<>(held);
        excess.removeAll(needed);
        String line = "write = " + String.join(",", needed);
        if (!missing.isEmpty()) {
            return Answer.fail(
                    "write=" + String.join(",", missing) + " is missing; the account has "
                            + (held.isEmpty() ? "none" : String.join(",", held)),
                    "in manager.conf, section [" + address.username() + "]: " + line + "; then: manager reload");
        }
        if (!excess.isEmpty()) {
            return Answer.warn(
                    "more than is needed: write=" + String.join(",", excess),
                    "in manager.conf, section [" + address.username() + "]: " + line + "; then: manager reload");
        }
        return Answer.ok("write=" + String.join(",", needed) + ", and no more");
    }

    /** {@code reporting} has no action of its own: it shows where an action is ours that no other right of ours explains. */
    private Set<String> heldRights() throws IOException {
        AmiReply commands = pbx.ask("ListCommands");
        Set<String> held = new TreeSet<>();
        MARKS.forEach((right, action) -> {
            if (!commands.get(action).isEmpty()) {
                held.add(right);
            }
        });
        boolean shows = !commands.get("ShowDialPlan").isEmpty() && !held.contains("config");
        boolean asks = !commands.get("CoreSettings").isEmpty() && !held.contains("system");
        boolean reads = !commands.get("Getvar").isEmpty() && !held.contains("call");
        boolean everything = held.containsAll(Set.of("config", "system", "call"));
        if (shows || asks || reads || everything) {
            held.add("reporting");
        }
        return held;
    }

    /** Writes, reads and removes a key of our own. A global variable cannot be removed again, so none is made. */
    private Answer place() throws IOException {
        if (address.rowStore() == RowStore.GLOBALS) {
            AmiReply read = pbx.ask("Getvar", Map.of("Variable", "TRUNKPILOT_ORDER_"));
            return read.success()
                    ? Answer.ok("global variables can be read; writing one would leave it behind, so it was not tried")
                    : Answer.fail(
                            "Getvar: " + read.message(),
                            "in manager.conf: write = " + AsteriskSetup.write(RowStore.GLOBALS));
        }
        Map<String, String> key = Map.of("Family", SteeringDialplan.DB_FAMILY, "Key", PROBE_KEY);
        String value = "probe-" + System.nanoTime();
        long began = System.nanoTime();
        AmiReply put = pbx.ask("DBPut", Map.of("Family", SteeringDialplan.DB_FAMILY, "Key", PROBE_KEY, "Val", value));
        if (!put.success()) {
            return denied("DBPut", put);
        }
        AmiReply deleted;
        AmiReply got;
        try {
            got = pbx.ask("DBGet", key);
        } finally {
            deleted = pbx.ask("DBDel", key);
        }
        double millis = (System.nanoTime() - began) / 1e6;
        String back = got.items().stream()
                .filter(item -> item.name().equals("DBGetResponse"))
                .map(item -> item.get("Val"))
                .findFirst()
                .orElse("nothing");
        if (!back.equals(value)) {
            return Answer.fail("AstDB gave back \"" + back + "\" instead of what was written", "is AstDB's disk full?");
        }
        if (!deleted.success()) {
            return denied("DBDel", deleted);
        }
        return Answer.ok(String.format(Locale.ROOT, "AstDB written, read back and cleaned up in %.1f ms", millis));
    }

    private Answer denied(String action, AmiReply reply) {
        return Answer.fail(
                action + ": " + reply.message(),
                "in manager.conf, section [" + address.username() + "]: write = "
                        + AsteriskSetup.write(address.rowStore()) + "; then: manager reload");
    }

    private Answer classes() throws IOException {
        List<Line> section = section();
        if (section.isEmpty()) {
            return Answer.skipped(UNREADABLE, "look there by eye for: read = " + AsteriskSetup.READ);
        }
        Set<String> read = new TreeSet<>();
        section.stream()
                .filter(line -> line.name().equals("read"))
                .forEach(line -> read.addAll(
                        List.of(line.value().toLowerCase(Locale.ROOT).split("\\s*,\\s*"))));
        String remedy = "in manager.conf, section [" + address.username() + "]: read = " + AsteriskSetup.READ
                + "; then: manager reload";
        Set<String> needed = new LinkedHashSet<>(List.of(AsteriskSetup.READ.split(",")));
        if (read.contains("all")) {
            return Answer.warn("read=all: more than is needed", remedy);
        }
        Set<String> missing = new LinkedHashSet<>(needed);
        missing.removeAll(read);
        if (!missing.isEmpty()) {
            return Answer.fail("read=" + String.join(",", missing) + " is missing", remedy);
        }
        read.removeAll(needed);
        return read.isEmpty()
                ? Answer.ok("read=" + AsteriskSetup.READ)
                : Answer.warn("more than is needed: read=" + String.join(",", read), remedy);
    }

    private Answer filters() throws IOException {
        List<Line> section = section();
        if (section.isEmpty()) {
            return Answer.skipped(UNREADABLE, "look there by eye for the eventfilter lines that setup prints");
        }
        List<Line> filters = section.stream()
                .filter(line -> line.name().startsWith("eventfilter"))
                .toList();
        List<String> events = AsteriskSetup.events(address.driver());
        if (filters.isEmpty()) {
            return Answer.warn(
                    "there is none: the PBX sends every event, about twice the bytes a call",
                    "copy the " + events.size() + " eventfilter lines of setup into [" + address.username()
                            + "] of manager.conf; then: manager reload");
        }
        List<String> missing =
                events.stream().filter(event -> !passes(event, filters)).toList();
        if (missing.isEmpty()) {
            return Answer.ok(filters.size() + " filters; all " + events.size() + " events that are needed pass");
        }
        String lines = missing.stream()
                .map(event -> "eventfilter(action(include),name(" + event + ")) =")
                .reduce((a, b) -> a + "\n          " + b)
                .orElseThrow();
        String remedy = "add to [" + address.username() + "] of manager.conf, then: manager reload\n          " + lines;
        String found = "held back: " + String.join(", ", missing);
        return missing.stream().anyMatch(VITAL::contains) ? Answer.fail(found, remedy) : Answer.warn(found, remedy);
    }

    /** As Asterisk has it: an exclusion wins; with an inclusion anywhere, only what is included passes. */
    private static boolean passes(String event, List<Line> filters) {
        boolean inclusive = false;
        boolean included = false;
        for (Line filter : filters) {
            boolean excludes = filter.name().contains("action(exclude)")
                    || (filter.name().equals("eventfilter") && filter.value().startsWith("!"));
            boolean matches = matches(event, filter);
            if (excludes && matches) {
                return false;
            }
            inclusive |= !excludes;
            included |= !excludes && matches;
        }
        return !inclusive || included;
    }

    private static boolean matches(String event, Line filter) {
        if (!filter.name().equals("eventfilter")) {
            Matcher named = FILTER_NAME.matcher(filter.name());
            // One that looks at other headers, too, lets a part of the events through; for that they would have to
            // come.
            return named.find()
                    && named.group(1).strip().equals(event)
                    && !filter.name().contains("header(");
        }
        String regex = filter.value().startsWith("!") ? filter.value().substring(1) : filter.value();
        try {
            return Pattern.compile(regex).matcher("Event: " + event + "\r\n").find();
        } catch (PatternSyntaxException e) {
            return false;
        }
    }

    private Answer permits() throws IOException {
        List<Line> section = section();
        if (section.isEmpty()) {
            return Answer.skipped(UNREADABLE, "look there by eye for the deny and permit lines that setup prints");
        }
        boolean denied = section.stream().anyMatch(line -> line.name().equals("deny"));
        boolean acl = section.stream().anyMatch(line -> line.name().equals("acl"));
        List<String> permits = section.stream()
                .filter(line -> line.name().equals("permit"))
                .map(Line::value)
                .toList();
        if (acl || (denied && !permits.isEmpty())) {
            return Answer.ok(acl ? "by acl" : "only from " + String.join(", ", permits));
        }
        return Answer.warn(
                "from anywhere that reaches the AMI port",
                "in manager.conf, section [" + address.username()
                        + "]: deny = 0.0.0.0/0.0.0.0 and permit = this host's address; then: manager reload");
    }

    /** Our own section of manager.conf, read once; empty when we may not see it. Secrets are dropped here. */
    private List<Line> section() throws IOException {
        List<Line> known = lines;
        if (known != null) {
            return known;
        }
        AmiReply reply = pbx.ask("GetConfig", Map.of("Filename", "manager.conf", "Category", address.username()));
        List<Line> found = new ArrayList<>();
        if (reply.success()) {
            reply.response().headers().forEach((header, value) -> {
                int equals = splitAt(value);
                if (header.startsWith("line-") && equals > 0) {
                    String name = value.substring(0, equals).strip().toLowerCase(Locale.ROOT);
                    if (!name.contains("secret")) {
                        // The name of an event in a filter keeps its case.
                        String spelt = name.startsWith("eventfilter")
                                ? value.substring(0, equals).strip()
                                : name;
                        found.add(new Line(spelt, value.substring(equals + 1).strip()));
                    }
                }
            });
        }
        lines = List.copyOf(found);
        return lines;
    }

    /** The equals sign that ends the name; a filter's name has its own in none of its parts. */
    private static int splitAt(String line) {
        return line.indexOf('=');
    }
}
