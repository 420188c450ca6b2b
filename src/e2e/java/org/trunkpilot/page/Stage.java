package org.trunkpilot.page;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.trunkpilot.control.ControlRoom;
import org.trunkpilot.control.PbxView;
import org.trunkpilot.override.Order;
import org.trunkpilot.routing.Mode;
import org.trunkpilot.routing.RouteDecision;
import org.trunkpilot.timeline.Timeline;
import org.trunkpilot.trunk.PbxId;
import org.trunkpilot.trunk.RouteId;

/** A control room without control threads: it shows what a test says, and keeps the record as control does. */
final class Stage implements ControlRoom {
    private final Timeline timeline;
    private final List<Consumer<PbxView>> listeners = new CopyOnWriteArrayList<>();
    private volatile List<PbxView> shown = List.of();
    private volatile Optional<Instant> stalled = Optional.empty();

    /** What stands on each PBX, as last told. */
    final Map<PbxId, List<Order>> orders = new ConcurrentHashMap<>();

    Stage(Timeline timeline) {
        this.timeline = timeline;
    }

    /** From now on the site is these PBXes. Decisions in the views are recorded, moves with the outcome that they were applied. */
    void show(PbxView... views) {
        shown = List.of(views);
        stalled = Optional.empty();
        for (PbxView view : views) {
            for (RouteDecision decision : view.judgement().decisions()) {
                String id = timeline.decided(view.inventory().pbx(), decision, view.mode());
                if (decision.moves()) {
                    timeline.outcome(id, decision.at().plusMillis(300), "Written and read back after 0.3 s.");
                }
            }
            listeners.forEach(listener -> listener.accept(view));
        }
    }

    /** From now on nothing is judged any more, until something is shown. */
    void stall(Instant since) {
        stalled = Optional.of(since);
    }

    /** As control threads have it that judge ten times a second. */
    @Override
    public List<PbxView> views() {
        Instant judged = stalled.orElseGet(Instant::now);
        return shown.stream().map(view -> Scenes.judged(judged, view)).toList();
    }

    @Override
    public Optional<PbxView> view(PbxId pbx) {
        return views().stream()
                .filter(view -> view.inventory().pbx().equals(pbx))
                .findFirst();
    }

    @Override
    public void orders(PbxId pbx, List<Order> standing) {
        orders.put(pbx, List.copyOf(standing));
    }

    @Override
    public void mode(PbxId pbx, Mode mode, String who) {
        show(shown.stream()
                .map(view -> view.inventory().pbx().equals(pbx) ? Scenes.in(mode, who, view) : view)
                .toArray(PbxView[]::new));
    }

    @Override
    public void unfreeze(PbxId pbx, RouteId route, String who) {
        throw new UnsupportedOperationException("no scene has a frozen route");
    }

    @Override
    public Subscription listen(Consumer<PbxView> listener) {
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }
}
