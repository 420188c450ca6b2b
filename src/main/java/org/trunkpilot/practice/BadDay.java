package org.trunkpilot.practice;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.trunkpilot.practice.world.Conditions;
import org.trunkpilot.practice.world.IncidentScript;
import org.trunkpilot.practice.world.IncidentScript.Phase;

/** Bad days that the field knows, on the two carriers and the one uplink of the practice site: first the fault, then time to recover. */
public enum BadDay {
    LINK_DROP(
            "The 90-second link drop",
            "The uplink that both carriers are reached by is cut for 90 s. Every trunk falls silent at once; moving calls would help"
                    + " nobody."),
    MAINTENANCE(
            "Provider maintenance",
            BadDay.FIRST
                    + " answers every call with 503 for two minutes, and every OPTIONS with 200: a ping sees nothing."),
    SLOW_RINGING(
            "Slow ringing",
            BadDay.FIRST
                    + " takes 9 s to ring. Callers hear nothing and hang up; every call that is waited for is answered."),
    ONE_WAY_AUDIO(
            "One-way audio after a firewall change",
            "Calls by " + BadDay.FIRST
                    + " ring and are answered, and nobody here hears a word: only the RTCP counters tell."),
    DEAD_BACKUP(
            "Dead backup",
            BadDay.SECOND + " is dead; then the audio of " + BadDay.FIRST
                    + " goes bad. Bad audio is better than none, so its calls must stay.");

    /** The carrier of the first trunk of the default route. */
    public static final String FIRST = "Alpha Telecom";

    /** The other one. */
    public static final String SECOND = "Beta Voice";

    /** Which both are reached by. */
    public static final String UPLINK = "fibre";

    private final String title;
    private final String words;

    BadDay(String title, String words) {
        this.title = title;
        this.words = words;
    }

    /** What people call it. */
    public String title() {
        return title;
    }

    /** What will happen, and why it is worth seeing. */
    public String words() {
        return words;
    }

    /** From the beginning of the fault to the end of the recovery. */
    public Duration lasts() {
        return script().phases().stream().map(Phase::lasts).reduce(Duration.ZERO, Duration::plus);
    }

    IncidentScript script() {
        return new IncidentScript(
                switch (this) {
                    case LINK_DROP ->
                        List.of(
                                new Phase(
                                        "link-drop",
                                        "the uplink " + UPLINK + " is cut",
                                        Duration.ofSeconds(90),
                                        Map.of(),
                                        Set.of(UPLINK)),
                                well(60));
                    case MAINTENANCE ->
                        List.of(first("maintenance", Conditions.WELL.refusingCalls(503), 120), well(150));
                    case SLOW_RINGING ->
                        List.of(
                                first("slow-ring", Conditions.WELL.ringingAfter(Duration.ofSeconds(9)), 120),
                                well(150));
                    case ONE_WAY_AUDIO -> List.of(first("one-way", Conditions.WELL.oneWay(), 90), well(150));
                    case DEAD_BACKUP ->
                        List.of(
                                new Phase(
                                        "backup-dead",
                                        SECOND + " is dead: nothing comes back from it",
                                        Duration.ofSeconds(45),
                                        Map.of(SECOND, Conditions.WELL.gone()),
                                        Set.of()),
                                new Phase(
                                        "both-bad",
                                        SECOND + " is dead, and the audio of " + FIRST
                                                + " loses a tenth of its packets",
                                        Duration.ofSeconds(75),
                                        Map.of(SECOND, Conditions.WELL.gone(), FIRST, Conditions.WELL.loss(10)),
                                        Set.of()),
                                well(150));
                });
    }

    private static Phase first(String name, Conditions conditions, int seconds) {
        return new Phase(
                name,
                FIRST + ": " + conditions.words(),
                Duration.ofSeconds(seconds),
                Map.of(FIRST, conditions),
                Set.of());
    }

    private static Phase well(int seconds) {
        return new Phase("mended", "all is well again", Duration.ofSeconds(seconds), Map.of(), Set.of());
    }
}
