package org.trunkpilot.pbx;

import java.time.Instant;
import org.trunkpilot.trunk.RouteId;

/**
 * Reads and writes the order rows on the PBX. Blocks for 2 s at most; called by the control thread alone.
 *
 * <p>It knows nothing of what a row says ({@code routing.OrderRow} does) and never writes of its own accord.
 */
public interface RouteActuator {
    /** What stands on the PBX for a route. */
    Reading read(RouteId route);

    /** Replaces the row of a route in one step. Idempotent. {@link Outcome.Done} means accepted, not proved: read it back. */
    Outcome write(RouteId route, String row);

    /** Removes the row of a route; done, too, when there was none. */
    Outcome delete(RouteId route);

    /** The PBX's own clock: what a row's expiry is counted by. */
    ClockReading clock();

    /** What was read. */
    sealed interface Reading {
        /** The row as it stands there, unparsed. */
        record Row(String text) implements Reading {}

        /** There is none. */
        record Absent() implements Reading {}

        /** The PBX could not be asked; {@code why} is for the operator. */
        record Unreadable(String why) implements Reading {}
    }

    /** What became of a write. */
    sealed interface Outcome {
        /** The PBX accepted it. */
        record Done() implements Outcome {}

        /** The PBX said no: trying again without a change of rights will not help. */
        record Refused(String why) implements Outcome {}

        /** Nobody knows: no answer in time, or the link broke. */
        record Unconfirmed(String why) implements Outcome {}
    }

    /** What the PBX's clock shows. */
    sealed interface ClockReading {
        /** The PBX's time, to the second or better, and our time at which it was read. */
        record At(Instant pbx, Instant here) implements ClockReading {}

        /** The PBX could not be asked. */
        record Unknown(String why) implements ClockReading {}
    }
}
