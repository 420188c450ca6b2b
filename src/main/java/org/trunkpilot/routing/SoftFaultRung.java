package org.trunkpilot.routing;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.trunkpilot.health.Finding;
import org.trunkpilot.health.Verdict;
import org.trunkpilot.routing.ControllerMemory.Seat;
import org.trunkpilot.trunk.TrunkId;

/**
 * The trunk that leads carries calls badly, or one on trial shows its old fault again; and a better one is proven.
 *
 * <p>Dwell and budget bind a soft move. They do not bind the end of a trial that failed: it only takes back what was tried.
 */
final class SoftFaultRung {
    private final Steering steering;

    SoftFaultRung(Steering steering) {
        this.steering = steering;
    }

    Optional<Said> apply(Scene scene) {
        for (TrunkId trunk : steering.automatic()) {
            if (!steering.seats.carries(trunk) || steering.order(scene, trunk).isPresent()) {
                continue;
            }
            boolean leads = steering.leader(scene).equals(Optional.of(trunk));
            boolean relapse = relapsed(scene, trunk);
            if (relapse || (leads && scene.belief(trunk).verdict() == Verdict.DEGRADED && !scene.hard(trunk))) {
                return Optional.of(leave(scene, trunk, leads, relapse));
            }
        }
        return Optional.empty();
    }

    /** New evidence, on calls, of what the trunk on trial was out for; or a new finding past its threshold. */
    private boolean relapsed(Scene scene, TrunkId trunk) {
        Seat seat = steering.seats.of(trunk);
        return seat.state() == ServiceState.PROBATION
                && scene.belief(trunk).findings().stream()
                        .filter(f -> f.since().isAfter(seat.since()))
                        .filter(f -> f.kind().layer() != Finding.Layer.CONTROL)
                        .anyMatch(
                                f -> f.verdict() != Verdict.SUSPECT || f.kind().layer() == seat.fault());
    }

    private Said leave(Scene scene, TrunkId bad, boolean leads, boolean relapse) {
        var targets = new Targets(scene, steering.policy);
        Function<TrunkId, Optional<String>> whyNot =
                t -> relapse ? targets.notForHard(bad, t) : targets.notForSoft(bad, t);
        String trouble = bad + (relapse ? " relapsed on trial: " : " carries calls badly: ") + scene.fault(bad);
        var choice = new Choice(steering, scene, bad, whyNot);
        Optional<TrunkId> target = choice.best(steering.automatic(), t -> !t.equals(bad) && steering.seats.carries(t));
        if (target.isEmpty() && steering.awaitsAnswer(scene, bad)) {
            return Said.quietly(Rung.SOFT_FAULT, trouble + "; waiting for another trunk to answer an OPTIONS.");
        }
        if (target.isEmpty()) {
            return Said.refused(
                            Rung.SOFT_FAULT,
                            "no better than " + bad,
                            trouble + "; nothing moved, as " + choice.whyNone() + ".",
                            scene.evidence(bad),
                            "A proven better trunk would change it.")
                    .blaming(scene.culprits().of(bad))
                    .considering(choice.considered(Optional.empty()));
        }
        Optional<String> bound = relapse ? Optional.empty() : steering.bound(scene.now());
        if (bound.isPresent()) {
            return Said.refused(
                            Rung.SOFT_FAULT,
                            "bound at " + bad,
                            trouble + "; nothing moved, as " + bound.get() + ".",
                            scene.evidence(bad),
                            "Time, or a hard fault, would change it.")
                    .blaming(scene.culprits().of(bad))
                    .considering(List.of(
                            "Taking " + target.get() + " first, which is well, was refused: " + bound.get() + "."));
        }
        TrunkId to = target.get();
        List<String> considered = choice.considered(target);
        String reason = trouble + "; " + to + " is well" + proof(scene, to) + choice.preferred(to)
                + "; new calls take "
                + (leads ? to + " first." : bad + " last.");
        steering.leave(scene, bad, leads ? to : steering.automatic().get(0), reason);
        var evidence = new ArrayList<>(scene.evidence(bad));
        scene.culprits().of(bad).map(Culprit::words).ifPresent(evidence::add);
        evidence.add(to + " " + scene.lifeSign(to) + proof(scene, to) + ".");
        // What it went out for speaks louder than what one call alone would say.
        return Said.moved(Rung.SOFT_FAULT, reason, evidence, steering.returns(scene, bad))
                .blaming(scene.culprits().of(bad).map(c -> c.whose().movesHelp() ? c : c.untold()))
                .considering(considered);
    }

    private static String proof(Scene scene, TrunkId target) {
        return scene.belief(target)
                .twoWayCall()
                .map(at -> ", its last call with audio both ways was " + Words.ago(at, scene.now()))
                .orElse(", though no call has proved its audio");
    }
}
