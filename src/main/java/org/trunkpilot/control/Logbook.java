package org.trunkpilot.control;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.trunkpilot.override.Order;
import org.trunkpilot.replay.Input;
import org.trunkpilot.routing.Mode;
import org.trunkpilot.signal.LinkLost;
import org.trunkpilot.signal.PbxRestarted;
import org.trunkpilot.signal.PbxSignal;
import org.trunkpilot.signal.Reachability;
import org.trunkpilot.signal.Registration;
import org.trunkpilot.trunk.Inventory;
import org.trunkpilot.trunk.RouteId;
import org.trunkpilot.trunk.TrunkId;

/** Hands the journal everything that the core of one PBX is told, and each hour how things stand. Runs on the control thread. */
final class Logbook {
    private static final Duration MILESTONES = Duration.ofHours(1);

    private final Consumer<Input> pen;
    private final Inventory inventory;
    private final Map<TrunkId, Registration> registrations = new LinkedHashMap<>();
    private final Map<TrunkId, Reachability> reachabilities = new LinkedHashMap<>();
    private List<Order> orders = List.of();
    private Optional<Mode> mode = Optional.empty();
    private Instant milestone = Instant.MIN;

    /** @param pen never blocks */
    Logbook(Consumer<Input> pen, Inventory inventory) {
        this.pen = pen;
        this.inventory = inventory;
    }

    /**
     * Before anything else of a tick.
     *
     * @param memory the core's, asked for only when it is needed
     */
    void tick(Instant now, Mode current, Supplier<String> memory) {
        if (!now.isBefore(milestone)) {
            boolean fresh = mode.isEmpty();
            var state = new ArrayList<PbxSignal>(registrations.values());
            state.addAll(reachabilities.values());
            pen.accept(new Input.Stood(now, fresh, inventory, current, memory.get(), orders, state));
            milestone = now.plus(MILESTONES);
        } else if (!mode.equals(Optional.of(current))) {
            pen.accept(new Input.Switched(now, current));
        }
        mode = Optional.of(current);
    }

    void heard(PbxSignal signal) {
        pen.accept(new Input.Heard(signal));
        if (signal instanceof Registration registration) {
            registrations.put(registration.trunk(), registration);
        } else if (signal instanceof Reachability reachability) {
            reachabilities.put(reachability.trunk(), reachability);
        } else if (signal instanceof LinkLost || signal instanceof PbxRestarted) {
            registrations.clear();
            reachabilities.clear();
        }
    }

    void ordered(Instant now, List<Order> standing) {
        orders = standing;
        pen.accept(new Input.Ordered(now, standing));
    }

    void froze(Instant now, RouteId route, String why) {
        pen.accept(new Input.Froze(now, route, why));
    }

    void unfroze(Instant now, RouteId route) {
        pen.accept(new Input.Unfroze(now, route));
    }

    void adopted(Instant now, RouteId route, List<TrunkId> order) {
        pen.accept(new Input.Adopted(now, route, order));
    }
}
