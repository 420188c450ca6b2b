package org.trunkpilot.pbx.asterisk;

import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.asteriskjava.manager.AsteriskMapping;
import org.asteriskjava.manager.event.ManagerEvent;

/**
 * Makes events of recorded messages, as asterisk-java makes them of live ones.
 *
 * <p>The library itself reads on threads of its own and has a queue between them that may overflow: what is right for a live link would
 * make a replay depend on the machine's load. Classes, headers and the rule for repeated headers are those of {@link AmiWire};
 * {@code CapturedEventsTest} holds both against each other on every recording.
 */
final class CapturedEvents {
    private final Map<String, Maker> makers = new HashMap<>();

    private record Maker(Constructor<? extends ManagerEvent> made, Map<String, Method> setters) {}

    CapturedEvents() {
        for (Class<? extends ManagerEvent> type : AmiEvents.CLASSES) {
            String name = type.getAnnotation(AsteriskMapping.class).value().toLowerCase(Locale.ROOT);
            Set<String> kept = AmiEvents.headersOf(name).orElse(Set.of());
            var setters = new HashMap<String, Method>();
            for (Method method : type.getMethods()) {
                String header = method.getName().startsWith("set")
                        ? method.getName().substring(3).toLowerCase(Locale.ROOT)
                        : "";
                if (kept.contains(header)
                        && method.getParameterCount() == 1
                        && method.getParameterTypes()[0] == String.class) {
                    setters.put(header, method);
                }
            }
            try {
                makers.put(name, new Maker(type.getConstructor(Object.class), setters));
            } catch (NoSuchMethodException e) {
                throw new IllegalStateException(type + " cannot be made", e);
            }
        }
    }

    /** The event that a message is; empty for one that we do not hear. */
    Optional<ManagerEvent> of(AmiFraming.Message message) {
        Maker maker = makers.get(AmiWire.typeOf(message));
        if (maker == null || AmiSecrets.isSecretEvent(message.name())) {
            return Optional.empty();
        }
        try {
            ManagerEvent event = maker.made().newInstance(this);
            var seen = new HashSet<String>();
            for (String line : message.lines()) {
                String header = AmiWire.strip(AmiFraming.keyOf(line));
                Method setter = maker.setters().get(header);
                if (setter != null && AmiWire.isWanted(header, line) && seen.add(header)) {
                    setter.invoke(event, AmiFraming.valueOf(line));
                }
            }
            return Optional.of(event);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("no event could be made of a " + message.name(), e);
        }
    }
}
