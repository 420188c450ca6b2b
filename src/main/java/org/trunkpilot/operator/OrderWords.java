package org.trunkpilot.operator;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.trunkpilot.override.Order;
import org.trunkpilot.timeline.Entry;
import org.trunkpilot.trunk.PbxId;
import org.trunkpilot.trunk.RouteId;

/** Orders as sentences of the record. */
final class OrderWords {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm 'UTC'", Locale.ROOT).withZone(ZoneOffset.UTC);

    private OrderWords() {}

    /** What an order says, as the rest of a sentence: "hold prov-a out on route default". */
    static String what(PbxId pbx, Order order) {
        String trunk = order.trunk().map(Object::toString).orElse("");
        String where = order.route().map(route -> " on route " + route).orElse(" on every route");
        return switch (order.kind()) {
            case HELD_OUT -> "hold " + trunk + " out" + where;
            case HELD_IN -> "hold " + trunk + " in" + where;
            case PIN -> "pin " + trunk + " first" + where;
            case FREEZE -> "freeze route " + order.route().map(RouteId::name).orElse("");
            case PAUSE -> "pause " + pbx;
        };
    }

    static String time(Instant at) {
        return TIME.format(at);
    }

    static Entry given(PbxId pbx, Order order) {
        return entry(
                order.since(),
                pbx,
                order,
                "given",
                order.who() + " ordered to " + what(pbx, order) + " until " + time(order.until()) + ": "
                        + order.reason(),
                order.who());
    }

    static Entry ended(PbxId pbx, Order order, Instant at, String by) {
        String whose = by.equals(order.who()) ? "" : " that " + order.who() + " gave";
        return entry(at, pbx, order, "ended", by + " ended the order" + whose + " to " + what(pbx, order) + ".", by);
    }

    static Entry expired(PbxId pbx, Order order) {
        return entry(
                order.until(),
                pbx,
                order,
                "expired",
                "The order of " + order.who() + " to " + what(pbx, order) + " has run out.",
                order.who());
    }

    private static Entry entry(Instant at, PbxId pbx, Order order, String event, String words, String who) {
        Map<String, Object> detail = new HashMap<>();
        detail.put("event", event);
        detail.put("id", order.id());
        detail.put("order", order.kind().name());
        detail.put("who", who);
        detail.put("reason", order.reason());
        detail.put("until", order.until().toString());
        return new Entry(at, pbx, Entry.Kind.ORDER, order.trunk(), order.route(), words, detail);
    }

    /** The field and the message of what an {@link Order} had to say against being made. */
    static ApiProblem problem(IllegalArgumentException e) {
        String words = String.valueOf(e.getMessage());
        return Optional.of(words.indexOf(": "))
                .filter(colon -> colon > 0)
                .map(colon -> ApiProblem.invalid(words.substring(0, colon), words.substring(colon + 2)))
                .orElseGet(() -> ApiProblem.invalid("body", words));
    }
}
