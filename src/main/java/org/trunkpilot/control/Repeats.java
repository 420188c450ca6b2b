package org.trunkpilot.control;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.trunkpilot.trunk.RouteId;

/**
 * Something that may happen to every call of a route, said so that nothing else is drowned: the first time at once, and then
 * once a minute how often, until a minute has passed without.
 */
final class Repeats {
    static final Duration EVERY = Duration.ofMinutes(1);

    private final Map<RouteId, Window> windows = new TreeMap<>();

    /** What has not been said yet, and when it will be. */
    private record Window(Instant until, long more) {}

    /** How often it happened again. */
    record Again(RouteId route, long times) {}

    /** It happened: whether to say so now. */
    boolean first(RouteId route, Instant at) {
        Window open = windows.get(route);
        windows.put(route, open == null ? new Window(at.plus(EVERY), 0) : new Window(open.until(), open.more() + 1));
        return open == null;
    }

    /** What is to be said now. */
    List<Again> due(Instant now) {
        List<Again> due = new ArrayList<>();
        for (Iterator<Map.Entry<RouteId, Window>> it = windows.entrySet().iterator(); it.hasNext(); ) {
            Map.Entry<RouteId, Window> open = it.next();
            Window window = open.getValue();
            if (now.isBefore(window.until())) {
                continue;
            }
            if (window.more() == 0) {
                it.remove();
            } else {
                due.add(new Again(open.getKey(), window.more()));
                open.setValue(new Window(now.plus(EVERY), 0));
            }
        }
        return due;
    }
}
