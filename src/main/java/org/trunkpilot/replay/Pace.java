package org.trunkpilot.replay;

import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.trunkpilot.health.Belief;
import org.trunkpilot.health.Finding;
import org.trunkpilot.health.HealthPolicy;
import org.trunkpilot.health.Verdict;
import org.trunkpilot.routing.Judgement;
import org.trunkpilot.routing.PbxState;
import org.trunkpilot.routing.ServiceState;
import org.trunkpilot.signal.Answer;
import org.trunkpilot.signal.CallEnd;
import org.trunkpilot.signal.CallId;
import org.trunkpilot.signal.MediaReport;
import org.trunkpilot.signal.PbxSignal;
import org.trunkpilot.signal.ProbeAnswered;
import org.trunkpilot.signal.ProbeSent;
import org.trunkpilot.signal.Progress;
import org.trunkpilot.signal.Reachability;
import org.trunkpilot.signal.Registration;
import org.trunkpilot.signal.Seizure;
import org.trunkpilot.trunk.TrunkId;

/**
 * When a rerun has to look again. The live loop looks ten times a second because it cannot know what comes; a rerun of a day does not
 * have to look at hours in which nothing speaks against anybody.
 *
 * <ul>
 *   <li>{@link #ALERT}: for 10 s after news: a signal that may speak against a trunk, an OPTIONS or a call unanswered for longer
 *       than is borne, a finding that is new or worse, a decision. As the live loop.
 *   <li>{@link #WATCHFUL}: while anything is wrong, out of service, or the PBX not ready. What is waited for then (hold-outs, trials)
 *       is minutes long.
 *   <li>{@link #CALM}: otherwise. Only time passes, and what time alone changes in calm is a belief that grows old.
 * </ul>
 */
final class Pace {
    static final Duration ALERT = Duration.ofMillis(100);
    static final Duration WATCHFUL = Duration.ofSeconds(1);
    static final Duration CALM = Duration.ofSeconds(10);

    private static final Duration NEWS_LASTS = Duration.ofSeconds(10);

    /** A report with more loss than this adds to a detector; below it takes off. */
    private static final double QUIET_LOSS = 0.01;

    private final HealthPolicy policy;
    private final Map<TrunkId, Instant> probes = new LinkedHashMap<>();
    private final Map<CallId, Instant> silentCalls = new LinkedHashMap<>();
    private Set<Known> known = new HashSet<>();
    private Instant alertUntil = Instant.MIN;

    private record Known(TrunkId trunk, Finding.Kind kind, Verdict verdict) {}

    Pace(HealthPolicy policy) {
        this.policy = policy;
    }

    /** Takes note of a signal; true when it asks for a look at once. */
    boolean hear(PbxSignal signal) {
        boolean news = mayBeBad(signal);
        if (news) {
            alertUntil = signal.at().plus(NEWS_LASTS);
        }
        return news;
    }

    /** When to look next, after this judgement. */
    Instant after(Judgement now) {
        var found = new HashSet<Known>();
        boolean calm = now.state() == PbxState.READY && now.commonCause().isEmpty();
        for (Belief belief : now.beliefs().values()) {
            for (Finding finding : belief.findings()) {
                found.add(new Known(belief.trunk(), finding.kind(), finding.verdict()));
            }
        }
        boolean news = !now.decisions().isEmpty() || !known.containsAll(found);
        known = found;
        if (news) {
            alertUntil = now.at().plus(NEWS_LASTS);
        }
        for (ServiceState service : now.services().values()) {
            calm &= service == ServiceState.IN_SERVICE;
        }
        Duration step = now.at().isBefore(alertUntil) ? ALERT : calm && found.isEmpty() ? CALM : WATCHFUL;
        return now.at().plus(step);
    }

    /** The moment at which something that is under way has taken too long; far away when nothing is. Each is told once. */
    Instant overdue(Instant now) {
        Instant probe = due(probes, policy.probes().lateAfter(), now);
        Instant call = due(silentCalls, policy.setUp().silence(), now);
        return probe.isBefore(call) ? probe : call;
    }

    private Instant due(Map<?, Instant> begun, Duration borne, Instant now) {
        var oldest = begun.values().iterator();
        while (oldest.hasNext()) {
            Instant due = oldest.next().plus(borne);
            if (due.isAfter(now)) {
                return due;
            }
            oldest.remove();
            alertUntil = now.plus(NEWS_LASTS);
        }
        return Instant.MAX;
    }

    private boolean mayBeBad(PbxSignal signal) {
        if (signal instanceof ProbeSent sent) {
            probes.putIfAbsent(sent.trunk(), sent.at());
            return false;
        }
        if (signal instanceof ProbeAnswered answered) {
            Instant sent = probes.get(answered.trunk());
            if (sent != null && !sent.isAfter(answered.sentAt())) {
                probes.remove(answered.trunk());
            }
            return false;
        }
        if (signal instanceof Seizure seizure) {
            silentCalls.put(seizure.call(), seizure.at());
            return false;
        }
        if (signal instanceof Progress progress) {
            silentCalls.remove(progress.call());
            return false;
        }
        if (signal instanceof Answer answer) {
            silentCalls.remove(answer.call());
            return false;
        }
        if (signal instanceof CallEnd end) {
            // One that had not been heard of may have failed; what an answered one ends with is no fault of set-up.
            return silentCalls.remove(end.call()) != null || !end.sip().isEmpty();
        }
        if (signal instanceof MediaReport report) {
            return report.reception()
                    .filter(r -> r.expectedPackets() > 0
                            && r.lostPackets() <= QUIET_LOSS * Math.max(100, r.expectedPackets()))
                    .isEmpty();
        }
        if (signal instanceof Registration registration) {
            return registration.state() != Registration.State.REGISTERED
                    && registration.state() != Registration.State.NOT_USED;
        }
        return !(signal instanceof Reachability word && word.state() == Reachability.State.REACHABLE);
    }
}
