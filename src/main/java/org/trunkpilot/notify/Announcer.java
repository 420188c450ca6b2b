package org.trunkpilot.notify;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.trunkpilot.control.ControlRoom;
import org.trunkpilot.control.PbxView;
import org.trunkpilot.notify.Incidents.Memory;
import org.trunkpilot.notify.Message.Line;
import org.trunkpilot.notify.Message.State;
import org.trunkpilot.notify.Message.Telling;
import org.trunkpilot.notify.Notebook.Page;
import org.trunkpilot.routing.RouteDecision;
import org.trunkpilot.trunk.PbxId;
import tools.jackson.databind.json.JsonMapper;

/**
 * Looks at every PBX twice a second and hands what people are to be told to every channel.
 *
 * <p>Of the views the newest counts; decisions come straight from the control threads, since the next view has them no more.
 */
final class Announcer implements SmartLifecycle {
    private static final Logger LOG = LoggerFactory.getLogger(Announcer.class);

    /** Decisions that wait for the next look. */
    static final int DECISIONS = 256;

    /** Messages kept to be shown. */
    static final int KEPT = 100;

    private static final Duration LOOK = Duration.ofMillis(500);

    private final ControlRoom control;
    private final NotifySettings settings;
    private final InstantSource clock;
    private final List<Delivery> channels;
    private final Optional<Notebook> notebook;
    private final Queue<Decided> decided = new ArrayBlockingQueue<>(DECISIONS);
    private final AtomicLong decisionsDropped = new AtomicLong();

    /** The decisions seen last: when a tick fails, the judgement before it is published again. */
    private final Map<PbxId, List<RouteDecision>> seen = new ConcurrentHashMap<>();

    // Guarded by this.
    private final Map<PbxId, Incidents> incidents = new LinkedHashMap<>();
    private final Deque<Message> newest = new ArrayDeque<>();

    private volatile boolean running;
    private @Nullable ScheduledExecutorService looks;
    private ControlRoom.@Nullable Subscription subscription;

    private record Decided(PbxId pbx, RouteDecision decision) {}

    Announcer(
            ControlRoom control,
            NotifySettings settings,
            List<Delivery> channels,
            JsonMapper json,
            InstantSource clock) {
        this.control = control;
        this.settings = settings;
        this.channels = List.copyOf(channels);
        this.clock = clock;
        this.notebook = settings.notebook().map(file -> new Notebook(file, json));
    }

    @Override
    public void start() {
        Instant now = clock.instant();
        Page before = notebook.map(book -> book.read(now)).orElse(Page.EMPTY);
        synchronized (this) {
            control.views().forEach(view -> {
                PbxId pbx = view.inventory().pbx();
                incidents.put(
                        pbx,
                        new Incidents(
                                settings.pace(),
                                settings.dashboard(),
                                now,
                                Optional.ofNullable(before.incidents().get(pbx.name()))));
            });
        }
        channels.forEach(channel -> {
            // Who was stopped and is started again in one life has it still.
            if (channel.waiting().isEmpty()) {
                before.waiting()
                        .getOrDefault(channel.settings().name(), List.of())
                        .forEach(channel::offer);
            }
            channel.start();
        });
        subscription = control.listen(this::note);
        ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(Announcer::thread);
        looks = thread;
        // It ends with the executor, and catches what goes wrong itself.
        Future<?> unused =
                thread.scheduleWithFixedDelay(this::lookNow, LOOK.toMillis(), LOOK.toMillis(), TimeUnit.MILLISECONDS);
        running = true;
    }

    private static Thread thread(Runnable task) {
        Thread thread = new Thread(task, "notify");
        thread.setDaemon(true);
        return thread;
    }

    /** On the control thread. */
    private void note(PbxView view) {
        PbxId pbx = view.inventory().pbx();
        List<RouteDecision> decisions = view.judgement().decisions();
        if (decisions.equals(seen.put(pbx, decisions))) {
            return;
        }
        decisions.forEach(decision -> {
            if (!decided.offer(new Decided(pbx, decision))) {
                decisionsDropped.incrementAndGet();
            }
        });
    }

    /** Looks and tells; done twice a second. */
    void lookNow() {
        try {
            look();
        } catch (RuntimeException e) {
            LOG.error("notify failed; tried again in {} ms", LOOK.toMillis(), e);
        }
    }

    private synchronized void look() {
        Map<PbxId, List<RouteDecision>> decisions = new LinkedHashMap<>();
        // Before the views, which are at least as new then.
        for (Decided next = decided.poll(); next != null; next = decided.poll()) {
            decisions.computeIfAbsent(next.pbx(), pbx -> new ArrayList<>()).add(next.decision());
        }
        Instant now = clock.instant();
        for (PbxView view : control.views()) {
            PbxId pbx = view.inventory().pbx();
            incidents
                    .computeIfAbsent(pbx, it -> new Incidents(settings.pace(), settings.dashboard(), now))
                    .see(view, decisions.getOrDefault(pbx, List.of()), now)
                    .forEach(this::tell);
        }
        remember(now);
    }

    /** Each look, since a delivery is worth remembering, too. */
    private void remember(Instant now) {
        notebook.ifPresent(book -> {
            Map<String, Memory> open = new LinkedHashMap<>();
            incidents.forEach((pbx, its) -> its.memory().ifPresent(memory -> open.put(pbx.name(), memory)));
            Map<String, List<Message>> waiting = new LinkedHashMap<>();
            channels.forEach(channel -> waiting.put(channel.settings().name(), channel.waiting()));
            book.write(new Page(now, open, waiting));
        });
    }

    private void tell(Message message) {
        LOG.info("notify message={} {}: {}", message.id(), message.state(), message.title());
        keep(message);
        if (!settings.silent()) {
            channels.forEach(channel -> channel.offer(message));
        }
    }

    private synchronized void keep(Message message) {
        newest.addFirst(message);
        if (newest.size() > KEPT) {
            newest.removeLast();
        }
    }

    List<Delivery> channels() {
        return channels;
    }

    /** Nothing is sent but tests. */
    boolean isSilent() {
        return settings.silent();
    }

    /** The messages of this start, newest first. */
    synchronized List<Message> newest() {
        return List.copyOf(newest);
    }

    /** Decisions that nobody was told of for want of room, since the start; the record has them. */
    long decisionsDropped() {
        return decisionsDropped.get();
    }

    /** A message for one channel alone, by which somebody sees whether it arrives. */
    Message test(String channel, String who) {
        Instant now = clock.instant();
        Optional<URI> dashboard = settings.dashboard();
        String pbx = control.views().stream()
                .findFirst()
                .map(view -> view.inventory().pbx().name())
                .orElse("none");
        String headline = "This is a test of the channel " + channel + ". Nothing is wrong.";
        var message = new Message(
                "test-" + Long.toString(now.toEpochMilli(), 36),
                1,
                State.TEST,
                pbx,
                now,
                headline,
                new Telling(
                        headline,
                        "Nobody's: this is how a message looks.",
                        "Sent it, as " + who + " asked it to.",
                        "Nothing."),
                List.of(new Line(now, who + " tried the channel.")),
                dashboard);
        keep(message);
        return message;
    }

    @Override
    public void stop() {
        running = false;
        if (subscription != null) {
            subscription.close();
        }
        if (looks != null) {
            looks.shutdownNow();
        }
        channels.forEach(Delivery::close);
        synchronized (this) {
            remember(clock.instant());
        }
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    /** After the control threads, and gone before they are: their end is no news. */
    @Override
    public int getPhase() {
        return 1;
    }
}
