package org.trunkpilot.pbx.freeswitch;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.trunkpilot.signal.PbxSignal;
import org.trunkpilot.signal.ProbeAnswered;
import org.trunkpilot.signal.ProbeSent;
import org.trunkpilot.trunk.Trunk;
import org.trunkpilot.trunk.TrunkId;

/**
 * Proves that far ends answer. No command of FreeSWITCH sends an OPTIONS, so there are two ways:
 *
 * <ul>
 *   <li><b>Its own pings</b> ({@code ping=5} in the gateway), read from {@code sofia xmlstatus gateway}: the time of the next ping
 *       moves on only when one was answered or, 32 s later, given up, and {@code pinging} is 1 while one is out (measured). So two
 *       readings tell an answer between them, and one reading a ping that stands unanswered. It costs the carrier nothing.
 *   <li><b>A REGISTER on demand</b>, for gateways that register: {@code sofia profile P register GW} is answered within 0.3 to 0.8 s,
 *       told by {@code gateway_state REGISTER, Status 200}; calls go on meanwhile. Carriers dislike many of them, and a refused one
 *       takes the gateway down; so only while something is the matter ({@link Unease}), or now and then for a gateway that is not
 *       pinged, and never more than {@value #MOST_UNANSWERED} into silence in a row.
 * </ul>
 *
 * <p>Everything runs on the one thread of the executor, except what the PBX says by itself.
 */
final class Prober {
    /** When to look again after a ping was seen on its way: most answers take milliseconds. */
    private static final List<Duration> LOOKS =
            List.of(Duration.ofMillis(300), Duration.ofMillis(1_000), Duration.ofMillis(2_000));

    /** A ping that is out for so long is told as a probe; what is answered sooner needs no telling. */
    private static final Duration TOLD = Duration.ofMillis(250);

    /** A probe that could not be begun by then is not: whoever asked for it has counted it as lost, or asked again. */
    private static final Duration FRESH = Duration.ofSeconds(5);

    /** While a ping is out for longer than this, something is the matter. */
    private static final Duration LATE = Duration.ofMillis(900);

    /** Between two REGISTERs of ours while the last one is unanswered. */
    private static final Duration AGAIN = Duration.ofSeconds(1);

    /** Between two of ours while they are answered: then newer bad news is worth another. */
    private static final Duration BETWEEN = Duration.ofSeconds(3);

    /** Whoever asks for a proof waits for the next ping of FreeSWITCH's as well, and asks again only later. */
    private static final List<Duration> LOOKS_WHEN_ASKED = List.of(Duration.ofMillis(700), Duration.ofMillis(1_400));

    /** So many answered ones in a row: beyond, the trouble is not at this far end. */
    private static final int MOST_ANSWERED = 6;

    /**
     * FreeSWITCH gives a ping up after 32 s. One that is out for longer hangs, and with it all pings of the gateway: so it does
     * for good where the far end answers OPTIONS with 401 (measured on 1.10.12).
     */
    private static final Duration HANGS = Duration.ofSeconds(40);

    /** For a gateway that FreeSWITCH does not ping: its own retry pace after a failure. */
    private static final Duration QUIET = Duration.ofSeconds(30);

    private static final int MOST_UNANSWERED = 3;

    /** A probe that has found no answer by then is forgotten: FreeSWITCH itself waits 32 s. */
    private static final Duration PATIENCE = Duration.ofSeconds(32);

    private static final int MOST_UNDER_WAY = 16;

    private final ScheduledExecutorService executor;
    private final Asker asker;
    private final InstantSource clock;
    private final Unease unease;
    private final Consumer<PbxSignal> feed;
    private final Consumer<String> problem;
    private final Map<TrunkId, Line> lines = new HashMap<>();
    private final Set<TrunkId> waiting = new HashSet<>();

    /** What is known of one gateway. */
    private static final class Line {
        @Nullable GatewayStatus status;

        Instant readAt = Instant.EPOCH;

        /** Since when a ping is seen to be out; empty while none is. */
        Optional<Instant> pingOut = Optional.empty();

        boolean pingTold;

        /** Its pings tell nothing. */
        boolean pingHangs;

        Instant registeredAt = Instant.EPOCH;
        int unanswered;
        int answered;
        final Deque<Instant> underWay = new ArrayDeque<>();
    }

    Prober(
            ScheduledExecutorService executor,
            Asker asker,
            InstantSource clock,
            Unease unease,
            Consumer<PbxSignal> feed,
            Consumer<String> problem) {
        this.executor = executor;
        this.asker = asker;
        this.clock = clock;
        this.unease = unease;
        this.feed = feed;
        this.problem = problem;
    }

    /** Returns at once. Where a probe of the trunk still waits for its turn, that one is this one, too. */
    void probe(Trunk trunk) {
        synchronized (this) {
            if (!waiting.add(trunk.id())) {
                return;
            }
        }
        Instant askedAt = clock.instant();
        try {
            executor.execute(() -> begin(trunk, askedAt));
        } catch (RejectedExecutionException e) {
            problem.accept("probing " + trunk.id() + " was asked for after the link had been closed");
        }
    }

    /** The far end answered something of the PBX's, which the PBX told by itself. */
    void answered(TrunkId trunk, Instant at) {
        List<Instant> answered;
        synchronized (this) {
            Line line = line(trunk);
            if (line.unanswered > 0) {
                line.answered++;
            }
            line.unanswered = 0;
            answered = takeBegunBy(line, at);
        }
        answered.forEach(sentAt -> feed.accept(new ProbeAnswered(at, trunk, sentAt, Optional.empty())));
    }

    /** Takes in a reading, whoever made it; {@code askedAt} is just before it was asked for. */
    void read(Trunk trunk, GatewayStatus now, Instant askedAt) {
        List<PbxSignal> told = new ArrayList<>();
        Instant at = clock.instant();
        boolean hangs;
        synchronized (this) {
            Line line = line(trunk.id());
            GatewayStatus before = line.status;
            Instant readBefore = line.readAt;
            line.status = now;
            line.readAt = askedAt;
            boolean over = before != null && now.pingOverSince(before);
            if (before != null && now.answeredSince(before)) {
                line.unanswered = 0;
                List<Instant> begun = takeBegunBy(line, readBefore);
                // The ping that was answered went out after the reading before, which saw none on its way.
                Instant sentAt = begun.isEmpty() ? readBefore : begun.get(begun.size() - 1);
                told.add(new ProbeAnswered(at, trunk.id(), sentAt, now.roundTrip()));
            }
            if (!now.pinging() || over) {
                line.pingOut = Optional.empty();
                line.pingTold = false;
                line.pingHangs = false;
            } else if (line.pingOut.isEmpty()) {
                line.pingOut = Optional.of(askedAt);
                LOOKS.forEach(look -> lookAgain(trunk, look));
            } else {
                Instant since = line.pingOut.get();
                Duration out = Duration.between(since, at);
                if (!line.pingTold && out.compareTo(TOLD) >= 0) {
                    line.pingTold = true;
                    remember(line, since);
                    told.add(new ProbeSent(since, trunk.id()));
                }
                if (!line.pingHangs && out.compareTo(HANGS) >= 0) {
                    line.pingHangs = true;
                    // What it has cost until now was for nothing; real trouble finds all of them left.
                    line.answered = 0;
                }
                if (out.compareTo(LATE) >= 0 && !line.pingHangs) {
                    unease.pingLate(trunk.id(), at);
                }
            }
            hangs = line.pingHangs;
        }
        if (hangs) {
            problem.accept("FreeSWITCH's ping of " + trunk.id() + " hangs, as where a far end answers OPTIONS with 401:"
                    + " see `check`. Until then it is asked by REGISTER, every " + QUIET.toSeconds() + " s in quiet");
        }
        told.forEach(feed);
    }

    /** The link is gone: nothing under way will be answered. */
    synchronized void forget() {
        lines.clear();
        unease.forget();
    }

    private void lookAgain(Trunk trunk, Duration after) {
        try {
            // What goes wrong in it is told by the errand itself, not by its future.
            Runnable look = () -> {
                boolean unused = start(trunk);
            };
            ScheduledFuture<?> unused = executor.schedule(look, after.toMillis(), TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            problem.accept("probing " + trunk.id() + " was cut short: the link is closing");
        }
    }

    /** A PBX that answers slowly must not be asked, when it wakes up, what nobody waits for any more. */
    private void begin(Trunk trunk, Instant askedAt) {
        synchronized (this) {
            waiting.remove(trunk.id());
        }
        if (clock.instant().isAfter(askedAt.plus(FRESH))) {
            problem.accept("the PBX answers our questions so slowly that a probe of " + trunk.id()
                    + " came too late and was left out");
        } else if (!start(trunk)) {
            LOOKS_WHEN_ASKED.forEach(look -> lookAgain(trunk, look));
        }
    }

    /** Returns whether there is nothing to look out for: a REGISTER is on its way, or FreeSWITCH does not ping. */
    private boolean start(Trunk trunk) {
        try {
            Instant askedAt = clock.instant();
            EslAnswer answer = asker.api("sofia xmlstatus gateway " + trunk.endpoint());
            if (answer.text().startsWith(GatewayStatus.INVALID)) {
                return true;
            }
            List<GatewayStatus> found = GatewayStatus.parse(answer.text());
            if (found.size() != 1) {
                throw new IOException("the PBX answered for " + found.size() + " gateways: " + answer.words());
            }
            read(trunk, found.get(0), askedAt);
            if (found.get(0).registers() && due(trunk, found.get(0))) {
                register(trunk, found.get(0));
                return true;
            }
            return found.get(0).pingSeconds() == 0;
        } catch (IOException e) {
            problem.accept("probing " + trunk.id() + " failed: " + e.getMessage());
        } catch (RuntimeException e) {
            problem.accept("an error of ours while probing: " + e);
        }
        return true;
    }

    /** Whether a REGISTER is worth its trouble now. */
    private synchronized boolean due(Trunk trunk, GatewayStatus status) {
        Instant now = clock.instant();
        Line line = line(trunk.id());
        Duration since = Duration.between(line.registeredAt, now);
        if (line.unanswered >= MOST_UNANSWERED) {
            return since.compareTo(QUIET) >= 0;
        }
        if (line.unanswered > 0) {
            return since.compareTo(AGAIN) >= 0;
        }
        if (since.compareTo(QUIET) >= 0) {
            line.answered = 0;
        }
        boolean news =
                unease.since(now).filter(at -> at.isAfter(line.registeredAt)).isPresent();
        // Trouble of another kind, or of another trunk, is worth one more, however many the old trouble has used up.
        if (unease.onset().isAfter(line.registeredAt)) {
            line.answered = Math.min(line.answered, MOST_ANSWERED - 1);
        }
        boolean pinged = status.pingSeconds() > 0 && !line.pingHangs;
        Duration wait = line.answered < MOST_ANSWERED ? BETWEEN : QUIET;
        return (news && since.compareTo(wait) >= 0) || (!pinged && since.compareTo(QUIET) >= 0);
    }

    private void register(Trunk trunk, GatewayStatus status) throws IOException {
        Instant sentAt = clock.instant();
        synchronized (this) {
            Line line = line(trunk.id());
            line.registeredAt = sentAt;
            line.unanswered++;
            remember(line, sentAt);
        }
        feed.accept(new ProbeSent(sentAt, trunk.id()));
        EslAnswer answer = asker.api("sofia profile " + status.profile() + " register " + trunk.endpoint());
        if (!answer.ok()) {
            problem.accept("the PBX does not register " + trunk.id() + " for us: " + answer.words());
        }
    }

    private Line line(TrunkId trunk) {
        return lines.computeIfAbsent(trunk, id -> new Line());
    }

    private static void remember(Line line, Instant sentAt) {
        line.underWay.addLast(sentAt);
        if (line.underWay.size() > MOST_UNDER_WAY) {
            line.underWay.removeFirst();
        }
    }

    private List<Instant> takeBegunBy(Line line, Instant latest) {
        Instant tooOld = clock.instant().minus(PATIENCE);
        List<Instant> taken = new ArrayList<>();
        for (Iterator<Instant> each = line.underWay.iterator(); each.hasNext(); ) {
            Instant begun = each.next();
            if (begun.isBefore(tooOld)) {
                each.remove();
            } else if (!begun.isAfter(latest)) {
                taken.add(begun);
                each.remove();
            }
        }
        return taken;
    }
}
