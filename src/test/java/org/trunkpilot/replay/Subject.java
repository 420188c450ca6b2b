package org.trunkpilot.replay;

import java.time.Instant;
import java.util.List;
import org.trunkpilot.override.Order;
import org.trunkpilot.routing.ControllerMemory;
import org.trunkpilot.routing.Judgement;
import org.trunkpilot.routing.RouteController;
import org.trunkpilot.signal.PbxSignal;

/** What a storm blows at: the controller, or one with a bug planted in it. */
class Subject {
    final RouteController controller;

    Subject(RouteController controller) {
        this.controller = controller;
    }

    void accept(PbxSignal signal) {
        controller.accept(signal);
    }

    void orders(List<Order> orders) {
        controller.orders(orders);
    }

    Judgement decide(Instant now) {
        return controller.decide(now);
    }

    ControllerMemory memory() {
        return controller.memory();
    }
}
