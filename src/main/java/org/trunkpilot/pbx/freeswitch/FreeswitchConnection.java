package org.trunkpilot.pbx.freeswitch;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import link.thingscloud.freeswitch.esl.transport.event.EslEvent;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.trunkpilot.pbx.Backoff;
import org.trunkpilot.pbx.CalleeKey;
import org.trunkpilot.pbx.LinkStatus;
import org.trunkpilot.pbx.PbxAddress;
import org.trunkpilot.pbx.PbxConnection;
import org.trunkpilot.pbx.Resync;
import org.trunkpilot.pbx.RouteActuator;
import org.trunkpilot.signal.LinkLost;
import org.trunkpilot.signal.PbxSignal;
import org.trunkpilot.signal.SnapshotTaken;
import org.trunkpilot.trunk.Inventory;
import org.trunkpilot.trunk.Trunk;
import org.trunkpilot.trunk.TrunkId;

/**
 * The link to one FreeSWITCH: connects, hears, notices when nothing is heard, connects anew.
 *
 * <p>Three threads: Netty's reads and translates and never waits, one of ours keeps the link and polls, one probes.
 */
public final class FreeswitchConnection implements PbxConnection {
    private static final Logger LOG = LoggerFactory.getLogger(FreeswitchConnection.class);

    /** Of different shortcomings, for as long as a link lives: those with figures in them never end. */
    private static final int MOST_LOGGED = 200;

    private final PbxAddress address;
    private final Inventory inventory;
    private final InstantSource clock;
    private final Tuning tuning;
    private final RandomGenerator random = RandomGenerator.getDefault();
    private final EslWire.Counters counters = new EslWire.Counters();
    private final EventLoopGroup loops;
    private final ScheduledExecutorService errands;
    private final Feed feed;
    private final Prober prober;
    private final Snapshot snapshot;
    private final RouteActuator actuator;
    private final Thread keeper;
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Resync resync;
    private final AtomicReference<@Nullable EslClient> client = new AtomicReference<>();
    private volatile LinkState link;
    private volatile Optional<String> version = Optional.empty();
    private volatile Optional<Instant> lastHeard = Optional.empty();
    private volatile Optional<String> shortcoming = Optional.empty();
    private volatile boolean noted;

    /** Shortcomings of this link that the log has. */
    private final Set<String> logged = ConcurrentHashMap.newKeySet();

    private record LinkState(LinkStatus.State state, Instant since, Optional<String> problem) {}

    /** A link that is not open yet. */
    public FreeswitchConnection(PbxAddress address, Inventory inventory, CalleeKey calleeKey, InstantSource clock) {
        this(address, inventory, calleeKey, clock, Tuning.DEFAULTS);
    }

    FreeswitchConnection(
            PbxAddress address, Inventory inventory, CalleeKey calleeKey, InstantSource clock, Tuning tuning) {
        this.address = address;
        this.inventory = inventory;
        this.clock = clock;
        this.tuning = tuning;
        this.loops = oneLoop("esl-" + address.pbx());
        ScheduledThreadPoolExecutor one =
                new ScheduledThreadPoolExecutor(1, new DefaultThreadFactory("esl-" + address.pbx() + "-probe", true));
        one.setRemoveOnCancelPolicy(true);
        this.errands = one;
        Unease unease = new Unease();
        this.prober = new Prober(errands, this::ask, clock, unease, this::say, this::noteShortcoming);
        this.feed = new Feed(inventory, calleeKey, this::farEndAnswered, unease::heard);
        this.resync = new Resync(
                tuning.betweenSnapshots(),
                tuning.afterGap(),
                () -> counters.unread.get() + feed.gaps(),
                feed::callsUnsettled);
        this.snapshot = new Snapshot(inventory, this::ask, clock, feed, prober, this::noteShortcoming);
        this.actuator = new HashAndDbActuator(this::ask, tuning.answerPatience(), clock);
        this.link = new LinkState(LinkStatus.State.CLOSED, clock.instant(), Optional.of("not opened yet"));
        this.keeper = new Thread(this::keep, "esl-" + address.pbx() + "-link");
        this.keeper.setDaemon(true);
    }

    /** An event loop of one thread, which ends with the JVM. */
    static EventLoopGroup oneLoop(String name) {
        return new MultiThreadIoEventLoopGroup(1, new DefaultThreadFactory(name, true), NioIoHandler.newFactory());
    }

    @Override
    public void open() {
        become(LinkStatus.State.CONNECTING, Optional.empty());
        keeper.start();
    }

    @Override
    public int drain(int most, Consumer<PbxSignal> into) {
        return feed.drain(most, into);
    }

    @Override
    public void probe(TrunkId trunk) {
        Trunk known = inventory
                .trunk(trunk)
                .orElseThrow(() -> new IllegalArgumentException("no trunk \"" + trunk + "\" on this PBX"));
        if (link.state() == LinkStatus.State.UP) {
            prober.probe(known);
        }
    }

    @Override
    public RouteActuator actuator() {
        return actuator;
    }

    @Override
    public LinkStatus status() {
        LinkState now = link;
        EslClient open = client.get();
        Optional<Instant> heard = open == null ? lastHeard : open.lastHeard().or(() -> lastHeard);
        return new LinkStatus(
                now.state(),
                now.since(),
                version,
                heard,
                now.problem().or(() -> now.state() == LinkStatus.State.UP ? shortcoming : Optional.empty()),
                counters.events.get(),
                feed.dropped(),
                counters.unread.get() + feed.unread());
    }

    @Override
    public void close() {
        closing.countDown();
        keeper.interrupt();
        errands.shutdownNow();
        EslClient open = client.get();
        if (open != null) {
            open.close();
        }
        try {
            keeper.join(Duration.ofSeconds(4).toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        var unused = loops.shutdownGracefully(0, 500, TimeUnit.MILLISECONDS);
        become(LinkStatus.State.CLOSED, Optional.empty());
    }

    private void keep() {
        Backoff backoff = new Backoff(tuning.leastPause(), tuning.mostPause(), random);
        boolean over = isClosing();
        while (!over) {
            over = endsWithin(closing, attempt(backoff));
        }
    }

    /** Connects and stays connected as long as it lasts; returns how long to wait before the next attempt. */
    private Duration attempt(Backoff backoff) {
        try {
            String why = live(backoff);
            lose(LinkStatus.State.CONNECTING, why, why);
            return backoff.next();
        } catch (EslClient.Refused e) {
            String why = String.valueOf(e.getMessage());
            String remedy =
                    ": check the password here and in event_socket.conf.xml, and that its apply-inbound-acl lets"
                            + " this host in. Tried again every "
                            + tuning.refusedPause().toSeconds() + " s";
            lose(LinkStatus.State.REFUSED, why, why + remedy);
            return Backoff.jittered(tuning.refusedPause(), random);
        } catch (IOException e) {
            String why = "no Event Socket at " + address.host() + ":" + address.port() + ": " + e.getMessage();
            lose(LinkStatus.State.CONNECTING, why, why);
            return backoff.next();
        } catch (RuntimeException e) {
            LOG.error("pbx={} the link failed in a way nobody thought of", address.pbx(), e);
            lose(LinkStatus.State.CONNECTING, "an error of ours: " + e, "an error of ours: " + e);
            return backoff.next();
        }
    }

    /** One connection from its login to its end; returns why it ended. */
    private String live(Backoff backoff) throws IOException, EslClient.Refused {
        Life life = new Life();
        EslClient mine = new EslClient(address, loops, clock, tuning, counters, life::heard, life::ended);
        feed.begin();
        shortcoming = Optional.empty();
        logged.clear();
        try {
            client.set(mine);
            mine.signIn(EslEvents.SUBSCRIPTION);
            String named =
                    mine.ask(EslCommand.api("version"), tuning.answerPatience()).words();
            version = Optional.of(named);
            Optional<Instant> since = runningSince(mine);
            // Older releases may not tell; then the first event does.
            String core = mine.ask(EslCommand.api("global_getvar core_uuid"), tuning.answerPatience())
                    .value();
            feed.restored(clock.instant(), named, since, core.matches("[0-9a-fA-F-]{36}") ? core : "");
            become(LinkStatus.State.UP, Optional.empty());
            LOG.info("pbx={} link UP version=\"{}\"", address.pbx(), named);
            Instant up = clock.instant();
            errand(this::takeSnapshot);
            keepAlive(mine, life);
            // A PBX that throws us out time and again is knocked at less and less often.
            if (clock.instant().isAfter(up.plus(tuning.silence()))) {
                backoff.reset();
            }
            return life.why;
        } finally {
            lastHeard = mine.lastHeard().or(() -> lastHeard);
            client.set(null);
            mine.close();
            prober.forget();
        }
    }

    private Optional<Instant> runningSince(EslClient mine) throws IOException {
        String seconds =
                mine.ask(EslCommand.api("uptime s"), tuning.answerPatience()).text();
        return seconds.matches("\\d{1,10}")
                ? Optional.of(clock.instant().minusSeconds(Long.parseLong(seconds)))
                : Optional.empty();
    }

    /** Asks one question at a time, so that each gateway is asked once in a poll's time, and something in each heartbeat's. */
    private void keepAlive(EslClient mine, Life life) {
        int gateways = Math.max(1, inventory.trunks().size());
        Duration between = tuning.poll().dividedBy(gateways);
        Duration beat = between.compareTo(tuning.heartbeat()) < 0 ? between : tuning.heartbeat();
        Instant nextHeartbeat = clock.instant();
        Instant nextPoll = nextHeartbeat.plus(between);
        int gateway = 0;
        while (!endsWithin(life.over, beat) && !isClosing()) {
            Instant now = clock.instant();
            if (!now.isBefore(nextHeartbeat)) {
                nextHeartbeat = now.plus(tuning.heartbeat());
                errand(() -> mine.ask(EslCommand.api("strepoch"), tuning.answerPatience()));
            }
            if (resync.due(now)) {
                errand(this::takeSnapshot);
            } else if (!now.isBefore(nextPoll) && !inventory.trunks().isEmpty()) {
                nextPoll = now.plus(between);
                int number = gateway++ % gateways;
                errand(() -> poll(number));
            }
        }
    }

    private void poll(int number) throws IOException {
        if (number == 0) {
            // A whole round without a shortcoming: what there was is over.
            if (!noted) {
                shortcoming = Optional.empty();
            }
            noted = false;
        }
        snapshot.gateway(inventory.trunks().get(number));
    }

    /** What one question brings is no reason to hang up; what goes unanswered for too long ends the link by itself. */
    private void errand(Errand errand) {
        try {
            errand.run();
        } catch (IOException e) {
            noteShortcoming(String.valueOf(e.getMessage()));
        }
    }

    private interface Errand {
        void run() throws IOException;
    }

    private void takeSnapshot() throws IOException {
        resync.begun(clock.instant());
        try {
            snapshot.take();
        } catch (IOException e) {
            resync.want();
            throw new IOException(
                    "the PBX has not told us its whole state (" + e.getMessage() + "): it is asked again every "
                            + tuning.betweenSnapshots().toSeconds() + " s, and until then not all is known",
                    e);
        }
        feed.say(new SnapshotTaken(clock.instant()));
    }

    private void lose(LinkStatus.State next, String why, String problem) {
        LinkState before = link;
        if (isClosing()) {
            return;
        }
        // Told once: of a link that was up, and of one that did not come up at the first attempt.
        if (before.state() == LinkStatus.State.UP || before.problem().isEmpty()) {
            feed.lost(new LinkLost(clock.instant(), why));
        }
        if (before.state() != next || before.problem().isEmpty()) {
            LOG.warn("pbx={} link {} because=\"{}\"", address.pbx(), next, problem);
        }
        become(next, Optional.of(problem));
    }

    private synchronized void become(LinkStatus.State state, Optional<String> problem) {
        Instant since = link.state() == state ? link.since() : clock.instant();
        link = new LinkState(state, since, problem);
    }

    private EslAnswer ask(EslCommand command) throws IOException {
        return ask(command, tuning.answerPatience());
    }

    private EslAnswer ask(EslCommand command, Duration patience) throws IOException {
        EslClient open = client.get();
        if (open == null) {
            throw new IOException("there is no link to the PBX");
        }
        return open.ask(command, patience);
    }

    private void say(PbxSignal signal) {
        feed.say(signal);
    }

    private void farEndAnswered(TrunkId trunk, Instant at) {
        prober.answered(trunk, at);
    }

    /** Something works less well than it should, and what to do about it. */
    private void noteShortcoming(String what) {
        // Several gateways may have one each, in turn, for days.
        if (logged.size() < MOST_LOGGED && logged.add(what)) {
            LOG.warn("pbx={} {}", address.pbx(), what);
        }
        shortcoming = Optional.of(what);
        noted = true;
    }

    private boolean isClosing() {
        return closing.getCount() == 0;
    }

    private static boolean endsWithin(CountDownLatch latch, Duration time) {
        try {
            return latch.await(time.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            // Only close() interrupts.
            Thread.currentThread().interrupt();
            return true;
        }
    }

    /** What is told on Netty's thread: handed on at once. */
    private final class Life {
        private final CountDownLatch over = new CountDownLatch(1);
        private volatile String why = "the link was closed";

        void heard(EslEvent event, Instant at) {
            feed.heard(event, at);
            String name = String.valueOf(event.getEventName());
            boolean gatewayCame =
                    EslEvents.GATEWAY_ADD.equals(event.getEventHeaders().get("Event-Subclass"));
            if (name.equals("RELOADXML") || gatewayCame) {
                resync.want();
            }
        }

        void ended(String reason) {
            why = reason;
            over.countDown();
        }
    }
}
