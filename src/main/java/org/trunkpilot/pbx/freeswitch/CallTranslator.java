package org.trunkpilot.pbx.freeswitch;

import java.time.Instant;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.trunkpilot.pbx.CalleeKey;
import org.trunkpilot.signal.Answer;
import org.trunkpilot.signal.CallEnd;
import org.trunkpilot.signal.CallEnd.By;
import org.trunkpilot.signal.CallId;
import org.trunkpilot.signal.CallTakenOver;
import org.trunkpilot.signal.Callee;
import org.trunkpilot.signal.Codec;
import org.trunkpilot.signal.Hold;
import org.trunkpilot.signal.InboundAnswered;
import org.trunkpilot.signal.MediaReport;
import org.trunkpilot.signal.MediaReport.Direction;
import org.trunkpilot.signal.NumberRefused;
import org.trunkpilot.signal.PbxSignal;
import org.trunkpilot.signal.Progress;
import org.trunkpilot.signal.RouteExhausted;
import org.trunkpilot.signal.Seizure;
import org.trunkpilot.signal.SeizureRefused;
import org.trunkpilot.trunk.RouteId;
import org.trunkpilot.trunk.TrunkId;

/** Calls on trunks, and what the steering dialplan tells of them: the part of {@link EslTranslator} that knows legs. One class, a
 * little long, because every rule here is about the same two maps. */
final class CallTranslator {
    /** Twice the most calls of the largest site; the oldest leg is forgotten, and counted. */
    private static final int MOST_LEGS = 20_000;

    /** What FreeSWITCH says of a gateway it holds for down, and of one that it does not have. */
    private static final Set<String> NOT_TRIED = Set.of("GATEWAY_DOWN", "INVALID_GATEWAY");

    private static final Pattern NUMBER = Pattern.compile("\\+?[0-9*#]{2,}");
    private static final String WITHHELD = "anonymous";
    private static final int OPUS_CLOCK = 48_000;

    private static final Pattern DIALLED = Pattern.compile("sofia/gateway/([A-Za-z0-9_.:-]+)/");

    private final CalleeKey calleeKey;
    private final TrunkNames names;
    private final GatewayTranslator gateways;
    private final Consumer<PbxSignal> into;
    private final EslTally tally;
    private final Map<String, TrunkLeg> legs = new LinkedHashMap<>();
    private final Map<String, Caller> callers = new LinkedHashMap<>();

    /** Legs and callers that were not in the last list of channels. */
    private final Set<String> missing = new HashSet<>();

    /** What is known of a channel that dials trunks. */
    private static final class Caller {
        final Set<TrunkId> dialled = new HashSet<>();

        /** The leg it dialled last, or the one that answered. */
        @Nullable TrunkLeg leg;

        /** That a trunk refused it has been told, by the dialplan itself or by inference. */
        boolean refusalTold;
    }

    CallTranslator(
            CalleeKey calleeKey,
            TrunkNames names,
            GatewayTranslator gateways,
            Consumer<PbxSignal> into,
            EslTally tally) {
        this.calleeKey = calleeKey;
        this.names = names;
        this.gateways = gateways;
        this.into = into;
        this.tally = tally;
    }

    void forget() {
        legs.clear();
        callers.clear();
        missing.clear();
    }

    /**
     * Every channel of the PBX, as a complete list has them. A leg that two lists in a row do not have has ended without our
     * hearing of it, and is told to have, with no cause. One list is not enough: a leg may have begun while it was made, and an
     * end may still be on its way, with its cause.
     */
    void allListed(Set<String> uuids, Instant at) {
        Set<String> missingBefore = Set.copyOf(missing);
        missing.clear();
        legs.keySet().stream().filter(id -> !uuids.contains(id)).forEach(missing::add);
        callers.keySet().stream().filter(id -> !uuids.contains(id)).forEach(missing::add);
        for (String gone : missingBefore) {
            if (missing.remove(gone)) {
                callers.remove(gone);
                TrunkLeg leg = legs.remove(gone);
                if (leg != null) {
                    tally.endsUnheard++;
                    into.accept(new CallEnd(
                            at, leg.trunk, leg.call, By.NOT_TOLD, OptionalInt.empty(), OptionalInt.empty()));
                }
            }
        }
    }

    /** Whether the last list said of a leg what its events have not until now: that it is gone, or answered. */
    boolean unsettled() {
        return missing.stream().anyMatch(legs::containsKey)
                || legs.values().stream().anyMatch(leg -> leg.listedUp && !leg.answered);
    }

    /** For somebody who may not have heard of some of them; of those that are known it says nothing new. */
    void tellAgain(Instant at) {
        legs.values()
                .forEach(
                        leg -> into.accept(new CallTakenOver(at, leg.trunk, leg.call, Optional.empty(), leg.answered)));
    }

    /** CHANNEL_CREATE and CHANNEL_ORIGINATE, which tell of the same moment. */
    void created(Fields event, Instant at) {
        Optional<TrunkId> trunk = trunkOf(event);
        String uuid = event.text("Unique-ID");
        if (trunk.isEmpty() || uuid.isEmpty()) {
            tally.ignored++;
            return;
        }
        if (legs.containsKey(uuid)) {
            return;
        }
        TrunkLeg leg = new TrunkLeg(trunk.get(), new CallId(uuid), callerOf(event), true);
        remember(leg);
        into.accept(new Seizure(
                at, leg.trunk, leg.call, route(event), calleeKey.of(event.text("Caller-Destination-Number"))));
    }

    void progress(Fields event, Instant at, Progress.Kind kind) {
        TrunkLeg leg = legOf(event, at);
        if (leg == null || leg.answered) {
            return;
        }
        learnCodec(leg, event);
        boolean news = kind == Progress.Kind.RINGING ? !leg.ringing : !leg.earlyMedia;
        leg.ringing |= kind == Progress.Kind.RINGING;
        leg.earlyMedia |= kind == Progress.Kind.EARLY_MEDIA;
        if (news) {
            into.accept(new Progress(at, leg.trunk, leg.call, kind));
        }
    }

    void answered(Fields event, Instant at) {
        TrunkLeg leg = legOf(event, at);
        if (leg == null) {
            cameIn(event, at);
            return;
        }
        learnCodec(leg, event);
        if (leg.answered) {
            return;
        }
        leg.answered = true;
        // Of a fork, the leg that answered is the one its caller will hold and hang up.
        leg.caller.map(callers::get).ifPresent(caller -> caller.leg = leg);
        into.accept(new Answer(at, leg.trunk, leg.call));
    }

    /** A channel of a trunk that nobody here dialled came in; it is a call once our side has answered it. */
    private void cameIn(Fields event, Instant at) {
        Optional<TrunkId> trunk = event.text("Call-Direction").equals("inbound")
                ? names.ofGateway(event.variable("sip_gateway"))
                : Optional.empty();
        String uuid = event.text("Unique-ID");
        if (trunk.isEmpty() || uuid.isEmpty()) {
            return;
        }
        TrunkLeg leg = new TrunkLeg(trunk.get(), new CallId(uuid), Optional.empty(), true);
        leg.answered = true;
        leg.cameIn = true;
        learnCodec(leg, event);
        remember(leg);
        into.accept(new InboundAnswered(at, leg.trunk, leg.call, remoteOf(event.text("Caller-Caller-ID-Number"))));
    }

    /** Who withholds the number cannot be told from others who do: all of them are one, lest one phone pass for many witnesses. */
    private Callee remoteOf(String number) {
        return NUMBER.matcher(number).matches()
                ? calleeKey.of(number)
                : new Callee(calleeKey.of(WITHHELD).key(), "");
    }

    /** FreeSWITCH names the codec by the name of SDP, and its sampling rate, which for G.722 is not its RTP clock. */
    private static void learnCodec(TrunkLeg leg, Fields event) {
        leg.codec = Codec.named(event.variable("rtp_use_codec_name")).or(() -> leg.codec);
        if (leg.codec.equals(Optional.of(Codec.OPUS))) {
            leg.inbound.clock(OPUS_CLOCK);
            leg.outbound.clock(OPUS_CLOCK);
        }
    }

    void hungUp(Fields event, Instant at) {
        TrunkLeg leg = legOf(event, at);
        callers.remove(event.text("Unique-ID"));
        missing.remove(event.text("Unique-ID"));
        if (leg == null) {
            return;
        }
        legs.remove(leg.call.value());
        AudioSummary.of(event, leg).ifPresent(interval -> report(leg, Direction.INBOUND, interval, at));
        By by = leg.endedBy(event, tally.stopping);
        OptionalInt sip = by == By.FAR_END && !leg.answered ? TrunkLeg.sip(event) : OptionalInt.empty();
        into.accept(new CallEnd(at, leg.trunk, leg.call, by, TrunkLeg.q850(event), sip));
    }

    /** A held caller is told of on the caller's channel, a far end that holds us on the leg's. */
    void hold(Fields event, Instant at, boolean held) {
        String uuid = event.text("Unique-ID");
        TrunkLeg leg = legs.get(uuid);
        Caller caller = callers.get(uuid);
        if (leg == null && caller != null) {
            leg = caller.leg;
        }
        if (leg == null || !legs.containsKey(leg.call.value())) {
            tally.ignored++;
        } else if (leg.held != held) {
            leg.held = held;
            leg.everHeld = true;
            into.accept(new Hold(at, leg.trunk, leg.call, held));
        }
    }

    /** RTCP events name nothing but the channel; the caller's has some as well. */
    void rtcp(Fields event, Instant at, Direction direction) {
        TrunkLeg leg = legs.get(event.text("Unique-ID"));
        if (leg == null) {
            tally.ignored++;
            return;
        }
        boolean ours = direction == Direction.INBOUND;
        try {
            (ours ? leg.inbound : leg.outbound)
                    .take(event, ours ? "Source-" : "Source0-", at)
                    .ifPresent(interval -> report(leg, direction, interval, at));
        } catch (IllegalArgumentException e) {
            tally.unread++;
        }
    }

    private void report(TrunkLeg leg, Direction direction, RtcpLedger.Interval interval, Instant at) {
        into.accept(new MediaReport(
                at,
                leg.trunk,
                leg.call,
                direction,
                interval.reception(),
                interval.sentByReporter(),
                interval.roundTrip(),
                leg.codec));
    }

    /** Whether the list of channels tells nothing new of this one; a known leg is as it says there. */
    boolean knows(String uuid, boolean up, Instant at) {
        TrunkLeg leg = legs.get(uuid);
        if (leg == null) {
            return false;
        }
        // Of a leg whose answer was lost, two lists say that it is up; after one, the answer may still be on its way.
        if (up && leg.listedUp && !leg.answered) {
            leg.answered = true;
            into.accept(new CallTakenOver(at, leg.trunk, leg.call, Optional.empty(), true));
        }
        leg.listedUp = up;
        return true;
    }

    /** A channel that was up before we were, as {@code uuid_dump} tells of it. */
    void takenOver(Fields channel, Instant at) {
        boolean cameIn = channel.text("Call-Direction").equals("inbound");
        boolean up = channel.text("Answer-State").equals("answered");
        Optional<TrunkId> trunk = cameIn && up ? names.ofGateway(channel.variable("sip_gateway")) : trunkOf(channel);
        String uuid = channel.text("Unique-ID");
        if (trunk.isEmpty() || uuid.isEmpty()) {
            tally.ignored++;
            return;
        }
        if (legs.containsKey(uuid)) {
            return;
        }
        TrunkLeg leg = new TrunkLeg(trunk.get(), new CallId(uuid), callerOf(channel), false);
        leg.answered = up;
        leg.cameIn = cameIn;
        learnCodec(leg, channel);
        leg.held = channel.text("Channel-Call-State").equals("HELD");
        remember(leg);
        into.accept(new CallTakenOver(at, leg.trunk, leg.call, route(channel), leg.answered));
        if (leg.held) {
            into.accept(new Hold(at, leg.trunk, leg.call, true));
        }
    }

    /** Told when an attempt is over. Only one that never became a leg is news: the leg's own events told of the others. */
    void attempted(Fields event, Instant at) {
        Optional<TrunkId> trunk = names.trunk(event.text(EslEvents.TRUNK));
        Optional<RouteId> route = names.route(event.text(EslEvents.ROUTE));
        if (trunk.isEmpty()) {
            tally.ignored++;
            return;
        }
        String cause = event.text(EslEvents.CAUSE);
        if (NOT_TRIED.contains(cause)) {
            caller(event.text("Unique-ID")).refusalTold = true;
            into.accept(new SeizureRefused(at, trunk.get(), route, SeizureRefused.Why.UNREACHABLE));
        } else if (cause.isEmpty() && event.text(EslEvents.SIP).isEmpty()) {
            into.accept(new SeizureRefused(at, trunk.get(), route, SeizureRefused.Why.FULL));
        }
    }

    void numberRefused(Fields event, Instant at) {
        names.route(event.text(EslEvents.ROUTE))
                .ifPresentOrElse(route -> into.accept(new NumberRefused(at, route)), () -> tally.ignored++);
    }

    void exhausted(Fields event, Instant at) {
        names.route(event.text(EslEvents.ROUTE))
                .ifPresentOrElse(route -> into.accept(new RouteExhausted(at, route)), () -> tally.ignored++);
    }

    /** The leg an event is about. One about another channel may tell that a gateway was not even tried for it. */
    private @Nullable TrunkLeg legOf(Fields event, Instant at) {
        TrunkLeg leg = legs.get(event.text("Unique-ID"));
        if (leg == null) {
            tally.ignored++;
            if (NOT_TRIED.contains(event.variable("originate_failed_cause"))) {
                inferRefusal(event, at);
            }
        }
        return leg;
    }

    /**
     * A gateway that is down makes no leg and no event: a dialplan that is not ours leaves only a cause behind on the caller's
     * channel. It was the gateway that is named in the dial string and was not dialled, or else the only one known to be down.
     */
    private void inferRefusal(Fields event, Instant at) {
        Caller caller = caller(event.text("Unique-ID"));
        if (caller.refusalTold) {
            return;
        }
        Set<TrunkId> suspects = new HashSet<>();
        Matcher dialled = DIALLED.matcher(event.variable("current_application_data"));
        while (dialled.find()) {
            names.ofGateway(dialled.group(1)).ifPresent(suspects::add);
        }
        suspects.removeAll(caller.dialled);
        if (suspects.isEmpty()) {
            suspects.addAll(gateways.unusable());
            suspects.removeAll(caller.dialled);
        }
        if (suspects.size() == 1) {
            caller.refusalTold = true;
            TrunkId trunk = suspects.iterator().next();
            into.accept(new SeizureRefused(at, trunk, route(event), SeizureRefused.Why.UNREACHABLE));
        }
    }

    private Optional<TrunkId> trunkOf(Fields channel) {
        return channel.text("Call-Direction").equals("outbound")
                ? names.ofGateway(channel.variable("sip_gateway_name"))
                : Optional.empty();
    }

    private Optional<RouteId> route(Fields channel) {
        return names.route(channel.variable(SteeringDialplan.ROUTE_VARIABLE));
    }

    private static Optional<String> callerOf(Fields channel) {
        String named = channel.variable("originating_leg_uuid");
        String uuid = named.isEmpty() ? channel.text("Other-Leg-Unique-ID") : named;
        return uuid.isEmpty() ? Optional.empty() : Optional.of(uuid);
    }

    private void remember(TrunkLeg leg) {
        legs.put(leg.call.value(), leg);
        leg.caller.ifPresent(uuid -> {
            Caller caller = caller(uuid);
            caller.leg = leg;
            caller.dialled.add(leg.trunk);
        });
        if (legs.size() > MOST_LEGS) {
            legs.remove(legs.keySet().iterator().next());
            tally.forgotten++;
        }
    }

    private Caller caller(String uuid) {
        Caller caller = callers.computeIfAbsent(uuid, id -> new Caller());
        if (callers.size() > MOST_LEGS) {
            callers.remove(callers.keySet().iterator().next());
            tally.forgotten++;
        }
        return caller;
    }
}
