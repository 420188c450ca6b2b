package org.trunkpilot.backtest;

import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.trunkpilot.control.ControlledPbx;
import org.trunkpilot.health.HealthPolicy;
import org.trunkpilot.journal.Journal;
import org.trunkpilot.replay.OneMove;
import org.trunkpilot.routing.RouteDecision;
import org.trunkpilot.trunk.PbxId;

/** What came of single moves, from the journal: one is worked out at a time, on the thread of who asks. Safe from any thread. */
public final class Aftermaths {
    private static final Logger LOG = LoggerFactory.getLogger(Aftermaths.class);

    /** As far as one move is followed: its trouble is over long before, and a page is answered at once. */
    public static final Duration LONGEST = Duration.ofHours(6);

    private static final Duration FRESH_FOR = Duration.ofSeconds(30);
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final int MOST_KEPT = 100;

    private final Journal journal;
    private final List<ControlledPbx> controlled;
    private final InstantSource clock;
    private final ReentrantLock one = new ReentrantLock();

    // Guarded by the lock.
    private final Map<String, Known> known = new LinkedHashMap<>(16, 0.75f, true);

    /**
     * What is known of a move.
     *
     * @param until as far as it was followed
     * @param result empty when it cannot be told
     * @param problem why not, a sentence; empty with a result
     */
    public record Aftermath(Instant until, Optional<OneMove.Result> result, String problem) {}

    private record Known(Aftermath aftermath, Instant at, boolean done) {}

    Aftermaths(Journal journal, List<ControlledPbx> controlled, InstantSource clock) {
        this.journal = journal;
        this.controlled = List.copyOf(controlled);
        this.clock = clock;
    }

    /**
     * What came of a move.
     *
     * @param id the move's
     * @param written whether calls followed it
     * @param ended when another move followed; empty while it stands
     */
    public Aftermath of(String id, PbxId pbx, RouteDecision move, boolean written, Optional<Instant> ended) {
        Instant now = clock.instant();
        Instant longest = move.at().plus(LONGEST);
        Instant end = ended.orElse(now);
        Instant until = end.isAfter(longest) ? longest : end;
        try {
            if (!one.tryLock(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                return new Aftermath(until, Optional.empty(), "Others are being worked out just now; ask again.");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Aftermath(until, Optional.empty(), "Trunkpilot is stopping.");
        }
        try {
            Known before = known.get(id);
            if (before != null && (before.done || now.isBefore(before.at.plus(FRESH_FOR)))) {
                return before.aftermath;
            }
            Aftermath aftermath = workOut(pbx, move, written, until);
            boolean over = ended.isPresent() || until.equals(longest);
            known.put(id, new Known(aftermath, now, over && now.isAfter(until.plus(OneMove.AROUND))));
            if (known.size() > MOST_KEPT) {
                known.remove(known.keySet().iterator().next());
            }
            return aftermath;
        } finally {
            one.unlock();
        }
    }

    private Aftermath workOut(PbxId pbx, RouteDecision move, boolean written, Instant until) {
        var one = new OneMove(move, written, measures(pbx), until);
        boolean[] heard = {false};
        try {
            journal.read(pbx, move.at().minus(OneMove.AROUND), until.plus(OneMove.AROUND), input -> {
                heard[0] |= !input.at().isBefore(move.at());
                one.take(input);
            });
        } catch (UncheckedIOException e) {
            LOG.warn("pbx={} what came of a move is not told: {}", pbx, e.getMessage());
            return new Aftermath(until, Optional.empty(), "The journal of that time cannot be read.");
        }
        return heard[0]
                ? new Aftermath(until, Optional.of(one.result()), "")
                : new Aftermath(until, Optional.empty(), "The journal holds nothing of that time.");
    }

    private HealthPolicy measures(PbxId pbx) {
        return controlled.stream()
                .filter(each -> each.inventory().pbx().equals(pbx))
                .map(ControlledPbx::health)
                .findFirst()
                .orElseGet(HealthPolicy::balanced);
    }
}
