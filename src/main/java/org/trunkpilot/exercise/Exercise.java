package org.trunkpilot.exercise;

import java.time.Duration;
import java.util.List;
import org.trunkpilot.practice.world.IncidentScript;

/**
 * A bad day that can be had at will.
 *
 * @param name short, as in an address
 * @param title as people call it
 * @param words what will happen, and why it is worth seeing
 * @param script from the moment the fault begins to the moment it is judged; its first phase is the fault
 * @param expects what a careful engineer would expect of Trunkpilot
 */
public record Exercise(String name, String title, String words, IncidentScript script, List<Expectation> expects) {
    public Exercise {
        expects = List.copyOf(expects);
    }

    /** From the first fault to the judgement. */
    Duration lasts() {
        return script.phases().stream().map(IncidentScript.Phase::lasts).reduce(Duration.ZERO, Duration::plus);
    }
}
