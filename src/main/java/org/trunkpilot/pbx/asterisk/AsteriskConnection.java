package org.trunkpilot.pbx.asterisk;

import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import javax.net.ssl.SSLSocketFactory;
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
 * The link to one Asterisk: connects, hears, notices when nothing is heard, connects anew.
 *
 * <p>Four threads: one of ours keeps the link, one polls and probes, and the library has one that reads and one that delivers.
 */
public final class AsteriskConnection implements PbxConnection {
    /** The classes of events we need, in the words of {@code manager.conf}. */
    private static final String EVENTS = "system,call,reporting,user";

    private final PbxAddress address;
    private final Inventory inventory;
    private final InstantSource clock;
    private final Tuning tuning;
    private final SSLSocketFactory tls;
    private final AmiWire.Counters counters = new AmiWire.Counters();
    private final Feed feed;
    private final ScheduledExecutorService errands;
    private final Prober prober;
    private final ContactReading.Reader reader;
    private final Snapshot snapshot;
    private final RouteActuator actuator;
    private final Registrar registrar;
    private final CodecAsker codecs;
    private final LinkKeeper keeper;
    private final Resync resync;
    private final AtomicReference<@Nullable AmiClient> client = new AtomicReference<>();
    private volatile Optional<Instant> lastHeard = Optional.empty();

    /** A link that is not open yet. */
    public AsteriskConnection(PbxAddress address, Inventory inventory, CalleeKey calleeKey, InstantSource clock) {
        this(address, inventory, calleeKey, clock, Tuning.DEFAULTS, (SSLSocketFactory) SSLSocketFactory.getDefault());
    }

    AsteriskConnection(
            PbxAddress address,
            Inventory inventory,
            CalleeKey calleeKey,
            InstantSource clock,
            Tuning tuning,
            SSLSocketFactory tls) {
        this.address = address;
        this.inventory = inventory;
        this.clock = clock;
        this.tuning = tuning;
        this.tls = tls;
        this.errands = Prober.executor(address.pbx());
        this.reader = new ContactReading.Reader(this::ask, new Hearsay());
        this.prober = new Prober(errands, reader, this::ask, clock, this::say, this::noteShortcoming);
        this.codecs = new CodecAsker(errands, this::ask, clock, this::noteShortcoming);
        this.feed = new Feed(inventory, calleeKey, prober::heardOf, codecs::ask);
        this.resync = new Resync(
                tuning.betweenSnapshots(),
                tuning.afterGap(),
                () -> counters.gaps.get() + feed.gaps(),
                feed::callsUnsettled);
        this.snapshot = new Snapshot(
                inventory,
                this::ask,
                reader,
                clock,
                prober::read,
                channels -> feed.callsListed(channels, clock.instant()),
                this::noteShortcoming);
        this.actuator = address.rowStore() == PbxAddress.RowStore.DATABASE
                ? new AstDbActuator(this::ask, clock)
                : new GlobalsActuator(this::ask, clock);
        this.registrar = new Registrar(this::ask, feed::registrationOf);
        this.keeper = new LinkKeeper(
                "ami-" + address.pbx() + "-link", address.pbx(), tuning.pace(), clock, resync, new Line());
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
            errands.execute(() -> told.accept(registrar.register(known, reader.isChanSip(trunk))));
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
        AmiClient open = client.get();
        return keeper.status(
                open == null ? lastHeard : open.lastHeard().or(() -> lastHeard),
                counters.events.get(),
                counters.dropped.get() + feed.dropped(),
                counters.unread.get() + feed.unread());
    }

    @Override
    public void close() {
        keeper.close(() -> {
            errands.shutdownNow();
            AmiClient open = client.get();
            if (open != null) {
                open.signOff();
            }
        });
    }

    private final class Line implements LinkKeeper.Line {
        @Override
        public String what() {
            return "AMI at " + address.host() + ":" + address.port();
        }

        @Override
        public void live(LinkKeeper.Life life) throws IOException, LinkKeeper.Refused {
            AmiLife told = new AmiLife(feed, resync);
            AmiClient mine = new AmiClient(
                    address,
                    () -> AmiWire.connect(address, tls, tuning.connectPatience(), tuning.silence()),
                    clock,
                    counters,
                    told::heard,
                    life::ended);
            feed.begin();
            codecs.begin();
            try {
                client.set(mine);
                mine.signIn(EVENTS);
                String named = versionOf(mine);
                if (life.isOver()) {
                    return;
                }
                feed.restored(clock.instant(), named);
                told.settle();
                keeper.up(named);
                keeper.stay(life);
            } catch (AmiClient.Refused e) {
                throw new LinkKeeper.Refused(
                        "the PBX refuses the AMI user \"" + address.username() + "\" (" + e.getMessage() + ")",
                        "check the name and the secret, and that permit= in manager.conf covers this host");
            } finally {
                lastHeard = mine.lastHeard().or(() -> lastHeard);
                client.set(null);
                mine.signOff();
                prober.forget();
                reader.forget();
            }
        }

        @Override
        public void ping() throws IOException {
            ask(new AmiAction("Ping"));
        }

        /** The registrations, and the contact of each trunk. */
        @Override
        public int questions() {
            return inventory.trunks().size() + 1;
        }

        @Override
        public void question(int number) throws IOException {
            if (number == 0) {
                snapshot.registrations();
            } else {
                snapshot.contact(inventory.trunks().get(number - 1));
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

    /** A PBX that boots or is busy may leave the question open; the banner tells enough to go on. */
    private String versionOf(AmiClient mine) {
        String called = "";
        try {
            called = mine.ask(new AmiAction("CoreSettings"), tuning.answerPatience())
                    .get("AsteriskVersion");
        } catch (IOException e) {
            noteShortcoming("the PBX let us in but does not tell its version (" + e.getMessage() + ")");
        }
        return called.isEmpty() ? String.valueOf(mine.getProtocolIdentifier()) : "Asterisk " + called;
    }

    private AmiReply ask(AmiAction action) throws IOException {
        AmiClient open = client.get();
        if (open == null) {
            throw new IOException("there is no link to the PBX");
        }
        return open.ask(action, tuning.answerPatience());
    }

    private void say(PbxSignal signal) {
        feed.say(signal);
    }

    private void noteShortcoming(String what) {
        keeper.noteShortcoming(what);
    }

    private final class Hearsay implements ContactReading.AmiHearsay {
        @Override
        public void contact(Trunk trunk, String uri, String status, String micros) {
            Instant now = clock.instant();
            feed.teach(translator -> translator.learnContact(trunk.endpoint(), uri, status, micros, now));
        }

        @Override
        public void peer(Trunk trunk, AmiItem details) {
            feed.teach(translator -> translator.learnPeer(
                    trunk.id(),
                    List.of(details.get("ToHost"), details.get("Address-IP")),
                    List.of(details.get("Default-Username"), details.get("SIP-FromUser"))));
        }
    }
}
