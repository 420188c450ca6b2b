package org.trunkpilot.pbx.asterisk;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.asteriskjava.manager.event.ManagerEvent;
import org.jspecify.annotations.Nullable;
import org.trunkpilot.pbx.CalleeKey;
import org.trunkpilot.signal.Answer;
import org.trunkpilot.signal.CallEnd;
import org.trunkpilot.signal.CallEnd.By;
import org.trunkpilot.signal.CallId;
import org.trunkpilot.signal.CallTakenOver;
import org.trunkpilot.signal.Hold;
import org.trunkpilot.signal.MediaReport;
import org.trunkpilot.signal.MediaReport.Direction;
import org.trunkpilot.signal.NumberRefused;
import org.trunkpilot.signal.PbxReloaded;
import org.trunkpilot.signal.PbxRestarted;
import org.trunkpilot.signal.PbxSignal;
import org.trunkpilot.signal.PbxStopping;
import org.trunkpilot.signal.Progress;
import org.trunkpilot.signal.Reachability;
import org.trunkpilot.signal.Registration;
import org.trunkpilot.signal.RouteExhausted;
import org.trunkpilot.signal.Seizure;
import org.trunkpilot.signal.SeizureRefused;
import org.trunkpilot.trunk.Inventory;
import org.trunkpilot.trunk.RouteId;
import org.trunkpilot.trunk.Trunk;
import org.trunkpilot.trunk.TrunkId;

/**
 * What AMI says, in words no PBX owns: our judgement about Asterisk, and all of it. chan_pjsip of 18 to 22 and chan_sip of 16.
 *
 * <p>Does no I/O and knows no time but that of the events. Not thread-safe. Only legs on configured trunks make signals; what
 * concerns other channels is ignored and counted, what cannot be understood is counted apart.
 */
final class AmiTranslator {
    /** Twice the most calls of the largest site; the oldest leg is forgotten, and counted. */
    private static final int MOST_LEGS = 20_000;

    /** FullyBooted tells the uptime in whole seconds. */
    private static final Duration SAME_BOOT = Duration.ofSeconds(3);

    /** Q.850 "no route to destination": what Asterisk says of an endpoint it holds for unreachable, or does not have. */
    private static final String NO_ROUTE = "3";

    private final Inventory inventory;
    private final CalleeKey calleeKey;
    private final Consumer<PbxSignal> into;
    private final TrunkNames names;
    private final RegistrationBook registrations;
    private final ContactBook contacts = new ContactBook();
    private final Map<String, TrunkLeg> legs = new LinkedHashMap<>();
    private final Map<String, Caller> callers = new LinkedHashMap<>();
    private final Map<Class<? extends ManagerEvent>, BiConsumer<ManagerEvent, Instant>> handlers = new HashMap<>();
    private Optional<Instant> bootedAt = Optional.empty();
    private boolean stopping;
    private long ignored;
    private long unread;
    private long forgotten;

    /** What is known of a channel that dials trunks. */
    private static final class Caller {
        Optional<RouteId> route = Optional.empty();
        /** The leg it dialled last; the dialplan tells of an attempt when it is over. */
        @Nullable TrunkLeg leg;
    }

    AmiTranslator(Inventory inventory, CalleeKey calleeKey, Consumer<PbxSignal> into) {
        this.inventory = inventory;
        this.calleeKey = calleeKey;
        this.into = into;
        this.names = new TrunkNames(inventory);
        this.registrations = new RegistrationBook(names);
        on(AmiEvents.DialBegin.class, this::dialBegin);
        on(AmiEvents.DialState.class, this::dialState);
        on(AmiEvents.DialEnd.class, this::dialEnd);
        on(AmiEvents.Hangup.class, this::hangup);
        on(AmiEvents.HangupRequest.class, (event, at) -> hangupRequest(event));
        on(AmiEvents.SoftHangupRequest.class, (event, at) -> softHangupRequest(event));
        on(AmiEvents.Hold.class, (event, at) -> hold(event, at, true));
        on(AmiEvents.Unhold.class, (event, at) -> hold(event, at, false));
        on(AmiEvents.RtcpSent.class, (event, at) -> rtcp(event, at, Direction.INBOUND));
        on(AmiEvents.RtcpReceived.class, (event, at) -> rtcp(event, at, Direction.OUTBOUND));
        on(AmiEvents.Registry.class, this::registry);
        on(AmiEvents.OutboundRegistrationDetail.class, this::registrationDetail);
        on(AmiEvents.OutboundRegistrationsListed.class, (event, at) -> registrationsListed(at, false));
        on(AmiEvents.RegistryEntry.class, this::registryEntry);
        on(AmiEvents.RegistryEntriesListed.class, (event, at) -> registrationsListed(at, true));
        on(AmiEvents.ContactStatus.class, this::contactStatus);
        on(AmiEvents.ContactStatusDetail.class, this::contactDetail);
        on(AmiEvents.PeerStatus.class, this::peerStatus);
        on(AmiEvents.PeerEntry.class, this::peerEntry);
        on(AmiEvents.CoreShowChannel.class, this::channelListed);
        on(AmiEvents.TrunkAttempt.class, this::trunkAttempt);
        on(AmiEvents.TrunkFull.class, this::trunkFull);
        on(AmiEvents.TrunkRefused.class, this::trunkRefused);
        on(AmiEvents.TrunkRouted.class, (event, at) -> trunkRouted(event));
        on(AmiEvents.TrunksFailed.class, this::trunksFailed);
        on(AmiEvents.FullyBooted.class, this::fullyBooted);
        on(AmiEvents.Reload.class, this::reload);
        on(AmiEvents.Shutdown.class, (event, at) -> shutdown(at));
    }

    /** Takes in what was heard at {@code at}. */
    void take(ManagerEvent event, Instant at) {
        BiConsumer<ManagerEvent, Instant> handler = handlers.get(event.getClass());
        if (handler == null) {
            throw new IllegalStateException("unhandled " + event.getClass().getSimpleName());
        }
        handler.accept(event, at);
    }

    /** Nothing that was known of calls, contacts or registrations can be relied on any longer. */
    void linkLost() {
        legs.clear();
        callers.clear();
        contacts.clear();
        registrations.clear();
        stopping = false;
    }

    /** Which peer of chan_sip is at which addresses and signs in by which names; no event tells. */
    void learnPeer(TrunkId trunk, Iterable<String> hosts, Iterable<String> users) {
        registrations.learnChanSip(trunk);
        hosts.forEach(host -> registrations.learnHost(trunk, host));
        users.forEach(user -> registrations.learnUser(trunk, user));
    }

    /** What an answer told of one contact; no event came of it. */
    void learnContact(String endpoint, String uri, String status, String micros, Instant at) {
        names.ofEndpoint(endpoint).ifPresent(trunk -> registrations.learnHost(trunk, uri));
        contact(endpoint, uri, status, micros, true, at);
    }

    /** When the PBX was started, by our clock, once it has told. */
    Optional<Instant> runningSince() {
        return bootedAt;
    }

    /** Events about channels, endpoints and routes that are none of ours. */
    long ignored() {
        return ignored;
    }

    /** Events and RTCP reports whose values could not be true. */
    long unread() {
        return unread;
    }

    /** Calls that we lost sight of, because there were too many at once. */
    long forgotten() {
        return forgotten;
    }

    private <E extends ManagerEvent> void on(Class<E> type, BiConsumer<E, Instant> handler) {
        handlers.put(type, (event, at) -> handler.accept(type.cast(event), at));
    }

    // --- calls

    private void dialBegin(AmiEvents.DialBegin event, Instant at) {
        Optional<TrunkId> trunk = names.ofChannel(event.destChannel);
        if (trunk.isEmpty() || event.destUniqueid == null) {
            ignored++;
            return;
        }
        Optional<String> uniqueid = Optional.ofNullable(event.uniqueid);
        Optional<Caller> caller = uniqueid.map(this::callerOf);
        TrunkLeg leg = new TrunkLeg(trunk.get(), new CallId(event.destUniqueid), uniqueid, true);
        remember(leg);
        caller.ifPresent(c -> c.leg = leg);
        Optional<RouteId> route = names.routeOfVariable(event.destRoute)
                .or(() -> names.routeOfVariable(event.route))
                .or(() -> names.routeOfContext(event.callerContext))
                .or(() -> caller.flatMap(c -> c.route));
        into.accept(new Seizure(at, leg.trunk, leg.call, route, calleeKey.of(TrunkNames.numberOf(event.dialString))));
    }

    private void dialState(AmiEvents.DialState event, Instant at) {
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

    private void dialEnd(AmiEvents.DialEnd event, Instant at) {
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

    private void hangup(AmiEvents.Hangup event, Instant at) {
        callers.remove(String.valueOf(event.uniqueid));
        TrunkLeg leg = legs.remove(String.valueOf(event.uniqueid));
        if (leg == null) {
            ignored++;
            return;
        }
        OptionalInt cause = within(event.cause, 1, 127);
        By by = leg.endedBy(cause, stopping);
        // What Asterisk calls the SIP code of a leg that it cancelled itself is not the far end's answer.
        OptionalInt sip = by == By.FAR_END ? within(event.techCause, 300, 699) : OptionalInt.empty();
        into.accept(new CallEnd(at, leg.trunk, leg.call, by, cause, sip));
    }

    private void hangupRequest(AmiEvents.HangupRequest event) {
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

    private void softHangupRequest(AmiEvents.SoftHangupRequest event) {
        TrunkLeg leg = legs.get(String.valueOf(event.uniqueid));
        if (leg != null) {
            leg.hangUpBy(By.PBX);
        }
    }

    /** A held caller is told of on the caller's channel, a far end that holds us on the leg's. */
    private void hold(AmiEvents.ChannelEvent event, Instant at, boolean held) {
        TrunkLeg leg = legs.get(String.valueOf(event.uniqueid));
        Caller caller = callers.get(String.valueOf(event.uniqueid));
        if (leg == null && caller != null) {
            leg = caller.leg;
        }
        if (leg == null || !legs.containsKey(leg.call.value())) {
            ignored++;
        } else if (leg.held != held) {
            leg.held = held;
            into.accept(new Hold(at, leg.trunk, leg.call, held));
        }
    }

    private void rtcp(AmiEvents.Rtcp event, Instant at, Direction direction) {
        TrunkLeg leg = legOf(event.uniqueid);
        if (leg == null) {
            return;
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
                            interval.roundTrip())));
        } catch (IllegalArgumentException e) {
            unread++;
        }
    }

    private void channelListed(AmiEvents.CoreShowChannel event, Instant at) {
        Optional<TrunkId> trunk = names.ofChannel(event.channel);
        if (trunk.isEmpty() || event.uniqueid == null) {
            ignored++;
            return;
        }
        if (legs.containsKey(event.uniqueid)) {
            return;
        }
        TrunkLeg leg = new TrunkLeg(trunk.get(), new CallId(event.uniqueid), Optional.empty(), false);
        leg.answered = "Up".equals(event.state);
        remember(leg);
        into.accept(new CallTakenOver(at, leg.trunk, leg.call, names.routeOfVariable(event.route), leg.answered));
    }

    // --- what the steering dialplan tells

    private void trunkRouted(AmiEvents.TrunkRouted event) {
        if (event.uniqueid != null) {
            callerOf(event.uniqueid).route = names.route(event.routeName);
        }
    }

    /** Told when an attempt is over. Only one that never became a channel is news: the leg's own events told of the others. */
    private void trunkAttempt(AmiEvents.TrunkAttempt event, Instant at) {
        Caller caller = callerOf(String.valueOf(event.uniqueid));
        Optional<RouteId> route = names.route(event.routeName);
        caller.route = route;
        Optional<TrunkId> trunk = names.ofDialplan(event.trunk);
        TrunkLeg leg = caller.leg;
        boolean dialled = leg != null && trunk.isPresent() && leg.trunk.equals(trunk.get());
        caller.leg = null;
        if (trunk.isEmpty()) {
            ignored++;
        } else if (!dialled && "CHANUNAVAIL".equals(event.dialStatus) && NO_ROUTE.equals(event.hangupCause)) {
            into.accept(new SeizureRefused(at, trunk.get(), route, SeizureRefused.Why.UNREACHABLE));
        }
    }

    private void trunkFull(AmiEvents.TrunkFull event, Instant at) {
        Optional<TrunkId> trunk = names.ofDialplan(event.trunk);
        if (trunk.isEmpty()) {
            ignored++;
        } else {
            into.accept(new SeizureRefused(at, trunk.get(), names.route(event.routeName), SeizureRefused.Why.FULL));
        }
    }

    private void trunkRefused(AmiEvents.TrunkRefused event, Instant at) {
        names.route(event.routeName)
                .ifPresentOrElse(route -> into.accept(new NumberRefused(at, route)), () -> ignored++);
    }

    private void trunksFailed(AmiEvents.TrunksFailed event, Instant at) {
        names.route(event.routeName)
                .ifPresentOrElse(route -> into.accept(new RouteExhausted(at, route)), () -> ignored++);
    }

    // --- registration and reachability

    private void registry(AmiEvents.Registry event, Instant at) {
        registration(registrations.ofEvent(event), event.status, at);
    }

    private void registrationDetail(AmiEvents.OutboundRegistrationDetail event, Instant at) {
        registration(registrations.ofDetail(event), event.status, at);
    }

    private void registryEntry(AmiEvents.RegistryEntry event, Instant at) {
        registration(registrations.ofEntry(event), event.state, at);
    }

    private void registration(Optional<TrunkId> trunk, @Nullable String status, Instant at) {
        Optional<Registration.State> state = RegistrationBook.state(status);
        if (trunk.isEmpty()) {
            ignored++;
        } else if (state.isEmpty()) {
            unread++;
        } else {
            into.accept(new Registration(at, trunk.get(), state.get()));
        }
    }

    private void registrationsListed(Instant at, boolean ofChanSip) {
        var all = inventory.trunks().stream().map(Trunk::id).toList();
        for (TrunkId trunk : registrations.withoutRegistration(all, ofChanSip)) {
            into.accept(new Registration(at, trunk, Registration.State.NOT_USED));
        }
    }

    private void contactStatus(AmiEvents.ContactStatus event, Instant at) {
        contact(event.endpointName, event.uri, event.contactStatus, event.roundtripUsec, false, at);
    }

    private void contactDetail(AmiEvents.ContactStatusDetail event, Instant at) {
        names.ofEndpoint(event.endpointName).ifPresent(trunk -> registrations.learnHost(trunk, event.uri));
        contact(event.endpointName, event.uri, event.status, event.roundtripUsec, true, at);
    }

    /** chan_pjsip sends the same with less in it, ahead of each ContactStatus. */
    private void peerStatus(AmiEvents.PeerStatus event, Instant at) {
        String peer = String.valueOf(event.peer);
        if (peer.startsWith("SIP/")) {
            String micros = event.time == null || !event.time.matches("\\d{1,6}") ? null : event.time + "000";
            contact(peer.substring(4), "", event.peerStatus, micros, false, at);
        }
    }

    private void peerEntry(AmiEvents.PeerEntry event, Instant at) {
        names.ofEndpoint(event.objectName).ifPresent(trunk -> {
            registrations.learnChanSip(trunk);
            registrations.learnHost(trunk, event.ipAddress + ":" + event.ipPort);
        });
        String status = String.valueOf(event.status).toLowerCase(Locale.ROOT);
        String micros = status.endsWith(" ms)") ? status.replaceAll("\\D", "") + "000" : null;
        contact(event.objectName, "", event.status, micros, true, at);
    }

    private void contact(
            @Nullable String endpoint,
            @Nullable String uri,
            @Nullable String status,
            @Nullable String micros,
            boolean asked,
            Instant at) {
        Optional<TrunkId> trunk = names.ofEndpoint(endpoint);
        if (trunk.isEmpty()) {
            ignored++;
            return;
        }
        Optional<Reachability> news = contacts.take(trunk.get(), String.valueOf(uri), status, micros, asked, at);
        news.ifPresent(into);
    }

    // --- the PBX itself

    private void fullyBooted(AmiEvents.FullyBooted event, Instant at) {
        OptionalInt uptime = within(event.uptime, 0, Integer.MAX_VALUE);
        if (uptime.isEmpty()) {
            unread++;
            return;
        }
        Instant booted = at.minusSeconds(uptime.getAsInt());
        boolean another = bootedAt.isPresent()
                && Duration.between(bootedAt.get(), booted).abs().compareTo(SAME_BOOT) > 0;
        bootedAt = Optional.of(booted);
        if (another) {
            linkLost();
            into.accept(new PbxRestarted(at));
        }
    }

    private void reload(AmiEvents.Reload event, Instant at) {
        String module = event.module == null || event.module.equals("All") ? "" : event.module;
        into.accept(new PbxReloaded(at, module));
    }

    private void shutdown(Instant at) {
        stopping = true;
        into.accept(new PbxStopping(at));
    }

    // --- what is kept

    private @Nullable TrunkLeg legOf(@Nullable String uniqueid) {
        TrunkLeg leg = uniqueid == null ? null : legs.get(uniqueid);
        if (leg == null) {
            ignored++;
        }
        return leg;
    }

    private void remember(TrunkLeg leg) {
        legs.put(leg.call.value(), leg);
        if (legs.size() > MOST_LEGS) {
            legs.remove(legs.keySet().iterator().next());
            forgotten++;
        }
    }

    private Caller callerOf(String uniqueid) {
        Caller caller = callers.computeIfAbsent(uniqueid, id -> new Caller());
        if (callers.size() > MOST_LEGS) {
            callers.remove(callers.keySet().iterator().next());
        }
        return caller;
    }

    private static OptionalInt within(@Nullable String text, int least, int most) {
        if (text == null || !text.matches("\\d{1,10}")) {
            return OptionalInt.empty();
        }
        long value = Long.parseLong(text);
        return value >= least && value <= most ? OptionalInt.of((int) value) : OptionalInt.empty();
    }
}
