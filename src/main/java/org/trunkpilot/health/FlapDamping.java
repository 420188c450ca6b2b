package org.trunkpilot.health;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Optional;
import org.trunkpilot.health.HealthPolicy.Flaps;

/**
 * Does the registration come and go?
 *
 * <p>Damped as BGP damps routes (RFC 2439): each loss adds a penalty, all of which halve every quarter of an hour. From 2,000 on the
 * trunk is held for degraded, until the sum has fallen under 750. The sum is bounded at {@code reuse · 2^(longest / half-life)} = 3,000,
 * so that it is over half an hour after the last loss at most, however often it flapped: longer damping did more harm than the
 * flapping (Mao 2002).
 *
 * <p>A finding and no more: that a route keeps a trunk is seen to where routes are decided, so the last one is never given up
 * for flapping. When a call has rung since the last loss it is SUSPECT only.
 */
final class FlapDamping {
    /** Losses remembered; with the shipped figures the sum is bounded at three. */
    private static final int MOST_LOSSES = 32;

    private final Flaps policy;
    private final ArrayDeque<Instant> losses = new ArrayDeque<>();
    private double sum;
    private Instant summedAt = Instant.MIN;
    private Instant heldSince = Instant.MIN;
    private boolean due;
    private boolean held;

    FlapDamping(Flaps policy) {
        this.policy = policy;
    }

    /** The registration was lost. */
    void lost(Instant at) {
        release(at);
        double most = policy.reuseBelow() * Math.pow(2, ratio(policy.longest()));
        sum = Math.min(most, faded(at) + policy.penalty());
        summedAt = at;
        if (losses.size() == MOST_LOSSES) {
            losses.removeFirst();
        }
        losses.addLast(at);
        due |= sum >= policy.suppressAt();
    }

    /** It stands again: while it is lost that it is lost is enough, and only now has it come and gone. */
    void regained(Instant at) {
        release(at);
        if (!held && due) {
            held = true;
            heldSince = at;
        }
    }

    private double faded(Instant now) {
        return summedAt.equals(Instant.MIN) ? 0 : sum * Math.pow(0.5, ratio(Duration.between(summedAt, now)));
    }

    private double ratio(Duration time) {
        return (double) time.toMillis() / policy.halfLife().toMillis();
    }

    private void release(Instant now) {
        if (faded(now) < policy.reuseBelow()) {
            held = false;
            due = false;
            losses.clear();
        }
    }

    void forget() {
        losses.clear();
        sum = 0;
        summedAt = Instant.MIN;
        held = false;
        due = false;
    }

    /** Losses since then were not the trunk's fault; with them the sum is that of the others. */
    void forgive(Instant from) {
        var others = losses.stream().filter(at -> at.isBefore(from)).toList();
        if (others.size() < losses.size()) {
            boolean wasHeld = held;
            forget();
            others.forEach(this::lost);
            held = wasHeld && due;
        }
    }

    /** @param carried when a call last got through */
    Optional<Finding> finding(Instant now, Instant carried) {
        release(now);
        if (!held || losses.isEmpty()) {
            return Optional.empty();
        }
        var span = Duration.between(losses.getFirst(), now).toMinutes() + 1;
        double halves = Math.log(faded(now) / policy.reuseBelow()) / Math.log(2);
        var left = Duration.ofMillis(Math.round(halves * policy.halfLife().toMillis()));
        boolean through = carried.isAfter(losses.getLast());
        var words = "the registration was lost " + losses.size() + " times in " + Words.count((int) span, "minute")
                + "; it counts as unsteady for another " + Words.count((int) left.toMinutes() + 1, "minute")
                + " unless it is lost again" + (through ? ", yet calls get through" : "");
        return Optional.of(new Finding(
                Finding.Kind.REGISTRATION_FLAPS,
                through ? Verdict.SUSPECT : Verdict.DEGRADED,
                Grade.C,
                heldSince,
                words));
    }
}
