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
    private final IncidentScript script;
    private int index;
    private Instant roundSince;

    Play(World world, IncidentScript script) {
        this.world = world;
        this.script = script;
        this.roundSince = world.agenda().now();
        if (!script.phases().isEmpty()) {
            enter(0);
        }
    }

    private void enter(int now) {
        index = now;
        if (now == 0) {
            roundSince = world.agenda().now();
        }
        var phase = script.phases().get(now);
        world.becomes(phase);
        world.agenda().in(phase.lasts(), () -> enter((now + 1) % script.phases().size()));
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
