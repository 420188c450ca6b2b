package org.trunkpilot.routing;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.trunkpilot.health.Finding;
import org.trunkpilot.health.Verdict;
import org.trunkpilot.routing.ControllerMemory.Seat;
import org.trunkpilot.trunk.TrunkId;

/**
 * A trunk is well again: back to its place, on trial.
 *
 * <p>A trunk that went out gets no calls, so it can show that it answers, but never that its audio is well again. Waiting for such a
 * proof would mean waiting for ever. So after its hold-out, when nothing has spoken against it for a while, it is put back and
 * watched: one new sign of the old fault sends it out for twice as long, good calls and time end the trial. Nobody is surprised
 * by it: the reason says so.
 */
final class FailBackRung {
    private final Steering steering;

    FailBackRung(Steering steering) {
        this.steering = steering;
    }

    Optional<Said> apply(Scene scene) {
        for (TrunkId trunk : steering.route.trunks()) {
            Optional<Said> said = switch (steering.seats.state(trunk)) {
                case IN_SERVICE -> Optional.empty();
                case OUT_OF_SERVICE -> outOfService(scene, trunk);
                case PROBATION -> onProbation(scene, trunk);
            };
            if (said.isPresent()) {
                return said;
            }
        }
        return Optional.empty();
    }

    private Optional<Said> outOfService(Scene scene, TrunkId trunk) {
        if (steering.notBack(scene, trunk).isPresent()) {
            return Optional.empty();
        }
        List<TrunkId> next = placed(trunk);
        boolean moves = !next.equals(steering.automatic());
        Optional<String> bound =
                moves ? steering.bound(scene.now()).or(() -> outOfHours(scene.now())) : Optional.empty();
        if (bound.isPresent()) {
            return Optional.of(Said.refused(
                            Rung.FAIL_BACK,
                            "not back " + trunk,
                            trunk + " is well again and not put back yet, as " + bound.get() + ".",
                            List.of(clean(scene, trunk)),
                            "Time, or a fault of the trunk that leads, would change it.")
                    .considering(List.of("Putting " + trunk + " back in its place was refused: " + bound.get() + ".")));
        }
        String reason = reason(scene, trunk);
        steering.seats.trial(trunk, scene.now(), reason);
        steering.automatic(next);
        return moves
                ? Optional.of(Said.moved(
                        Rung.FAIL_BACK,
                        reason,
                        List.of(clean(scene, trunk), trunk + " " + scene.lifeSign(trunk) + "."),
                        "A new fault of " + trunk + " would change it."))
                : Optional.empty();
    }

    private Optional<Said> onProbation(Scene scene, TrunkId trunk) {
        Seat seat = steering.seats.of(trunk);
        Duration on = Duration.between(seat.since(), scene.now());
        boolean longEnough = on.compareTo(steering.policy.probation()) >= 0;
        // A trunk that fell silent has shown by answering that it is back. One whose calls were bad stays UNKNOWN, and
        // so on
        // trial, until calls show that they are well again, however long none comes by.
        boolean well = scene.belief(trunk).verdict() == Verdict.HEALTHY;
        boolean shown = seat.calls() == 0 || seat.goodCalls() >= steering.policy.goodCalls();
        if (longEnough && well && shown && steering.lives(scene, trunk)) {
            steering.seats.back(
                    trunk,
                    scene.now(),
                    trunk + " passed its trial of " + Words.span(on) + ": "
                            + (seat.calls() == 0
                                    ? "no call of " + steering.route.id() + " reached it, and nothing speaks against it"
                                    : seat.goodCalls() + " good calls")
                            + ".");
        }
        return Optional.empty();
    }

    /** The order with this trunk in its place: before the leader only if it was configured so. */
    private List<TrunkId> placed(TrunkId back) {
        List<TrunkId> fixed = steering.route.trunks();
        TrunkId leader = steering.automatic().get(0);
        TrunkId lead = fixed.indexOf(back) < fixed.indexOf(leader) ? back : leader;
        return steering.seats.arranged(steering.automatic(), lead, t -> t.equals(back) || steering.seats.carries(t));
    }

    private Optional<String> outOfHours(Instant now) {
        return steering.policy
                .failBackHours()
                .filter(hours -> !hours.contains(now.atZone(hours.zone()).toLocalTime()))
                .map(hours -> "trunks are put back between " + hours.from() + " and " + hours.until() + " only");
    }

    private String reason(Scene scene, TrunkId trunk) {
        Seat seat = steering.seats.of(trunk);
        String trial = seat.fault() == Finding.Layer.CONTROL
                ? "it is on trial for " + Words.span(steering.policy.probation())
                : "only calls can show that it is well, so it is on trial: the first bad one sends it out for "
                        + Words.span(steering.policy.holdOutFor(seat.faults() + 1));
        return trunk + " is back in its place after " + Words.span(Duration.between(seat.outAt(), scene.now())) + "; "
                + Words.bare(clean(scene, trunk)) + "; " + trial + ".";
    }

    private String clean(Scene scene, TrunkId trunk) {
        return "nothing has spoken against " + trunk + " for "
                + Words.span(Duration.between(steering.cleanSince(trunk).orElse(scene.now()), scene.now())) + ".";
    }
}
