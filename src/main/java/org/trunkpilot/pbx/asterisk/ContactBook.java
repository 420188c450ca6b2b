package org.trunkpilot.pbx.asterisk;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.trunkpilot.signal.Reachability;
import org.trunkpilot.trunk.TrunkId;

/**
 * What the PBX's qualify says of each trunk's contacts. A trunk with several (an AOR with two addresses) is reachable as long
 * as one of them is: the PBX sends its calls there.
 */
final class ContactBook {
    /** More addresses than any carrier gives; the oldest is forgotten. */
    private static final int MOST_CONTACTS = 16;

    /** A poll that finds everything as it was is passed on as a sign of life only so often. */
    private static final Duration REPEAT = Duration.ofSeconds(25);

    /** Three polls: an address that was not spoken of since has been taken out of the configuration. */
    private static final Duration REMEMBERED = Duration.ofSeconds(90);

    private record Contact(Reachability.State state, Optional<Duration> roundTrip, Instant at) {}

    private final Map<TrunkId, Map<String, Contact>> contacts = new HashMap<>();
    private final Map<TrunkId, Reachability> told = new HashMap<>();

    void clear() {
        contacts.clear();
        told.clear();
    }

    /**
     * Takes in what was said of one contact.
     *
     * @param asked whether it was asked for; else the PBX says it because it changed
     * @return what is true of the trunk now; empty when that is nothing, or nothing new
     */
    Optional<Reachability> take(
            TrunkId trunk, String uri, @Nullable String status, @Nullable String micros, boolean asked, Instant at) {
        Map<String, Contact> known = contacts.computeIfAbsent(trunk, t -> new LinkedHashMap<>());
        Optional<Reachability.State> state = state(status);
        if (state.isEmpty()) {
            if ("removed".equals(String.valueOf(status).toLowerCase(Locale.ROOT))) {
                known.remove(uri);
            }
            return Optional.empty();
        }
        known.put(uri, new Contact(state.get(), roundTrip(micros), at));
        if (known.size() > MOST_CONTACTS) {
            known.remove(known.keySet().iterator().next());
        }
        Contact best = best(known, uri);
        Reachability now = new Reachability(at, trunk, best.state(), best.roundTrip());
        Reachability before = told.get(trunk);
        boolean repeats = before != null
                && before.state() == now.state()
                && before.roundTrip().equals(now.roundTrip())
                && Duration.between(before.at(), at).compareTo(REPEAT) < 0;
        if (asked && repeats) {
            return Optional.empty();
        }
        told.put(trunk, now);
        return Optional.of(now);
    }

    private static Contact best(Map<String, Contact> known, String uri) {
        Contact said = Objects.requireNonNull(known.get(uri));
        if (said.state() == Reachability.State.REACHABLE) {
            return said;
        }
        return known.values().stream()
                .filter(contact -> contact.state() == Reachability.State.REACHABLE
                        && contact.at().isAfter(said.at().minus(REMEMBERED)))
                .findFirst()
                .orElse(said);
    }

    /** {@code OK (1 ms)} and {@code LAGGED} are chan_sip's words; a lagged answer is an answer. */
    private static Optional<Reachability.State> state(@Nullable String status) {
        String word = String.valueOf(status).toLowerCase(Locale.ROOT);
        int end = word.indexOf(' ');
        return switch (end < 0 ? word : word.substring(0, end)) {
            case "reachable", "avail", "ok", "lagged" -> Optional.of(Reachability.State.REACHABLE);
            case "unreachable", "unavail" -> Optional.of(Reachability.State.UNREACHABLE);
            case "nonqualified", "unmonitored" -> Optional.of(Reachability.State.UNMONITORED);
            default -> Optional.empty();
        };
    }

    /** Asterisk says 0 or {@code N/A} when it has none. */
    static Optional<Duration> roundTrip(@Nullable String micros) {
        if (micros == null || !micros.matches("\\d{1,9}") || Long.parseLong(micros) == 0) {
            return Optional.empty();
        }
        return Optional.of(Duration.ofNanos(Long.parseLong(micros) * 1_000));
    }
}
