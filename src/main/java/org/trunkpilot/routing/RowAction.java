package org.trunkpilot.routing;

import java.util.List;
import org.trunkpilot.trunk.TrunkId;

/** The one thing to do next about a route's row on the PBX. Every action says why, in a sentence. */
public sealed interface RowAction {
    String why();

    /** Write this row, then read it back and ask again: a write counts only when it has been read. */
    record Write(OrderRow row, String why) implements RowAction {}

    /** The row stands there as it is wanted, read just now: nothing is left to do. */
    record AsWanted(String why) implements RowAction {}

    /** Leave what stands there, wanted or not; why says which. */
    record Keep(String why) implements RowAction {}

    /** Remove our row, then read and ask again. */
    record Delete(String why) implements RowAction {}

    /** Take over the order of a row of ours that outlived us: tell {@link RouteController#adopt}, write nothing. */
    record Adopt(List<TrunkId> order, String why) implements RowAction {
        public Adopt {
            order = List.copyOf(order);
        }
    }

    /** Somebody else steers this PBX: raise an alarm, and touch no row of any route while a valid one of theirs stands. */
    record StandDown(String why) implements RowAction {}

    /** A person changed the row: leave it, freeze the route ({@link RouteController#freeze}) and ask. */
    record Freeze(String why) implements RowAction {}
}
