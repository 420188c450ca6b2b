package org.trunkpilot.replay;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.trunkpilot.health.CallLeg;
import org.trunkpilot.health.HealthPolicy;
import org.trunkpilot.signal.Answer;
import org.trunkpilot.signal.CallEnd;
import org.trunkpilot.signal.CallId;
import org.trunkpilot.signal.CallSignal;
import org.trunkpilot.signal.CallTakenOver;
import org.trunkpilot.signal.Hold;
import org.trunkpilot.signal.InboundAnswered;
import org.trunkpilot.signal.LinkLost;
import org.trunkpilot.signal.LinkRestored;
import org.trunkpilot.signal.MediaReport;
import org.trunkpilot.signal.MediaReport.Direction;
import org.trunkpilot.signal.MediaReport.Reception;
import org.trunkpilot.signal.NumberRefused;
import org.trunkpilot.signal.PbxReloaded;
import org.trunkpilot.signal.PbxRestarted;
import org.trunkpilot.signal.PbxSignal;
import org.trunkpilot.signal.PbxStopping;
import org.trunkpilot.signal.Progress;
import org.trunkpilot.signal.RouteExhausted;
import org.trunkpilot.signal.Seizure;
import org.trunkpilot.signal.SeizureRefused;
import org.trunkpilot.trunk.RouteId;
import org.trunkpilot.trunk.TrunkId;

/**
 * Looks at each call and each word of the PBX by itself, so that a replay can name what is too little to change a verdict. Each kind
 * of thing is noticed once a call.
 */
final class Noticing {
    /** Jitter above this is noticed, ms; ITU-T Y.1541 allows a well-kept network 50 ms from end to end, and 20 ms of audio is a packet. */
    private static final double JITTER_MILLIS = 15;

    /** Reports in a row that must say so: the first after an answer still has the set-up in it. */
    private static final int JITTERY_REPORTS = 2;

    /** ITU-T G.114: one way should take less than 150 ms, there and back 300 ms. */
    private static final Duration LONG_ROUND_TRIP = Duration.ofMillis(300);

    /** As many legs as health follows on a large site. */
    private static final int MOST_CALLS = 20_000;

    private final HealthPolicy policy;
    private final Map<CallId, Call> calls = new LinkedHashMap<>();
    private final List<Notice> notices = new ArrayList<>();

    private static final class Call {
        final Instant seized;
        final Set<Notice.Kind> noticed = EnumSet.noneOf(Notice.Kind.class);
        boolean heard;
        boolean talking;
        Instant talkingSince = Instant.EPOCH;
        long ownPackets;
        int jitteryInbound;
        int jitteryOutbound;

        Call(Instant seized) {
            this.seized = seized;
        }
    }

    Noticing(HealthPolicy policy) {
        this.policy = policy;
    }

    /** What has been noticed since this was last asked. */
    List<Notice> drain() {
        List<Notice> drained = List.copyOf(notices);
        notices.clear();
        return drained;
    }

    void hear(PbxSignal signal) {
        Instant at = signal.at();
        if (signal instanceof CallSignal call) {
            heardOfCall(call);
        } else if (signal instanceof SeizureRefused refused) {
            boolean full = refused.why() == SeizureRefused.Why.FULL;
            notices.add(new Notice(
                    at,
                    Notice.Kind.TRUNK_REFUSED_BY_PBX,
                    Optional.of(refused.trunk()),
                    refused.route(),
                    full ? Attribution.PBX : Attribution.UNKNOWN,
                    full
                            ? "a call went past " + refused.trunk() + ": our own channel limit was reached"
                            : "a call went past " + refused.trunk()
                                    + ": the PBX holds it for unreachable and sent no INVITE"));
        } else if (signal instanceof RouteExhausted out) {
            ofRoute(
                    at,
                    Notice.Kind.ROUTE_EXHAUSTED,
                    out.route(),
                    "every trunk of " + out.route() + " failed for a call");
        } else if (signal instanceof NumberRefused refused) {
            ofRoute(
                    at,
                    Notice.Kind.NUMBER_REFUSED,
                    refused.route(),
                    "a dialled number with other characters than 0-9 * # + was refused");
        } else {
            heardOfPbx(signal);
        }
    }

    private void heardOfPbx(PbxSignal signal) {
        Instant at = signal.at();
        if (signal instanceof PbxStopping) {
            ofPbx(at, Notice.Kind.PBX_STOPPING, "the PBX is going down");
        } else if (signal instanceof PbxRestarted) {
            ofPbx(at, Notice.Kind.PBX_RESTARTED, "the PBX has restarted; earlier calls are gone, trunks register anew");
        } else if (signal instanceof PbxReloaded reloaded) {
            ofPbx(
                    at,
                    Notice.Kind.PBX_RELOADED,
                    "the PBX reloaded " + (reloaded.module().isEmpty() ? "its configuration" : reloaded.module())
                            + "; calls live on");
        } else if (signal instanceof LinkLost lost) {
            ofPbx(at, Notice.Kind.LINK_LOST, "the link to the PBX was lost: " + lost.why());
        } else if (signal instanceof LinkRestored restored) {
            ofPbx(at, Notice.Kind.LINK_RESTORED, "connected to " + restored.version());
        }
    }

    /** A finished leg, with the core's own ruling on it. */
    void ended(CallLeg leg) {
        Notice.Kind kind = switch (leg.outcome()) {
            case CARRIER_FAULT -> Notice.Kind.CALL_FAILED;
            case CALLEE -> Notice.Kind.CALLEE;
            case ACCOUNT -> Notice.Kind.ACCOUNT;
            case CODEC -> Notice.Kind.CODEC;
            case OURS -> Notice.Kind.OUR_SIDE;
            case OK, NEUTRAL -> null;
        };
        if (kind != null) {
            String fault = kind == Notice.Kind.CALLEE ? "; that is no fault of " + leg.trunk() : "";
            notices.add(new Notice(
                    leg.ended(),
                    kind,
                    Optional.of(leg.trunk()),
                    leg.route(),
                    Attributed.leg(leg.outcome()),
                    "a call ended after " + seconds(Duration.between(leg.seized(), leg.ended())) + ": " + how(leg)
                            + fault));
        }
    }

    private void heardOfCall(CallSignal signal) {
        Instant at = signal.at();
        if (signal instanceof Seizure) {
            begin(signal.call(), at);
            return;
        }
        if (signal instanceof InboundAnswered) {
            begin(signal.call(), at);
            talk(signal.call(), at, true);
            return;
        }
        Call known = calls.get(signal.call());
        if (signal instanceof CallTakenOver over && known != null) {
            // Told again after a gap: of a call that is known it says only that it was answered.
            if (over.answered() && !known.talking) {
                talk(over.call(), at, true);
            }
            return;
        }
        if (signal instanceof CallTakenOver over) {
            begin(over.call(), at);
            talk(over.call(), at, over.answered());
            notices.add(new Notice(
                    at,
                    Notice.Kind.CALL_TAKEN_OVER,
                    Optional.of(over.trunk()),
                    over.route(),
                    Attribution.UNKNOWN,
                    "a call was up already when listening began; how its set-up went is not known"));
            return;
        }
        Call call = known;
        if (call == null) {
            return;
        }
        if (signal instanceof Progress || signal instanceof Answer) {
            ringing(call, signal);
            if (signal instanceof Answer) {
                talk(signal.call(), at, true);
            }
        } else if (signal instanceof Hold hold) {
            talk(signal.call(), at, !hold.held());
        } else if (signal instanceof MediaReport report) {
            media(call, report);
        } else if (signal instanceof CallEnd) {
            calls.remove(signal.call());
        }
    }

    private void begin(CallId id, Instant at) {
        calls.put(id, new Call(at));
        if (calls.size() > MOST_CALLS) {
            calls.remove(calls.keySet().iterator().next());
        }
    }

    private void talk(CallId id, Instant at, boolean talking) {
        Call call = calls.get(id);
        if (call != null) {
            call.talking = talking;
            call.talkingSince = at;
        }
    }

    private void ringing(Call call, CallSignal signal) {
        if (call.heard) {
            return;
        }
        call.heard = true;
        Duration delay = Duration.between(call.seized, signal.at());
        if (delay.compareTo(policy.pdd().slowAfter()) > 0) {
            once(
                    call,
                    signal,
                    Notice.Kind.SLOW_RINGING,
                    Attribution.CARRIER,
                    "the first sign of the far end came " + seconds(delay) + " after the INVITE; slow is more than "
                            + seconds(policy.pdd().slowAfter()));
        }
    }

    private void media(Call call, MediaReport report) {
        boolean inbound = report.direction() == Direction.INBOUND;
        if (inbound) {
            call.ownPackets = report.sentByReporter().orElse(0);
        }
        report.roundTrip()
                .filter(rtt -> rtt.compareTo(LONG_ROUND_TRIP) >= 0)
                .ifPresent(rtt -> once(
                        call,
                        report,
                        Notice.Kind.DELAY,
                        Attribution.CARRIER,
                        "audio takes " + rtt.toMillis() + " ms there and back; G.114 wants less than "
                                + LONG_ROUND_TRIP.toMillis()));
        boolean settled = call.talking
                && !report.at().isBefore(call.talkingSince.plus(policy.audio().settle()));
        if (!settled) {
            return;
        }
        Optional<Reception> heard = report.reception().filter(r -> r.expectedPackets() > 0);
        if (heard.isPresent()) {
            received(call, report, heard.get());
        } else if (call.ownPackets > policy.audio().packets()) {
            once(
                    call,
                    report,
                    inbound ? Notice.Kind.SILENT_INBOUND : Notice.Kind.SILENT_OUTBOUND,
                    Attribution.UNKNOWN,
                    (inbound ? "nothing is heard from the far end" : "the far end hears nothing from us")
                            + " though our side sent " + call.ownPackets
                            + " packets since its last report; whether it is the carrier or this one callee, a second"
                            + " callee would tell");
        }
    }

    private void received(Call call, MediaReport report, Reception r) {
        boolean inbound = report.direction() == Direction.INBOUND;
        double percent = 100.0 * r.lostPackets() / r.expectedPackets();
        if (percent >= policy.loss().badPercent()) {
            once(
                    call,
                    report,
                    inbound ? Notice.Kind.LOSS_INBOUND : Notice.Kind.LOSS_OUTBOUND,
                    Attribution.CARRIER,
                    "one call lost " + r.lostPackets() + " of " + r.expectedPackets() + " packets "
                            + (inbound ? "from" : "to") + " the carrier between two reports");
        }
        int run = r.jitterMillis() > JITTER_MILLIS ? (inbound ? call.jitteryInbound : call.jitteryOutbound) + 1 : 0;
        if (inbound) {
            call.jitteryInbound = run;
        } else {
            call.jitteryOutbound = run;
        }
        if (run == JITTERY_REPORTS) {
            once(
                    call,
                    report,
                    inbound ? Notice.Kind.JITTER_INBOUND : Notice.Kind.JITTER_OUTBOUND,
                    Attribution.CARRIER,
                    "one call's packets " + (inbound ? "from" : "to") + " the carrier come with "
                            + Math.round(r.jitterMillis()) + " ms of jitter");
        }
    }

    private void once(Call call, CallSignal signal, Notice.Kind kind, Attribution whose, String words) {
        if (call.noticed.add(kind)) {
            notices.add(new Notice(signal.at(), kind, Optional.of(signal.trunk()), Optional.empty(), whose, words));
        }
    }

    private void ofRoute(Instant at, Notice.Kind kind, RouteId route, String words) {
        notices.add(new Notice(at, kind, Optional.<TrunkId>empty(), Optional.of(route), Attribution.UNKNOWN, words));
    }

    private void ofPbx(Instant at, Notice.Kind kind, String words) {
        notices.add(new Notice(at, kind, Optional.empty(), Optional.empty(), Attribution.PBX, words));
    }

    private static String how(CallLeg leg) {
        String code = leg.sip().isPresent()
                ? "SIP " + leg.sip().getAsInt()
                : leg.q850().isPresent() ? "Q.850 cause " + leg.q850().getAsInt() : "no code told";
        return switch (leg.endedBy()) {
            case FAR_END ->
                leg.ringing().isEmpty()
                                && leg.earlyMedia().isEmpty()
                                && leg.sip().orElse(0) == 408
                        ? "no reply to the INVITE at all (SIP 408)"
                        : "the far end said " + code;
            case CALLER -> "the caller gave up";
            case PROGRESS_TIMEOUT -> "no ringing until the dialplan's time-out";
            case RING_TIMEOUT -> "nobody answered until the dialplan's time-out";
            case ELSEWHERE -> "answered elsewhere";
            case PBX -> "ended by the PBX (" + code + ")";
            case NOT_TOLD -> code;
        };
    }

    private static String seconds(Duration span) {
        long tenths = Math.round(span.toMillis() / 100.0);
        return tenths / 10 + "." + tenths % 10 + " s";
    }
}
