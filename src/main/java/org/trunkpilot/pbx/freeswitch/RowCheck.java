package org.trunkpilot.pbx.freeswitch;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.trunkpilot.pbx.Question;
import org.trunkpilot.pbx.Question.Answer;
import org.trunkpilot.pbx.SteeringTerms;
import org.trunkpilot.routing.OrderRow;
import org.trunkpilot.trunk.EmergencyRoute;
import org.trunkpilot.trunk.Inventory;
import org.trunkpilot.trunk.Route;
import org.trunkpilot.trunk.RouteId;
import org.trunkpilot.trunk.SteeredRoute;
import org.trunkpilot.trunk.TrunkId;

/** The rows that stand on the PBX, whose they are, where they are kept, and the clock that they run out by. */
final class RowCheck {
    /** Beyond it the two clocks do not agree on what came first. The PBX's is told in whole seconds. */
    private static final Duration CLOCKS_AGREE = Duration.ofSeconds(2);

    private static final List<String> STORES = List.of("hash", "db");
    private static final String PROBE_KEY = SteeringDialplan.REALM + "/-check-";

    private final Inventory inventory;
    private final SteeringTerms terms;
    private final Asker pbx;

    RowCheck(Inventory inventory, SteeringTerms terms, Asker pbx) {
        this.inventory = inventory;
        this.terms = terms;
        this.pbx = pbx;
    }

    List<Question> questions() {
        var questions = new ArrayList<Question>();
        questions.add(new Question("clock", this::clock));
        STORES.forEach(store -> questions.add(new Question("place of the rows: " + store, () -> place(store))));
        questions.add(new Question("rows", this::rows));
        for (Route route : inventory.routes()) {
            if (route instanceof EmergencyRoute) {
                questions.add(new Question("route " + route.id() + ": no row", () -> untouched(route)));
            }
        }
        return questions;
    }

    private Answer clock() throws IOException {
        Instant before = Instant.now().truncatedTo(ChronoUnit.SECONDS);
        Instant there = pbxTime();
        Instant after = Instant.now();
        Duration apart = there.isBefore(before)
                ? Duration.between(there, before)
                : there.isAfter(after) ? Duration.between(after, there) : Duration.ZERO;
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

    private Instant pbxTime() throws IOException {
        String seconds = pbx.api("strepoch").text();
        if (!seconds.matches("\\d{9,12}")) {
            throw new IOException("the PBX does not tell its time: strepoch says \"" + shortened(seconds) + "\"");
        }
        return Instant.ofEpochSecond(Long.parseLong(seconds));
    }

    /** Writes, reads and removes a key of our own, which no route can have. */
    private Answer place(String store) throws IOException {
        String value = "probe-" + System.nanoTime();
        long began = System.nanoTime();
        EslAnswer written = pbx.api(store + " insert/" + PROBE_KEY + "/" + value);
        if (!written.ok()) {
            return Answer.fail(
                    store + " insert: " + written.words(),
                    "fs_cli -x \"load mod_" + store + "\", and in modules.conf.xml");
        }
        EslAnswer back;
        EslAnswer deleted;
        try {
            back = pbx.api(store + " select/" + PROBE_KEY);
        } finally {
            deleted = pbx.api(store + " delete/" + PROBE_KEY);
        }
        double millis = (System.nanoTime() - began) / 1e6;
        if (!back.value().equals(value)) {
            return Answer.fail(
                    store + " gave back \"" + shortened(back.value()) + "\" instead of what was written",
                    store.equals("db") ? "is the disk of the core database full?" : "is there enough memory?");
        }
        return deleted.ok()
                ? Answer.ok(String.format(Locale.ROOT, "written, read back and cleaned up in %.1f ms", millis))
                : Answer.warn(
                        store + " delete: " + deleted.words(),
                        "the key " + PROBE_KEY + " may be left; it harms nothing");
    }

    private Answer rows() throws IOException {
        Instant now = pbxTime();
        var good = new ArrayList<String>();
        var bad = new ArrayList<String>();
        var removals = new ArrayList<String>();
        var owners = new TreeSet<String>();
        for (SteeredRoute route : inventory.steeredRoutes()) {
            for (Map.Entry<String, String> kept : read(route.id()).entrySet()) {
                Optional<OrderRow> row = OrderRow.parse(kept.getValue());
                String fault = row.map(r -> fault(route, r, now)).orElse("the dialplan cannot read it");
                String where = route.id() + " in " + kept.getKey() + ": ";
                if (fault.isEmpty()) {
                    good.add(where + words(row.orElseThrow(), now));
                } else {
                    bad.add(where + "\"" + shortened(kept.getValue()) + "\" (" + fault + ")");
                    removals.add(removal(kept.getKey(), route.id()));
                }
                row.filter(r -> r.validAt(now, terms.lease())).ifPresent(r -> owners.add(r.owner()));
            }
        }
        if (good.isEmpty() && bad.isEmpty()) {
            return Answer.ok("there is none: every route uses its static order");
        }
        String all = String.join("; ", good) + (good.isEmpty() || bad.isEmpty() ? "" : "; ") + String.join("; ", bad);
        if (owners.size() > 1) {
            return Answer.warn(
                    all + ". More than one installation writes here: " + String.join(", ", owners),
                    "let one act and the others watch");
        }
        return bad.isEmpty()
                ? Answer.ok(all)
                : Answer.warn(
                        all, "rows that count for nothing do no harm; remove them: " + String.join(" and ", removals));
    }

    private String fault(SteeredRoute route, OrderRow row, Instant now) {
        if (!row.expiry().isAfter(now)) {
            return "ran out " + Duration.between(row.expiry(), now).toSeconds() + " s ago";
        }
        if (!row.validAt(now, terms.lease())) {
            return "lasts longer than a lease of " + terms.lease().toSeconds() + " s: a clock is or was wrong";
        }
        List<TrunkId> foreign = row.order().stream()
                .filter(trunk -> !route.trunks().contains(trunk))
                .toList();
        return foreign.isEmpty() ? "" : "names what is no trunk of this route: " + foreign;
    }

    private static String words(OrderRow row, Instant now) {
        return row.order().stream().map(TrunkId::name).collect(Collectors.joining(", ")) + " by " + row.owner()
                + " for another " + Duration.between(now, row.expiry()).toSeconds() + " s";
    }

    /** A row that names an emergency route is nobody's honest work. */
    private Answer untouched(Route route) throws IOException {
        Map<String, String> rows = read(route.id());
        if (rows.isEmpty()) {
            return Answer.ok("no row names this emergency route, and its dialplan would read none");
        }
        String found = rows.entrySet().stream()
                .map(row -> "\"" + shortened(row.getValue()) + "\" in " + row.getKey())
                .collect(Collectors.joining(" and "));
        return Answer.fail(
                "ALARM: " + found + " names an EMERGENCY route. Trunkpilot never writes one",
                "find out who wrote it, and make sure that the route's dialplan is ours (below: it reads no row); remove it: "
                        + rows.keySet().stream()
                                .map(store -> removal(store, route.id()))
                                .collect(Collectors.joining(" and ")));
    }

    private static String removal(String store, RouteId route) {
        return "fs_cli -x \"" + store + " delete/" + HashAndDbActuator.key(route) + "\"";
    }

    /** Store to row, where there is one. */
    private Map<String, String> read(RouteId route) throws IOException {
        Map<String, String> rows = new LinkedHashMap<>();
        for (String store : STORES) {
            EslAnswer answer = pbx.api(store + " select/" + HashAndDbActuator.key(route));
            if (answer.failed()) {
                throw new IOException(store + " select: " + answer.words());
            }
            if (!answer.isEmpty()) {
                rows.put(store, answer.value());
            }
        }
        return rows;
    }

    private static String shortened(String text) {
        String plain = text.replaceAll("\\p{Cntrl}", "?");
        return plain.length() <= 80 ? plain : plain.substring(0, 80) + "...";
    }
}
