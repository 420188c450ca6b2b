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
import org.trunkpilot.signal.PbxSignal;
import org.trunkpilot.signal.PhoneReport;
import org.trunkpilot.signal.Progress;
import org.trunkpilot.signal.Seizure;
import org.trunkpilot.trunk.RouteId;
import org.trunkpilot.trunk.TrunkId;

/** Calls on trunks: the part of {@link EslTranslator} that knows legs. */
final class CallTranslator {
    /** Twice the most calls of the largest site; the oldest leg is forgotten, and counted. */
    private static final int MOST_LEGS = 20_000;

    private static final Pattern NUMBER = Pattern.compile("\\+?[0-9*#]{2,}");
    private static final String WITHHELD = "anonymous";
    private static final int OPUS_CLOCK = 48_000;

    /** How mod_sofia names the channel of a phone. */
    private static final Pattern PHONE = Pattern.compile("sofia/[^/]+/([^@/]+)@.+");

    private final CalleeKey calleeKey;
    private final TrunkNames names;
    private final Consumer<PbxSignal> into;
    private final EslTally tally;
    private final Map<String, TrunkLeg> legs = new LinkedHashMap<>();
    private final Callers callers;
    private final AttemptTranslator attempts;

    /** Legs and callers that were not in the last list of channels. */
    private final Set<String> missing = new HashSet<>();

    CallTranslator(
            CalleeKey calleeKey,
            TrunkNames names,
            GatewayTranslator gateways,
            Consumer<PbxSignal> into,
            EslTally tally) {
        this.calleeKey = calleeKey;
        this.names = names;
        this.into = into;
        this.tally = tally;
        this.callers = new Callers(tally);
        this.attempts = new AttemptTranslator(names, gateways, callers, into, tally);
    }

    /** What the dialplan tells of attempts. */
    AttemptTranslator attempts() {
        return attempts;
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
        callers.absentFrom(uuids).forEach(missing::add);
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
            if (names.ofGateway(event.variable("sip_gateway")).isPresent()) {
                callers.of(uuid).fromTrunk = true;
            }
            return;
        }
        if (legs.containsKey(uuid)) {
            return;
        }
        TrunkLeg leg = new TrunkLeg(trunk.get(), new CallId(uuid), callerOf(event), true);
        remember(leg);
        into.accept(new Seizure(
                at,
                leg.trunk,
                leg.call,
                route(event),
                calleeKey.of(event.text("Caller-Destination-Number")),
                phoneOf(leg, event),
                shown(event.text("Caller-Caller-ID-Number"))));
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
        leg.caller.flatMap(callers::known).ifPresent(caller -> caller.leg = leg);
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

    private Optional<Callee> shown(String number) {
        return NUMBER.matcher(number).matches() ? Optional.of(calleeKey.of(number)) : Optional.empty();
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
        if (leg == null) {
            leg = callers.known(uuid).map(caller -> caller.leg).orElse(null);
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
            callers.known(event.text("Unique-ID"))
                    .ifPresentOrElse(caller -> rtcpOfPhone(caller, event, at, direction), () -> tally.ignored++);
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

    /** The half between the PBX and whoever called, as long as it is connected to a trunk. */
    private void rtcpOfPhone(Callers.Caller caller, Fields event, Instant at, Direction direction) {
        boolean ours = direction == Direction.INBOUND;
        try {
            Optional<RtcpLedger.Interval> interval =
                    (ours ? caller.fromPhone : caller.toPhone).take(event, ours ? "Source-" : "Source0-", at);
            TrunkLeg leg = caller.leg;
            if (leg == null || !leg.answered || leg.held || !legs.containsKey(leg.call.value())) {
                tally.ignored++;
                return;
            }
            interval.ifPresent(i -> into.accept(
                    new PhoneReport(at, leg.trunk, leg.call, direction, i.reception(), i.sentByReporter())));
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

    /** The leg an event is about. One about another channel may tell that a gateway was not even tried for it. */
    private @Nullable TrunkLeg legOf(Fields event, Instant at) {
        TrunkLeg leg = legs.get(event.text("Unique-ID"));
        if (leg == null) {
            tally.ignored++;
            attempts.seenByCaller(event, at);
        }
        return leg;
    }

    private Optional<TrunkId> trunkOf(Fields channel) {
        return channel.text("Call-Direction").equals("outbound")
                ? names.ofGateway(channel.variable("sip_gateway_name"))
                : Optional.empty();
    }

    private Optional<RouteId> route(Fields channel) {
        return names.route(channel.variable(SteeringDialplan.ROUTE_VARIABLE));
    }

    /** The phone that dialled a leg; not a carrier whose call is forwarded. */
    private Optional<String> phoneOf(TrunkLeg leg, Fields event) {
        boolean forwarded = leg.caller
                .flatMap(callers::known)
                .filter(caller -> caller.fromTrunk)
                .isPresent();
        Matcher phone = PHONE.matcher(event.text("Other-Leg-Channel-Name"));
        return !forwarded && phone.matches() ? Optional.of(phone.group(1)) : Optional.empty();
    }

    private static Optional<String> callerOf(Fields channel) {
        String named = channel.variable("originating_leg_uuid");
        String uuid = named.isEmpty() ? channel.text("Other-Leg-Unique-ID") : named;
        return uuid.isEmpty() ? Optional.empty() : Optional.of(uuid);
    }

    private void remember(TrunkLeg leg) {
        legs.put(leg.call.value(), leg);
        leg.caller.ifPresent(uuid -> {
            Callers.Caller caller = callers.of(uuid);
            caller.leg = leg;
            caller.dialled.add(leg.trunk);
        });
        if (legs.size() > MOST_LEGS) {
            legs.remove(legs.keySet().iterator().next());
            tally.forgotten++;
        }
    }
}
