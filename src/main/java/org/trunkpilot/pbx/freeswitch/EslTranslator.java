package org.trunkpilot.pbx.freeswitch;

import java.time.Instant;
import java.util.Set;
import java.util.function.Consumer;
import link.thingscloud.freeswitch.esl.transport.event.EslEvent;
import org.trunkpilot.pbx.CalleeKey;
import org.trunkpilot.signal.MediaReport.Direction;
import org.trunkpilot.signal.PbxReloaded;
import org.trunkpilot.signal.PbxRestarted;
import org.trunkpilot.signal.PbxSignal;
import org.trunkpilot.signal.PbxStopping;
import org.trunkpilot.signal.Progress;
import org.trunkpilot.trunk.Inventory;
import org.trunkpilot.trunk.TrunkId;

/**
 * What ESL says, in words no PBX owns: our judgement about FreeSWITCH, and all of it.
 *
 * <p>Does no I/O and knows no time but that of the events. Not thread-safe. Only legs on configured trunks make signals; what
 * concerns other channels is ignored and counted, what cannot be understood is counted apart.
 */
final class EslTranslator {
    private final Consumer<PbxSignal> into;
    private final EslTally tally = new EslTally();
    private final GatewayTranslator gateways;
    private final CallTranslator calls;
    private final PhoneTranslator phones;

    /** Which process of FreeSWITCH speaks; empty until it has said so. */
    private String core = "";

    EslTranslator(
            Inventory inventory, CalleeKey calleeKey, Consumer<PbxSignal> into, GatewayTranslator.SignOfLife life) {
        TrunkNames names = new TrunkNames(inventory);
        this.into = into;
        this.gateways = new GatewayTranslator(names, into, tally, life);
        this.calls = new CallTranslator(calleeKey, names, gateways, into, tally);
        this.phones = new PhoneTranslator(into);
    }

    /** Takes in what was heard at {@code at}. */
    void take(EslEvent event, Instant at) {
        Fields fields = new Fields(event.getEventHeaders());
        learnCore(fields.text("Core-UUID"), at);
        switch (fields.text("Event-Name")) {
            case "CHANNEL_CREATE", "CHANNEL_ORIGINATE" -> calls.created(fields, at);
            case "CHANNEL_PROGRESS" -> calls.progress(fields, at, Progress.Kind.RINGING);
            case "CHANNEL_PROGRESS_MEDIA" -> calls.progress(fields, at, Progress.Kind.EARLY_MEDIA);
            case "CHANNEL_ANSWER" -> calls.answered(fields, at);
            case "CHANNEL_HANGUP_COMPLETE" -> calls.hungUp(fields, at);
            case "CHANNEL_HOLD" -> calls.hold(fields, at, true);
            case "CHANNEL_UNHOLD" -> calls.hold(fields, at, false);
            case "SEND_RTCP_MESSAGE" -> calls.rtcp(fields, at, Direction.INBOUND);
            case "RECV_RTCP_MESSAGE" -> calls.rtcp(fields, at, Direction.OUTBOUND);
            case "RELOADXML" -> into.accept(new PbxReloaded(at, ""));
            case "SHUTDOWN" -> {
                tally.stopping = true;
                into.accept(new PbxStopping(at));
            }
            case "CUSTOM" -> custom(fields, at);
            case "" -> tally.unread++;
            default -> tally.ignored++;
        }
    }

    private void custom(Fields fields, Instant at) {
        switch (fields.text("Event-Subclass")) {
            case EslEvents.GATEWAY_STATE -> gateways.changed(fields, at);
            case EslEvents.GATEWAY_DELETE -> gateways.deleted(fields, at);
            case EslEvents.ATTEMPT -> calls.attempts().attempted(fields, at);
            case EslEvents.REFUSED -> calls.attempts().numberRefused(fields, at);
            case EslEvents.EXHAUSTED -> calls.attempts().exhausted(fields, at);
            case EslEvents.REGISTER -> phones.registered(fields, at, true);
            case EslEvents.UNREGISTER, EslEvents.EXPIRE -> phones.registered(fields, at, false);
            case EslEvents.USER_STATE -> phones.pinged(fields, at);
            default -> tally.ignored++;
        }
    }

    /** Another process than before speaks: no earlier call lives. Also what the PBX answers when it is asked. */
    void learnCore(String uuid, Instant at) {
        if (uuid.isEmpty() || uuid.equals(core)) {
            return;
        }
        boolean another = !core.isEmpty();
        core = uuid;
        if (another) {
            linkLost();
            into.accept(new PbxRestarted(at));
        }
    }

    /** Nothing that was known of calls or gateways can be relied on any longer. */
    void linkLost() {
        calls.forget();
        gateways.forget();
        tally.stopping = false;
    }

    void polled(TrunkId trunk, GatewayStatus status, Instant at) {
        gateways.polled(trunk, status, at);
    }

    void missing(TrunkId trunk, Instant at) {
        gateways.missing(trunk, at);
    }

    /** Whether the list of channels tells nothing new of this one. */
    boolean knows(String uuid, boolean up, Instant at) {
        return calls.knows(uuid, up, at);
    }

    /** Every channel of the PBX, as a complete list at this moment has them. */
    void callsListed(Set<String> uuids, Instant at) {
        calls.allListed(uuids, at);
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

    void takenOver(Fields channel, Instant at) {
        calls.takenOver(channel, at);
    }

    /** Events about channels, gateways and routes that are none of ours. */
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
}
