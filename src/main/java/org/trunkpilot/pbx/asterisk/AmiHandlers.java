package org.trunkpilot.pbx.asterisk;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.function.BiConsumer;
import org.asteriskjava.manager.event.ManagerEvent;

/** Which method takes in which event. */
final class AmiHandlers {
    private final Map<Class<? extends ManagerEvent>, BiConsumer<ManagerEvent, Instant>> handlers = new HashMap<>();

    <E extends ManagerEvent> void on(Class<E> type, BiConsumer<E, Instant> handler) {
        handlers.put(type, (event, at) -> handler.accept(type.cast(event), at));
    }

    /** @throws IllegalStateException when there is none for the event: every class that we let through needs one */
    void take(ManagerEvent event, Instant at) {
        BiConsumer<ManagerEvent, Instant> handler = handlers.get(event.getClass());
        if (handler == null) {
            throw new IllegalStateException("unhandled " + event.getClass().getSimpleName());
        }
        handler.accept(event, at);
    }
}
