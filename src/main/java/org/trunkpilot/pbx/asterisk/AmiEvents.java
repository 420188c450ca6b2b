package org.trunkpilot.pbx.asterisk;

import java.lang.reflect.Method;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.asteriskjava.AsteriskVersion;
import org.asteriskjava.manager.AsteriskMapping;
import org.asteriskjava.manager.event.ManagerEvent;
import org.jspecify.annotations.Nullable;

/**
 * The AMI events that we hear, each with the headers that we use and no other.
 *
 * <p>Our own classes instead of asterisk-java's: theirs lack whole events (OutboundRegistrationDetail) and headers (Hangup's
 * TechCause), throw on values that Asterisk does send (an unsigned 32-bit loss count), and log a warning for each header they
 * do not know. All values are text here; {@link AmiTranslator} judges them, so a wrong one is counted instead of thrown.
 *
 * <p>The list is also what {@link AmiWire} lets through: an event or a header without a setter here never reaches the
 * library. Public, because the library fills them by reflection; nobody else can name them.
 */
final class AmiEvents {
    /** Every event class; the first of the two places to touch for a new one, {@link AmiTranslator} is the other. */
    static final List<Class<? extends ManagerEvent>> CLASSES = List.of(
            DialBegin.class,
            DialState.class,
            DialEnd.class,
            Hangup.class,
            HangupRequest.class,
            SoftHangupRequest.class,
            Hold.class,
            Unhold.class,
            RtcpSent.class,
            RtcpReceived.class,
            Registry.class,
            OutboundRegistrationDetail.class,
            OutboundRegistrationsListed.class,
            RegistryEntry.class,
            RegistryEntriesListed.class,
            ContactStatus.class,
            ContactStatusDetail.class,
            PeerStatus.class,
            PeerEntry.class,
            CoreShowChannel.class,
            TrunkAttempt.class,
            TrunkFull.class,
            TrunkRefused.class,
            TrunkRouted.class,
            TrunksFailed.class,
            FullyBooted.class,
            Reload.class,
            Shutdown.class);

    /** What ChanVariable names the route in the steering dialplan. */
    static final String ROUTE_VARIABLE = "TH_ROUTE";

    /** The version the library is told; it matters for the form of map arguments only, and we send none. */
    static final AsteriskVersion ASSUMED = AsteriskVersion.ASTERISK_16;

    private static final Map<String, Set<String>> HEADERS = headersByEvent();

    private AmiEvents() {}

    /**
     * The headers to keep of an event, in lower case with nothing but letters and digits, or empty when we do not hear it.
     *
     * @param event its name in lower case; {@code userevent} and the user event's own name run together
     */
    static Optional<Set<String>> headersOf(String event) {
        return Optional.ofNullable(HEADERS.get(event));
    }

    private static Map<String, Set<String>> headersByEvent() {
        Map<String, Set<String>> headers = new HashMap<>();
        for (Class<? extends ManagerEvent> type : CLASSES) {
            Set<String> kept = new HashSet<>();
            for (Method method : type.getMethods()) {
                if (method.getName().startsWith("set")
                        && method.getDeclaringClass().getEnclosingClass() == AmiEvents.class) {
                    kept.add(method.getName().substring(3).toLowerCase(Locale.ROOT));
                }
            }
            AsteriskMapping mapping = type.getAnnotation(AsteriskMapping.class);
            headers.put(mapping.value().toLowerCase(Locale.ROOT), Set.copyOf(kept));
        }
        return Map.copyOf(headers);
    }

    /** An event about one channel. */
    public abstract static class ChannelEvent extends ManagerEvent {
        private static final long serialVersionUID = 1L;
        transient @Nullable String channel;
        transient @Nullable String uniqueid;
        transient @Nullable String route;

        protected ChannelEvent(Object source) {
            super(source);
        }

        public void setChannel(String value) {
            channel = value;
        }

        public void setUniqueid(String value) {
            uniqueid = value;
        }

        /** {@link AmiWire} lets only the route's variable through, in the form NAME=value. */
        public void setChanVariable(String value) {
            route = value;
        }
    }

    /** One of the three events of a dial: {@code Channel} is the caller, {@code DestChannel} the leg. */
    public abstract static class DialEvent extends ChannelEvent {
        private static final long serialVersionUID = 1L;
        transient @Nullable String destChannel;
        transient @Nullable String destUniqueid;
        transient @Nullable String destRoute;
        transient @Nullable String dialStatus;

        protected DialEvent(Object source) {
            super(source);
        }

        public void setDestChannel(String value) {
            destChannel = value;
        }

        public void setDestUniqueid(String value) {
            destUniqueid = value;
        }

        public void setDestChanVariable(String value) {
            destRoute = value;
        }

        public void setDialStatus(String value) {
            dialStatus = value;
        }
    }

    @AsteriskMapping("DialBegin")
    public static final class DialBegin extends DialEvent {
        private static final long serialVersionUID = 1L;
        transient @Nullable String dialString;
        /** Where in the dialplan the caller's channel was when it dialled. */
        transient @Nullable String callerContext;

        public DialBegin(Object source) {
            super(source);
        }

        @Override
        public void setContext(String value) {
            callerContext = value;
        }

        public void setDialString(String value) {
            dialString = value;
        }
    }

    @AsteriskMapping("DialState")
    public static final class DialState extends DialEvent {
        private static final long serialVersionUID = 1L;

        public DialState(Object source) {
            super(source);
        }
    }

    @AsteriskMapping("DialEnd")
    public static final class DialEnd extends DialEvent {
        private static final long serialVersionUID = 1L;

        public DialEnd(Object source) {
            super(source);
        }
    }

    /** The end of a channel. {@code TechCause} is the SIP code; Asterisk 20.17, 22.7, 23.1 and later have it. */
    @AsteriskMapping("Hangup")
    public static final class Hangup extends ChannelEvent {
        private static final long serialVersionUID = 1L;
        transient @Nullable String cause;
        transient @Nullable String techCause;

        public Hangup(Object source) {
            super(source);
        }

        public void setCause(String value) {
            cause = value;
        }

        public void setTechCause(String value) {
            techCause = value;
        }
    }

    /** The other end of this channel hung up. */
    @AsteriskMapping("HangupRequest")
    public static final class HangupRequest extends ChannelEvent {
        private static final long serialVersionUID = 1L;

        public HangupRequest(Object source) {
            super(source);
        }
    }

    /** Somebody inside the PBX asked for the end of this channel. */
    @AsteriskMapping("SoftHangupRequest")
    public static final class SoftHangupRequest extends ChannelEvent {
        private static final long serialVersionUID = 1L;

        public SoftHangupRequest(Object source) {
            super(source);
        }
    }

    @AsteriskMapping("Hold")
    public static final class Hold extends ChannelEvent {
        private static final long serialVersionUID = 1L;

        public Hold(Object source) {
            super(source);
        }
    }

    @AsteriskMapping("Unhold")
    public static final class Unhold extends ChannelEvent {
        private static final long serialVersionUID = 1L;

        public Unhold(Object source) {
            super(source);
        }
    }

    /** An RTCP report; {@code report0…} is its first report block, absent when {@code reportCount} is 0. */
    public abstract static class Rtcp extends ChannelEvent {
        private static final long serialVersionUID = 1L;
        transient @Nullable String ssrc;
        transient @Nullable String pt;
        transient @Nullable String reportCount;
        transient @Nullable String sentNtp;
        transient @Nullable String sentRtp;
        transient @Nullable String sentPackets;
        transient @Nullable String rtt;
        transient @Nullable String sourceSsrc;
        transient @Nullable String fractionLost;
        transient @Nullable String cumulativeLost;
        transient @Nullable String highestSequence;
        transient @Nullable String sequenceCycles;
        transient @Nullable String jitter;
        transient @Nullable String lastSr;

        protected Rtcp(Object source) {
            super(source);
        }

        public void setSsrc(String value) {
            ssrc = value;
        }

        public void setPt(String value) {
            pt = value;
        }

        public void setReportCount(String value) {
            reportCount = value;
        }

        public void setSentNtp(String value) {
            sentNtp = value;
        }

        public void setSentRtp(String value) {
            sentRtp = value;
        }

        public void setSentPackets(String value) {
            sentPackets = value;
        }

        public void setRtt(String value) {
            rtt = value;
        }

        public void setReport0SourceSsrc(String value) {
            sourceSsrc = value;
        }

        public void setReport0FractionLost(String value) {
            fractionLost = value;
        }

        public void setReport0CumulativeLost(String value) {
            cumulativeLost = value;
        }

        public void setReport0HighestSequence(String value) {
            highestSequence = value;
        }

        public void setReport0SequenceNumberCycles(String value) {
            sequenceCycles = value;
        }

        public void setReport0IaJitter(String value) {
            jitter = value;
        }

        public void setReport0Lsr(String value) {
            lastSr = value;
        }
    }

    /** Our report: what the PBX received. */
    @AsteriskMapping("RTCPSent")
    public static final class RtcpSent extends Rtcp {
        private static final long serialVersionUID = 1L;

        public RtcpSent(Object source) {
            super(source);
        }
    }

    /** Their report: what the far end received. */
    @AsteriskMapping("RTCPReceived")
    public static final class RtcpReceived extends Rtcp {
        private static final long serialVersionUID = 1L;

        public RtcpReceived(Object source) {
            super(source);
        }
    }

    /** A registration of ours changed, or was refreshed. It has no name of its own: user and server tell which it is. */
    @AsteriskMapping("Registry")
    public static final class Registry extends ManagerEvent {
        private static final long serialVersionUID = 1L;
        transient @Nullable String username;
        transient @Nullable String domain;
        transient @Nullable String status;

        public Registry(Object source) {
            super(source);
        }

        public void setUsername(String value) {
            username = value;
        }

        public void setDomain(String value) {
            domain = value;
        }

        public void setStatus(String value) {
            status = value;
        }
    }

    /** One registration of chan_pjsip, from a list. */
    @AsteriskMapping("OutboundRegistrationDetail")
    public static final class OutboundRegistrationDetail extends ManagerEvent {
        private static final long serialVersionUID = 1L;
        transient @Nullable String objectName;
        transient @Nullable String endpoint;
        transient @Nullable String clientUri;
        transient @Nullable String serverUri;
        transient @Nullable String status;

        public OutboundRegistrationDetail(Object source) {
            super(source);
        }

        public void setObjectName(String value) {
            objectName = value;
        }

        public void setEndpoint(String value) {
            endpoint = value;
        }

        public void setClientUri(String value) {
            clientUri = value;
        }

        public void setServerUri(String value) {
            serverUri = value;
        }

        public void setStatus(String value) {
            status = value;
        }
    }

    @AsteriskMapping("OutboundRegistrationDetailComplete")
    public static final class OutboundRegistrationsListed extends ManagerEvent {
        private static final long serialVersionUID = 1L;

        public OutboundRegistrationsListed(Object source) {
            super(source);
        }
    }

    /** One registration of chan_sip, from a list. */
    @AsteriskMapping("RegistryEntry")
    public static final class RegistryEntry extends ManagerEvent {
        private static final long serialVersionUID = 1L;
        transient @Nullable String host;
        transient @Nullable String username;
        transient @Nullable String port;
        transient @Nullable String domain;
        transient @Nullable String domainPort;
        transient @Nullable String state;

        public RegistryEntry(Object source) {
            super(source);
        }

        public void setHost(String value) {
            host = value;
        }

        public void setUsername(String value) {
            username = value;
        }

        public void setDomain(String value) {
            domain = value;
        }

        public void setPort(String value) {
            port = value;
        }

        public void setDomainPort(String value) {
            domainPort = value;
        }

        public void setState(String value) {
            state = value;
        }
    }

    @AsteriskMapping("RegistrationsComplete")
    public static final class RegistryEntriesListed extends ManagerEvent {
        private static final long serialVersionUID = 1L;

        public RegistryEntriesListed(Object source) {
            super(source);
        }
    }

    /** The far end's answer to OPTIONS changed (chan_pjsip). */
    @AsteriskMapping("ContactStatus")
    public static final class ContactStatus extends ManagerEvent {
        private static final long serialVersionUID = 1L;
        transient @Nullable String uri;
        transient @Nullable String contactStatus;
        transient @Nullable String endpointName;
        transient @Nullable String roundtripUsec;

        public ContactStatus(Object source) {
            super(source);
        }

        public void setUri(String value) {
            uri = value;
        }

        public void setContactStatus(String value) {
            contactStatus = value;
        }

        public void setEndpointName(String value) {
            endpointName = value;
        }

        public void setRoundtripUsec(String value) {
            roundtripUsec = value;
        }
    }

    /** The same, asked for. */
    @AsteriskMapping("ContactStatusDetail")
    public static final class ContactStatusDetail extends ManagerEvent {
        private static final long serialVersionUID = 1L;
        transient @Nullable String uri;
        transient @Nullable String status;
        transient @Nullable String endpointName;
        transient @Nullable String roundtripUsec;

        public ContactStatusDetail(Object source) {
            super(source);
        }

        public void setUri(String value) {
            uri = value;
        }

        public void setStatus(String value) {
            status = value;
        }

        public void setEndpointName(String value) {
            endpointName = value;
        }

        public void setRoundtripUsec(String value) {
            roundtripUsec = value;
        }
    }

    /** The far end's answer to OPTIONS changed (chan_sip), or was asked for. */
    @AsteriskMapping("PeerStatus")
    public static final class PeerStatus extends ManagerEvent {
        private static final long serialVersionUID = 1L;
        transient @Nullable String peer;
        transient @Nullable String peerStatus;
        transient @Nullable String time;

        public PeerStatus(Object source) {
            super(source);
        }

        public void setPeer(String value) {
            peer = value;
        }

        public void setPeerStatus(String value) {
            peerStatus = value;
        }

        public void setTime(String value) {
            time = value;
        }
    }

    /** One peer of chan_sip, from a list. */
    @AsteriskMapping("PeerEntry")
    public static final class PeerEntry extends ManagerEvent {
        private static final long serialVersionUID = 1L;
        transient @Nullable String objectName;
        transient @Nullable String ipAddress;
        transient @Nullable String ipPort;
        transient @Nullable String status;

        public PeerEntry(Object source) {
            super(source);
        }

        public void setObjectName(String value) {
            objectName = value;
        }

        public void setIpAddress(String value) {
            ipAddress = value;
        }

        public void setIpPort(String value) {
            ipPort = value;
        }

        public void setStatus(String value) {
            status = value;
        }
    }

    /** A channel that is up, from a list. */
    @AsteriskMapping("CoreShowChannel")
    public static final class CoreShowChannel extends ChannelEvent {
        private static final long serialVersionUID = 1L;
        transient @Nullable String state;

        public CoreShowChannel(Object source) {
            super(source);
        }

        /** The library's own class has the same header as a number. */
        @Override
        public void setChannelStateDesc(String value) {
            state = value;
        }
    }

    /** What the steering dialplan tells of one attempt; the channel is the caller's. */
    public abstract static class RouteEvent extends ChannelEvent {
        private static final long serialVersionUID = 1L;
        transient @Nullable String routeName;
        transient @Nullable String trunk;

        protected RouteEvent(Object source) {
            super(source);
        }

        public void setRoute(String value) {
            routeName = value;
        }

        public void setTrunk(String value) {
            trunk = value;
        }
    }

    @AsteriskMapping("UserEventTrunkAttempt")
    public static final class TrunkAttempt extends RouteEvent {
        private static final long serialVersionUID = 1L;
        transient @Nullable String dialStatus;
        transient @Nullable String hangupCause;

        public TrunkAttempt(Object source) {
            super(source);
        }

        public void setDialStatus(String value) {
            dialStatus = value;
        }

        public void setHangupCause(String value) {
            hangupCause = value;
        }
    }

    /** The trunk's channel limit was reached. */
    @AsteriskMapping("UserEventTrunkFull")
    public static final class TrunkFull extends RouteEvent {
        private static final long serialVersionUID = 1L;

        public TrunkFull(Object source) {
            super(source);
        }
    }

    /** The dialled number did not pass the filter. */
    @AsteriskMapping("UserEventTrunkRefused")
    public static final class TrunkRefused extends RouteEvent {
        private static final long serialVersionUID = 1L;

        public TrunkRefused(Object source) {
            super(source);
        }
    }

    /** The caller entered a route. */
    @AsteriskMapping("UserEventTrunkRouted")
    public static final class TrunkRouted extends RouteEvent {
        private static final long serialVersionUID = 1L;

        public TrunkRouted(Object source) {
            super(source);
        }
    }

    /** Every trunk of the route failed for this caller. */
    @AsteriskMapping("UserEventTrunksFailed")
    public static final class TrunksFailed extends RouteEvent {
        private static final long serialVersionUID = 1L;

        public TrunksFailed(Object source) {
            super(source);
        }
    }

    @AsteriskMapping("FullyBooted")
    public static final class FullyBooted extends ManagerEvent {
        private static final long serialVersionUID = 1L;
        transient @Nullable String uptime;

        public FullyBooted(Object source) {
            super(source);
        }

        public void setUptime(String value) {
            uptime = value;
        }
    }

    @AsteriskMapping("Reload")
    public static final class Reload extends ManagerEvent {
        private static final long serialVersionUID = 1L;
        transient @Nullable String module;

        public Reload(Object source) {
            super(source);
        }

        public void setModule(String value) {
            module = value;
        }
    }

    @AsteriskMapping("Shutdown")
    public static final class Shutdown extends ManagerEvent {
        private static final long serialVersionUID = 1L;

        public Shutdown(Object source) {
            super(source);
        }
    }
}
