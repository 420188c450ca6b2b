package org.trunkpilot.control;

import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.trunkpilot.override.Order;
import org.trunkpilot.routing.Mode;
import org.trunkpilot.trunk.PbxId;
import org.trunkpilot.trunk.RouteId;

/** The door to the control threads, one a PBX: what they think, and what people want of them. Safe from any thread. */
public interface ControlRoom {
    /** Every configured PBX, in the order of the configuration. */
    List<PbxView> views();

    /** One PBX; empty when there is none of that name. */
    Optional<PbxView> view(PbxId pbx);

    /** Replaces the orders that stand for a PBX; taken up at its next tick. */
    void orders(PbxId pbx, List<Order> standing);

    /** Switches between acting and watching; taken up at the next tick. */
    void mode(PbxId pbx, Mode mode, String who);

    /** Gives a route's row back to Trunkpilot after somebody changed it by hand. */
    void unfreeze(PbxId pbx, RouteId route, String who);

    /** Calls {@code listener} with each new view, on the control thread: it must not block. Close to stop. */
    Subscription listen(Consumer<PbxView> listener);

    /** A listener's registration. */
    interface Subscription extends AutoCloseable {
        @Override
        void close();
    }
}
