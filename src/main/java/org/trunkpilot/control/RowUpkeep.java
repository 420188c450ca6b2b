package org.trunkpilot.control;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.trunkpilot.pbx.RouteActuator;
import org.trunkpilot.routing.Mode;
import org.trunkpilot.routing.OrderRow;
import org.trunkpilot.routing.RoutePlan;
import org.trunkpilot.routing.RowAction;
import org.trunkpilot.routing.RowKeeper;
import org.trunkpilot.trunk.SteeredRoute;
import org.trunkpilot.trunk.TrunkId;

/**
 * The hands of one route's {@link RowKeeper}: looks at the row on the PBX, does the one thing the keeper answers, and looks
 * again, until nothing is left to do. It decides nothing.
 */
final class RowUpkeep {
    /** A quiet row is looked at this often: a change by hand shows within it. */
    static final Duration LOOK_EVERY = Duration.ofSeconds(10);

    /** After a failure of this row alone. */
    private static final Duration RETRY = Duration.ofSeconds(1);

    /** Write, read back, and once more for a write that got lost; what is left then waits for the next look. */
    private static final int MOST_STEPS = 4;

    private final SteeredRoute route;
    private final RowKeeper keeper;
    private final RouteActuator actuator;
    private final Duration lease;
    private final Consequences consequences;

    private Instant nextLook = Instant.MIN;
    private Optional<List<TrunkId>> looked = Optional.empty();
    private @Nullable String unproved;
    private String lastTrouble = "";
    private State state = new State(
            Optional.empty(), "The row has not been read yet.", Optional.empty(), Optional.empty(), Duration.ZERO);

    RowUpkeep(SteeredRoute route, RowKeeper keeper, RouteActuator actuator, Duration lease, Consequences consequences) {
        this.route = route;
        this.keeper = keeper;
        this.actuator = actuator;
        this.lease = lease;
        this.consequences = consequences;
    }

    /** What an action of the keeper means beyond the row itself. */
    interface Consequences {
        void adopt(List<TrunkId> order, String why);

        void standDown(String why);

        void freeze(String why);

        /** Something was written or removed, or could not be; {@code words} is a sentence. */
        void wrote(String words);

        /** The newest decision about this route has come to this. */
        void settled(String words);
    }

    /**
     * What is known of the row.
     *
     * @param actual the order new calls take; empty while unknown
     * @param valid the valid row that stood there when it was last read
     * @param ahead by how much our clock was ahead of the PBX's then; negative when it was behind
     */
    record State(
            Optional<List<TrunkId>> actual,
            String words,
            Optional<Instant> readAt,
            Optional<OrderRow> valid,
            Duration ahead) {}

    /**
     * What the keeper must know of the moment; see {@link RowKeeper.Look}.
     *
     * @param standDown another steers this PBX: the row is read and nothing else
     */
    record Wish(RoutePlan plan, boolean remembered, Mode mode, long epoch, boolean frozen, boolean standDown) {}

    State state() {
        return state;
    }

    /** Look at the next opportunity: something happened that may concern the row. */
    void lookSoon() {
        nextLook = Instant.MIN;
    }

    void pbxMayHaveForgotten() {
        keeper.pbxMayHaveForgotten();
        lookSoon();
    }

    void handBack() {
        keeper.handBack();
        lookSoon();
    }

    /** The link is gone: what stands there now is not known. */
    void unknown() {
        state = new State(
                Optional.empty(),
                "The PBX cannot be asked; calls go by the row it has, or by the static order.",
                state.readAt(),
                state.valid(),
                state.ahead());
        lookSoon();
    }

    /** The PBX did not tell its time, without which no row can be judged. */
    void withoutClock() {
        state = new State(
                Optional.empty(), "The PBX does not tell its time.", state.readAt(), state.valid(), state.ahead());
    }

    /** Whether it is time to ask the PBX, or the wish has changed since it was asked. */
    boolean due(Instant now, Wish wish) {
        return !looked.equals(Optional.of(wish.plan().order())) || !now.isBefore(nextLook);
    }

    /** Whether a valid row stands there that is not ours to touch. */
    boolean strangers(long epoch) {
        return state.valid().filter(row -> keeper.stranger(row, epoch)).isPresent();
    }

    /** Looks and does what the keeper says. False when the PBX did not answer: it is better left in peace for a while. */
    boolean tend(Instant now, Wish wish, RouteActuator.ClockReading.At clock) {
        nextLook = now.plus(RETRY);
        for (int step = 0; step < MOST_STEPS; step++) {
            RowKeeper.Reading reading = read();
            note(reading, clock, now);
            if (reading instanceof RowKeeper.Reading.Unreadable) {
                return false;
            }
            if (wish.standDown()) {
                done(now, wish);
                consequences.settled("Not written: another installation steers this PBX.");
                return true;
            }
            RowAction action = keeper.next(new RowKeeper.Look(
                    wish.plan(), wish.remembered(), reading, clock.pbx(), wish.mode(), wish.epoch(), wish.frozen()));
            if (action instanceof RowAction.Write write) {
                unproved = write.row().text();
                RouteActuator.Outcome outcome = actuator.write(route.id(), unproved);
                if (!accepted(outcome, write.why())) {
                    return !(outcome instanceof RouteActuator.Outcome.Unconfirmed);
                }
            } else if (action instanceof RowAction.Delete delete) {
                RouteActuator.Outcome outcome = actuator.delete(route.id());
                if (!accepted(outcome, delete.why())) {
                    nextLook = now.plus(LOOK_EVERY);
                    return !(outcome instanceof RouteActuator.Outcome.Unconfirmed);
                }
            } else {
                done(now, wish);
                settle(action, wish);
                return true;
            }
        }
        trouble("The PBX does not keep what is written for " + route.id() + "; it is tried again.");
        return true;
    }

    /** Nothing is left to do for this wish until the next look. */
    private void done(Instant now, Wish wish) {
        looked = Optional.of(wish.plan().order());
        nextLook = now.plus(LOOK_EVERY);
    }

    private void settle(RowAction action, Wish wish) {
        if (action instanceof RowAction.Adopt adopt) {
            consequences.adopt(adopt.order(), adopt.why());
        } else if (action instanceof RowAction.StandDown standDown) {
            consequences.standDown(standDown.why());
        } else if (action instanceof RowAction.Freeze freeze) {
            consequences.freeze(freeze.why());
        } else if (wish.mode() == Mode.WATCHING) {
            consequences.settled("Watching only: nothing was written.");
        } else if (action instanceof RowAction.AsWanted) {
            if (unproved != null) {
                consequences.wrote("Written and read back: " + unproved);
            }
            unproved = null;
            lastTrouble = "";
            consequences.settled("Written to the PBX and read back.");
        } else if (unproved != null) {
            trouble(action.why());
        }
    }

    private RowKeeper.Reading read() {
        RouteActuator.Reading reading = actuator.read(route.id());
        if (reading instanceof RouteActuator.Reading.Row row) {
            return new RowKeeper.Reading.Row(row.text());
        }
        if (reading instanceof RouteActuator.Reading.Unreadable unreadable) {
            return new RowKeeper.Reading.Unreadable(unreadable.why());
        }
        return new RowKeeper.Reading.Absent();
    }

    private void note(RowKeeper.Reading reading, RouteActuator.ClockReading.At clock, Instant now) {
        if (reading instanceof RowKeeper.Reading.Unreadable unreadable) {
            state = new State(
                    Optional.empty(),
                    "The row could not be read: " + unreadable.why(),
                    state.readAt(),
                    state.valid(),
                    state.ahead());
            return;
        }
        Optional<OrderRow> valid = reading instanceof RowKeeper.Reading.Row row
                ? OrderRow.parse(row.text()).filter(r -> r.validAt(clock.pbx(), lease))
                : Optional.empty();
        String words = valid.map(r -> "A valid row of " + r.owner() + " stands until " + r.expiry() + ".")
                .orElse(
                        reading instanceof RowKeeper.Reading.Absent
                                ? "There is no row: calls go by the static order."
                                : "The row there is not valid: calls go by the static order.");
        state = new State(
                Optional.of(OrderRow.effective(valid, route)),
                words,
                Optional.of(now),
                valid,
                Duration.between(clock.pbx(), clock.here()));
    }

    private boolean accepted(RouteActuator.Outcome outcome, String why) {
        if (outcome instanceof RouteActuator.Outcome.Refused refused) {
            trouble("The PBX refuses: " + refused.why() + " (" + why + ")");
            consequences.settled("Not written: the PBX refuses, " + refused.why());
            return false;
        }
        if (outcome instanceof RouteActuator.Outcome.Unconfirmed unconfirmed) {
            // Nobody knows whether it arrived: the next look tells, when the PBX answers again.
            trouble("No answer to a write: " + unconfirmed.why() + " (" + why + ")");
            return false;
        }
        return true;
    }

    /** Said once, however often it is tried. */
    private void trouble(String words) {
        if (!words.equals(lastTrouble)) {
            consequences.wrote(words);
            lastTrouble = words;
        }
    }
}
