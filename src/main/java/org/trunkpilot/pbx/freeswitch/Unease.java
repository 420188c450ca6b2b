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

    private final Map<CallId, Instant> silent = new HashMap<>();

    /** Calls that hear nothing, and in how many reports by now. */
    private final Map<CallId, Integer> deaf = new HashMap<>();

    private Instant newsAt = Instant.EPOCH;

    synchronized void heard(PbxSignal signal) {
        if (signal instanceof Seizure seizure) {
            if (silent.size() < MOST_SILENT) {
                silent.put(seizure.call(), seizure.at());
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
            news(wasSilent && bad, end.at());
        } else if (signal instanceof MediaReport report) {
            boolean nothing = report.reception()
                    .map(reception -> reception.expectedPackets() == 0)
                    .orElse(true);
            media(report.call(), nothing, report.at());
        } else if (signal instanceof SeizureRefused refused) {
            news(refused.why() == SeizureRefused.Why.UNREACHABLE, refused.at());
        } else if (signal instanceof Reachability reachability) {
            news(reachability.state() == Reachability.State.UNREACHABLE, reachability.at());
        } else if (signal instanceof Registration registration) {
            news(
                    registration.state() == Registration.State.REJECTED
                            || registration.state() == Registration.State.STOPPED,
                    registration.at());
        }
    }

    /** A ping of the PBX's stands unanswered for longer than usual. */
    synchronized void pingLate(Instant at) {
        news(true, at);
    }

    /** The newest piece of bad news, if it is new enough to act on. */
    synchronized Optional<Instant> since(Instant now) {
        for (Instant seized : silent.values()) {
            Instant late = seized.plus(SILENCE);
            if (!late.isAfter(now)) {
                news(true, late);
            }
        }
        return newsAt.plus(LASTS).isAfter(now) ? Optional.of(newsAt) : Optional.empty();
    }

    synchronized void forget() {
        silent.clear();
        deaf.clear();
        newsAt = Instant.EPOCH;
    }

    /** A muted phone is silent for an hour: the first two reports of a silence are news, the rest is not. */
    private void media(CallId call, boolean nothing, Instant at) {
        if (!nothing) {
            deaf.remove(call);
        } else if (deaf.containsKey(call) || deaf.size() < MOST_SILENT) {
            news(deaf.merge(call, 1, Integer::sum) <= 2, at);
        }
    }

    private void news(boolean bad, Instant at) {
        if (bad && at.isAfter(newsAt)) {
            newsAt = at;
        }
    }
}
