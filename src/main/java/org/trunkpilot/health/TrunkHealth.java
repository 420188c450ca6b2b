package org.trunkpilot.health;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.trunkpilot.signal.Answer;
import org.trunkpilot.signal.Blame;
import org.trunkpilot.signal.CallEnd;
import org.trunkpilot.signal.CallSignal;
import org.trunkpilot.signal.CallTakenOver;
import org.trunkpilot.signal.Callee;
import org.trunkpilot.signal.CauseTable;
import org.trunkpilot.signal.Hold;
import org.trunkpilot.signal.InboundAnswered;
import org.trunkpilot.signal.LinkLost;
import org.trunkpilot.signal.LinkRestored;
import org.trunkpilot.signal.MediaReport;
import org.trunkpilot.signal.PbxLifeSignal;
import org.trunkpilot.signal.PbxReloaded;
import org.trunkpilot.signal.PbxRestarted;
import org.trunkpilot.signal.PbxSignal;
import org.trunkpilot.signal.PbxStopping;
import org.trunkpilot.signal.ProbeAnswered;
import org.trunkpilot.signal.ProbeSent;
import org.trunkpilot.signal.Progress;
import org.trunkpilot.signal.Reachability;
import org.trunkpilot.signal.Registration;
import org.trunkpilot.signal.RouteSignal;
import org.trunkpilot.signal.Seizure;
import org.trunkpilot.signal.SeizureRefused;
import org.trunkpilot.signal.SnapshotTaken;
import org.trunkpilot.signal.TrunkSignal;
import org.trunkpilot.trunk.RouteId;
import org.trunkpilot.trunk.Trunk;

/**
 * What is believed about one trunk: facts in, belief out.
 *
 * <p>Each detector watches one thing and knows nothing of the others. What they find is joined by two rules: the verdict is that of
 * the worst finding, and a success of one kind clears nothing of another (a carrier that answers OPTIONS may still carry no audio).
 * Where nothing is wrong the verdict is HEALTHY only on fresh good evidence; with none, or while a finding that was given up for
 * lack of calls has not been settled by good ones, it is UNKNOWN.
 *
 * <p>The score is for the eye. It is that of the weakest part; a part's own formula stands in its detector, and a finding
 * caps it (DOWN at 0, DEGRADED at 39, SUSPECT at 69) so that no page shows a green number beside a red word.
 *
 * <p>Not thread-safe; single-threaded by design. Memory is bounded by {@link HealthPolicy.Limits}. A belief at a moment depends on
 * the signals before it, never on when beliefs were asked for earlier.
 */
public final class TrunkHealth {
    private static final Map<Verdict, Integer> SCORE_CAP =
            Map.of(Verdict.DOWN, 0, Verdict.DEGRADED, 39, Verdict.SUSPECT, 69);

    private static final Comparator<Finding> WORST_FIRST = Comparator.comparing(
                    Finding::verdict, (a, b) -> a == b ? 0 : a.worse(b) == a ? -1 : 1)
            .thenComparing(Finding::kind);

    private final Trunk trunk;
    private final HealthPolicy policy;
    private final CauseTable causes;
    private final LiveCalls calls;
    private final RegistrationState registration;
    private final ProbeWatch probes;
    private final SetUpFaults setUp;
    private final RingingDelay delay;
    private final Media media;
    private final ArrayDeque<CallLeg> ended = new ArrayDeque<>();
    private long droppedLegs;
    private long strays;

    /** Whether the PBX is within hearing: after a lost link, not before everything has been told anew. */
    private boolean hearing = true;

    private boolean stopping;

    public TrunkHealth(Trunk trunk, HealthPolicy policy) {
        this.trunk = trunk;
        this.policy = policy;
        this.causes = new CauseTable(policy.setUp().patience());
        this.calls = new LiveCalls(policy.limits().liveCalls());
        this.registration = new RegistrationState(policy.registration());
        this.probes = new ProbeWatch(policy.probes());
        this.setUp = new SetUpFaults(policy.setUp(), policy.recovery());
        this.delay = new RingingDelay(policy.pdd(), policy.setUp(), policy.recovery());
        this.media = new Media(policy);
    }

    public Trunk trunk() {
        return trunk;
    }

    /**
     * Takes a signal of this trunk, or of its PBX as a whole; signals of routes are ignored.
     *
     * @throws IllegalArgumentException for a signal of another trunk
     */
    public void accept(PbxSignal signal) {
        if (signal instanceof TrunkSignal s) {
            if (!s.trunk().equals(trunk.id())) {
                throw new IllegalArgumentException("a signal of " + s.trunk() + " for " + trunk.id());
            }
            acceptTrunk(s);
        } else if (signal instanceof PbxLifeSignal s) {
            acceptLife(s);
        } else if (!(signal instanceof RouteSignal)) {
            throw new IllegalStateException("unhandled " + signal);
        }
    }

    private void acceptLife(PbxLifeSignal signal) {
        if (signal instanceof LinkLost) {
            hearing = false;
            stopping = false;
            loseSight();
            setUp.doubt();
            delay.doubt();
            media.doubt();
        } else if (signal instanceof LinkRestored) {
            // The snapshot that follows may repeat what we still held.
            loseSight();
        } else if (signal instanceof SnapshotTaken) {
            hearing = true;
            stopping = false;
        } else if (signal instanceof PbxStopping) {
            stopping = true;
            calls.expectNothing();
        } else if (signal instanceof PbxRestarted) {
            stopping = false;
            loseSight();
        } else if (!(signal instanceof PbxReloaded)) {
            throw new IllegalStateException("unhandled " + signal);
        }
    }

    /** Calls, registration and reachability have to be told again. What calls taught us about the trunk stays. */
    private void loseSight() {
        calls.forgetAll();
        registration.forget();
        probes.forget();
    }

    /**
     * What calls have shown since {@code from}, and whatever the present ones come to, was not the trunk's fault: the uplink or the PBX
     * had failed. Signalling is not touched; it heals by itself.
     */
    public void excuse(Instant from) {
        calls.excuse();
        setUp.forgive(from);
        delay.forgive(from);
        media.forgive(from);
    }

    private void acceptTrunk(TrunkSignal signal) {
        if (signal instanceof CallSignal s) {
            acceptCall(s);
        } else if (signal instanceof Registration s) {
            registration.accept(s);
        } else if (signal instanceof Reachability s) {
            probes.accept(s);
        } else if (signal instanceof ProbeSent s) {
            probes.accept(s);
        } else if (signal instanceof ProbeAnswered s) {
            probes.accept(s);
        } else if (signal instanceof SeizureRefused s) {
            probes.accept(s);
        } else {
            throw new IllegalStateException("unhandled " + signal);
        }
    }

    private void acceptCall(CallSignal signal) {
        if (signal instanceof Seizure s) {
            calls.begin(new LiveCall(s.call(), s.route(), s.callee(), s.at(), false));
            probes.seized();
            return;
        }
        if (signal instanceof CallTakenOver s) {
            takeOver(s, s.route(), Callee.UNKNOWN, s.answered());
            return;
        }
        if (signal instanceof InboundAnswered s) {
            takeOver(s, Optional.empty(), s.remote(), true);
            return;
        }
        var call = calls.get(signal.call());
        if (call == null) {
            // A leg that began before we listened, or that we had to forget.
            strays++;
        } else if (signal instanceof Progress s) {
            progress(call, s);
        } else if (signal instanceof Answer s) {
            answer(call, s);
        } else if (signal instanceof Hold s) {
            call.talkingSince = s.held() || call.answered == null ? null : s.at();
        } else if (signal instanceof MediaReport && call.excused) {
            // Its last words told of the uplink; a call begun since tells of the trunk.
            return;
        } else if (signal instanceof MediaReport s) {
            media.report(call, s, probes.roundTripMillis(s.at()));
        } else if (signal instanceof CallEnd s) {
            end(call, s);
        } else {
            throw new IllegalStateException("unhandled " + signal);
        }
    }

    /** A call whose set-up says nothing about the trunk; of one that is known, only that it was answered. */
    private void takeOver(CallSignal s, Optional<RouteId> route, Callee callee, boolean answered) {
        var known = calls.get(s.call());
        if (known == null) {
            known = new LiveCall(s.call(), route, callee, s.at(), true);
            calls.begin(known);
        }
        if (answered && known.answered == null) {
            known.answered = s.at();
            known.talkingSince = s.at();
            calls.heardFrom(known);
        }
    }

    private void progress(LiveCall call, Progress s) {
        boolean first = call.silent();
        if (s.kind() == Progress.Kind.RINGING && call.ringing == null) {
            call.ringing = s.at();
            gotThrough(call, s.at());
        } else if (s.kind() == Progress.Kind.EARLY_MEDIA && call.earlyMedia == null) {
            call.earlyMedia = s.at();
        }
        calls.heardFrom(call);
        if (first && call.tells()) {
            delay.progress(s.kind(), Duration.between(call.seized, s.at()), s.at());
        }
    }

    private void answer(LiveCall call, Answer s) {
        if (call.answered != null) {
            return;
        }
        if (call.silent() && call.tells()) {
            delay.answeredAtOnce(Duration.between(call.seized, s.at()), s.at());
        }
        call.answered = s.at();
        call.talkingSince = s.at();
        calls.heardFrom(call);
        if (call.ringing == null) {
            gotThrough(call, s.at());
        }
    }

    private void gotThrough(LiveCall call, Instant at) {
        registration.carried(at);
        if (call.tells()) {
            setUp.throughCall(call.callee, at);
        }
    }

    private void end(LiveCall call, CallEnd s) {
        var course = call.course(s.at(), calls.count(), trunk);
        // The last words of a PBX that goes down, and of a call that a broken uplink spoilt, are no evidence against
        // anyone.
        boolean ours = stopping || call.excused;
        var end = ours ? new CallEnd(s.at(), s.trunk(), s.call(), CallEnd.By.PBX, s.q850(), s.sip()) : s;
        var ruling = causes.rule(end, course);
        calls.end(call);
        if (call.tells() && !stopping) {
            if (call.silent() && s.by() == CallEnd.By.CALLER) {
                delay.callerGaveUp(course.elapsed(), s.at());
            } else if (call.silent() && s.by() == CallEnd.By.PROGRESS_TIMEOUT) {
                delay.timedOut(course.elapsed(), s.at());
            }
            if (ruling.blame() != Blame.NOBODY) {
                setUp.failedCall(call.callee, ruling, s.at());
            }
        }
        if (ended.size() >= policy.limits().endedLegs()) {
            ended.removeFirst();
            droppedLegs++;
        }
        ended.addLast(call.ended(s, CallLeg.Outcome.of(ruling.blame())));
    }

    /** The legs that ended since the last time this was asked, oldest first. */
    public List<CallLeg> endedLegs() {
        if (ended.isEmpty()) {
            return List.of();
        }
        var legs = List.copyOf(ended);
        ended.clear();
        return legs;
    }

    /** Ended legs dropped because nobody asked for them in time. */
    public long droppedLegs() {
        return droppedLegs;
    }

    /** Live calls forgotten because there were more than the limit. */
    public long forgottenCalls() {
        return calls.forgotten();
    }

    /** Signals about legs that we do not know. */
    public long strays() {
        return strays;
    }

    /** What we believe now. Cheap enough to be asked ten times a second for fifty trunks. */
    public Belief belief(Instant now) {
        var findings = hearing ? findings(now) : List.<Finding>of();
        var parts = parts(now, findings);
        var verdict = verdict(now, findings);
        return new Belief(
                trunk.id(),
                now,
                verdict,
                grade(now, verdict, findings),
                score(parts),
                parts,
                findings,
                calls.count(),
                media.twoWayCall(),
                probes.lastAnsweredSent(),
                hearing && registration.registered(now),
                media.ratingInbound(now),
                media.ratingOutbound(now),
                delay.median());
    }

    private List<Finding> findings(Instant now) {
        var findings = new ArrayList<Finding>(4);
        var silence = calls.silence(now, delay.silenceLimit());
        registration.finding(now).ifPresent(findings::add);
        var unreachable = probes.finding(now, silence.newest());
        unreachable.ifPresent(findings::add);
        setUp.finding(now).ifPresent(findings::add);
        delay.finding(now, silence.calls(), silence.oldest()).ifPresent(findings::add);
        media.findings(now, unreachable.isPresent(), findings::add);
        findings.sort(WORST_FIRST);
        return findings;
    }

    private Verdict verdict(Instant now, List<Finding> findings) {
        if (!findings.isEmpty()) {
            return findings.get(0).verdict();
        }
        boolean doubt = setUp.inDoubt(now) || delay.inDoubt(now) || media.inDoubt(now);
        return hearing && !doubt && fresh(now) ? Verdict.HEALTHY : Verdict.UNKNOWN;
    }

    private boolean fresh(Instant now) {
        return probes.fresh(now)
                || registration.proven(now, policy.probes().freshFor())
                || setUp.fresh(now)
                || media.fresh(now);
    }

    private Grade grade(Instant now, Verdict verdict, List<Finding> findings) {
        if (!findings.isEmpty()) {
            return findings.get(0).grade();
        }
        if (verdict == Verdict.UNKNOWN) {
            return Grade.D;
        }
        if (media.fresh(now)) {
            return media.grade(now);
        }
        return setUp.fresh(now) ? Grade.B : Grade.C;
    }

    private Map<Part, PartBelief> parts(Instant now, List<Finding> findings) {
        var parts = new EnumMap<Part, PartBelief>(Part.class);
        if (!hearing) {
            for (Part part : Part.values()) {
                parts.put(part, new PartBelief(part, OptionalInt.empty(), Grade.D, "the PBX is out of hearing"));
            }
            return parts;
        }
        parts.put(Part.REGISTRATION, registration.part(now));
        parts.put(Part.REACHABILITY, probes.part(now));
        parts.put(Part.SETUP, setUp.part(now));
        parts.put(Part.PDD, delay.part(now));
        parts.put(Part.MEDIA, media.part(now));
        for (int i = findings.size() - 1; i >= 0; i--) {
            // Worst last, so that its words stay.
            var finding = findings.get(i);
            parts.computeIfPresent(partOf(finding.kind()), (part, belief) -> capped(belief, finding));
        }
        return parts;
    }

    private static PartBelief capped(PartBelief belief, Finding finding) {
        int cap = SCORE_CAP.getOrDefault(finding.verdict(), 100);
        return new PartBelief(
                belief.part(),
                OptionalInt.of(Math.min(cap, belief.score().orElse(cap))),
                finding.grade(),
                finding.words());
    }

    private static Part partOf(Finding.Kind kind) {
        return switch (kind) {
            case NOT_REGISTERED -> Part.REGISTRATION;
            case UNREACHABLE -> Part.REACHABILITY;
            case SETUP_FAULTS -> Part.SETUP;
            case SLOW_RINGING -> Part.PDD;
            case LOSS_INBOUND, LOSS_OUTBOUND, POOR_INBOUND, POOR_OUTBOUND, SILENT_INBOUND, SILENT_OUTBOUND ->
                Part.MEDIA;
        };
    }

    private static OptionalInt score(Map<Part, PartBelief> parts) {
        OptionalInt worst = OptionalInt.empty();
        for (var part : parts.values()) {
            var score = part.score();
            if (score.isPresent() && (worst.isEmpty() || score.getAsInt() < worst.getAsInt())) {
                worst = score;
            }
        }
        return worst;
    }
}
