package org.trunkpilot.pbx.asterisk;

import java.lang.reflect.Method;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.asteriskjava.AsteriskVersion;
import org.asteriskjava.manager.AsteriskMapping;
import org.asteriskjava.manager.event.ManagerEvent;

/**
 * The AMI events that we hear, each with the headers that we use and no other.
 *
 * <p>Our own classes instead of asterisk-java's: theirs lack whole events (OutboundRegistrationDetail) and headers (Hangup's
 * TechCause), throw on values that Asterisk does send (an unsigned 32-bit loss count), and log a warning for each header they
 * do not know. All values are text here; {@link AmiTranslator} judges them, so a wrong one is counted instead of thrown.
 *
 * <p>The list is also what {@link AmiWire} lets through: an event or a header without a setter here never reaches the
 * library. Public, because the library fills them by reflection; nobody else can name them.
 */
final class AmiEvents {
    /** Every event class; the first of the two places to touch for a new one, {@link AmiTranslator} is the other. */
    static final List<Class<? extends ManagerEvent>> CLASSES = List.of(
            AmiCallEvents.DialBegin.class,
            AmiCallEvents.DialState.class,
            AmiCallEvents.DialEnd.class,
            AmiCallEvents.Hangup.class,
            AmiCallEvents.HangupRequest.class,
            AmiCallEvents.SoftHangupRequest.class,
            AmiCallEvents.Hold.class,
            AmiCallEvents.Unhold.class,
            AmiCallEvents.RtcpSent.class,
            AmiCallEvents.RtcpReceived.class,
            AmiStateEvents.Registry.class,
            AmiStateEvents.OutboundRegistrationDetail.class,
            AmiStateEvents.OutboundRegistrationsListed.class,
            AmiStateEvents.RegistryEntry.class,
            AmiStateEvents.RegistryEntriesListed.class,
            AmiStateEvents.ContactStatus.class,
            AmiStateEvents.ContactStatusDetail.class,
            AmiStateEvents.PeerStatus.class,
            AmiStateEvents.PeerEntry.class,
            AmiCallEvents.Newstate.class,
            AmiCallEvents.CoreShowChannel.class,
            AmiCallEvents.Status.class,
            AmiCallEvents.TrunkAttempt.class,
            AmiCallEvents.TrunkFull.class,
            AmiCallEvents.TrunkRefused.class,
            AmiCallEvents.TrunkRouted.class,
            AmiCallEvents.TrunksFailed.class,
            AmiStateEvents.FullyBooted.class,
            AmiStateEvents.Reload.class,
            AmiStateEvents.Shutdown.class);

    /** What ChanVariable names the route in the steering dialplan. */
    static final String ROUTE_VARIABLE = "TH_ROUTE";

    /** The version the library is told; it matters for the form of map arguments only, and we send none. */
    static final AsteriskVersion ASSUMED = AsteriskVersion.ASTERISK_16;

    private static final Map<String, Set<String>> HEADERS = headersByEvent();

    private AmiEvents() {}

    /**
     * The headers to keep of an event, in lower case with nothing but letters and digits, or empty when we do not hear it.
     *
     * @param event its name in lower case; {@code userevent} and the user event's own name run together
     */
    static Optional<Set<String>> headersOf(String event) {
        return Optional.ofNullable(HEADERS.get(event));
    }

    private static Map<String, Set<String>> headersByEvent() {
        Map<String, Set<String>> headers = new HashMap<>();
        for (Class<? extends ManagerEvent> type : CLASSES) {
            Set<String> kept = new HashSet<>();
            for (Method method : type.getMethods()) {
                if (method.getName().startsWith("set") && isOurs(method.getDeclaringClass())) {
                    kept.add(method.getName().substring(3).toLowerCase(Locale.ROOT));
                }
            }
            AsteriskMapping mapping = type.getAnnotation(AsteriskMapping.class);
            headers.put(mapping.value().toLowerCase(Locale.ROOT), Set.copyOf(kept));
        }
        return Map.copyOf(headers);
    }

    private static boolean isOurs(Class<?> type) {
        return type.getEnclosingClass() == AmiCallEvents.class || type.getEnclosingClass() == AmiStateEvents.class;
    }
}
