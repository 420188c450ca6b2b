package org.trunkpilot.replay;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.trunkpilot.signal.CallEnd;
import org.trunkpilot.signal.CallId;
import org.trunkpilot.signal.CallSignal;
import org.trunkpilot.signal.PbxSignal;
import org.trunkpilot.signal.Progress;
import org.trunkpilot.signal.Reachability;
import org.trunkpilot.signal.Seizure;
import org.trunkpilot.signal.SeizureRefused;
import org.trunkpilot.trunk.TrunkId;

/**
 * Answers the OPTIONS that Trunkpilot would have sent, which no capture holds: what the far end would have done is read from the whole
 * of the recording.
 *
 * <p>It was silent from one qualify time-out before the PBX called it unreachable until the PBX next called it reachable, and while an
 * INVITE ran into Timer B (SIP 408, or cause 18, without any reply), and from when the PBX refused to send it a call until it sent one.
 * Otherwise it answers, as fast as the PBX last measured. Assumed
 * is thus that a far end of which nothing is told is alive.
 */
final class StandIn {
    /** What Asterisk waits for the answer to its own OPTIONS, so how long before its word the far end was silent. */
    private static final Duration QUALIFY_TIMEOUT = Duration.ofSeconds(3);

    /** Until the PBX has measured one. */
    private static final Duration ROUND_TRIP = Duration.ofMillis(20);

    /** Q.850: no user responding, which is what an INVITE without a reply ends in. */
    private static final int NO_REPLY = 18;

    private static final int REQUEST_TIMEOUT = 408;

    private final Map<TrunkId, List<Silence>> silences = new HashMap<>();
    private final Map<TrunkId, TreeMap<Instant, Duration>> roundTrips = new HashMap<>();

    private record Silence(Instant from, Instant until) {}

    StandIn(List<PbxSignal> signals) {
        var unreachable = new HashMap<TrunkId, Instant>();
        var invites = new HashMap<CallId, Instant>();
        for (PbxSignal signal : signals) {
            if (signal instanceof Reachability word) {
                reachability(word, unreachable);
            } else if (signal instanceof SeizureRefused refused && refused.why() == SeizureRefused.Why.UNREACHABLE) {
                unreachable.putIfAbsent(refused.trunk(), refused.at().minus(QUALIFY_TIMEOUT));
            } else if (signal instanceof CallSignal call) {
                call(call, invites, unreachable);
            }
        }
        unreachable.forEach((trunk, from) -> add(trunk, from, Instant.MAX));
    }

    /** When a probe sent then was answered, and how long that took; empty if it was not. */
    Optional<Duration> answer(TrunkId trunk, Instant sentAt) {
        boolean silent = silences.getOrDefault(trunk, List.of()).stream()
                .anyMatch(s -> !sentAt.isBefore(s.from()) && sentAt.isBefore(s.until()));
        if (silent) {
            return Optional.empty();
        }
        return Optional.of(Optional.ofNullable(roundTrips.get(trunk))
                .map(measured -> measured.floorEntry(sentAt))
                .map(Map.Entry::getValue)
                .orElse(ROUND_TRIP));
    }

    private void reachability(Reachability word, Map<TrunkId, Instant> unreachable) {
        if (word.state() == Reachability.State.UNREACHABLE) {
            unreachable.putIfAbsent(word.trunk(), word.at().minus(QUALIFY_TIMEOUT));
        } else if (word.state() == Reachability.State.REACHABLE) {
            Instant from = unreachable.remove(word.trunk());
            if (from != null) {
                add(word.trunk(), from, word.at());
            }
            word.roundTrip()
                    .ifPresent(rtt -> roundTrips
                            .computeIfAbsent(word.trunk(), t -> new TreeMap<>())
                            .put(word.at(), rtt));
        }
    }

    private void call(CallSignal signal, Map<CallId, Instant> invites, Map<TrunkId, Instant> unreachable) {
        if (signal instanceof Seizure) {
            Instant from = unreachable.remove(signal.trunk());
            if (from != null) {
                add(signal.trunk(), from, signal.at());
            }
            invites.put(signal.call(), signal.at());
        } else if (signal instanceof Progress) {
            invites.remove(signal.call());
        } else if (signal instanceof CallEnd end) {
            Instant from = invites.remove(signal.call());
            boolean noReply = end.by() == CallEnd.By.FAR_END
                    && (end.sip().orElse(0) == REQUEST_TIMEOUT
                            || (end.sip().isEmpty() && end.q850().orElse(0) == NO_REPLY));
            if (from != null && noReply) {
                add(end.trunk(), from, end.at());
            }
        } else {
            // Answered: whatever follows is no end of an INVITE.
            invites.remove(signal.call());
        }
    }

    private void add(TrunkId trunk, Instant from, Instant until) {
        silences.computeIfAbsent(trunk, t -> new ArrayList<>()).add(new Silence(from, until));
    }
}
