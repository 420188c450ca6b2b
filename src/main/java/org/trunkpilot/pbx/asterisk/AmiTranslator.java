package org.trunkpilot.pbx.asterisk;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.asteriskjava.manager.event.ManagerEvent;
import org.trunkpilot.pbx.CalleeKey;
import org.trunkpilot.signal.PbxReloaded;
import org.trunkpilot.signal.PbxRestarted;
import org.trunkpilot.signal.PbxSignal;
import org.trunkpilot.signal.PbxStopping;
import org.trunkpilot.trunk.Inventory;
import org.trunkpilot.trunk.TrunkId;

/**
 * What AMI says, in words no PBX owns: our judgement about Asterisk, and all of it. chan_pjsip of 18 to 22 and chan_sip of 16.
 *
 * <p>Does no I/O and knows no time but that of the events. Not thread-safe. Only legs on configured trunks make signals; what
 * concerns other channels is ignored and counted, what cannot be understood is counted apart.
 */
final class AmiTranslator {
    /** FullyBooted tells the uptime in whole seconds. */
    private static final Duration SAME_BOOT = Duration.ofSeconds(3);

    private final Consumer<PbxSignal> into;
    private final AmiTally tally = new AmiTally();
    private final AmiHandlers handlers = new AmiHandlers();
    private final CallTranslator calls;
    private final StateTranslator states;
    private Optional<Instant> bootedAt = Optional.empty();

    /** For what was recorded: nobody can be asked. */
    AmiTranslator(Inventory inventory, CalleeKey calleeKey, Consumer<PbxSignal> into) {
        this(inventory, calleeKey, into, channel -> true);
    }

    /** @param askCodec as for {@link CallTranslator} */
    AmiTranslator(Inventory inventory, CalleeKey calleeKey, Consumer<PbxSignal> into, Predicate<String> askCodec) {
        TrunkNames names = new TrunkNames(inventory);
        this.into = into;
        this.calls = new CallTranslator(calleeKey, names, into, tally, askCodec);
        this.states = new StateTranslator(inventory, names, into, tally);
        calls.handle(handlers);
        states.handle(handlers);
        handlers.on(AmiStateEvents.FullyBooted.class, this::fullyBooted);
        handlers.on(AmiStateEvents.Reload.class, this::reload);
        handlers.on(AmiStateEvents.Shutdown.class, (event, at) -> shutdown(at));
    }

    /** Takes in what was heard at {@code at}. */
    void take(ManagerEvent event, Instant at) {
        handlers.take(event, at);
    }

    /** Nothing that was known of calls, contacts or registrations can be relied on any longer. */
    void linkLost() {
        calls.forget();
        states.forget();
        tally.stopping = false;
    }

    /** Which peer of chan_sip is at which addresses and signs in by which names; no event tells. */
    void learnPeer(TrunkId trunk, Iterable<String> hosts, Iterable<String> users) {
        states.learnPeer(trunk, hosts, users);
    }

    /** Whose registration it is, where no list tells. */
    void learnAccount(TrunkId trunk, String user, String server) {
        states.learnAccount(trunk, user, server);
    }

    /** What the PBX calls the registration of a trunk, where a list has told. */
    Optional<String> registrationOf(TrunkId trunk) {
        return states.registrationOf(trunk);
    }

    /** What an answer told of one contact; no event came of it. */
    void learnContact(String endpoint, String uri, String status, String micros, Instant at) {
        states.learnContact(endpoint, uri, status, micros, at);
    }

    /** Every channel of the PBX by its {@code Uniqueid}, as a complete list at this moment has them. */
    void callsListed(Set<String> uniqueids, Instant at) {
        calls.allListed(uniqueids, at);
    }

    /** Whether the last list of channels said of a call what its events have not. */
    boolean callsUnsettled() {
        return calls.unsettled();
    }

    /** For somebody who may not have heard of some of the calls that are up. */
    void tellCallsAgain(Instant at) {
        calls.tellAgain(at);
    }

    /** Calls whose end we did not hear: they were missing from two lists. */
    long endsUnheard() {
        return tally.endsUnheard;
    }

    /** When the PBX was started, by our clock, once it has told. */
    Optional<Instant> runningSince() {
        return bootedAt;
    }

    /** Events about channels, endpoints and routes that are none of ours. */
    long ignored() {
        return tally.ignored;
    }

    /** Events and RTCP reports whose values could not be true. */
    long unread() {
        return tally.unread;
    }

    /** Legs and callers that we lost sight of, because there were too many at once. */
    long forgotten() {
        return tally.forgotten;
    }

    private void fullyBooted(AmiStateEvents.FullyBooted event, Instant at) {
        OptionalInt uptime = AmiTally.within(event.uptime, 0, Integer.MAX_VALUE);
        if (uptime.isEmpty()) {
            tally.unread++;
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

    private void reload(AmiStateEvents.Reload event, Instant at) {
        String module = event.module == null || event.module.equals("All") ? "" : event.module;
        into.accept(new PbxReloaded(at, module));
    }

    private void shutdown(Instant at) {
        tally.stopping = true;
        into.accept(new PbxStopping(at));
    }
}
