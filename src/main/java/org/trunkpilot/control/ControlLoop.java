package org.trunkpilot.control;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.trunkpilot.health.MinuteRollup;
import org.trunkpilot.override.Order;
import org.trunkpilot.pbx.LinkStatus;
import org.trunkpilot.pbx.PbxConnection;
import org.trunkpilot.pbx.RouteActuator;
import org.trunkpilot.replay.Input;
import org.trunkpilot.routing.Judgement;
import org.trunkpilot.routing.Mode;
import org.trunkpilot.routing.OrderRow;
import org.trunkpilot.routing.PbxState;
import org.trunkpilot.routing.RegistrationKeeper;
import org.trunkpilot.routing.RouteController;
import org.trunkpilot.routing.RoutePlan;
import org.trunkpilot.routing.RowKeeper;
import org.trunkpilot.signal.LinkRestored;
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

    /** After a question that the PBX left unanswered, each of which keeps this thread for up to 2 s, it is left in peace. */
    private static final Duration PEACE = Duration.ofSeconds(2);

    /** Rows are looked at once the snapshot tells that the PBX has its wits about it, or after this long without one. */
    private static final Duration SNAPSHOT_WAIT = Duration.ofSeconds(30);

    /** Without a judgement for this long, a person must know. */
    private static final Duration STALLED = Duration.ofSeconds(5);

    private static final Duration FAULT_LOGGED_EVERY = Duration.ofMinutes(1);

    /** There is one instance, so leadership never changes hands; it grows when there are two. */
    private static final long EPOCH = 1;

    private final ControlledPbx pbx;
    private final PbxConnection connection;
    private final RouteController core;
    private final Map<TrunkId, MinuteRollup> minutes = new LinkedHashMap<>();
    private final Timeline timeline;
    private final Scribe scribe;
    private final ReferenceHosts references;
    private final Logbook logbook;
    private final RegistrationKeeper registrations;
    private final InstantSource clock;
    private final Consumer<PbxView> published;
    private final Map<RouteId, RowUpkeep> rows = new LinkedHashMap<>();
    private final ConcurrentLinkedQueue<Runnable> messages = new ConcurrentLinkedQueue<>();
    private final Thread thread;

    private Optional<Remembered.Choice> choice;
    private Optional<String> standDown = Optional.empty();
    private Instant peaceUntil = Instant.MIN;
    private Instant rowsFrom = Instant.MAX;
    private long faults;
    private Instant nextFaultLogged = Instant.MIN;
    private String remembered = "";
    private Instant nextRemember = Instant.MIN;
    private volatile boolean open = true;
    private volatile PbxView view;

    ControlLoop(
            ControlledPbx pbx,
            PbxConnection connection,
            RouteController core,
            Optional<Remembered.Choice> choice,
            Timeline timeline,
            Consumer<Input> journal,
            InstantSource clock,
            Consumer<PbxView> published) {
        this.pbx = pbx;
        this.connection = connection;
        this.core = core;
        this.choice = choice;
        this.timeline = timeline;
        this.clock = clock;
        this.published = published;
        this.scribe = new Scribe(id(), timeline);
        this.references = new ReferenceHosts(pbx.references(), clock);
        this.logbook = new Logbook(journal, pbx.inventory());
        this.registrations =
                new RegistrationKeeper(pbx.inventory(), pbx.policy().selfHeal());
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
        this.view = view(core.beforeTheFirst(clock.instant()));
        this.thread = new Thread(this::run, "control-" + id());
        this.thread.setDaemon(true);
    }

    PbxId id() {
        return pbx.inventory().pbx();
    }

    /** Opens the link and starts the thread. */
    void start() {
        connection.open();
        references.start();
        thread.start();
    }

    PbxView view() {
        return view;
    }

    void orders(List<Order> standing) {
        List<Order> copy = List.copyOf(standing);
        messages.add(() -> {
            core.orders(copy);
            logbook.ordered(clock.instant(), copy);
        });
    }

    void mode(Mode wanted, String who) {
        messages.add(() ->
                choose(new Remembered.Choice(wanted, wanted + " since " + clock.instant() + ", set by " + who + ".")));
    }

    void unfreeze(RouteId route, String who) {
        messages.add(() -> {
            RowUpkeep row = rows.get(route);
            if (row != null) {
                core.unfreeze(route);
                logbook.unfroze(clock.instant(), route);
                row.handBack();
                scribe.write(clock.instant(), Entry.Kind.ORDER, route, who + " gave the route back to Trunkpilot.");
            }
        });
    }

    private void run() {
        while (open) {
            Instant now = clock.instant();
            try {
                tick(now);
            } catch (Throwable e) {
                // The outermost frame: a fault of ours in one tick must not end the steering of a PBX.
                failed(now, "a tick", e);
                view = view(view.judgement());
                published.accept(view);
            }
            Duration spent = Duration.between(now, clock.instant());
            LockSupport.parkNanos(Math.max(1_000_000, TICK.minus(spent).toNanos()));
        }
    }

    void tick(Instant now) {
        logbook.tick(now, mode(), () -> core.memory().text());
        for (Runnable message = messages.poll(); message != null; message = messages.poll()) {
            message.run();
        }
        references.drain(this::hear);
        connection.drain(MOST_SIGNALS, signal -> {
            try {
                hear(signal);
            } catch (RuntimeException e) {
                // One signal that we cannot take must not cost those behind it.
                failed(now, signal.getClass().getSimpleName(), e);
            }
        });
        Judgement judgement = core.decide(now);
        judgement.probes().forEach(connection::probe);
        scribe.judged(judgement, mode());
        heal(judgement);
        rollUp(judgement);
        if (connection.status().state() == LinkStatus.State.UP && judgement.state() != PbxState.LINK_LOST) {
            tend(now, judgement);
            stepUpAgain(now);
        } else {
            rows.values().forEach(RowUpkeep::unknown);
        }
        remember(now, !judgement.decisions().isEmpty() || !judgement.changes().isEmpty());
        view = view(judgement);
        published.accept(view);
    }

    /** Makes the PBX register again where it has stopped trying. */
    private void heal(Judgement judgement) {
        RegistrationKeeper.Step step = registrations.step(judgement, mode());
        step.lines()
                .forEach(line -> scribe.write(
                        judgement.at(),
                        line.alarm() ? Entry.Kind.ALARM : Entry.Kind.ACTUATION,
                        line.trunk(),
                        line.words()));
        step.register()
                .forEach(trunk ->
                        connection.register(trunk, outcome -> messages.add(() -> registered(trunk, outcome))));
    }

    private void registered(TrunkId trunk, RouteActuator.Outcome outcome) {
        if (outcome instanceof RouteActuator.Outcome.Refused no) {
            registrations.refused(trunk);
            scribe.write(
                    clock.instant(),
                    Entry.Kind.ACTUATION,
                    trunk,
                    "The PBX did not take the order to register " + trunk + ": " + no.why() + ".");
        } else if (outcome instanceof RouteActuator.Outcome.Unconfirmed unknown) {
            scribe.write(
                    clock.instant(),
                    Entry.Kind.ACTUATION,
                    trunk,
                    "Nobody knows whether the PBX took the order to register " + trunk + ": " + unknown.why() + ".");
        }
    }

    /** Looks after the rows that are due; at the first question left unanswered the others wait, too. */
    private void tend(Instant now, Judgement judgement) {
        if (now.isBefore(peaceUntil) || now.isBefore(rowsFrom)) {
            return;
        }
        var due = new LinkedHashMap<RowUpkeep, RowUpkeep.Wish>();
        rows.forEach((route, row) -> {
            var wish = new RowUpkeep.Wish(
                    plan(judgement, route),
                    core.remembers(route),
                    mode(),
                    EPOCH,
                    core.frozen(route).isPresent(),
                    standDown.isPresent());
            if (row.due(now, wish)) {
                due.put(row, wish);
            }
        });
        if (due.isEmpty()) {
            return;
        }
        if (!(connection.actuator().clock() instanceof RouteActuator.ClockReading.At time)) {
            due.keySet().forEach(RowUpkeep::withoutClock);
            peaceUntil = now.plus(PEACE);
            return;
        }
        for (var entry : due.entrySet()) {
            if (!entry.getKey().tend(now, entry.getValue(), time)) {
                peaceUntil = now.plus(PEACE);
                return;
            }
        }
    }

    /** Ends a stand-down once every row has been read and none of them is a valid one of somebody else's. */
    private void stepUpAgain(Instant now) {
        boolean allRead =
                rows.values().stream().allMatch(row -> row.state().actual().isPresent());
        if (standDown.isPresent() && allRead && rows.values().stream().noneMatch(row -> row.strangers(EPOCH))) {
            standDown = Optional.empty();
            scribe.write(
                    now,
                    Entry.Kind.MODE,
                    "No row of another installation is valid any more: " + mode() + " again, as before.");
            rows.values().forEach(RowUpkeep::lookSoon);
        }
    }

    private void failed(Instant now, String what, Throwable fault) {
        faults++;
        if (!now.isBefore(nextFaultLogged)) {
            nextFaultLogged = now.plus(FAULT_LOGGED_EVERY);
            LOG.error(
                    "pbx={} {} failed by a fault of our own, {} so far; told once a minute", id(), what, faults, fault);
        }
    }

    private void hear(PbxSignal signal) {
        if (signal instanceof LinkRestored) {
            rowsFrom = signal.at().plus(SNAPSHOT_WAIT);
        } else if (signal instanceof SnapshotTaken) {
            rowsFrom = Instant.MIN;
        }
        logbook.heard(signal);
        core.accept(signal);
        scribe.heard(signal);
        if (signal instanceof TrunkSignal trunk) {
            MinuteRollup minute = minutes.get(trunk.trunk());
            if (minute != null) {
                minute.accept(trunk);
            }
        } else if (signal instanceof PbxRestarted
                || signal instanceof PbxReloaded
                || signal instanceof LinkRestored
                || signal instanceof SnapshotTaken) {
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

    /** What we do now, which is watching while another installation steers. */
    private Mode mode() {
        return standDown.isPresent()
                ? Mode.WATCHING
                : choice.map(Remembered.Choice::mode).orElse(pbx.mode());
    }

    private String modeReason() {
        return standDown.orElseGet(() -> choice.map(c -> c.mode() == pbx.mode()
                        ? c.why()
                        : c.why() + " The configuration says " + word(pbx.mode()) + ".")
                .orElse((pbx.mode() == Mode.ACTING ? "Acting" : "Watching") + ", as configured."));
    }

    private static String word(Mode mode) {
        return mode == Mode.ACTING ? "acting" : "watching";
    }

    private void choose(Remembered.Choice wanted) {
        Mode before = mode();
        choice = Optional.of(wanted);
        // Whoever chose knows of the other installation: if its row is still valid, the next look stands us down again.
        standDown = Optional.empty();
        if (mode() != before) {
            scribe.write(clock.instant(), Entry.Kind.MODE, word(before) + " → " + word(mode()) + ": " + wanted.why());
            rows.values().forEach(RowUpkeep::lookSoon);
        }
        nextRemember = Instant.MIN;
    }

    private void remember(Instant now, boolean changed) {
        if (!changed && now.isBefore(nextRemember)) {
            return;
        }
        nextRemember = now.plus(REMEMBER_EVERY);
        String memory = new Remembered(choice, core.memory()).text();
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
        var alarms = new ArrayList<>(judgement.alarms());
        alarms.addAll(registrations.alarms());
        standDown.ifPresent(alarms::add);
        if (faults > 0 && clock.instant().isAfter(judgement.at().plus(STALLED))) {
            alarms.add("Trunkpilot itself is at fault: " + id() + " has not been judged since "
                    + judgement.at().truncatedTo(ChronoUnit.SECONDS)
                    + "; calls go by the order that stands. See the log.");
        }
        return new PbxView(
                pbx.inventory(),
                pbx.address().kind(),
                connection.status(),
                mode(),
                modeReason(),
                judgement,
                core.losses(),
                alarms,
                faults,
                routes,
                references.dropped());
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
                state.valid().map(OrderRow::expiry),
                state.actual().equals(Optional.of(wanted)),
                Optional.ofNullable(judgement.why().get(route.id())).orElse(""),
                core.frozen(route.id()));
    }

    @Override
    public void close() {
        open = false;
        references.close();
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
            logbook.adopted(clock.instant(), route, order);
            scribe.wrote(clock.instant(), route, why);
        }

        @Override
        public void standDown(String why) {
            if (standDown.isEmpty()) {
                scribe.write(clock.instant(), Entry.Kind.ALARM, route, why);
                standDown = Optional.of(why);
                rows.values().forEach(RowUpkeep::lookSoon);
            }
        }

        @Override
        public void freeze(String why) {
            if (core.frozen(route).isEmpty()) {
                core.freeze(route, why);
                logbook.froze(clock.instant(), route, why);
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
