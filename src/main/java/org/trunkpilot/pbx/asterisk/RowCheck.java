package org.trunkpilot.pbx.asterisk;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.trunkpilot.pbx.PbxAddress;
import org.trunkpilot.pbx.PbxAddress.RowStore;
import org.trunkpilot.pbx.Question;
import org.trunkpilot.pbx.Question.Answer;
import org.trunkpilot.pbx.SteeringTerms;
import org.trunkpilot.routing.OrderRow;
import org.trunkpilot.trunk.EmergencyRoute;
import org.trunkpilot.trunk.Inventory;
import org.trunkpilot.trunk.Route;
import org.trunkpilot.trunk.TrunkId;

/** The rows that stand on the PBX, whose they are, and the clock that they run out by. */
final class RowCheck {
    /** Beyond it a row of a short lease is noticeably shorter, and the two clocks do not agree on what came first. */
    private static final Duration CLOCKS_AGREE = Duration.ofSeconds(2);

    private static final String KEY_PREFIX = "/" + SteeringDialplan.DB_FAMILY + "/order/";

    private final PbxAddress address;
    private final Inventory inventory;
    private final SteeringTerms terms;
    private final Inquirer pbx;

    RowCheck(PbxAddress address, Inventory inventory, SteeringTerms terms, Inquirer pbx) {
        this.address = address;
        this.inventory = inventory;
        this.terms = terms;
        this.pbx = pbx;
    }

    List<Question> questions() {
        var questions = new ArrayList<Question>();
        questions.add(new Question("clock", this::clock));
        questions.add(new Question("rows", this::rows));
        for (Route route : inventory.routes()) {
            if (route instanceof EmergencyRoute) {
                questions.add(new Question("route " + route.id() + ": no row", () -> untouched(route)));
            }
        }
        return questions;
    }

    private Answer clock() throws IOException {
        Instant before = Instant.now();
        Optional<Instant> there = pbxTime();
        Instant after = Instant.now();
        if (there.isEmpty()) {
            return Answer.fail(
                    "the PBX does not tell its time", "Ping must answer with a Timestamp (Asterisk 1.8 and later)");
        }
        Duration apart = apart(before, there.get(), after);
        String found =
                String.format(Locale.ROOT, "the PBX's clock and ours are %.1f s apart", apart.toMillis() / 1000.0);
        String remedy = "run chrony or ntpd on both machines";
        if (apart.compareTo(terms.lease().dividedBy(2)) > 0) {
            return Answer.fail(
                    found + ", more than half the lease of " + terms.lease().toSeconds() + " s", remedy);
        }
        return apart.compareTo(CLOCKS_AGREE) > 0
                ? Answer.warn(
                        found + "; rows go by the PBX's own, so steering works, but times in the record differ", remedy)
                : Answer.ok(found);
    }

    /** Zero when the PBX's time lies between our asking and its answer. */
    static Duration apart(Instant before, Instant there, Instant after) {
        if (there.isBefore(before)) {
            return Duration.between(there, before);
        }
        return there.isAfter(after) ? Duration.between(after, there) : Duration.ZERO;
    }

    private Optional<Instant> pbxTime() throws IOException {
        String stamp = pbx.ask("Ping").get("Timestamp");
        return stamp.matches("\\d{1,12}(\\.\\d+)?")
                ? Optional.of(Instant.ofEpochMilli(Math.round(Double.parseDouble(stamp) * 1000)))
                : Optional.empty();
    }

    private Answer rows() throws IOException {
        Map<String, String> found = read();
        // Those have a question of their own.
        inventory.routes().stream()
                .filter(EmergencyRoute.class::isInstance)
                .forEach(route -> found.remove(route.id().name()));
        if (found.isEmpty()) {
            return Answer.ok("there is none: every route uses its static order");
        }
        Instant now = pbxTime().orElseGet(Instant::now);
        var good = new ArrayList<String>();
        var bad = new ArrayList<String>();
        var owners = new TreeSet<String>();
        found.forEach((route, text) -> {
            Optional<OrderRow> row = OrderRow.parse(text);
            String fault = row.map(r -> fault(route, r, now)).orElse("the dialplan cannot read it");
            if (fault.isEmpty()) {
                good.add(route + ": " + words(row.orElseThrow(), now));
            } else {
                bad.add(route + ": \"" + shortened(text) + "\" (" + fault + ")");
            }
            row.filter(r -> r.validAt(now, terms.lease())).ifPresent(r -> owners.add(r.owner()));
        });
        String all = String.join("; ", good) + (good.isEmpty() || bad.isEmpty() ? "" : "; ") + String.join("; ", bad);
        if (owners.size() > 1) {
            return Answer.warn(
                    all + ". More than one installation writes here: " + String.join(", ", owners),
                    "let one act and the others watch");
        }
        return bad.isEmpty()
                ? Answer.ok(all)
                : Answer.warn(all, "rows that count for nothing do no harm; remove them: " + removal(found, bad));
    }

    private String fault(String route, OrderRow row, Instant now) {
        Optional<Route> known = inventory.routes().stream()
                .filter(r -> r.id().name().equals(route))
                .findFirst();
        if (known.isEmpty()) {
            return "no such route is configured";
        }
        if (!row.expiry().isAfter(now)) {
            return "ran out " + Duration.between(row.expiry(), now).toSeconds() + " s ago";
        }
        if (!row.validAt(now, terms.lease())) {
            return "lasts longer than a lease of " + terms.lease().toSeconds() + " s: a clock is or was wrong";
        }
        List<TrunkId> foreign = row.order().stream()
                .filter(trunk -> !known.get().trunks().contains(trunk))
                .toList();
        return foreign.isEmpty() ? "" : "names what is no trunk of this route: " + foreign;
    }

    private static String words(OrderRow row, Instant now) {
        return row.order().stream().map(TrunkId::name).collect(Collectors.joining(", ")) + " by " + row.owner()
                + " for another " + Duration.between(now, row.expiry()).toSeconds() + " s";
    }

    private String removal(Map<String, String> found, List<String> bad) {
        if (address.rowStore() == RowStore.GLOBALS) {
            return "they go with the next restart of Asterisk";
        }
        return found.keySet().stream()
                .filter(route -> bad.stream().anyMatch(text -> text.startsWith(route + ": ")))
                .map(route -> "asterisk -rx \"database del " + SteeringDialplan.DB_FAMILY + " order/" + route + "\"")
                .collect(Collectors.joining(" and "));
    }

    /** A row that names an emergency route is nobody's honest work. */
    private Answer untouched(Route route) throws IOException {
        String row = read().getOrDefault(route.id().name(), "");
        if (row.isEmpty()) {
            return Answer.ok("no row names this emergency route, and its dialplan would read none");
        }
        return Answer.fail(
                "ALARM: the row \"" + shortened(row) + "\" names an EMERGENCY route. Trunkpilot never writes one",
                "find out who wrote it, and make sure that the route's dialplan is ours (below: it reads no row); remove it: "
                        + (address.rowStore() == RowStore.DATABASE
                                ? "asterisk -rx \"database del " + SteeringDialplan.DB_FAMILY + " "
                                        + SteeringDialplan.keyOf(route.id()) + "\""
                                : "asterisk -rx \"dialplan set global " + SteeringDialplan.globalOf(route.id())
                                        + " 0\""));
    }

    /** Route names to rows, as they stand there; those of unknown routes, too, where they can be listed. */
    private Map<String, String> read() throws IOException {
        Map<String, String> rows = new LinkedHashMap<>();
        if (address.rowStore() == RowStore.GLOBALS) {
            for (Route route : inventory.routes()) {
                String row = pbx.variable(SteeringDialplan.globalOf(route.id()));
                if (!row.isEmpty()) {
                    rows.put(route.id().name(), row);
                }
            }
            return rows;
        }
        AmiReply tree = pbx.ask("DBGetTree", Map.of("Family", SteeringDialplan.DB_FAMILY));
        if (!tree.success()) {
            throw new IOException("DBGetTree: " + tree.message());
        }
        for (AmiItem item : tree.items()) {
            if (item.get("Key").startsWith(KEY_PREFIX)) {
                rows.put(item.get("Key").substring(KEY_PREFIX.length()), item.get("Val"));
            }
        }
        return rows;
    }

    private static String shortened(String text) {
        String plain = text.replaceAll("\\p{Cntrl}", "?");
        return plain.length() <= 80 ? plain : plain.substring(0, 80) + "...";
    }
}
