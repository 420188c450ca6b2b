package org.trunkpilot.practice.world;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What goes wrong and when: phases one after the other, then from the beginning again. Without phases all stays well. */
public record IncidentScript(List<Phase> phases) {
    public static final IncidentScript NONE = new IncidentScript(List.of());

    /** Nothing is the matter. */
    public static final Phase WELL = new Phase("well", "all is well", Duration.ofMinutes(10), Map.of(), Set.of());

    public IncidentScript {
        phases = List.copyOf(phases);
    }

    /**
     * A phase says how everything is while it lasts; what it does not name is well.
     *
     * @param name short, for a log line
     * @param words for a person, with the figures
     * @param carriers by the carrier's name
     * @param uplinksDown by the uplink's name
     */
    public record Phase(
            String name, String words, Duration lasts, Map<String, Conditions> carriers, Set<String> uplinksDown) {
        /** @throws IllegalArgumentException when it lasts no time */
        public Phase {
            carriers = Map.copyOf(carriers);
            uplinksDown = Set.copyOf(uplinksDown);
            if (lasts.isZero() || lasts.isNegative()) {
                throw new IllegalArgumentException("phase " + name + " must last some time");
            }
        }
    }

    /**
     * The first run. The first carrier's audio loses 10 % of its packets after 18 s, the carrier goes silent, comes back; then
     * the uplink is cut for 90 s, when nothing should be moved; then all is well and it begins anew.
     *
     * @param first the carrier that calls go to when all is well
     * @param second the other one, which stays well
     * @param uplink the one that both leave by
     */
    public static IncidentScript firstRun(String first, String second, String uplink) {
        var lossy = Conditions.WELL.loss(10);
        return new IncidentScript(List.of(
                new Phase("well", "all is well", Duration.ofSeconds(18), Map.of(), Set.of()),
                new Phase(
                        "bad-audio",
                        "the audio of " + first + " degrades (" + lossy.words() + "), its signalling is fine",
                        Duration.ofSeconds(72),
                        Map.of(first, lossy),
                        Set.of()),
                new Phase(
                        "dead",
                        first + " is dead: nothing comes back from it",
                        Duration.ofSeconds(60),
                        Map.of(first, Conditions.WELL.gone()),
                        Set.of()),
                new Phase("back", first + " is back and well", Duration.ofSeconds(120), Map.of(), Set.of()),
                new Phase(
                        "uplink-cut",
                        "the uplink " + uplink + " is cut: " + first + " and " + second
                                + " fall silent together, there is nothing better to move to",
                        Duration.ofSeconds(90),
                        Map.of(),
                        Set.of(uplink)),
                new Phase("well-again", "all is well again", Duration.ofSeconds(180), Map.of(), Set.of())));
    }
}
