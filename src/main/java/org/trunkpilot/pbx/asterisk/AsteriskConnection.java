package org.trunkpilot.pbx.asterisk;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import javax.net.ssl.SSLSocketFactory;
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
 * The link to one Asterisk: connects, hears, notices when nothing is heard, connects anew.
 *
 * <p>Four threads: one of ours keeps the link, one polls and probes, and the library has one that reads and one that delivers.
 */
public final class AsteriskConnection implements PbxConnection {
    private static final Logger LOG = LoggerFactory.getLogger(AsteriskConnection.class);

    /** The classes of events we need, in the words of {@code manager.conf}. */
    private static final String EVENTS = "system,call,reporting,user";

    private final PbxAddress address;
    private final Inventory inventory;
    private final InstantSource clock;
    private final Tuning tuning;
    private final SSLSocketFactory tls;
    private final RandomGenerator random = RandomGenerator.getDefault();
    private final AmiWire.Counters counters = new AmiWire.Counters();
    private final Feed feed;
    private final ScheduledExecutorService errands;
    private final Prober prober;
    private final ContactReading.Reader reader;
    private final Snapshot snapshot;
    private final RouteActuator actuator;
    private final Registrar registrar;
    private final CodecAsker codecs;
    private final Thread keeper;
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Resync resync;
    private final AtomicReference<@Nullable AmiClient> client = new AtomicReference<>();
    private volatile LinkState link;
    private volatile Optional<String> version = Optional.empty();
    private volatile Optional<Instant> lastHeard = Optional.empty();
    private volatile Optional<String> shortcoming = Optional.empty();
    private volatile boolean noted;

    private record LinkState(LinkStatus.State state, Instant since, Optional<String> problem) {}

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
        this.link = new LinkState(LinkStatus.State.CLOSED, clock.instant(), Optional.of("not opened yet"));
        this.keeper = new Thread(this::keep, "ami-" + address.pbx() + "-link");
        this.keeper.setDaemon(true);
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
        Trunk known = trunk(trunk);
        if (link.state() == LinkStatus.State.UP) {
            prober.probe(known);
        }
    }

    @Override
    public void register(TrunkId trunk, Consumer<RouteActuator.Outcome> told) {
        Trunk known = trunk(trunk);
        try {
            errands.execute(() -> told.accept(registrar.register(known, reader.isChanSip(trunk))));
        } catch (RejectedExecutionException e) {
            told.accept(new RouteActuator.Outcome.Unconfirmed("the link is closed"));
        }
    }

    private Trunk trunk(TrunkId trunk) {
        return inventory
                .trunk(trunk)
                .orElseThrow(() -> new IllegalArgumentException("no trunk \"" + trunk + "\" on this PBX"));
    }

    @Override
    public RouteActuator actuator() {
        return actuator;
    }

    @Override
    public LinkStatus status() {
        LinkState now = link;
        AmiClient open = client.get();
        Optional<Instant> heard = open == null ? lastHeard : open.lastHeard().or(() -> lastHeard);
        return new LinkStatus(
                now.state(),
                now.since(),
                version,
                heard,
                now.problem().or(() -> now.state() == LinkStatus.State.UP ? shortcoming : Optional.empty()),
                counters.events.get(),
                counters.dropped.get() + feed.dropped(),
                counters.unread.get() + feed.unread());
    }

    @Override
    public void close() {
        closing.countDown();
        keeper.interrupt();
        errands.shutdownNow();
        AmiClient open = client.get();
        if (open != null) {
            open.signOff();
        }
        try {
            keeper.join(Duration.ofSeconds(4).toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        become(LinkStatus.State.CLOSED, Optional.empty());
    }

    private void keep() {
        Backoff backoff = new Backoff(tuning.leastPause(), tuning.mostPause(), random);
        boolean over = isClosing();
        while (!over) {
            over = closesWithin(attempt(backoff));
        }
    }

    /** Connects and stays connected as long as it lasts; returns how long to wait before the next attempt. */
    private Duration attempt(Backoff backoff) {
        try {
            String why = live(backoff);
            lose(LinkStatus.State.CONNECTING, why, why);
            return backoff.next();
        } catch (AmiClient.Refused e) {
            String why = "the PBX refuses the AMI user \"" + address.username() + "\" (" + e.getMessage() + ")";
            String remedy = ": check the name and the secret, and that permit= in manager.conf covers this host. "
                    + "Tried again every " + tuning.refusedPause().toSeconds() + " s";
            lose(LinkStatus.State.REFUSED, why, why + remedy);
            return Backoff.jittered(tuning.refusedPause(), random);
        } catch (IOException e) {
            String why = "no AMI at " + address.host() + ":" + address.port() + ": " + e.getMessage();
            lose(LinkStatus.State.CONNECTING, why, why);
            return backoff.next();
        } catch (RuntimeException e) {
            LOG.error("pbx={} the link failed in a way nobody thought of", address.pbx(), e);
            lose(LinkStatus.State.CONNECTING, "an error of ours: " + e, "an error of ours: " + e);
            return backoff.next();
        }
    }

    /** One connection from its login to its end; returns why it ended. */
    private String live(Backoff backoff) throws IOException, AmiClient.Refused {
        AmiLife life = new AmiLife(feed, resync);
        AmiClient mine = new AmiClient(
                address,
                () -> AmiWire.connect(address, tls, tuning.connectPatience(), tuning.silence()),
                clock,
                counters,
                life::heard,
                life::ended);
        feed.begin();
        codecs.begin();
        shortcoming = Optional.empty();
        try {
            client.set(mine);
            mine.signIn(EVENTS);
            String named = versionOf(mine);
            if (life.over()) {
                return life.why();
            }
            version = Optional.of(named);
            feed.restored(clock.instant(), named);
            life.settle();
            become(LinkStatus.State.UP, Optional.empty());
            LOG.info("pbx={} link UP version=\"{}\"", address.pbx(), named);
            Instant up = clock.instant();
            errand(this::takeSnapshot);
            keepAlive(mine, life);
            // A PBX that throws us out time and again is knocked at less and less often.
            if (clock.instant().isAfter(up.plus(tuning.silence()))) {
                backoff.reset();
            }
            return life.why();
        } finally {
            lastHeard = mine.lastHeard().or(() -> lastHeard);
            client.set(null);
            mine.signOff();
            prober.forget();
            reader.forget();
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

    /** Pings, and asks one question at a time so that all are asked once in a poll's time: no burst, however many trunks. */
    private void keepAlive(AmiClient mine, AmiLife life) {
        int questions = inventory.trunks().size() + 1;
        Duration between = tuning.poll().dividedBy(questions);
        Duration beat = between.compareTo(tuning.heartbeat()) < 0 ? between : tuning.heartbeat();
        Instant nextPing = clock.instant();
        Instant nextQuestion = nextPing.plus(between);
        int question = 0;
        while (!life.ended(beat) && !isClosing()) {
            Instant now = clock.instant();
            if (!now.isBefore(nextPing)) {
                nextPing = now.plus(tuning.heartbeat());
                errand(() -> mine.ask(new AmiAction("Ping"), tuning.answerPatience()));
            }
            if (resync.due(now)) {
                errand(this::takeSnapshot);
            } else if (!now.isBefore(nextQuestion)) {
                nextQuestion = now.plus(between);
                int number = question++ % questions;
                errand(() -> poll(number));
            }
        }
    }

    private void poll(int number) throws IOException {
        if (number > 0) {
            snapshot.contact(inventory.trunks().get(number - 1));
            return;
        }
        // A whole round without a shortcoming: what there was is over.
        if (!noted) {
            shortcoming = Optional.empty();
        }
        noted = false;
        snapshot.registrations();
    }

    /** What the PBX leaves unanswered is no reason to hang up: only silence is, and the reading side notices that. */
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

    /** Something works less well than it should, and what to do about it. */
    private void noteShortcoming(String what) {
        if (!Optional.of(what).equals(shortcoming)) {
            LOG.warn("pbx={} {}", address.pbx(), what);
        }
        shortcoming = Optional.of(what);
        noted = true;
    }

    private boolean isClosing() {
        return closing.getCount() == 0;
    }

    private boolean closesWithin(Duration time) {
        return AmiLife.endsWithin(closing, time);
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
