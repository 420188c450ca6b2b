package org.trunkpilot.pbx;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.trunkpilot.signal.LinkLost;
import org.trunkpilot.signal.PbxSignal;
import org.trunkpilot.signal.SnapshotTaken;
import org.trunkpilot.trunk.PbxId;

/**
 * Keeps the link to one PBX, whatever it speaks: connects, asks at a steady pace so that silence means something, connects anew with growing
 * pauses, and can say at any moment how the link stands. What is said over it is the {@link Line}'s.
 *
 * <p>One thread of its own; the rest is thread-safe.
 */
public final class LinkKeeper {
    private static final Logger LOG = LoggerFactory.getLogger(LinkKeeper.class);

    /** Of different shortcomings, for as long as a link lives: those with figures in them never end. */
    private static final int MOST_LOGGED = 200;

    private final PbxId pbx;
    private final Pace pace;
    private final InstantSource clock;
    private final Line line;
    private final Resync resync;
    private final RandomGenerator random = RandomGenerator.getDefault();
    private final Thread thread;
    private final CountDownLatch closing = new CountDownLatch(1);
    private volatile State link;
    private volatile Optional<String> version = Optional.empty();
    private volatile Optional<String> shortcoming = Optional.empty();
    private volatile boolean noted;

    /** Shortcomings of this link that the log has. */
    private final Set<String> logged = ConcurrentHashMap.newKeySet();

    private record State(LinkStatus.State state, Instant since, Optional<String> problem) {}

    /**
     * The times a link keeps.
     *
     * @param heartbeat how often something is asked; a PBX that lives is heard at least this often
     * @param poll in which each of the questions is asked once
     * @param proven a link that lived longer than this was a good one: the next pause is the least again
     * @param leastPause before the first new attempt
     * @param mostPause to which the pause doubles; each is jittered by a quarter
     * @param refusedPause after a wrong password: a PBX behind a fail2ban must not be knocked at every second
     * @param betweenSnapshots at least, for the words about one that failed
     */
    public record Pace(
            Duration heartbeat,
            Duration poll,
            Duration proven,
            Duration leastPause,
            Duration mostPause,
            Duration refusedPause,
            Duration betweenSnapshots) {}

    /** What one kind of PBX speaks. Called on the keeper's thread, but for {@link Life}. */
    public interface Line {
        /** What is missing when nobody answers: {@code AMI at 127.0.0.1:5038}. */
        String what();

        /**
         * One connection from its login to its end: signs in, calls {@link LinkKeeper#up}, stays in {@link LinkKeeper#stay}, and takes
         * down what it has put up.
         *
         * @throws Refused when the PBX does not let us in
         */
        void live(Life life) throws IOException, Refused;

        /** Asks anything that is always answered. */
        void ping() throws IOException;

        /** How many {@link #question}s there are. */
        int questions();

        /** Asks one of them. */
        void question(int number) throws IOException;

        /** Asks the PBX for its whole state. */
        void snapshot() throws IOException;

        /** Tells of the link. */
        void say(PbxSignal signal);

        /** The link is gone, and all that hung on it. */
        void lost(LinkLost lost);
    }

    /** The PBX answers and does not let us in. */
    public static final class Refused extends Exception {
        private static final long serialVersionUID = 1L;
        private final String remedy;

        /** @param remedy what to look at */
        public Refused(String why, String remedy) {
            super(why);
            this.remedy = remedy;
        }
    }

    /** One connection, as long as it lasts; whoever reads from it tells of its end. Thread-safe. */
    public static final class Life {
        private final CountDownLatch over = new CountDownLatch(1);
        private volatile String why = "the link was closed";

        public void ended(String reason) {
            why = reason;
            over.countDown();
        }

        public boolean isOver() {
            return over.getCount() == 0;
        }
    }

    private interface Errand {
        void run() throws IOException;
    }

    /**
     * A link that is not open yet.
     *
     * @param name of its thread
     */
    public LinkKeeper(String name, PbxId pbx, Pace pace, InstantSource clock, Resync resync, Line line) {
        this.pbx = pbx;
        this.pace = pace;
        this.clock = clock;
        this.resync = resync;
        this.line = line;
        this.link = new State(LinkStatus.State.CLOSED, clock.instant(), Optional.of("not opened yet"));
        this.thread = new Thread(this::keep, name);
        this.thread.setDaemon(true);
    }

    public void open() {
        become(LinkStatus.State.CONNECTING, Optional.empty());
        thread.start();
    }

    public boolean isUp() {
        return link.state() == LinkStatus.State.UP;
    }

    /** How it stands; the figures are the line's. */
    public LinkStatus status(Optional<Instant> lastHeard, long events, long dropped, long unread) {
        State now = link;
        Optional<String> problem =
                now.problem().or(() -> now.state() == LinkStatus.State.UP ? shortcoming : Optional.empty());
        return new LinkStatus(now.state(), now.since(), version, lastHeard, problem, events, dropped, unread);
    }

    /**
     * Ends the link and its thread, within 4 s.
     *
     * @param hangUp closes the connection that is open
     */
    public void close(Runnable hangUp) {
        closing.countDown();
        // First, so that there is still a connection to say goodbye on.
        hangUp.run();
        thread.interrupt();
        try {
            thread.join(Duration.ofSeconds(4).toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        become(LinkStatus.State.CLOSED, Optional.empty());
    }

    /** Something works less well than it should, and what to do about it. */
    public void noteShortcoming(String what) {
        // Several trunks may have one each, in turn, for days.
        if (logged.size() < MOST_LOGGED && logged.add(what)) {
            LOG.warn("pbx={} {}", pbx, what);
        }
        shortcoming = Optional.of(what);
        noted = true;
    }

    /**
     * The login is over.
     *
     * @param named what the PBX calls itself
     */
    public void up(String named) {
        version = Optional.of(named);
        become(LinkStatus.State.UP, Optional.empty());
        LOG.info("pbx={} link UP version=\"{}\"", pbx, named);
    }

    /**
     * Asks for the whole state, then pings and asks one question at a time, so that all are asked once in a poll's time: no burst, however
     * many trunks. Returns when the life is over or the link is closed.
     */
    public void stay(Life life) {
        errand(this::snapshot);
        int questions = Math.max(1, line.questions());
        Duration between = pace.poll().dividedBy(questions);
        Duration beat = between.compareTo(pace.heartbeat()) < 0 ? between : pace.heartbeat();
        Instant nextPing = clock.instant();
        Instant nextQuestion = nextPing.plus(between);
        int question = 0;
        while (!endsWithin(life.over, beat) && !isClosing()) {
            Instant now = clock.instant();
            if (!now.isBefore(nextPing)) {
                nextPing = now.plus(pace.heartbeat());
                errand(line::ping);
            }
            if (resync.due(now)) {
                errand(this::snapshot);
            } else if (!now.isBefore(nextQuestion)) {
                nextQuestion = now.plus(between);
                int number = question++ % questions;
                errand(() -> ask(number));
            }
        }
    }

    private void ask(int number) throws IOException {
        if (number == 0) {
            // A whole round without a shortcoming: what there was is over.
            if (!noted) {
                shortcoming = Optional.empty();
            }
            noted = false;
        }
        line.question(number);
    }

    private void snapshot() throws IOException {
        resync.begun(clock.instant());
        try {
            line.snapshot();
        } catch (IOException e) {
            resync.want();
            throw new IOException(
                    "the PBX has not told us its whole state (" + e.getMessage() + "): it is asked again every "
                            + pace.betweenSnapshots().toSeconds() + " s, and until then not all is known",
                    e);
        }
        line.say(new SnapshotTaken(clock.instant()));
    }

    /** What the PBX leaves unanswered is no reason to hang up: only silence is, and the reading side notices that. */
    private void errand(Errand errand) {
        try {
            errand.run();
        } catch (IOException e) {
            noteShortcoming(String.valueOf(e.getMessage()));
        }
    }

    private void keep() {
        Backoff backoff = new Backoff(pace.leastPause(), pace.mostPause(), random);
        boolean over = isClosing();
        while (!over) {
            over = endsWithin(closing, attempt(backoff));
        }
    }

    /** Connects and stays connected as long as it lasts; returns how long to wait before the next attempt. */
    private Duration attempt(Backoff backoff) {
        shortcoming = Optional.empty();
        logged.clear();
        try {
            var life = new Life();
            line.live(life);
            // A PBX that throws us out time and again is knocked at less and less often.
            State lived = link;
            if (lived.state() == LinkStatus.State.UP
                    && clock.instant().isAfter(lived.since().plus(pace.proven()))) {
                backoff.reset();
            }
            lose(LinkStatus.State.CONNECTING, life.why, life.why);
            return backoff.next();
        } catch (Refused e) {
            String why = String.valueOf(e.getMessage());
            lose(
                    LinkStatus.State.REFUSED,
                    why,
                    why + ": " + e.remedy + ". Tried again every "
                            + pace.refusedPause().toSeconds() + " s");
            return Backoff.jittered(pace.refusedPause(), random);
        } catch (IOException e) {
            String why = "no " + line.what() + ": " + e.getMessage();
            lose(LinkStatus.State.CONNECTING, why, why);
            return backoff.next();
        } catch (RuntimeException e) {
            LOG.error("pbx={} the link failed in a way nobody thought of", pbx, e);
            lose(LinkStatus.State.CONNECTING, "an error of ours: " + e, "an error of ours: " + e);
            return backoff.next();
        }
    }

    private void lose(LinkStatus.State next, String why, String problem) {
        State before = link;
        if (isClosing()) {
            return;
        }
        // Before anybody is told: who hears of it and asks how the link stands is not to be told of the time before.
        become(next, Optional.of(problem));
        // Told once: of a link that was up, and of one that did not come up at the first attempt.
        if (before.state() == LinkStatus.State.UP || before.problem().isEmpty()) {
            line.lost(new LinkLost(clock.instant(), why));
        }
        if (before.state() != next || before.problem().isEmpty()) {
            LOG.warn("pbx={} link {} because=\"{}\"", pbx, next, problem);
        }
    }

    private synchronized void become(LinkStatus.State state, Optional<String> problem) {
        Instant since = link.state() == state ? link.since() : clock.instant();
        link = new State(state, since, problem);
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
}
