package org.trunkpilot.pbx.freeswitch;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.trunkpilot.signal.Answer;
import org.trunkpilot.signal.CallEnd;
import org.trunkpilot.signal.CallId;
import org.trunkpilot.signal.MediaReport;
import org.trunkpilot.signal.PbxSignal;
import org.trunkpilot.signal.Progress;
import org.trunkpilot.signal.Reachability;
import org.trunkpilot.signal.Registration;
import org.trunkpilot.signal.Seizure;
import org.trunkpilot.signal.SeizureRefused;
import org.trunkpilot.trunk.TrunkId;

/**
 * Whether something is going on that is worth a REGISTER of our own.
 *
 * <p>It judges no trunk; {@code health} does. It only keeps us from troubling carriers every few seconds while nothing is the
 * matter: the answers to FreeSWITCH's own pings are proof enough then. Thread-safe.
 */
final class Unease {
    /** A call that has heard nothing for so long. */
    private static final Duration SILENCE = Duration.ofSeconds(3);

    /** How long one piece of bad news keeps us uneasy: two rounds of probes. */
    private static final Duration LASTS = Duration.ofSeconds(10);

    /** Calls of one kind that are remembered; beyond, there is news enough. */
    private static final int MOST_SILENT = 5_000;

    private final Map<CallId, Seizure> silent = new HashMap<>();

    /** Calls that hear nothing, and in how many reports by now. */
    private final Map<CallId, Integer> deaf = new HashMap<>();

    private Instant newsAt = Instant.EPOCH;

    /** When each source of bad news was heard last, and when one that had been quiet began. */
    private final Map<Source, Instant> heardAt = new HashMap<>();

    private Instant onset = Instant.EPOCH;

    private enum Kind {
        CALL,
        MEDIA,
        GATEWAY,
        PING
    }

    private record Source(Kind kind, TrunkId trunk) {}

    synchronized void heard(PbxSignal signal) {
        if (signal instanceof Seizure seizure) {
            if (silent.size() < MOST_SILENT) {
                silent.put(seizure.call(), seizure);
            }
        } else if (signal instanceof Progress progress) {
            silent.remove(progress.call());
        } else if (signal instanceof Answer answer) {
            silent.remove(answer.call());
        } else if (signal instanceof CallEnd end) {
            deaf.remove(end.call());
            boolean wasSilent = silent.remove(end.call()) != null;
            boolean bad = end.by() == CallEnd.By.PROGRESS_TIMEOUT
                    || (end.sip().isPresent()
                            && (end.sip().getAsInt() == 408 || end.sip().getAsInt() / 100 == 5));
            news(wasSilent && bad, Kind.CALL, end.trunk(), end.at());
        } else if (signal instanceof MediaReport report) {
            boolean nothing = report.reception()
                    .map(reception -> reception.expectedPackets() == 0)
                    .orElse(true);
            media(report, nothing);
        } else if (signal instanceof SeizureRefused refused) {
            news(refused.why() == SeizureRefused.Why.UNREACHABLE, Kind.GATEWAY, refused.trunk(), refused.at());
        } else if (signal instanceof Reachability reachability) {
            news(
                    reachability.state() == Reachability.State.UNREACHABLE,
                    Kind.GATEWAY,
                    reachability.trunk(),
                    reachability.at());
        } else if (signal instanceof Registration registration) {
            news(
                    registration.state() == Registration.State.REJECTED
                            || registration.state() == Registration.State.STOPPED,
                    Kind.GATEWAY,
                    registration.trunk(),
                    registration.at());
        }
    }

    /** A ping of the PBX's stands unanswered for longer than usual. */
    synchronized void pingLate(TrunkId trunk, Instant at) {
        news(true, Kind.PING, trunk, at);
    }

    /** The newest piece of bad news, if it is new enough to act on. */
    synchronized Optional<Instant> since(Instant now) {
        for (Seizure seizure : silent.values()) {
            Instant late = seizure.at().plus(SILENCE);
            if (!late.isAfter(now)) {
                news(true, Kind.CALL, seizure.trunk(), late);
            }
        }
        return newsAt.plus(LASTS).isAfter(now) ? Optional.of(newsAt) : Optional.empty();
    }

    /**
     * When bad news last came from a source, one kind of news about one trunk, that had been quiet. Where one source never falls
     * silent, such as a trunk whose calls are always slow to ring, this still tells of the next trouble. As of the last
     * {@link #since}.
     */
    synchronized Instant onset() {
        return onset;
    }

    synchronized void forget() {
        silent.clear();
        deaf.clear();
        newsAt = Instant.EPOCH;
        heardAt.clear();
        onset = Instant.EPOCH;
    }

    /** A muted phone is silent for an hour: the first two reports of a silence are news, the rest is not. */
    private void media(MediaReport report, boolean nothing) {
        if (!nothing) {
            deaf.remove(report.call());
        } else if (deaf.containsKey(report.call()) || deaf.size() < MOST_SILENT) {
            boolean news = deaf.merge(report.call(), 1, Integer::sum) <= 2;
            news(news, Kind.MEDIA, report.trunk(), report.at());
        }
    }

    private void news(boolean bad, Kind kind, TrunkId trunk, Instant at) {
        if (!bad) {
            return;
        }
        Source source = new Source(kind, trunk);
        Instant before = heardAt.getOrDefault(source, Instant.EPOCH);
        if (at.isAfter(before)) {
            heardAt.put(source, at);
        }
        if (at.isAfter(before.plus(LASTS)) && at.isAfter(onset)) {
            onset = at;
        }
        if (at.isAfter(newsAt)) {
            newsAt = at;
        }
    }
}
