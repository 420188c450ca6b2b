package org.trunkpilot.health;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.trunkpilot.trunk.Destination;
import org.trunkpilot.trunk.TrunkId;

/**
 * How soon calls ring on all trunks of a PBX now: what one trunk is compared with. A value, made anew for each look at the trunks.
 *
 * @param heard the last calls of each trunk, by destination, oldest first
 */
public record RingingNow(Map<TrunkId, Map<Destination, List<Heard>>> heard) {
    /** Nothing to compare with. */
    public static final RingingNow NONE = new RingingNow(Map.of());

    /**
     * One call.
     *
     * @param at when it rang
     * @param delay from the INVITE
     */
    public record Heard(Instant at, Duration delay) {}

    /** The median of what the other trunks took for such calls since a moment; empty with fewer calls than {@code least}. */
    Optional<Duration> elsewhere(TrunkId trunk, Destination destination, Instant since, int least) {
        List<Duration> delays = heard.entrySet().stream()
                .filter(e -> !e.getKey().equals(trunk))
                .flatMap(e -> e.getValue().getOrDefault(destination, List.of()).stream())
                .filter(h -> !h.at().isBefore(since))
                .map(Heard::delay)
                .sorted()
                .toList();
        return delays.size() < least ? Optional.empty() : Optional.of(delays.get(delays.size() / 2));
    }
}
