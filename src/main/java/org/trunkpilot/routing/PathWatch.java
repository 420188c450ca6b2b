package org.trunkpilot.routing;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.trunkpilot.signal.LinkLost;
import org.trunkpilot.signal.PbxRestarted;
import org.trunkpilot.signal.PbxSignal;
import org.trunkpilot.signal.ProbeAnswered;
import org.trunkpilot.signal.ProbeSent;
import org.trunkpilot.signal.UplinkProbed;
import org.trunkpilot.trunk.Inventory;
import org.trunkpilot.trunk.Trunk;
import org.trunkpilot.trunk.TrunkId;

/**
 * Does the way itself lose or delay packets, audio apart?
 *
 * <p>SIP over UDP hides loss: a lost OPTIONS is sent again after T1 = 500 ms (RFC 3261), and answered. But its round trip tells. So an
 * answer {@value #LATE_MILLIS} ms later than usual, or none, is a <em>late</em> one; on a sound way one in three hundred is, on a way
 * that loses 3 % each way six in a hundred are. With a hundred answers the likelihood ratio tells one from the other; what
 * bears witness is that all trunks are asked, those without calls too. A reference host is asked in the same manner and owes nothing to
 * any carrier: a lost SYN comes again after 1 s.
 */
final class PathWatch {
    /** Below T1, above what jitter does; and half of the delay that makes a full link. */
    private static final long LATE_MILLIS = 100;

    /** Share of late answers on a sound way, and on one that loses or delays. */
    private static final double USUAL = 0.003;

    private static final double BAD = 0.06;

    /** An OPTIONS is not waited for any longer by Asterisk or FreeSWITCH. */
    private static final Duration TIMEOUT = Duration.ofSeconds(3);

    /** Fifteen minutes at a probe each 2 s. */
    private static final int MOST = 450;

    private static final int MOST_OUTSTANDING = 16;

    /** Log-likelihood ratio at which a way is taken for bad, or for sound: odds of 7 to 1. */
    private static final double SURE = 2;

    private final Map<TrunkId, Way> trunks = new LinkedHashMap<>();
    private final Map<String, Way> uplinks = new HashMap<>();

    PathWatch(Inventory inventory) {
        for (Trunk trunk : inventory.trunks()) {
            trunks.put(trunk.id(), new Way());
        }
    }

    void accept(PbxSignal signal) {
        if (signal instanceof ProbeSent s) {
            way(s.trunk()).ifPresent(way -> way.sent(s.at()));
        } else if (signal instanceof ProbeAnswered s) {
            way(s.trunk())
                    .ifPresent(way -> s.roundTrip()
                            .ifPresentOrElse(rtt -> way.answered(s.sentAt(), rtt), () -> way.alive(s.sentAt())));
        } else if (signal instanceof UplinkProbed s) {
            Way way = uplinks.computeIfAbsent(s.uplink(), u -> new Way());
            s.roundTrip().ifPresentOrElse(rtt -> way.answered(s.at().minus(rtt), rtt), () -> way.missed(s.at()));
        } else if (signal instanceof LinkLost || signal instanceof PbxRestarted) {
            trunks.values().forEach(Way::forget);
        }
    }

    void step(Instant now) {
        trunks.values().forEach(way -> way.step(now));
    }

    private Optional<Way> way(TrunkId trunk) {
        return Optional.ofNullable(trunks.get(trunk));
    }

    /** What a way turned out to be since then. */
    enum State {
        BAD,
        SOUND,
        UNDECIDED
    }

    State ofTrunk(TrunkId trunk, Instant since) {
        return way(trunk).map(way -> way.state(since)).orElse(State.UNDECIDED);
    }

    /** Undecided too where there is no reference host. */
    State ofReference(String uplink, Instant since) {
        Way way = uplinks.get(uplink);
        return way == null ? State.UNDECIDED : way.state(since);
    }

    /** Whether the reference host has answered something sent since then. */
    boolean referenceAnswers(String uplink, Instant since) {
        Way way = uplinks.get(uplink);
        return way != null && way.lastAnswered != null && way.lastAnswered.isAfter(since);
    }

    /** Whether there is a reference host, and nothing sent since then was answered, and at least one time-out has passed. */
    boolean referenceSilent(String uplink, Instant since) {
        Way way = uplinks.get(uplink);
        return way != null
                && way.lastMissed != null
                && way.lastMissed.isAfter(since)
                && !referenceAnswers(uplink, since);
    }

    private record Answer(Instant sent, boolean late) {}

    private static final class Way {
        private final Deque<Answer> answers = new ArrayDeque<>();
        private final Deque<Instant> outstanding = new ArrayDeque<>();
        private double usualMillis = -1;
        private @Nullable Instant lastAnswered;
        private @Nullable Instant lastMissed;

        void sent(Instant at) {
            if (outstanding.size() == MOST_OUTSTANDING) {
                outstanding.removeFirst();
            }
            outstanding.addLast(at);
        }

        void answered(Instant sentAt, Duration roundTrip) {
            outstanding.remove(sentAt);
            double millis = roundTrip.toNanos() / 1e6;
            if (usualMillis < 0) {
                usualMillis = millis;
            }
            boolean late = millis > usualMillis + LATE_MILLIS;
            // A way that has become longer for good is learnt as usual, in an hour.
            usualMillis += (late ? 0.002 : 0.05) * (millis - usualMillis);
            lastAnswered = sentAt;
            add(sentAt, late);
        }

        /** An answer whose time the PBX did not tell: FreeSWITCH takes up to a second to send a REGISTER that it was asked for. */
        void alive(Instant sentAt) {
            outstanding.remove(sentAt);
            lastAnswered = sentAt;
        }

        void missed(Instant at) {
            lastMissed = at.minus(TIMEOUT);
            add(at.minus(TIMEOUT), true);
        }

        void step(Instant now) {
            while (!outstanding.isEmpty()
                    && !now.isBefore(outstanding.getFirst().plus(TIMEOUT))) {
                Instant sent = outstanding.removeFirst();
                lastMissed = sent;
                add(sent, true);
            }
        }

        private void add(Instant sent, boolean late) {
            if (answers.size() == MOST) {
                answers.removeFirst();
            }
            answers.addLast(new Answer(sent, late));
        }

        void forget() {
            answers.clear();
            outstanding.clear();
            lastAnswered = null;
            lastMissed = null;
        }

        State state(Instant since) {
            double ratio = 0;
            for (Answer answer : answers) {
                if (!answer.sent().isBefore(since)) {
                    ratio += answer.late() ? Math.log(BAD / USUAL) : Math.log((1 - BAD) / (1 - USUAL));
                }
            }
            return ratio >= SURE ? State.BAD : ratio <= -SURE ? State.SOUND : State.UNDECIDED;
        }
    }
}
