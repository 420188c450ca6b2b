package org.trunkpilot.dashboard;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;
import org.trunkpilot.backtest.Counterfactuals;
import org.trunkpilot.control.ControlRoom;
import org.trunkpilot.control.PbxView;
import org.trunkpilot.dashboard.LiveClient.Frame;
import org.trunkpilot.dashboard.SiteJson.RecordJson;
import org.trunkpilot.operator.ApiProblem;
import org.trunkpilot.operator.OrderWarnings;
import org.trunkpilot.operator.Orders;
import org.trunkpilot.operator.OverrideJson;
import org.trunkpilot.timeline.Timeline;
import tools.jackson.databind.json.JsonMapper;

/**
 * Tells every listener what changed.
 *
 * <p>Twice a second the views are compared with what was told last, whatever the pace of the control threads: a storm of
 * signals makes no storm of events. What ticks all the time on a busy site (the last event, the last good call) is left out of
 * the comparison and told again every five seconds. Decisions come straight from the control threads, none left out.
 */
final class LiveStream implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LiveStream.class);

    /** Each has a thread. */
    static final int MOST_CLIENTS = 100;

    /** Decisions that wait to be told, and as many told ones that a client that comes back may have missed. */
    private static final int DECISIONS = 256;

    private static final Duration PUMP = Duration.ofMillis(500);

    private static final Duration TELL_AGAIN = Duration.ofSeconds(5);

    private final ControlRoom control;
    private final Orders orders;
    private final OrderWarnings warnings;
    private final Timeline timeline;
    private final Counterfactuals counterfactuals;
    private final JsonMapper json;
    private final InstantSource clock;
    private final boolean practice;

    /** Tells the events of this start from those of another. */
    private final String start;

    private final Set<LiveClient> clients = ConcurrentHashMap.newKeySet();
    private final Queue<DecisionJson> decided = new ArrayBlockingQueue<>(DECISIONS);
    private final AtomicLong decisionsDropped = new AtomicLong();
    private final AtomicLong clientsDropped = new AtomicLong();
    private final ScheduledExecutorService pump = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "live-pump");
        thread.setDaemon(true);
        return thread;
    });

    // Guarded by this.
    private final Map<String, Told> told = new LinkedHashMap<>();
    private final Deque<Numbered> toldDecisions = new ArrayDeque<>();
    private long sequence;

    private ControlRoom.@Nullable Subscription subscription;

    /** What was told last under a key: without and with what ticks, and when. */
    private record Told(Object steady, Object full, Instant at, Frame frame) {}

    private record Numbered(long sequence, Frame frame) {}

    private record Item(String key, String event, Object steady, Object full) {}

    LiveStream(
            ControlRoom control,
            Orders orders,
            OrderWarnings warnings,
            Timeline timeline,
            Counterfactuals counterfactuals,
            JsonMapper json,
            InstantSource clock,
            boolean practice) {
        this.control = control;
        this.orders = orders;
        this.warnings = warnings;
        this.timeline = timeline;
        this.counterfactuals = counterfactuals;
        this.json = json;
        this.clock = clock;
        this.practice = practice;
        this.start = Long.toString(clock.instant().toEpochMilli(), 36);
    }

    void start() {
        subscription = control.listen(this::note);
        // It ends with the executor, and catches what goes wrong itself.
        Future<?> unused =
                pump.scheduleWithFixedDelay(this::pumpNow, PUMP.toMillis(), PUMP.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** On the control thread: keeps the decisions, since the next view will not have them any more. */
    private void note(PbxView view) {
        view.judgement().decisions().forEach(decision -> {
            if (!decided.offer(DecisionJson.fresh(view.inventory().pbx(), decision, view.mode()))) {
                decisionsDropped.incrementAndGet();
            }
        });
    }

    /**
     * A new listener: first all as it stands, between {@code hello} and {@code ready}, then what changes.
     *
     * @param lastEventId what it saw last: decisions made since are told again
     * @throws ApiProblem when there are too many already
     */
    SseEmitter connect(@Nullable String lastEventId, BooleanSupplier stillAllowed) {
        var emitter = new SseEmitter(0L);
        LiveClient client;
        synchronized (this) {
            if (clients.size() >= MOST_CLIENTS) {
                throw ApiProblem.unavailable(
                        MOST_CLIENTS + " listeners are connected, which is the most. Close some pages or scripts.");
            }
            tell();
            client = new LiveClient(emitter, greeting(lastEventId), stillAllowed, clients::remove);
            clients.add(client);
        }
        Thread thread = new Thread(client, "live-client");
        thread.setDaemon(true);
        thread.start();
        return emitter;
    }

    private List<Frame> greeting(@Nullable String lastEventId) {
        List<Frame> frames = new ArrayList<>();
        frames.add(frame("hello", Map.of("now", clock.instant(), "practice", practice)));
        told.values().forEach(it -> frames.add(it.frame()));
        long seen = seen(lastEventId);
        toldDecisions.stream()
                .filter(it -> it.sequence() > seen)
                .map(Numbered::frame)
                .forEach(frames::add);
        frames.add(frame("ready", Map.of()));
        return frames;
    }

    /** The number of an event of this start; of another start, or of none, all there ever were. */
    private long seen(@Nullable String lastEventId) {
        String prefix = start + "-";
        if (lastEventId == null || !lastEventId.startsWith(prefix)) {
            return Long.MAX_VALUE;
        }
        try {
            return Long.parseLong(lastEventId.substring(prefix.length()));
        } catch (NumberFormatException e) {
            // Not one of ours: it has seen nothing that we could go on from.
            return Long.MAX_VALUE;
        }
    }

    /** Compares and tells now; the pump does so twice a second. */
    void pumpNow() {
        try {
            synchronized (this) {
                tell();
            }
        } catch (RuntimeException e) {
            LOG.error("live stream failed; tried again in {} ms", PUMP.toMillis(), e);
        }
    }

    /** Compares, and tells what changed. */
    private void tell() {
        for (DecisionJson decision = decided.poll(); decision != null; decision = decided.poll()) {
            Frame frame = frame("decision", decision);
            toldDecisions.addLast(new Numbered(sequence, frame));
            if (toldDecisions.size() > DECISIONS) {
                toldDecisions.removeFirst();
            }
            broadcast(frame);
        }
        Instant now = clock.instant();
        for (Item item : items()) {
            Told before = told.get(item.key());
            boolean changed = before == null || !before.steady().equals(item.steady());
            boolean stale = before != null
                    && !before.full().equals(item.full())
                    && !now.isBefore(before.at().plus(TELL_AGAIN));
            if (changed || stale) {
                Frame frame = frame(item.event(), item.full());
                told.put(item.key(), new Told(item.steady(), item.full(), now, frame));
                broadcast(frame);
            }
        }
    }

    private List<Item> items() {
        List<Item> items = new ArrayList<>();
        for (PbxView view : control.views()) {
            PbxJson pbx = PbxJson.of(view, counterfactuals.of(view), practice, clock.instant());
            items.add(new Item("pbx " + pbx.name(), "pbx", pbx.steady(), pbx));
            for (TrunkJson trunk : TrunkJson.all(view)) {
                items.add(new Item("trunk " + trunk.pbx() + " " + trunk.name(), "trunk", trunk.steady(), trunk));
            }
            for (RouteJson route : RouteJson.all(view)) {
                items.add(new Item("route " + route.pbx() + " " + route.name(), "route", route.steady(), route));
            }
        }
        Page<OverrideJson> standing =
                Page.whole(orders.standing().stream().map(warnings::json).toList());
        items.add(new Item("override", "override", standing, standing));
        RecordJson record = RecordJson.of(timeline.status());
        items.add(new Item("record", "record", record.steady(), record));
        return items;
    }

    private Frame frame(String event, Object payload) {
        sequence++;
        return new Frame(start + "-" + sequence, event, json.writeValueAsString(payload));
    }

    private void broadcast(Frame frame) {
        clients.removeIf(client -> {
            boolean tooSlow = !client.offer(frame);
            if (tooSlow) {
                clientsDropped.incrementAndGet();
                LOG.info("live client let go: {} events waited for it", LiveClient.ROOM);
            }
            return tooSlow;
        });
    }

    int clients() {
        return clients.size();
    }

    /** Listeners let go because they did not keep up, since the start. */
    long clientsDropped() {
        return clientsDropped.get();
    }

    /** Decisions not told for want of room, since the start; the record has them. */
    long decisionsDropped() {
        return decisionsDropped.get();
    }

    /** Lets everybody go, so that a stop need not wait for them. */
    @Override
    public void close() {
        if (subscription != null) {
            subscription.close();
        }
        pump.shutdownNow();
        clients.forEach(LiveClient::close);
    }
}
