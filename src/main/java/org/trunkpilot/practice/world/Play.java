package org.trunkpilot.practice.world;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** A script being played: where it is and what comes next. */
public final class Play {
    /**
     * A phase of the round being played.
     *
     * @param since when it began, or will begin
     * @param next the words of the phase after it
     * @param current whether it is the one that is being played
     */
    public record Scene(String phase, Instant since, Instant until, String words, String next, boolean current) {}

    private final World world;
    private final IncidentScript usual;
    private IncidentScript script;
    private int index;
    private Instant roundSince;

    /** Which script is on: what an earlier one has entered for later is not done any more. */
    private int programme;

    Play(World world, IncidentScript usual) {
        this.world = world;
        this.usual = usual;
        this.script = usual;
        this.roundSince = world.agenda().now();
        begin(usual);
    }

    /** From now on this script, round after round; the usual one is forgotten until {@link #usual}. */
    public void instead(IncidentScript other) {
        begin(other);
    }

    /** The usual script from its beginning; without one, all becomes well. */
    public void usual() {
        begin(usual);
    }

    private void begin(IncidentScript next) {
        script = next;
        programme++;
        roundSince = world.agenda().now();
        if (!next.phases().isEmpty()) {
            enter(0);
        } else if (programme > 1) {
            world.becomes(IncidentScript.WELL);
        }
    }

    private void enter(int now) {
        index = now;
        if (now == 0) {
            roundSince = world.agenda().now();
        }
        int begunBy = programme;
        var phase = script.phases().get(now);
        world.becomes(phase);
        world.agenda().in(phase.lasts(), () -> {
            if (begunBy == programme) {
                enter((now + 1) % script.phases().size());
            }
        });
    }

    /** The whole round, past and coming; empty without a script. */
    public List<Scene> scenes() {
        List<Scene> scenes = new ArrayList<>();
        var since = roundSince;
        for (int i = 0; i < script.phases().size(); i++) {
            var phase = script.phases().get(i);
            var next = script.phases().get((i + 1) % script.phases().size());
            var until = since.plus(phase.lasts());
            scenes.add(new Scene(phase.name(), since, until, phase.words(), next.words(), i == index));
            since = until;
        }
        return scenes;
    }
}
