package org.trunkpilot.routing;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import org.trunkpilot.signal.LinkLost;
import org.trunkpilot.signal.PbxSignal;
import org.trunkpilot.signal.ProbeAnswered;
import org.trunkpilot.signal.ProbeSent;
import org.trunkpilot.trunk.Inventory;
import org.trunkpilot.trunk.Trunk;
import org.trunkpilot.trunk.TrunkId;

/**
 * Which trunk should be sent an OPTIONS, and when.
 *
 * <ul>
 *   <li>In quiet: each trunk every 5 s ± 0.5 s, each at its own beat. Carriers dislike more (field notes §7, 22).
 *   <li>At every piece of bad news about any trunk ({@link Evidence}): all trunks at once. The answers tell whose fault it is. A trunk
 *       that has just answered is asked 2 s after that, lest late answers be news that makes more of them.
 *   <li>While an OPTIONS stands unanswered: another 1 s after it, twice, so that two misses of 3 s are known 4 s after the first
 *       was sent. A trunk that is known to be silent is asked at the quiet pace again.
 * </ul>
 *
 * Never more than {@value #MOST_OUTSTANDING} are under way for one trunk. The beat is seeded by the trunk's name, so that a replay asks
 * at the same moments.
 */
final class ProbeSchedule {
    static final int MOST_OUTSTANDING = 3;

    private static final long PACE_MILLIS = 5_000;
    private static final int JITTER_MILLIS = 500;
    private static final Duration OVERLAP = Duration.ofSeconds(1);

    private static final Duration BETWEEN = Duration.ofSeconds(2);

    /** As long as Asterisk and FreeSWITCH wait for the answer to one. */
    private static final Duration TIMEOUT = Duration.ofSeconds(3);

    private final Map<TrunkId, Line> lines = new LinkedHashMap<>();

    ProbeSchedule(Inventory inventory) {
        for (Trunk trunk : inventory.trunks()) {
            lines.put(trunk.id(), new Line(trunk.id()));
        }
    }

    void accept(PbxSignal signal) {
        if (signal instanceof LinkLost) {
            lines.values().forEach(Line::forget);
        } else if (signal instanceof ProbeSent sent) {
            Optional.ofNullable(lines.get(sent.trunk())).ifPresent(line -> line.sent(sent.at()));
        } else if (signal instanceof ProbeAnswered answered) {
            Optional.ofNullable(lines.get(answered.trunk())).ifPresent(line -> line.answered(answered.sentAt()));
        }
    }

    /**
     * The trunks to ask now; asking is taken as done.
     *
     * @param news whether something new speaks against any trunk
     */
    Set<TrunkId> due(Instant now, boolean news) {
        var due = new LinkedHashSet<TrunkId>();
        lines.forEach((trunk, line) -> {
            if (line.due(now, news)) {
                line.ask(now);
                due.add(trunk);
            }
        });
        return due;
    }

    /** The OPTIONS of one trunk. */
    private static final class Line {
        private final SplittableRandom beat;
        private final Deque<Instant> asked = new ArrayDeque<>();
        private Instant next = Instant.EPOCH;
        private Instant last = Instant.EPOCH;
        private int silence;
        private boolean begun;

        Line(TrunkId trunk) {
            beat = new SplittableRandom(trunk.name().hashCode());
        }

        boolean due(Instant now, boolean news) {
            if (!begun) {
                begun = true;
                next = now.plusMillis(beat.nextLong(PACE_MILLIS));
                return true;
            }
            while (!asked.isEmpty() && !now.isBefore(asked.getFirst().plus(TIMEOUT))) {
                asked.removeFirst();
            }
            if (asked.size() >= MOST_OUTSTANDING) {
                return false;
            }
            boolean overlap = !asked.isEmpty()
                    && silence < MOST_OUTSTANDING
                    && !now.isBefore(asked.getLast().plus(OVERLAP));
            if (news && asked.isEmpty() && next.isAfter(last.plus(BETWEEN))) {
                next = last.plus(BETWEEN);
            }
            return (news && !asked.isEmpty()) || overlap || !now.isBefore(next);
        }

        void ask(Instant now) {
            asked.addLast(now);
            last = now;
            silence++;
            if (!now.isBefore(next)) {
                next = now.plusMillis(PACE_MILLIS - JITTER_MILLIS + beat.nextLong(2 * JITTER_MILLIS));
            }
        }

        /** It went out a little after it was asked for: that moment is what the answer names. */
        void sent(Instant at) {
            if (!asked.isEmpty() && asked.getLast().isBefore(at)) {
                asked.removeLast();
                asked.addLast(at);
            }
        }

        void answered(Instant sentAt) {
            silence = 0;
            asked.removeIf(at -> !at.isAfter(sentAt));
        }

        void forget() {
            asked.clear();
            silence = 0;
        }
    }
}
