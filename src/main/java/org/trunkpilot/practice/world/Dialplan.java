package org.trunkpilot.practice.world;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.trunkpilot.trunk.EmergencyRoute;
import org.trunkpilot.trunk.Route;
import org.trunkpilot.trunk.TrunkId;

/**
 * The rules by which the dialplan that Trunkpilot ships chooses trunks: the row when it is valid, of the row only names of the
 * static list, the static list behind it, each trunk once.
 */
public final class Dialplan {
    /** Within which a number may be dialled at all; anything else could become a second dial string. */
    private static final Pattern NUMBER = Pattern.compile("[0-9*#+]{1,40}");

    private static final Pattern ROW =
            Pattern.compile("([1-9][0-9]{0,9}):([0-9]{1,12}):([A-Za-z0-9_.-]{1,40}):([A-Za-z0-9_.&-]{1,800})");

    /** A row may lie that much further ahead than the lease, for clocks that are set while it is written. */
    private static final Duration AHEAD = Duration.ofSeconds(60);

    /** Trunks to try, in this order; {@code epoch} is that of the row, or "static". */
    record Order(String epoch, List<TrunkId> trunks) {}

    private final AstDb db;
    private final Globals globals;
    private final Rows rows;
    private final Duration lease;

    Dialplan(AstDb db, Globals globals, Rows rows, Duration lease) {
        this.db = db;
        this.globals = globals;
        this.rows = rows;
        this.lease = lease;
    }

    static boolean mayDial(String number) {
        return NUMBER.matcher(number).matches();
    }

    /** An emergency route has its static order and looks at no row. */
    Order order(Route route, Instant now) {
        if (route instanceof EmergencyRoute) {
            return new Order("static", route.trunks());
        }
        return rows(route)
                .flatMap(row -> valid(row, route, now).stream())
                .findFirst()
                .orElseGet(() -> new Order("static", route.trunks()));
    }

    /** The rows there are, the one that counts first. */
    private Stream<String> rows(Route route) {
        String key = route.id().name();
        return switch (rows) {
            case ASTDB -> db.get("trunkpilot", "order/" + key).stream();
            case GLOBALS -> globals.get("TRUNKPILOT_ORDER_" + key).stream();
            case HASH_AND_DB ->
                Stream.concat(
                        db.get(Rows.HASH, "trunkpilot/" + key).stream(), db.get(Rows.DB, "trunkpilot/" + key).stream());
        };
    }

    private Optional<Order> valid(String row, Route route, Instant now) {
        var match = ROW.matcher(row);
        if (!match.matches()) {
            return Optional.empty();
        }
        long expiry = Long.parseLong(match.group(1));
        long second = now.getEpochSecond();
        if (expiry <= second || expiry > second + lease.plus(AHEAD).toSeconds()) {
            return Optional.empty();
        }
        List<TrunkId> left = new ArrayList<>(route.trunks());
        List<TrunkId> order = new ArrayList<>();
        for (String name : match.group(4).split("&", -1)) {
            left.stream().filter(t -> t.name().equals(name)).findFirst().ifPresent(trunk -> {
                left.remove(trunk);
                order.add(trunk);
            });
        }
        order.addAll(left);
        return Optional.of(new Order(match.group(2), order));
    }
}
