package org.trunkpilot.replay;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.PriorityQueue;
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
import org.trunkpilot.signal.TrunkSignal;
import org.trunkpilot.trunk.TrunkId;

/**
 * When a rerun has to look again. The live loop looks ten times a second because it cannot know what comes; a rerun of a day does not
 * have to look at hours in which nothing speaks against anybody.
 *
 * <ul>
 *   <li>A signal that may speak against a trunk, and an OPTIONS or a call that is unanswered for longer than is borne, are looked at
 *       once, unless the trunk is condemned already.
 *   <li>{@link #ALERT}, as the live loop, for 6 s after a finding that is new or worse and after a decision: what is waited for
 *       then is the answer to an OPTIONS.
 *   <li>{@link #WATCHFUL} while anything is wrong, out of service, or the PBX not ready. What is waited for then (hold-outs, trials)
 *       takes minutes.
 *   <li>{@link #CALM} otherwise. What time alone changes in calm is a belief that grows old.
 * </ul>
 */
final class Pace {
    static final Duration ALERT = Duration.ofMillis(100);
    static final Duration WATCHFUL = Duration.ofSeconds(5);
    static final Duration CALM = Duration.ofSeconds(10);

    private static final Duration NEWS_LASTS = Duration.ofSeconds(6);

    /** A report with more loss than this adds to a detector; below it takes off. */
    private static final double QUIET_LOSS = 0.01;

    private final HealthPolicy policy;
    private final PriorityQueue<Due> probes = new PriorityQueue<>(Comparator.comparing(Due::at));
    private final Map<TrunkId, Instant> answered = new HashMap<>();
    private final Map<CallId, Silent> silentCalls = new LinkedHashMap<>();
    private Set<Known> known = new HashSet<>();
    private Set<TrunkId> condemned = new HashSet<>();
    private Instant alertUntil = Instant.MIN;

    /** When an OPTIONS sent then begins to tell something, if nobody has answered by then. */
    private record Due(Instant at, TrunkId trunk, Instant sent) {}

    private record Silent(TrunkId trunk, Instant since) {}

    private record Known(TrunkId trunk, Finding.Kind kind, Verdict verdict) {}

    Pace(HealthPolicy policy) {
        this.policy = policy;
    }

    /** Takes note of a signal; true when it asks for a look at once. */
    boolean hear(PbxSignal signal) {
        boolean bad = mayBeBad(signal);
        return bad && !(signal instanceof TrunkSignal of && condemned.contains(of.trunk()));
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
        condemned.clear();
        found.stream().filter(one -> one.verdict() != Verdict.SUSPECT).forEach(one -> condemned.add(one.trunk()));
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
        while (!probes.isEmpty() && (idle(probes.peek()) || !probes.peek().at().isAfter(now))) {
            probes.remove();
        }
        Instant due = probes.isEmpty() ? Instant.MAX : probes.peek().at();
        for (var each = silentCalls.values().iterator(); each.hasNext(); ) {
            Silent call = each.next();
            Instant late = call.since().plus(policy.setUp().silence());
            if (late.isAfter(now) && !condemned.contains(call.trunk())) {
                return late.isBefore(due) ? late : due;
            }
            if (!late.isAfter(now)) {
                each.remove();
            }
        }
        return due;
    }

    private boolean idle(Due probe) {
        Instant last = answered.get(probe.trunk());
        return condemned.contains(probe.trunk()) || (last != null && !last.isBefore(probe.sent()));
    }

    private boolean mayBeBad(PbxSignal signal) {
        if (signal instanceof ProbeSent sent) {
            // First it is late, then it is a miss.
            probes.add(new Due(sent.at().plus(policy.probes().lateAfter()), sent.trunk(), sent.at()));
            probes.add(new Due(sent.at().plus(policy.probes().timeout()), sent.trunk(), sent.at()));
            return false;
        }
        if (signal instanceof ProbeAnswered answer) {
            answered.merge(answer.trunk(), answer.sentAt(), (a, b) -> a.isAfter(b) ? a : b);
            return false;
        }
        if (signal instanceof Seizure seizure) {
            silentCalls.put(seizure.call(), new Silent(seizure.trunk(), seizure.at()));
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
            // One that had not been heard of may have failed, as may one that rang and then got an answer of no phone.
            boolean silent = silentCalls.remove(end.call()) != null;
            return silent || end.sip().orElse(0) / 100 == 5 || end.sip().orElse(0) == 408;
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
