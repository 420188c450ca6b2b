package org.trunkpilot.routing;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.trunkpilot.trunk.SteeredRoute;
import org.trunkpilot.trunk.TrunkId;

/**
 * What stands on the PBX for a route: {@code EXPIRY:EPOCH:OWNER:prov-b&prov-a}.
 *
 * <p>The dialplan checks it with the same pattern and the same bounds before anything of it is used. It is valid only while
 * {@code now < EXPIRY ≤ now + lease + 60 s} by the PBX's own clock: a PBX whose Trunkpilot died goes back to the static order
 * by itself, and one that booted with a wrong clock does not honour a stale row for years.
 *
 * @param expiry whole seconds, by the PBX's clock
 * @param epoch grows with each change of leadership, 0 to 999,999,999,999
 * @param owner names the installation that wrote it, {@code [A-Za-z0-9_.-]{1,40}}
 * @param order the trunks, first to be tried first
 */
public record OrderRow(Instant expiry, long epoch, String owner, List<TrunkId> order) {
    /** What a FreeSWITCH {@code db} value holds; the same bound for both PBXes. */
    public static final int MOST_BYTES = 250;

    /** How far beyond a lease an expiry may lie: clocks are read to the second, and a write takes a moment. */
    public static final Duration SLACK = Duration.ofSeconds(60);

    /** The pattern of the dialplan ({@code trunkpilot setup}); nothing else may reach an expression of the PBX. */
    private static final Pattern SHAPE =
            Pattern.compile("([1-9][0-9]{0,9}):([0-9]{1,12}):([A-Za-z0-9_.-]{1,40}):([A-Za-z0-9_.&-]{1,800})");

    /** @throws IllegalArgumentException when the text would not pass the dialplan or is longer than 250 bytes */
    public OrderRow {
        order = List.copyOf(order);
        String text = text(expiry, epoch, owner, order);
        if (!SHAPE.matcher(text).matches() || !expiry.equals(expiry.truncatedTo(ChronoUnit.SECONDS))) {
            throw new IllegalArgumentException("\"" + text + "\" is no order row");
        }
        // The pattern lets ASCII through only: a character is a byte.
        if (text.length() > MOST_BYTES) {
            throw new IllegalArgumentException("the order row \"" + text + "\" is longer than " + MOST_BYTES
                    + " bytes: shorten the names of the trunks or use fewer on one route");
        }
    }

    /** The row that text spells; empty when the dialplan would not take it either. */
    public static Optional<OrderRow> parse(String text) {
        var match = SHAPE.matcher(text);
        if (text.length() > MOST_BYTES || !match.matches()) {
            return Optional.empty();
        }
        List<String> names = List.of(match.group(4).split("&", -1));
        if (names.stream().anyMatch(name -> name.isEmpty() || name.length() > 40)
                || names.stream().distinct().count() != names.size()) {
            return Optional.empty();
        }
        return Optional.of(new OrderRow(
                Instant.ofEpochSecond(Long.parseLong(match.group(1))),
                Long.parseLong(match.group(2)),
                match.group(3),
                names.stream().map(TrunkId::new).toList()));
    }

    /** The row as it is written. */
    public String text() {
        return text(expiry, epoch, owner, order);
    }

    /** Whether the dialplan honours it at that moment of the PBX's clock. */
    public boolean validAt(Instant pbxNow, Duration lease) {
        long now = pbxNow.getEpochSecond();
        return now < expiry.getEpochSecond() && expiry.getEpochSecond() <= now + lease.toSeconds() + SLACK.toSeconds();
    }

    /**
     * The order in which the dialplan tries the trunks of a route: those of a valid row that the route has, once each, and
     * behind them whatever of the static order is left.
     *
     * @param valid the row, if one stands that is valid now
     */
    public static List<TrunkId> effective(Optional<OrderRow> valid, SteeredRoute route) {
        return Stream.concat(
                        valid.stream().flatMap(row -> row.order.stream()).filter(route.trunks()::contains),
                        route.trunks().stream())
                .distinct()
                .toList();
    }

    private static String text(Instant expiry, long epoch, String owner, List<TrunkId> order) {
        return expiry.getEpochSecond() + ":" + epoch + ":" + owner + ":"
                + order.stream().map(TrunkId::name).collect(Collectors.joining("&"));
    }
}
