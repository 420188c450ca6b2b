package org.trunkpilot.pbx.asterisk;

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
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.trunkpilot.signal.PbxSignal;
import org.trunkpilot.signal.ProbeAnswered;
import org.trunkpilot.signal.ProbeSent;
import org.trunkpilot.signal.Reachability;
import org.trunkpilot.trunk.PbxId;
import org.trunkpilot.trunk.Trunk;
import org.trunkpilot.trunk.TrunkId;

/**
 * Makes the PBX send OPTIONS and proves that they were answered.
 *
 * <p>A probe is: read the contact, have it qualified, read it again and again. A reading that differs from the one before
 * proves an answer between the two, so it answers every probe that began no later than the one before. A reading that does
 * not differ proves nothing (two answers may take equally long), so after half a second and again after one and a half
 * another OPTIONS is sent. Where the PBX itself says that the contact came back, that proves it at once.
 *
 * <p>A PBX that answers our questions slowly must not send, when it wakes up, a burst of OPTIONS that nobody waits for any
 * more: a trunk has one probe waiting for its turn at most, and one that has waited for too long is not begun. Both are counted.
 *
 * <p>Everything runs on the one thread of the executor, except what the PBX says by itself.
 */
final class Prober {
    /** When to look for the answer, from the sending on: most come in milliseconds, after 3 s the PBX gives up. */
    private static final List<Duration> LOOKS = List.of(
            Duration.ofMillis(50),
            Duration.ofMillis(150),
            Duration.ofMillis(500),
            Duration.ofMillis(1_500),
            Duration.ofMillis(3_000));

    /** A probe that has found no answer by then is forgotten. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    /** A probe that could not be begun by then is not: whoever asked for it has counted it as lost, or asked again. */
    private static final Duration FRESH = Duration.ofSeconds(5);

    /** At one a second, more than a probe lives. */
    private static final int MOST_UNDER_WAY = 16;

    private final ScheduledExecutorService executor;
    private final ContactReading.Reader reader;
    private final ContactReading.Asker asker;
    private final InstantSource clock;
    private final Consumer<PbxSignal> feed;
    private final Consumer<String> problem;
    private final Map<TrunkId, Deque<Instant>> underWay = new HashMap<>();
    private final Map<TrunkId, ContactReading> readings = new HashMap<>();
    private final Set<TrunkId> waiting = new HashSet<>();
    private long joined;
    private long outdated;

    Prober(
            ScheduledExecutorService executor,
            ContactReading.Reader reader,
            ContactReading.Asker asker,
            InstantSource clock,
            Consumer<PbxSignal> feed,
            Consumer<String> problem) {
        this.executor = executor;
        this.reader = reader;
        this.asker = asker;
        this.clock = clock;
        this.feed = feed;
        this.problem = problem;
    }

    /** The one thread that polls and probes a PBX. */
    static ScheduledExecutorService executor(PbxId pbx) {
        ScheduledThreadPoolExecutor executor = new ScheduledThreadPoolExecutor(1, task -> {
            Thread thread = new Thread(task, "ami-" + pbx + "-probe");
            thread.setDaemon(true);
            return thread;
        });
        executor.setRemoveOnCancelPolicy(true);
        return executor;
    }

    /** Returns at once. Where a probe of the trunk still waits for its turn, that one is this one, too. */
    void probe(Trunk trunk) {
        synchronized (this) {
            if (!waiting.add(trunk.id())) {
                joined++;
                return;
            }
        }
        Instant askedAt = clock.instant();
        try {
            executor.execute(() -> errand(() -> begin(trunk, askedAt)));
        } catch (RejectedExecutionException e) {
            problem.accept("probing " + trunk.id() + " was asked for after the link had been closed");
        }
    }

    /** Probes asked for while one of the same trunk had not been begun yet. */
    synchronized long joined() {
        return joined;
    }

    /** Probes that waited so long for their turn that they were not begun. */
    synchronized long outdated() {
        return outdated;
    }

    private void begin(Trunk trunk, Instant askedAt) {
        boolean tooLate = clock.instant().isAfter(askedAt.plus(FRESH));
        long count = 0;
        synchronized (this) {
            waiting.remove(trunk.id());
            if (tooLate) {
                outdated++;
                count = outdated;
            }
        }
        if (!tooLate) {
            start(trunk);
        } else if (Long.bitCount(count) == 1) {
            // Told at 1, 2, 4, 8 …: a PBX may be slow for hours.
            problem.accept(
                    "the PBX answers our questions so slowly that probes of its trunks came too late and were left out: "
                            + count + " so far; " + joined()
                            + " were asked for while one of the same trunk was waiting");
        }
    }

    /** The PBX said by itself that the far end answers. */
    void heardOf(Reachability reachability) {
        List<Instant> answered = takeBegunBy(reachability.trunk(), reachability.at());
        answered.forEach(sentAt -> feed.accept(
                new ProbeAnswered(reachability.at(), reachability.trunk(), sentAt, reachability.roundTrip())));
    }

    /** Takes in a reading, whoever made it. */
    void read(Trunk trunk, ContactReading now) {
        ContactReading before;
        synchronized (this) {
            before = readings.put(trunk.id(), now);
        }
        if (before == null || !now.reachable() || now.print().equals(before.print())) {
            return;
        }
        Instant at = clock.instant();
        takeBegunBy(trunk.id(), before.askedAt())
                .forEach(sentAt -> feed.accept(new ProbeAnswered(at, trunk.id(), sentAt, now.roundTrip())));
    }

    /** The link is gone: nothing under way will be answered. */
    synchronized void forget() {
        underWay.clear();
        readings.clear();
    }

    private void errand(Runnable errand) {
        try {
            errand.run();
        } catch (RuntimeException e) {
            problem.accept("an error of ours while probing: " + e);
        }
    }

    private void start(Trunk trunk) {
        try {
            Instant sentAt = clock.instant();
            Optional<ContactReading> before = reader.read(trunk, sentAt);
            before.ifPresent(reading -> read(trunk, reading));
            if (!qualify(trunk)) {
                return;
            }
            synchronized (this) {
                Deque<Instant> open = underWay.computeIfAbsent(trunk.id(), id -> new ArrayDeque<>());
                open.addLast(sentAt);
                if (open.size() > MOST_UNDER_WAY) {
                    open.removeFirst();
                }
            }
            feed.accept(new ProbeSent(sentAt, trunk.id()));
            for (Duration look : LOOKS) {
                // What goes wrong in it is told by the errand itself, not by its future.
                ScheduledFuture<?> unused = executor.schedule(
                        () -> errand(() -> look(trunk, sentAt, look)), look.toMillis(), TimeUnit.MILLISECONDS);
            }
        } catch (IOException e) {
            problem.accept("probing " + trunk.id() + " failed: " + e.getMessage());
        } catch (RejectedExecutionException e) {
            problem.accept("probing " + trunk.id() + " was cut short: the link is closing");
        }
    }

    private void look(Trunk trunk, Instant sentAt, Duration after) {
        try {
            if (!isUnderWay(trunk.id(), sentAt)) {
                return;
            }
            Optional<ContactReading> reading = reader.read(trunk, clock.instant());
            if (reading.isEmpty()) {
                return;
            }
            read(trunk, reading.get());
            boolean again = after.toMillis() == 500 || after.toMillis() == 1_500;
            if (again && reading.get().reachable() && isUnderWay(trunk.id(), sentAt)) {
                qualify(trunk);
            }
        } catch (IOException e) {
            problem.accept("looking for the answer of " + trunk.id() + " failed: " + e.getMessage());
        }
    }

    private boolean qualify(Trunk trunk) throws IOException {
        AmiAction action = reader.isChanSip(trunk.id())
                ? new AmiAction("SIPqualifypeer", "Peer", trunk.endpoint())
                : new AmiAction("PJSIPQualify", "Endpoint", trunk.endpoint());
        AmiReply reply = asker.ask(action);
        if (!reply.success()) {
            problem.accept("the PBX does not probe " + trunk.id() + " for us: " + reply.message()
                    + ". Give the AMI account write=reporting, and check that the endpoint \"" + trunk.endpoint()
                    + "\" exists");
        }
        return reply.success();
    }

    private synchronized boolean isUnderWay(TrunkId trunk, Instant sentAt) {
        @Nullable Deque<Instant> open = underWay.get(trunk);
        if (open == null) {
            return false;
        }
        Instant tooOld = clock.instant().minus(PATIENCE);
        open.removeIf(begun -> begun.isBefore(tooOld));
        return open.contains(sentAt);
    }

    private synchronized List<Instant> takeBegunBy(TrunkId trunk, Instant latest) {
        @Nullable Deque<Instant> open = underWay.get(trunk);
        if (open == null) {
            return List.of();
        }
        List<Instant> taken = new ArrayList<>();
        for (Iterator<Instant> each = open.iterator(); each.hasNext(); ) {
            Instant begun = each.next();
            if (!begun.isAfter(latest)) {
                taken.add(begun);
                each.remove();
            }
        }
        return taken;
    }
}
