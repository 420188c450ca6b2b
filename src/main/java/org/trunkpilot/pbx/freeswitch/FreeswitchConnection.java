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
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import link.thingscloud.freeswitch.esl.transport.event.EslEvent;
import org.jspecify.annotations.Nullable;
import org.trunkpilot.pbx.CalleeKey;
import org.trunkpilot.pbx.LinkKeeper;
import org.trunkpilot.pbx.LinkStatus;
import org.trunkpilot.pbx.PbxAddress;
import org.trunkpilot.pbx.PbxConnection;
import org.trunkpilot.pbx.Resync;
import org.trunkpilot.pbx.RouteActuator;
import org.trunkpilot.signal.LinkLost;
import org.trunkpilot.signal.PbxSignal;
import org.trunkpilot.trunk.Inventory;
import org.trunkpilot.trunk.Trunk;
import org.trunkpilot.trunk.TrunkId;

/**
 * The link to one FreeSWITCH: connects, hears, notices when nothing is heard, connects anew.
 *
 * <p>Three threads: Netty's reads and translates and never waits, one of ours keeps the link and polls, one probes.
 */
public final class FreeswitchConnection implements PbxConnection {
    private final PbxAddress address;
    private final Inventory inventory;
    private final InstantSource clock;
    private final Tuning tuning;
    private final EslWire.Counters counters = new EslWire.Counters();
    private final EventLoopGroup loops;
    private final ScheduledExecutorService errands;
    private final Feed feed;
    private final Prober prober;
    private final Snapshot snapshot;
    private final RouteActuator actuator;
    private final Registrar registrar;
    private final LinkKeeper keeper;
    private final Resync resync;
    private final AtomicReference<@Nullable EslClient> client = new AtomicReference<>();
    private volatile Optional<Instant> lastHeard = Optional.empty();

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
        this.registrar = new Registrar(this::ask);
        this.actuator = new HashAndDbActuator(this::ask, tuning.answerPatience(), clock);
        this.keeper = new LinkKeeper(
                "esl-" + address.pbx() + "-link", address.pbx(), tuning.pace(), clock, resync, new Line());
    }

    /** An event loop of one thread, which ends with the JVM. */
    static EventLoopGroup oneLoop(String name) {
        return new MultiThreadIoEventLoopGroup(1, new DefaultThreadFactory(name, true), NioIoHandler.newFactory());
    }

    @Override
    public void open() {
        keeper.open();
    }

    @Override
    public int drain(int most, Consumer<PbxSignal> into) {
        return feed.drain(most, into);
    }

    @Override
    public void probe(TrunkId trunk) {
        Trunk known = inventory.known(trunk);
        if (keeper.isUp()) {
            prober.probe(known);
        }
    }

    @Override
    public void register(TrunkId trunk, Consumer<RouteActuator.Outcome> told) {
        Trunk known = inventory.known(trunk);
        try {
            errands.execute(() -> told.accept(registrar.register(known)));
        } catch (RejectedExecutionException e) {
            told.accept(new RouteActuator.Outcome.Unconfirmed("the link is closed"));
        }
    }

    @Override
    public RouteActuator actuator() {
        return actuator;
    }

    @Override
    public LinkStatus status() {
        EslClient open = client.get();
        return keeper.status(
                open == null ? lastHeard : open.lastHeard().or(() -> lastHeard),
                counters.events.get(),
                feed.dropped(),
                counters.unread.get() + feed.unread());
    }

    @Override
    public void close() {
        keeper.close(() -> {
            errands.shutdownNow();
            EslClient open = client.get();
            if (open != null) {
                open.close();
            }
        });
        var unused = loops.shutdownGracefully(0, 500, TimeUnit.MILLISECONDS);
    }

    private final class Line implements LinkKeeper.Line {
        @Override
        public String what() {
            return "Event Socket at " + address.host() + ":" + address.port();
        }

        @Override
        public void live(LinkKeeper.Life life) throws IOException, LinkKeeper.Refused {
            EslClient mine = new EslClient(
                    address, loops, clock, tuning, counters, FreeswitchConnection.this::heard, life::ended);
            feed.begin();
            try {
                client.set(mine);
                mine.signIn(EslEvents.SUBSCRIPTION);
                String named = ask(EslCommand.api("version")).words();
                Optional<Instant> since = runningSince();
                // Older releases may not tell; then the first event does.
                String core = ask(EslCommand.api("global_getvar core_uuid")).value();
                feed.restored(clock.instant(), named, since, core.matches("[0-9a-fA-F-]{36}") ? core : "");
                keeper.up(named);
                keeper.stay(life);
            } catch (EslClient.Refused e) {
                throw new LinkKeeper.Refused(
                        String.valueOf(e.getMessage()),
                        "check the password here and in event_socket.conf.xml, and that its apply-inbound-acl lets this"
                                + " host in");
            } finally {
                lastHeard = mine.lastHeard().or(() -> lastHeard);
                client.set(null);
                mine.close();
                prober.forget();
            }
        }

        @Override
        public void ping() throws IOException {
            ask(EslCommand.api("strepoch"));
        }

        @Override
        public int questions() {
            return inventory.trunks().size();
        }

        @Override
        public void question(int number) throws IOException {
            if (number < inventory.trunks().size()) {
                snapshot.gateway(inventory.trunks().get(number));
            }
        }

        @Override
        public void snapshot() throws IOException {
            snapshot.take();
        }

        @Override
        public void say(PbxSignal signal) {
            feed.say(signal);
        }

        @Override
        public void lost(LinkLost lost) {
            feed.lost(lost);
        }
    }

    private Optional<Instant> runningSince() throws IOException {
        String seconds = ask(EslCommand.api("uptime s")).text();
        return seconds.matches("\\d{1,10}")
                ? Optional.of(clock.instant().minusSeconds(Long.parseLong(seconds)))
                : Optional.empty();
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

    private void noteShortcoming(String what) {
        keeper.noteShortcoming(what);
    }

    /** On Netty's thread: handed on at once. */
    private void heard(EslEvent event, Instant at) {
        feed.heard(event, at);
        String name = String.valueOf(event.getEventName());
        boolean gatewayCame =
                EslEvents.GATEWAY_ADD.equals(event.getEventHeaders().get("Event-Subclass"));
        if (name.equals("RELOADXML") || gatewayCame) {
            resync.want();
        }
    }
}
