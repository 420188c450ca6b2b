package org.trunkpilot.practice.ami;

import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import org.trunkpilot.practice.world.Channel;
import org.trunkpilot.practice.world.Contact;
import org.trunkpilot.practice.world.DialStatus;
import org.trunkpilot.practice.world.Gateway;
import org.trunkpilot.practice.world.Refusal;
import org.trunkpilot.practice.world.Registration;
import org.trunkpilot.practice.world.RtcpReport;
import org.trunkpilot.practice.world.Witness;

/**
 * What happens in the world, as Asterisk 22.10.1 tells it: event by event and header by header in the order of the recordings.
 * Left out are the classes that Trunkpilot never reads (dialplan, cdr, security) and the test framework's events.
 */
public final class AmiEvents implements Witness {
    private final String systemName;
    private final Sessions sessions;

    public AmiEvents(String systemName, Sessions sessions) {
        this.systemName = systemName;
        this.sessions = sessions;
    }

    @Override
    public void callerArrived(Channel caller) {
        tell(EventClass.CALL, channel(event("Newchannel", EventClass.CALL), "", caller));
    }

    @Override
    public void legCreated(Channel leg) {
        tell(EventClass.CALL, channel(event("Newchannel", EventClass.CALL), "", leg));
    }

    @Override
    public void legBegan(Channel caller, Channel leg, String dialString) {
        tell(
                EventClass.CALL,
                channel(event("NewCallerid", EventClass.CALL), "", leg)
                        .with("CID-CallingPres", "0 (Presentation Allowed, Not Screened)"));
        tell(EventClass.CALL, channel(event("NewConnectedLine", EventClass.CALL), "", leg));
        tell(EventClass.CALL, dial("DialBegin", caller, leg).with("DialString", dialString));
    }

    @Override
    public void connectedLineKnown(Channel caller) {
        tell(EventClass.CALL, channel(event("NewConnectedLine", EventClass.CALL), "", caller));
    }

    @Override
    public void stateChanged(Channel channel) {
        tell(EventClass.CALL, channel(event("Newstate", EventClass.CALL), "", channel));
    }

    @Override
    public void legRings(Channel caller, Channel leg) {
        tell(EventClass.CALL, dial("DialState", caller, leg).with("DialStatus", "RINGING"));
    }

    @Override
    public void legAnswered(Channel caller, Channel leg) {
        dialEnds(caller, leg, DialStatus.ANSWER);
    }

    @Override
    public void bridged(Channel caller, Channel leg) {
        tell(EventClass.CALL, bridge("BridgeCreate", leg.bridge(), 0));
        tell(EventClass.CALL, channel(bridge("BridgeEnter", leg.bridge(), 1), "", leg));
        tell(EventClass.CALL, channel(bridge("BridgeEnter", leg.bridge(), 2), "", caller));
    }

    @Override
    public void legRefused(Channel caller, Channel leg, Refusal refusal) {
        tell(
                EventClass.CALL,
                channel(event("HangupRequest", EventClass.CALL), "", leg)
                        .with("Cause", refusal.cause())
                        .with("TechCause", refusal.sip()));
        dialEnds(caller, leg, refusal.event());
        tell(EventClass.CALL, hangup(leg, refusal.cause()).with("TechCause", refusal.sip()));
    }

    @Override
    public void legAbandoned(Channel caller, Channel leg, DialStatus why) {
        dialEnds(caller, leg, why);
        // Measured: the 487 to our CANCEL shows as 127 and 500, though nobody failed.
        tell(EventClass.CALL, why == DialStatus.CANCEL ? hangup(leg, 127).with("TechCause", 500) : hangup(leg, 0));
    }

    @Override
    public void callEnded(Channel caller, Channel leg) {
        tell(
                EventClass.CALL,
                channel(event("HangupRequest", EventClass.CALL), "", caller).with("Cause", 16));
        tell(EventClass.CALL, channel(bridge("BridgeLeave", leg.bridge(), 1), "", caller));
        tell(EventClass.CALL, channel(bridge("BridgeLeave", leg.bridge(), 0), "", leg));
        tell(EventClass.CALL, bridge("BridgeDestroy", leg.bridge(), 0));
        tell(
                EventClass.CALL,
                channel(event("SoftHangupRequest", EventClass.CALL), "", caller).with("Cause", 16));
        tell(EventClass.CALL, hangup(leg, 16));
        tell(EventClass.CALL, hangup(caller, 16));
    }

    @Override
    public void callerLeft(Channel caller, int cause) {
        tell(EventClass.CALL, hangup(caller, cause));
    }

    @Override
    public void reportSent(Channel leg, RtcpReport report) {
        tell(EventClass.REPORTING, rtcp("RTCPSent", leg, report, false));
    }

    @Override
    public void reportReceived(Channel leg, RtcpReport report) {
        tell(EventClass.REPORTING, rtcp("RTCPReceived", leg, report, true));
    }

    @Override
    public void reachabilityChanged(Gateway gateway, Contact contact) {
        var state = contact.reachable() ? "Reachable" : "Unreachable";
        tell(
                EventClass.SYSTEM,
                event("PeerStatus", EventClass.SYSTEM)
                        .with("ChannelType", "PJSIP")
                        .with("Peer", "PJSIP/" + gateway.trunk().endpoint())
                        .with("PeerStatus", state));
        tell(
                EventClass.SYSTEM,
                event("ContactStatus", EventClass.SYSTEM)
                        .with("URI", PjsipObjects.uri(gateway))
                        .with("ContactStatus", state)
                        .with("AOR", gateway.trunk().endpoint())
                        .with("EndpointName", gateway.trunk().endpoint())
                        .with(
                                "RoundtripUsec",
                                contact.roundTrip()
                                        .map(rtt -> rtt.toNanos() / 1000)
                                        .orElse(0L)));
    }

    @Override
    public void registrationTold(Gateway gateway, Registration.State state) {
        tell(
                EventClass.SYSTEM,
                event("Registry", EventClass.SYSTEM)
                        .with("ChannelType", "PJSIP")
                        .with("Username", "sip:" + gateway.account() + "@" + gateway.host())
                        .with("Domain", "sip:" + gateway.host())
                        .with("Status", state.words()));
    }

    @Override
    public void dialplanSays(Channel caller, String what, Map<String, String> fields) {
        tell(
                EventClass.USER,
                channel(event("UserEvent", EventClass.USER), "", caller)
                        .with("UserEvent", what)
                        .with(fields));
    }

    private void tell(EventClass kind, Message event) {
        sessions.tell(kind, event);
    }

    private Message event(String name, EventClass kind) {
        return Message.event(name).with("Privilege", kind.words() + ",all").with("SystemName", systemName);
    }

    private Message dial(String name, Channel caller, Channel leg) {
        return channel(channel(event(name, EventClass.CALL), "", caller), "Dest", leg);
    }

    private void dialEnds(Channel caller, Channel leg, DialStatus status) {
        tell(EventClass.CALL, dial("DialEnd", caller, leg).with("DialStatus", status.name()));
    }

    private Message hangup(Channel channel, int cause) {
        return channel(event("Hangup", EventClass.CALL), "", channel)
                .with("Cause", cause)
                .with("Cause-txt", Causes.words(cause));
    }

    private Message bridge(String name, String id, int channels) {
        return event(name, EventClass.CALL)
                .with("BridgeUniqueid", id)
                .with("BridgeType", "basic")
                .with("BridgeTechnology", "simple_bridge")
                .with("BridgeCreator", "<unknown>")
                .with("BridgeName", "<unknown>")
                .with("BridgeNumChannels", channels)
                .with("BridgeVideoSourceMode", "none");
    }

    /** The headers by which Asterisk shows a channel, in events and in lists alike. */
    static Message channel(Message message, String prefix, Channel channel) {
        return message.with(prefix + "Channel", channel.name())
                .with(prefix + "ChannelState", channel.state().number())
                .with(prefix + "ChannelStateDesc", channel.state().words())
                .with(prefix + "CallerIDNum", channel.caller().number())
                .with(prefix + "CallerIDName", channel.caller().name())
                .with(prefix + "ConnectedLineNum", channel.connected().number())
                .with(prefix + "ConnectedLineName", channel.connected().name())
                .with(prefix + "Language", "en")
                .with(prefix + "AccountCode", "")
                .with(prefix + "Context", channel.place().context())
                .with(prefix + "Exten", channel.place().exten())
                .with(prefix + "Priority", channel.place().priority())
                .with(prefix + "Uniqueid", channel.uniqueId())
                .with(prefix + "Linkedid", channel.linkedId());
    }

    private Message rtcp(String name, Channel leg, RtcpReport report, boolean received) {
        var event = channel(event(name, EventClass.REPORTING), "", leg)
                .with("To", report.to())
                .with("From", report.from());
        if (received) {
            event.with("RTT", decimals(4, report.roundTripSeconds()));
        }
        event.with("MES", decimals(1, report.experience()))
                .with("SSRC", hex(report.ssrc()))
                .with("PT", report.sender().isPresent() ? "200(SR)" : "201(RR)")
                .with("ReportCount", report.block().isPresent() ? 1 : 0);
        report.sender()
                .ifPresent(sender -> event.with("SentNTP", seconds(sender.ntp()))
                        .with("SentRTP", sender.rtp())
                        .with("SentPackets", sender.packets())
                        .with("SentOctets", sender.octets()));
        report.block()
                .ifPresent(block -> event.with("Report0SourceSSRC", hex(block.sourceSsrc()))
                        .with("Report0FractionLost", block.fractionLost())
                        .with("Report0CumulativeLost", block.cumulativeLost())
                        .with("Report0HighestSequence", block.highestSequence())
                        .with("Report0SequenceNumberCycles", block.cycles())
                        .with("Report0IAJitter", block.jitter())
                        .with("Report0LSR", block.lastSr())
                        .with("Report0DLSR", decimals(4, block.sinceLastSrSeconds())));
        return event;
    }

    /** Unix time with microseconds. */
    static String seconds(Instant at) {
        return String.format(Locale.ROOT, "%d.%06d", at.getEpochSecond(), at.getNano() / 1000);
    }

    private static String decimals(int places, double value) {
        return String.format(Locale.ROOT, "%." + places + "f", value);
    }

    private static String hex(long value) {
        return String.format(Locale.ROOT, "0x%08x", value);
    }
}
