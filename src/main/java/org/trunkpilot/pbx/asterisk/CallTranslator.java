package org.trunkpilot.pbx.asterisk;

import java.time.Instant;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
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
import org.trunkpilot.signal.PhoneReport;
import org.trunkpilot.signal.Progress;
import org.trunkpilot.signal.RouteExhausted;
import org.trunkpilot.signal.Seizure;
import org.trunkpilot.signal.SeizureRefused;
import org.trunkpilot.trunk.RouteId;
import org.trunkpilot.trunk.TrunkId;

/** Calls on trunks, and what the steering dialplan tells of them: the part of {@link AmiTranslator} that knows legs. */
final class CallTranslator {
    /** Twice the most calls of the largest site; the oldest leg or caller is forgotten, and counted. */
    private static final int MOST_LEGS = 20_000;

    /** Q.850 "no route to destination": what Asterisk says of an endpoint it holds for unreachable, or does not have. */
    private static final String NO_ROUTE = "3";

    /** How Asterisk calls the state of a channel that came in and is not answered; one that we dial is Down or Ringing. */
    private static final String INBOUND_WAITING = "Ring";

    private static final String UP = "Up";

    private static final Pattern NUMBER = Pattern.compile("\\+?[0-9*#]{2,}");
    private static final String WITHHELD = "anonymous";

    private final CalleeKey calleeKey;
    private final TrunkNames names;
    private final Consumer<PbxSignal> into;
    private final AmiTally tally;
    private final Predicate<String> askCodec;
    private final Map<String, TrunkLeg> legs = new LinkedHashMap<>();
    private final Map<String, Caller> callers = new LinkedHashMap<>();

    /** Legs and callers, by Uniqueid, that were not in the last list of channels. */
    private final Set<String> missing = new HashSet<>();

    /** What is known of a channel that dials trunks. */
    private static final class Caller {
        Optional<RouteId> route = Optional.empty();
        /** The leg it dialled last; the dialplan tells of an attempt when it is over. */
        @Nullable TrunkLeg leg;

        /** Where it is a phone: what RTCP told of this half. The phone may have been in talk before. */
        final RtcpLedger fromPhone = new RtcpLedger(false);

        final RtcpLedger toPhone = new RtcpLedger(false);
    }

    /** @param askCodec asked once for each answered leg, by its channel, to have the PBX tell its codec; false to be asked again */
    CallTranslator(
            CalleeKey calleeKey,
            TrunkNames names,
            Consumer<PbxSignal> into,
            AmiTally tally,
            Predicate<String> askCodec) {
        this.askCodec = askCodec;
        this.calleeKey = calleeKey;
        this.names = names;
        this.into = into;
        this.tally = tally;
    }

    void handle(AmiHandlers handlers) {
        handlers.on(AmiCallEvents.DialBegin.class, this::dialBegin);
        handlers.on(AmiCallEvents.DialState.class, this::dialState);
        handlers.on(AmiCallEvents.DialEnd.class, this::dialEnd);
        handlers.on(AmiCallEvents.Hangup.class, this::hangup);
        handlers.on(AmiCallEvents.HangupRequest.class, (event, at) -> hangupRequest(event));
        handlers.on(AmiCallEvents.SoftHangupRequest.class, (event, at) -> softHangupRequest(event));
        handlers.on(AmiCallEvents.Hold.class, (event, at) -> hold(event, at, true));
        handlers.on(AmiCallEvents.Unhold.class, (event, at) -> hold(event, at, false));
        handlers.on(AmiCallEvents.RtcpSent.class, (event, at) -> rtcp(event, at, Direction.INBOUND));
        handlers.on(AmiCallEvents.RtcpReceived.class, (event, at) -> rtcp(event, at, Direction.OUTBOUND));
        handlers.on(AmiCallEvents.Newstate.class, this::newstate);
        handlers.on(AmiCallEvents.CoreShowChannel.class, this::channelListed);
        handlers.on(AmiCallEvents.Status.class, (event, at) -> channelTold(event));
        handlers.on(AmiCallEvents.TrunkAttempt.class, this::trunkAttempt);
        handlers.on(AmiCallEvents.TrunkFull.class, this::trunkFull);
        handlers.on(AmiCallEvents.TrunkRefused.class, this::trunkRefused);
        handlers.on(AmiCallEvents.TrunkRouted.class, (event, at) -> trunkRouted(event));
        handlers.on(AmiCallEvents.TrunksFailed.class, this::trunksFailed);
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
    void allListed(Set<String> uniqueids, Instant at) {
        Set<String> missingBefore = Set.copyOf(missing);
        missing.clear();
        legs.keySet().stream().filter(id -> !uniqueids.contains(id)).forEach(missing::add);
        callers.keySet().stream().filter(id -> !uniqueids.contains(id)).forEach(missing::add);
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

    private void dialBegin(AmiCallEvents.DialBegin event, Instant at) {
        Optional<TrunkId> trunk = names.ofChannel(event.destChannel);
        if (trunk.isEmpty() || event.destUniqueid == null) {
            tally.ignored++;
            return;
        }
        Optional<String> uniqueid = Optional.ofNullable(event.uniqueid);
        Optional<Caller> caller = uniqueid.map(this::callerOf);
        TrunkLeg leg = new TrunkLeg(trunk.get(), new CallId(event.destUniqueid), uniqueid, true);
        remember(leg);
        caller.ifPresent(c -> c.leg = leg);
        Optional<RouteId> route = names.routeOfVariable(event.destRoute)
                .or(() -> names.routeOfVariable(event.route))
                .or(() -> names.routeOfContext(event.getContext()))
                .or(() -> caller.flatMap(c -> c.route));
        into.accept(new Seizure(
                at,
                leg.trunk,
                leg.call,
                route,
                calleeKey.of(TrunkNames.numberOf(event.dialString)),
                names.phoneOfChannel(event.channel),
                shown(event.callerId)));
    }

    private void dialState(AmiCallEvents.DialState event, Instant at) {
        TrunkLeg leg = legOf(event.destUniqueid);
        if (leg == null || leg.answered) {
            return;
        }
        if ("RINGING".equals(event.dialStatus) && !leg.ringing) {
            leg.ringing = true;
            into.accept(new Progress(at, leg.trunk, leg.call, Progress.Kind.RINGING));
        } else if ("PROGRESS".equals(event.dialStatus) && !leg.earlyMedia) {
            leg.earlyMedia = true;
            into.accept(new Progress(at, leg.trunk, leg.call, Progress.Kind.EARLY_MEDIA));
        }
    }

    private void dialEnd(AmiCallEvents.DialEnd event, Instant at) {
        TrunkLeg leg = legOf(event.destUniqueid);
        if (leg == null || event.dialStatus == null) {
            return;
        }
        if (event.dialStatus.equals("ANSWER")) {
            if (!leg.answered) {
                leg.answered = true;
                // Of a fork, the leg that answered is the one its caller will hang up.
                leg.caller.map(callers::get).ifPresent(caller -> caller.leg = leg);
                into.accept(new Answer(at, leg.trunk, leg.call));
            }
        } else {
            leg.dialEnded(event.dialStatus);
        }
    }

    private void hangup(AmiCallEvents.Hangup event, Instant at) {
        callers.remove(String.valueOf(event.uniqueid));
        TrunkLeg leg = legs.remove(String.valueOf(event.uniqueid));
        if (leg == null) {
            tally.ignored++;
            return;
        }
        OptionalInt cause = AmiTally.within(event.cause, 1, 127);
        By by = leg.endedBy(cause, tally.stopping);
        // What Asterisk calls the SIP code of a leg that it cancelled itself is not the far end's answer.
        OptionalInt sip = by == By.FAR_END ? AmiTally.within(event.techCause, 300, 699) : OptionalInt.empty();
        into.accept(new CallEnd(at, leg.trunk, leg.call, by, cause, sip));
    }

    private void hangupRequest(AmiCallEvents.HangupRequest event) {
        TrunkLeg leg = legs.get(String.valueOf(event.uniqueid));
        if (leg != null) {
            leg.hangUpBy(By.FAR_END);
            return;
        }
        Caller caller = callers.get(String.valueOf(event.uniqueid));
        if (caller != null && caller.leg != null) {
            caller.leg.hangUpBy(By.CALLER);
        }
    }

    private void softHangupRequest(AmiCallEvents.SoftHangupRequest event) {
        TrunkLeg leg = legs.get(String.valueOf(event.uniqueid));
        if (leg != null) {
            leg.hangUpBy(By.PBX);
        }
    }

    /** A held caller is told of on the caller's channel, a far end that holds us on the leg's. */
    private void hold(AmiCallEvents.ChannelEvent event, Instant at, boolean held) {
        TrunkLeg leg = legs.get(String.valueOf(event.uniqueid));
        Caller caller = callers.get(String.valueOf(event.uniqueid));
        if (leg == null && caller != null) {
            leg = caller.leg;
        }
        if (leg == null || !legs.containsKey(leg.call.value())) {
            tally.ignored++;
        } else if (leg.held != held) {
            leg.held = held;
            into.accept(new Hold(at, leg.trunk, leg.call, held));
        }
    }

    private void rtcp(AmiCallEvents.Rtcp event, Instant at, Direction direction) {
        Caller caller = callers.get(String.valueOf(event.uniqueid));
        if (caller != null) {
            rtcpOfPhone(caller, event, at, direction);
            return;
        }
        TrunkLeg leg = legOf(event.uniqueid);
        if (leg == null) {
            return;
        }
        if (leg.answered && !leg.codecAsked && leg.codec.isEmpty() && event.channel != null) {
            // A report is seconds after the answer: by now the codec is settled.
            leg.codecAsked = askCodec.test(event.channel);
        }
        RtcpLedger ledger = direction == Direction.INBOUND ? leg.inbound : leg.outbound;
        try {
            ledger.take(event, at)
                    .ifPresent(interval -> into.accept(new MediaReport(
                            at,
                            leg.trunk,
                            leg.call,
                            direction,
                            interval.reception(),
                            interval.sentByReporter(),
                            interval.roundTrip(),
                            leg.codec)));
        } catch (IllegalArgumentException e) {
            tally.unread++;
        }
    }

    /** The half between the PBX and whoever called, as long as it is connected to a trunk. */
    private void rtcpOfPhone(Caller caller, AmiCallEvents.Rtcp event, Instant at, Direction direction) {
        RtcpLedger ledger = direction == Direction.INBOUND ? caller.fromPhone : caller.toPhone;
        try {
            Optional<RtcpLedger.Interval> interval = ledger.take(event, at);
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

    /** A channel of a trunk that nobody here dialled came in; it is a call once our side has answered it. */
    private void newstate(AmiCallEvents.Newstate event, Instant at) {
        Optional<TrunkId> trunk = names.ofChannel(event.channel);
        if (trunk.isEmpty() || event.uniqueid == null) {
            tally.ignored++;
            return;
        }
        if (!UP.equals(event.state) || legs.containsKey(event.uniqueid)) {
            return;
        }
        TrunkLeg leg = new TrunkLeg(trunk.get(), new CallId(event.uniqueid), Optional.empty(), true);
        leg.answered = true;
        remember(leg);
        into.accept(new InboundAnswered(at, leg.trunk, leg.call, remoteOf(event.callerNumber)));
    }

    private Optional<Callee> shown(@Nullable String number) {
        return Optional.ofNullable(number)
                .filter(n -> NUMBER.matcher(n).matches())
                .map(calleeKey::of);
    }

    /** Who withholds the number cannot be told from others who do: all of them are one, lest one phone pass for many witnesses. */
    private Callee remoteOf(@Nullable String number) {
        return number != null && NUMBER.matcher(number).matches()
                ? calleeKey.of(number)
                : new Callee(calleeKey.of(WITHHELD).key(), "");
    }

    private void channelListed(AmiCallEvents.CoreShowChannel event, Instant at) {
        Optional<TrunkId> trunk = names.ofChannel(event.channel);
        if (trunk.isEmpty() || event.uniqueid == null) {
            tally.ignored++;
            return;
        }
        TrunkLeg known = legs.get(event.uniqueid);
        if (known != null) {
            listedAgain(known, UP.equals(event.state), at);
            return;
        }
        if (INBOUND_WAITING.equals(event.state)) {
            return;
        }
        TrunkLeg leg = new TrunkLeg(trunk.get(), new CallId(event.uniqueid), Optional.empty(), false);
        leg.answered = UP.equals(event.state);
        remember(leg);
        into.accept(new CallTakenOver(at, leg.trunk, leg.call, names.routeOfVariable(event.route), leg.answered));
    }

    private void channelTold(AmiCallEvents.Status event) {
        TrunkLeg leg = legOf(event.uniqueid);
        if (leg != null && event.nativeFormats != null) {
            leg.codec = codecOf(event.nativeFormats);
        }
    }

    /** {@code (alaw)} is one; of {@code (alaw|g729)} nobody knows which of the two is spoken, of {@code (alaw|ulaw)} it is no matter. */
    static Optional<Codec> codecOf(String formats) {
        Set<Optional<Codec>> codecs = new HashSet<>();
        for (String name : formats.replaceAll("[()\\s]", "").split("\\|", -1)) {
            codecs.add(Codec.named(name));
        }
        return codecs.size() == 1 ? codecs.iterator().next() : Optional.empty();
    }

    /** Of a leg whose answer was lost, two lists say that it is up; after one, the answer may still be on its way. */
    private void listedAgain(TrunkLeg leg, boolean up, Instant at) {
        if (up && leg.listedUp && !leg.answered) {
            leg.answered = true;
            into.accept(new CallTakenOver(at, leg.trunk, leg.call, Optional.empty(), true));
        }
        leg.listedUp = up;
    }

    private void trunkRouted(AmiCallEvents.TrunkRouted event) {
        if (event.uniqueid != null) {
            callerOf(event.uniqueid).route = names.route(event.routeName);
        }
    }

    /** Told when an attempt is over. Only one that never became a channel is news: the leg's own events told of the others. */
    private void trunkAttempt(AmiCallEvents.TrunkAttempt event, Instant at) {
        Caller caller = callerOf(String.valueOf(event.uniqueid));
        Optional<RouteId> route = names.route(event.routeName);
        caller.route = route;
        Optional<TrunkId> trunk = names.ofDialplan(event.trunk);
        TrunkLeg leg = caller.leg;
        boolean dialled = leg != null && trunk.isPresent() && leg.trunk.equals(trunk.get());
        caller.leg = null;
        if (trunk.isEmpty()) {
            tally.ignored++;
        } else if (!dialled && "CHANUNAVAIL".equals(event.dialStatus) && NO_ROUTE.equals(event.hangupCause)) {
            into.accept(new SeizureRefused(at, trunk.get(), route, SeizureRefused.Why.UNREACHABLE));
        }
    }

    private void trunkFull(AmiCallEvents.TrunkFull event, Instant at) {
        Optional<TrunkId> trunk = names.ofDialplan(event.trunk);
        if (trunk.isEmpty()) {
            tally.ignored++;
        } else {
            into.accept(new SeizureRefused(at, trunk.get(), names.route(event.routeName), SeizureRefused.Why.FULL));
        }
    }

    private void trunkRefused(AmiCallEvents.TrunkRefused event, Instant at) {
        names.route(event.routeName)
                .ifPresentOrElse(route -> into.accept(new NumberRefused(at, route)), () -> tally.ignored++);
    }

    private void trunksFailed(AmiCallEvents.TrunksFailed event, Instant at) {
        names.route(event.routeName)
                .ifPresentOrElse(route -> into.accept(new RouteExhausted(at, route)), () -> tally.ignored++);
    }

    private @Nullable TrunkLeg legOf(@Nullable String uniqueid) {
        TrunkLeg leg = uniqueid == null ? null : legs.get(uniqueid);
        if (leg == null) {
            tally.ignored++;
        }
        return leg;
    }

    private void remember(TrunkLeg leg) {
        legs.put(leg.call.value(), leg);
        if (legs.size() > MOST_LEGS) {
            legs.remove(legs.keySet().iterator().next());
            tally.forgotten++;
        }
    }

    private Caller callerOf(String uniqueid) {
        Caller caller = callers.computeIfAbsent(uniqueid, id -> new Caller());
        if (callers.size() > MOST_LEGS) {
            callers.remove(callers.keySet().iterator().next());
            tally.forgotten++;
        }
        return caller;
    }
}
