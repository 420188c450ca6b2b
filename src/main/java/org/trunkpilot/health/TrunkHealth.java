package org.trunkpilot.health;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
import org.trunkpilot.signal.PhoneReport;
import org.trunkpilot.signal.ProbeAnswered;
import org.trunkpilot.signal.ProbeSent;
import org.trunkpilot.signal.Progress;
import org.trunkpilot.signal.Reachability;
import org.trunkpilot.signal.Registration;
import org.trunkpilot.signal.RouteSignal;
import org.trunkpilot.signal.Seizure;
import org.trunkpilot.signal.SeizureRefused;
import org.trunkpilot.signal.SiteSignal;
import org.trunkpilot.signal.SnapshotTaken;
import org.trunkpilot.signal.TrunkSignal;
import org.trunkpilot.trunk.Destination;
import org.trunkpilot.trunk.RouteId;
import org.trunkpilot.trunk.Trunk;

/**
 * What is believed about one trunk: facts in, belief out.
 *
 * <p>Facts are taken here and handed to the detectors, each of which watches one thing and knows nothing of the others. How what they
 * find makes a belief stands in {@link Opinion}.
 *
 * <p>Not thread-safe; single-threaded by design. Memory is bounded by {@link HealthPolicy.Limits}. A belief at a moment depends on
 * the signals before it, never on when beliefs were asked for earlier.
 */
public final class TrunkHealth {
    private final Trunk trunk;
    private final HealthPolicy policy;
    private final CauseTable causes;
    private final LiveCalls calls;
    private final RegistrationState registration;
    private final ProbeWatch probes;
    private final SetUpFaults setUp;
    private final RingingDelay delay;
    private final Media media;
    private final Opinion opinion;
    private final ArrayDeque<CallLeg> ended = new ArrayDeque<>();
    private long droppedLegs;
    private long strays;

    /** Whether the PBX is within hearing: after a lost link, not before everything has been told anew. */
    private boolean hearing = true;

    private boolean stopping;

    public TrunkHealth(Trunk trunk, HealthPolicy policy) {
        this.trunk = trunk;
        this.policy = policy;
        this.causes = new CauseTable(policy.setUp().patience(), policy.causes(), trunk.carrier());
        this.calls = new LiveCalls(policy.limits().liveCalls());
        this.registration = new RegistrationState(policy.registration());
        this.probes = new ProbeWatch(policy.probes());
        this.setUp = new SetUpFaults(policy.setUp(), policy.refusals(), policy.recovery());
        this.delay = new RingingDelay(trunk.id(), policy.pdd(), policy.setUp(), policy.recovery());
        this.media = new Media(policy);
        this.opinion = new Opinion(trunk.id(), policy, calls, registration, probes, setUp, delay, media);
    }

    public Trunk trunk() {
        return trunk;
    }

    /**
     * Takes a signal of this trunk, or of its PBX as a whole; signals of routes and of the site are ignored.
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
        } else if (!(signal instanceof RouteSignal || signal instanceof SiteSignal)) {
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
     * had failed. Nor were registrations that were lost meanwhile; else signalling is not touched, it heals by itself.
     */
    public void excuse(Instant from) {
        calls.excuse();
        registration.forgive(from);
        setUp.forgive(from);
        delay.forgive(from);
        media.forgive(from);
    }

    /** Registrations that were lost since {@code from} were lost to the PBX or the uplink, not to the carrier. */
    public void excuseRegistration(Instant from) {
        registration.forgive(from);
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
            var begun = new LiveCall(s.call(), s.route(), s.callee(), s.at(), false);
            calls.begin(begun);
            begun.phone = s.phone();
            begun.callerId = s.callerId();
            begun.among = calls.count();
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
        } else if (signal instanceof PhoneReport) {
            // The other half of the call: whose fault a loss is, never how the trunk does.
            return;
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
            delay.progress(s.kind(), call.callee.destination(), Duration.between(call.seized, s.at()), s.at());
        }
    }

    private void answer(LiveCall call, Answer s) {
        if (call.answered != null) {
            return;
        }
        if (call.silent() && call.tells()) {
            delay.answeredAtOnce(call.callee.destination(), Duration.between(call.seized, s.at()), s.at());
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
        probes.carried(at);
        if (call.tells()) {
            setUp.throughCall(call.callee, call.among, at);
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
                delay.callerGaveUp(call.callee.destination(), course.elapsed(), s.at());
            } else if (call.silent() && s.by() == CallEnd.By.PROGRESS_TIMEOUT) {
                delay.timedOut(call.callee.destination(), course.elapsed(), s.at());
            }
            if (ruling.blame() != Blame.NOBODY) {
                setUp.failedCall(call, s, course, ruling);
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

    /** What we believe now, as far as this trunk alone can tell. */
    public Belief belief(Instant now) {
        return belief(now, RingingNow.NONE);
    }

    /**
     * What we believe now. Cheap enough to be asked ten times a second for fifty trunks.
     *
     * @param all how soon calls ring on all trunks of the PBX now
     */
    public Belief belief(Instant now, RingingNow all) {
        return opinion.form(now, hearing, all);
    }

    /** The last calls that rang on this trunk, for the others to be compared with. */
    public Map<Destination, List<RingingNow.Heard>> ringing() {
        return delay.heard();
    }

    /** How soon calls are used to ring here; must outlive a restart. */
    public List<RingingHabit> habits() {
        return delay.habits();
    }

    /** Takes up what was known of this trunk before a restart; to be called before any signal. */
    public void recall(List<RingingHabit> habits) {
        delay.recall(habits);
    }
}
