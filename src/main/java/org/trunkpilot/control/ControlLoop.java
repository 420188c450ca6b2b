package org.trunkpilot.control;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.trunkpilot.health.MinuteRollup;
import org.trunkpilot.override.Order;
import org.trunkpilot.pbx.LinkStatus;
import org.trunkpilot.pbx.PbxConnection;
import org.trunkpilot.routing.Judgement;
import org.trunkpilot.routing.Mode;
import org.trunkpilot.routing.PbxState;
import org.trunkpilot.routing.RouteController;
import org.trunkpilot.routing.RoutePlan;
import org.trunkpilot.routing.RowKeeper;
import org.trunkpilot.signal.PbxReloaded;
import org.trunkpilot.signal.PbxRestarted;
import org.trunkpilot.signal.PbxSignal;
import org.trunkpilot.signal.SnapshotTaken;
import org.trunkpilot.signal.TrunkSignal;
import org.trunkpilot.timeline.Entry;
import org.trunkpilot.timeline.Timeline;
import org.trunkpilot.trunk.PbxId;
import org.trunkpilot.trunk.Route;
import org.trunkpilot.trunk.RouteId;
import org.trunkpilot.trunk.SteeredRoute;
import org.trunkpilot.trunk.TrunkId;

/**
 * The one thread of one PBX: drain what was heard, fold it, decide, act, record, show. Everything the core knows is touched
 * here and nowhere else; other threads leave messages and read the last {@link PbxView}.
 */
final class ControlLoop implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ControlLoop.class);

    /** Ten judgements a second: what is fast about us is limited by probes, not by this. */
    static final Duration TICK = Duration.ofMillis(100);

    /** Signals taken in one tick: a flood is worked off without keeping the PBX waiting for a decision. */
    private static final int MOST_SIGNALS = 5_000;

    private static final Duration REMEMBER_EVERY = Duration.ofSeconds(30);

    /** There is one instance, so leadership never changes hands; it grows when there are two. */
    private static final long EPOCH = 1;

    private final ControlledPbx pbx;
    private final PbxConnection connection;
    private final RouteController core;
    private final Map<TrunkId, MinuteRollup> minutes = new LinkedHashMap<>();
    private final Timeline timeline;
    private final Scribe scribe;
    private final InstantSource clock;
    private final Consumer<PbxView> published;
    private final Map<RouteId, RowUpkeep> rows = new LinkedHashMap<>();
    private final ConcurrentLinkedQueue<Runnable> messages = new ConcurrentLinkedQueue<>();
    private final AtomicLong failedTicks = new AtomicLong();
    private final Thread thread;

    private Mode mode;
    private String modeReason;
    private String remembered = "";
    private Instant nextRemember = Instant.MIN;
    private volatile boolean open = true;
    private volatile PbxView view;

    ControlLoop(
            ControlledPbx pbx,
            PbxConnection connection,
            RouteController core,
            Mode mode,
            String modeReason,
            Timeline timeline,
            InstantSource clock,
            Consumer<PbxView> published) {
        this.pbx = pbx;
        this.connection = connection;
        this.core = core;
        this.mode = mode;
        this.modeReason = modeReason;
        this.timeline = timeline;
        this.clock = clock;
        this.published = published;
        this.scribe = new Scribe(id(), timeline);
        for (var trunk : pbx.inventory().trunks()) {
            minutes.put(trunk.id(), new MinuteRollup(trunk.id()));
        }
        for (SteeredRoute route : pbx.inventory().steeredRoutes()) {
            var keeper = new RowKeeper(route, pbx.owner(), pbx.terms().lease());
            rows.put(
                    route.id(),
                    new RowUpkeep(
                            route, keeper, connection.actuator(), pbx.terms().lease(), new Effects(route.id())));
        }
        Judgement first = core.decide(clock.instant());
        scribe.judged(first, mode);
        this.view = view(first);
        this.thread = new Thread(this::run, "control-" + id());
        this.thread.setDaemon(true);
    }

    PbxId id() {
        return pbx.inventory().pbx();
    }

    /** Opens the link and starts the thread. */
    void start() {
        connection.open();
        thread.start();
    }

    PbxView view() {
        return view;
    }

    void orders(List<Order> standing) {
        List<Order> copy = List.copyOf(standing);
        messages.add(() -> core.orders(copy));
    }

    void mode(Mode wanted, String who) {
        messages.add(() -> switchMode(wanted, wanted + " since " + clock.instant() + ", set by " + who + "."));
    }

    void unfreeze(RouteId route, String who) {
        messages.add(() -> {
            RowUpkeep row = rows.get(route);
            if (row != null) {
                core.unfreeze(route);
                row.handBack();
                scribe.write(clock.instant(), Entry.Kind.ORDER, route, who + " gave the route back to Trunkpilot.");
            }
        });
    }

    /** Ticks that failed by a fault of our own; each is logged, and the next tick goes on. */
    long failedTicks() {
        return failedTicks.get();
    }

    private void run() {
        while (open) {
            Instant now = clock.instant();
            try {
                tick(now);
            } catch (RuntimeException e) {
                // The outermost frame: a fault of ours in one tick must not end the steering of a PBX.
                LOG.error("pbx={} tick failed, {} so far", id(), failedTicks.incrementAndGet(), e);
            }
            Duration spent = Duration.between(now, clock.instant());
            LockSupport.parkNanos(Math.max(1_000_000, TICK.minus(spent).toNanos()));
        }
    }

    void tick(Instant now) {
        for (Runnable message = messages.poll(); message != null; message = messages.poll()) {
            message.run();
        }
        connection.drain(MOST_SIGNALS, this::hear);
        Judgement judgement = core.decide(now);
        judgement.probes().forEach(connection::probe);
        scribe.judged(judgement, mode);
        rollUp(judgement);
        boolean up = connection.status().state() == LinkStatus.State.UP && judgement.state() != PbxState.LINK_LOST;
        rows.forEach((route, row) -> {
            if (up) {
                row.tend(
                        now,
                        new RowUpkeep.Wish(
                                plan(judgement, route),
                                core.remembers(route),
                                mode,
                                EPOCH,
                                core.frozen(route).isPresent()));
            } else {
                row.unknown();
            }
        });
        remember(now, !judgement.decisions().isEmpty() || !judgement.changes().isEmpty());
        view = view(judgement);
        published.accept(view);
    }

    private void hear(PbxSignal signal) {
        core.accept(signal);
        scribe.heard(signal);
        if (signal instanceof TrunkSignal trunk) {
            MinuteRollup minute = minutes.get(trunk.trunk());
            if (minute != null) {
                minute.accept(trunk);
            }
        } else if (signal instanceof PbxRestarted || signal instanceof PbxReloaded || signal instanceof SnapshotTaken) {
            rows.values().forEach(RowUpkeep::pbxMayHaveForgotten);
        }
    }

    private void rollUp(Judgement judgement) {
        judgement
                .legs()
                .forEach(leg -> Optional.ofNullable(minutes.get(leg.trunk())).ifPresent(m -> m.accept(leg)));
        judgement
                .beliefs()
                .values()
                .forEach(belief -> Optional.ofNullable(minutes.get(belief.trunk()))
                        .flatMap(minute -> minute.accept(belief))
                        .ifPresent(closed -> timeline.minute(id(), closed)));
    }

    private static RoutePlan plan(Judgement judgement, RouteId route) {
        RoutePlan plan = judgement.plans().get(route);
        if (plan == null) {
            throw new IllegalStateException("no plan for steered route " + route);
        }
        return plan;
    }

    private void switchMode(Mode wanted, String reason) {
        if (wanted != mode) {
            scribe.write(clock.instant(), Entry.Kind.MODE, mode + " → " + wanted + ": " + reason);
            mode = wanted;
            rows.values().forEach(RowUpkeep::lookSoon);
        }
        modeReason = reason;
        nextRemember = Instant.MIN;
    }

    private void remember(Instant now, boolean changed) {
        if (!changed && now.isBefore(nextRemember)) {
            return;
        }
        nextRemember = now.plus(REMEMBER_EVERY);
        String memory = new Remembered(mode, modeReason, core.memory()).text();
        if (!memory.equals(remembered)) {
            timeline.remember(id(), memory);
            remembered = memory;
        }
    }

    private PbxView view(Judgement judgement) {
        List<RouteView> routes = new ArrayList<>();
        for (Route route : pbx.inventory().routes()) {
            routes.add(routeView(route, judgement));
        }
        return new PbxView(
                pbx.inventory(),
                pbx.address().kind(),
                connection.status(),
                mode,
                modeReason,
                judgement,
                core.losses(),
                routes);
    }

    private RouteView routeView(Route route, Judgement judgement) {
        RowUpkeep row = rows.get(route.id());
        if (row == null) {
            return new RouteView(
                    route,
                    route.trunks(),
                    Optional.of(route.trunks()),
                    "An emergency route reads no row: it always goes by the static order.",
                    Optional.empty(),
                    Optional.empty(),
                    true,
                    "Emergency routes are watched and never steered.",
                    Optional.empty());
        }
        RowUpkeep.State state = row.state();
        List<TrunkId> wanted = plan(judgement, route.id()).order();
        return new RouteView(
                route,
                wanted,
                state.actual(),
                state.words(),
                state.readAt(),
                state.leaseUntil(),
                state.actual().equals(Optional.of(wanted)),
                Optional.ofNullable(judgement.why().get(route.id())).orElse(""),
                core.frozen(route.id()));
    }

    @Override
    public void close() {
        open = false;
        LockSupport.unpark(thread);
        try {
            thread.join(Duration.ofSeconds(5).toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        connection.close();
    }

    /** What the upkeep of a row leads to beyond the row. Runs on the control thread. */
    private final class Effects implements RowUpkeep.Consequences {
        private final RouteId route;

        Effects(RouteId route) {
            this.route = route;
        }

        @Override
        public void adopt(List<TrunkId> order, String why) {
            core.adopt(route, order, clock.instant());
            scribe.wrote(clock.instant(), route, why);
        }

        @Override
        public void standDown(String why) {
            scribe.write(clock.instant(), Entry.Kind.ALARM, route, why);
            switchMode(Mode.WATCHING, why);
        }

        @Override
        public void freeze(String why) {
            if (core.frozen(route).isEmpty()) {
                core.freeze(route, why);
                scribe.write(clock.instant(), Entry.Kind.ALARM, route, why);
            }
        }

        @Override
        public void wrote(String words) {
            scribe.wrote(clock.instant(), route, words);
        }

        @Override
        public void settled(String words) {
            scribe.outcome(route, clock.instant(), words);
        }
    }
}
