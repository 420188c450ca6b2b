package org.trunkpilot.routing;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;
import java.util.function.Predicate;
import org.trunkpilot.override.Order;
import org.trunkpilot.trunk.TrunkId;

/**
 * Which trunk takes over from another, and why none of the others.
 *
 * <p>Of those that may: the least bad; then one that shares with the bad one nothing that may be to blame; then one that has a codec and
 * room for its calls; then the cheapest, where all have a cost; then the first of the static order. A person's order to hold one
 * out goes before all of this.
 */
final class Choice {
    private final Steering steering;
    private final Scene scene;
    private final TrunkId bad;
    private final Function<TrunkId, Optional<String>> whyNot;

    /** @param whyNot empty when a trunk may take over from {@code bad}, else why not, in words that begin with its name */
    Choice(Steering steering, Scene scene, TrunkId bad, Function<TrunkId, Optional<String>> whyNot) {
        this.steering = steering;
        this.scene = scene;
        this.bad = bad;
        this.whyNot = whyNot;
    }

    /** The best of these trunks that may. */
    Optional<TrunkId> best(List<TrunkId> among, Predicate<TrunkId> which) {
        List<TrunkId> may = among.stream()
                .filter(which)
                .filter(t -> !heldOut(t))
                .filter(t -> whyNot.apply(t).isEmpty())
                .toList();
        return may.stream().min(order(may));
    }

    private Comparator<TrunkId> order(List<TrunkId> may) {
        // A missing cost is no cost of 0, nor any other: it makes all of them incomparable.
        boolean costs = may.stream().allMatch(t -> cost(t).isPresent());
        return Comparator.<TrunkId>comparingInt(scene::badness)
                .thenComparing(t -> shared(t).isPresent())
                .thenComparing(t -> noCodec(t).isPresent())
                .thenComparing(t -> noRoom(t).isPresent())
                .thenComparingDouble(t -> costs ? cost(t).orElse(0) : 0)
                .thenComparingInt(t -> steering.route.trunks().indexOf(t));
    }

    /** Each of the other trunks, and why it does not take over, a sentence each. */
    List<String> considered(Optional<TrunkId> chosen) {
        var considered = new ArrayList<String>();
        for (TrunkId trunk : steering.route.trunks()) {
            if (!trunk.equals(bad) && !chosen.equals(Optional.of(trunk))) {
                considered.add(Words.bare(why(trunk, chosen)) + ".");
            }
        }
        return considered;
    }

    /** Why none of the others takes over, in words that end a sentence. */
    String whyNone() {
        List<String> reasons = considered(Optional.empty());
        return reasons.isEmpty() ? "there is no other trunk on " + steering.route.id() : Words.joined(reasons);
    }

    /** Why this one was taken before the next best, to stand behind its proof; empty when no other could be, or only by its place. */
    String preferred(TrunkId chosen) {
        List<TrunkId> may = steering.route.trunks().stream()
                .filter(t -> !t.equals(bad) && steering.seats.carries(t) && !heldOut(t))
                .filter(t -> whyNot.apply(t).isEmpty())
                .toList();
        return may.stream()
                .filter(t -> !t.equals(chosen))
                .min(order(may))
                .filter(next -> order(may).compare(chosen, next) < 0)
                .flatMap(next -> behind(next, chosen).map(why -> ", and was taken before " + next + ", which " + why))
                .orElse("");
    }

    private String why(TrunkId trunk, Optional<TrunkId> chosen) {
        Optional<Order> held = steering.order(scene, trunk).filter(o -> o.kind() == Order.Kind.HELD_OUT);
        if (held.isPresent()) {
            return trunk + " is held out by " + held.get().who();
        }
        Optional<String> not = whyNot.apply(trunk);
        if (not.isPresent()) {
            return not.get();
        }
        if (!steering.seats.carries(trunk)) {
            return trunk + " is out of service: "
                    + steering.notBack(scene, trunk).orElse("it is on its way back");
        }
        return chosen.flatMap(better -> behind(trunk, better).map(why -> trunk + " would do, but " + why))
                .orElseGet(() -> trunk + " would do, but "
                        + (chosen.isPresent()
                                ? "stands behind " + chosen.get() + " in the order"
                                : "it was not reached"));
    }

    /** What speaks for the chosen one against the next, beyond its place in the order. */
    private Optional<String> behind(TrunkId next, TrunkId chosen) {
        if (scene.badness(next) > scene.badness(chosen)) {
            return Optional.of("is " + scene.shown(next).verdict());
        }
        Optional<String> shares = shared(next);
        if (shares.isPresent() && shared(chosen).isEmpty()) {
            return Optional.of("shares " + shares.get() + " with " + bad);
        }
        Optional<String> codec = noCodec(next);
        if (codec.isPresent() && noCodec(chosen).isEmpty()) {
            return codec;
        }
        Optional<String> room = noRoom(next);
        if (room.isPresent() && noRoom(chosen).isEmpty()) {
            return room;
        }
        OptionalDouble dearer = cost(next);
        OptionalDouble cheaper = cost(chosen);
        return dearer.isPresent() && cheaper.isPresent() && dearer.getAsDouble() > cheaper.getAsDouble()
                ? Optional.of("costs " + dearer.getAsDouble() + " a minute and " + chosen + " " + cheaper.getAsDouble())
                : Optional.empty();
    }

    private boolean heldOut(TrunkId trunk) {
        return steering.ordered(scene, trunk, Order.Kind.HELD_OUT);
    }

    private Optional<String> shared(TrunkId trunk) {
        return scene.mightShareFault(bad, trunk);
    }

    private Optional<String> noCodec(TrunkId trunk) {
        return Targets.noCodec(scene, bad, trunk);
    }

    private Optional<String> noRoom(TrunkId trunk) {
        return Targets.noRoom(scene, steering.policy, bad, trunk);
    }

    private OptionalDouble cost(TrunkId trunk) {
        return scene.trunk(trunk).terms().cost();
    }
}
