package org.trunkpilot.control;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArraySet;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.trunkpilot.journal.Journal;
import org.trunkpilot.override.Order;
import org.trunkpilot.pbx.CalleeKey;
import org.trunkpilot.pbx.PbxAdapter;
import org.trunkpilot.routing.Mode;
import org.trunkpilot.routing.RouteController;
import org.trunkpilot.timeline.Timeline;
import org.trunkpilot.trunk.PbxId;
import org.trunkpilot.trunk.RouteId;

/**
 * Starts and stops the control threads, and passes on what other threads want of them.
 *
 * <p>The threads start when every part of the house is built, so that the orders people gave stand before the first decision, and
 * before the web server opens its doors.
 */
final class ControlTower implements ControlRoom, SmartLifecycle {
    private static final Logger LOG = LoggerFactory.getLogger(ControlTower.class);

    private final Map<PbxId, ControlLoop> loops = new LinkedHashMap<>();
    private final Set<Consumer<PbxView>> listeners = new CopyOnWriteArraySet<>();
    private volatile boolean running;

    ControlTower(
            List<ControlledPbx> pbxs,
            List<PbxAdapter> adapters,
            CalleeKey calleeKey,
            Timeline timeline,
            Journal journal,
            InstantSource clock) {
        for (ControlledPbx pbx : pbxs) {
            PbxAdapter adapter = adapters.stream()
                    .filter(a -> a.kind() == pbx.address().kind())
                    .findFirst()
                    .orElseThrow(() -> new IllegalStateException(
                            "trunkpilot.pbxs." + pbx.inventory().pbx() + ".kind: "
                                    + pbx.address().kind() + " is not spoken by this version"));
            Remembered remembered = recall(pbx, timeline);
            var core = new RouteController(
                    pbx.inventory(), pbx.policy(), pbx.policies(), pbx.health(), remembered.memory());
            var connection = adapter.connect(pbx.address(), pbx.inventory(), calleeKey.with(pbx.destinations()), clock);
            loops.put(
                    pbx.inventory().pbx(),
                    new ControlLoop(
                            pbx,
                            connection,
                            core,
                            remembered.choice(),
                            timeline,
                            journal.pen(pbx.inventory().pbx()),
                            clock,
                            this::publish));
        }
    }

    /** Opens the links and starts the threads. */
    @Override
    public void start() {
        running = true;
        loops.values().forEach(ControlLoop::start);
    }

    @Override
    public void stop() {
        new ArrayList<>(loops.values()).forEach(ControlLoop::close);
        running = false;
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    /** Before the web server, which comes up last. */
    @Override
    public int getPhase() {
        return 0;
    }

    private static Remembered recall(ControlledPbx pbx, Timeline timeline) {
        PbxId id = pbx.inventory().pbx();
        try {
            Remembered remembered = timeline.recall(id).map(Remembered::parse).orElse(Remembered.NOTHING);
            remembered
                    .choice()
                    .filter(choice -> choice.mode() != pbx.mode())
                    .ifPresent(choice -> LOG.warn(
                            "pbx={} mode={} though the configuration says {}: {}",
                            id,
                            choice.mode(),
                            pbx.mode(),
                            choice.why()));
            return remembered;
        } catch (RuntimeException e) {
            // Steering does without its memory (a valid row of ours on the PBX is adopted); it never does without its
            // PBX.
            LOG.error("pbx={} memory=lost because=\"{}\"", id, e.getMessage());
            return Remembered.NOTHING;
        }
    }

    private void publish(PbxView view) {
        for (Consumer<PbxView> listener : listeners) {
            listener.accept(view);
        }
    }

    @Override
    public List<PbxView> views() {
        return loops.values().stream().map(ControlLoop::view).toList();
    }

    @Override
    public Optional<PbxView> view(PbxId pbx) {
        return Optional.ofNullable(loops.get(pbx)).map(ControlLoop::view);
    }

    @Override
    public void orders(PbxId pbx, List<Order> standing) {
        loop(pbx).orders(standing);
    }

    @Override
    public void mode(PbxId pbx, Mode mode, String who) {
        loop(pbx).mode(mode, who);
    }

    @Override
    public void unfreeze(PbxId pbx, RouteId route, String who) {
        loop(pbx).unfreeze(route, who);
    }

    @Override
    public Subscription listen(Consumer<PbxView> listener) {
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }

    private ControlLoop loop(PbxId pbx) {
        ControlLoop loop = loops.get(pbx);
        if (loop == null) {
            throw new IllegalArgumentException("there is no PBX " + pbx);
        }
        return loop;
    }
}
