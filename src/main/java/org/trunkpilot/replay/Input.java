package org.trunkpilot.replay;

import java.time.Instant;
import java.util.List;
import org.trunkpilot.override.Order;
import org.trunkpilot.routing.Mode;
import org.trunkpilot.signal.PbxSignal;
import org.trunkpilot.trunk.Inventory;
import org.trunkpilot.trunk.RouteId;
import org.trunkpilot.trunk.TrunkId;

/** One thing that the core of a PBX was told, as the journal keeps it: all of it together is what a rerun needs. */
public sealed interface Input {
    Instant at();

    /** A signal of the PBX. */
    record Heard(PbxSignal signal) implements Input {
        @Override
        public Instant at() {
            return signal.at();
        }
    }

    /**
     * How things stood: where a rerun can begin.
     *
     * @param fresh whether the core had just been made, with nothing but its memory; otherwise only a milestone for who begins here
     * @param memory of the core, in its textual form
     * @param orders given by then
     * @param state the last word of each trunk's registration and reachability; empty when nothing has been heard yet
     */
    record Stood(
            Instant at,
            boolean fresh,
            Inventory inventory,
            Mode mode,
            String memory,
            List<Order> orders,
            List<PbxSignal> state)
            implements Input {
        public Stood {
            orders = List.copyOf(orders);
            state = List.copyOf(state);
        }
    }

    /** The orders that people had given from then on. */
    record Ordered(Instant at, List<Order> orders) implements Input {
        public Ordered {
            orders = List.copyOf(orders);
        }
    }

    /** Somebody switched between acting and watching. */
    record Switched(Instant at, Mode mode) implements Input {}

    /** Somebody changed a route's row by hand. */
    record Froze(Instant at, RouteId route, String why) implements Input {}

    /** A person gave the route back. */
    record Unfroze(Instant at, RouteId route) implements Input {}

    /** A row of ours that was found on the PBX was taken over. */
    record Adopted(Instant at, RouteId route, List<TrunkId> order) implements Input {
        public Adopted {
            order = List.copyOf(order);
        }
    }

    /** So many inputs were lost about here, for want of room. */
    record Missed(Instant at, long inputs) implements Input {}
}
