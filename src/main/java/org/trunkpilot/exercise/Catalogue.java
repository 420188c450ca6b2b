package org.trunkpilot.exercise;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.trunkpilot.health.Attribution;
import org.trunkpilot.practice.world.Conditions;
import org.trunkpilot.practice.world.IncidentScript;
import org.trunkpilot.practice.world.IncidentScript.Phase;
import org.trunkpilot.trunk.RouteId;
import org.trunkpilot.trunk.TrunkId;

/** The exercises there are: bad days that the field knows, on the two carriers of the practice site. */
final class Catalogue {
    private static final String ALPHA = "Alpha Telecom";
    private static final String BETA = "Beta Voice";
    private static final String UPLINK = "fibre";
    private static final TrunkId ALPHA_TRUNK = new TrunkId("alpha");
    private static final TrunkId BETA_TRUNK = new TrunkId("beta");
    private static final RouteId DEFAULT = new RouteId("default");
    private static final RouteId MOBILE = new RouteId("mobile");

    private Catalogue() {}

    static List<Exercise> all() {
        return List.of(linkDrop(), maintenance(), slowRinging(), oneWay(), deadBackup());
    }

    private static Exercise linkDrop() {
        return new Exercise(
                "link-drop",
                "The 90-second link drop",
                "The uplink that both carriers are reached by is cut for 90 s. Every trunk falls silent at once; moving calls would help"
                        + " nobody.",
                script(
                        new Phase(
                                "link-drop",
                                "the uplink " + UPLINK + " is cut",
                                Duration.ofSeconds(90),
                                Map.of(),
                                Set.of(UPLINK)),
                        60),
                List.of(
                        Expectation.leavesAlone(),
                        Expectation.blames(Attribution.UPLINK, UPLINK),
                        Expectation.comesBack()));
    }

    private static Exercise maintenance() {
        return new Exercise(
                "maintenance",
                "Provider maintenance",
                ALPHA
                        + " answers every call with 503 for two minutes, and every OPTIONS with 200: a ping sees nothing.",
                script(of("maintenance", ALPHA, Conditions.WELL.refusingCalls(503), Duration.ofMinutes(2)), 150),
                List.of(
                        Expectation.leaves(DEFAULT, ALPHA_TRUNK),
                        Expectation.blames(Attribution.CARRIER, ALPHA),
                        Expectation.comesBack()));
    }

    private static Exercise slowRinging() {
        return new Exercise(
                "slow-ring",
                "Slow ringing",
                ALPHA
                        + " takes 9 s to ring. Callers hear nothing and hang up; every call that is waited for is answered.",
                script(
                        of(
                                "slow-ring",
                                ALPHA,
                                Conditions.WELL.ringingAfter(Duration.ofSeconds(9)),
                                Duration.ofMinutes(2)),
                        150),
                List.of(
                        Expectation.leaves(DEFAULT, ALPHA_TRUNK),
                        Expectation.blames(Attribution.CARRIER, ALPHA),
                        Expectation.comesBack()));
    }

    private static Exercise oneWay() {
        return new Exercise(
                "one-way-audio",
                "One-way audio after a firewall change",
                "Calls by " + ALPHA
                        + " ring and are answered, and nobody here hears a word: only the RTCP counters tell.",
                script(of("one-way", ALPHA, Conditions.WELL.oneWay(), Duration.ofSeconds(90)), 150),
                List.of(
                        Expectation.leaves(DEFAULT, ALPHA_TRUNK),
                        Expectation.blames(Attribution.CARRIER, ALPHA),
                        Expectation.comesBack()));
    }

    private static Exercise deadBackup() {
        return new Exercise(
                "dead-backup",
                "Dead backup",
                BETA + " is dead; then the audio of " + ALPHA
                        + " goes bad. Bad audio is better than none, so calls must stay.",
                new IncidentScript(List.of(
                        new Phase(
                                "backup-dead",
                                BETA + " is dead: nothing comes back from it",
                                Duration.ofSeconds(45),
                                Map.of(BETA, Conditions.WELL.gone()),
                                Set.of()),
                        new Phase(
                                "both-bad",
                                BETA + " is dead, and the audio of " + ALPHA + " loses a tenth of its packets",
                                Duration.ofSeconds(75),
                                Map.of(BETA, Conditions.WELL.gone(), ALPHA, Conditions.WELL.loss(10)),
                                Set.of()),
                        well(150))),
                List.of(
                        Expectation.leaves(MOBILE, BETA_TRUNK),
                        Expectation.neverTo(BETA_TRUNK),
                        Expectation.blames(Attribution.CARRIER, BETA),
                        Expectation.comesBack()));
    }

    private static Phase of(String name, String carrier, Conditions conditions, Duration lasts) {
        return new Phase(name, carrier + ": " + conditions.words(), lasts, Map.of(carrier, conditions), Set.of());
    }

    private static IncidentScript script(Phase fault, int wellSeconds) {
        return new IncidentScript(List.of(fault, well(wellSeconds)));
    }

    private static Phase well(int seconds) {
        return new Phase("mended", "all is well again", Duration.ofSeconds(seconds), Map.of(), Set.of());
    }
}
