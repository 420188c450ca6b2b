package org.trunkpilot.pbx.asterisk;

import org.asteriskjava.manager.AsteriskMapping;
import org.asteriskjava.manager.event.ManagerEvent;
import org.jspecify.annotations.Nullable;

/** The AMI events about calls: see {@link AmiEvents}. */
final class AmiCallEvents {
    private AmiCallEvents() {}

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
        transient @Nullable String callerId;

        public DialBegin(Object source) {
            super(source);
        }

        /** Where in the dialplan the caller's channel was when it dialled; restated, so that it is let through. */
        @Override
        public void setContext(String value) {
            super.setContext(value);
        }

        public void setDialString(String value) {
            dialString = value;
        }

        /** To the trunk, the party at the other end is the caller, as the dialplan wants to have it shown. */
        public void setDestConnectedLineNum(String value) {
            callerId = value;
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

    /** A channel has come to another state; of a channel that nobody dialled, Up is our answer to a call that came in. */
    @AsteriskMapping("Newstate")
    public static final class Newstate extends ChannelEvent {
        private static final long serialVersionUID = 1L;
        transient @Nullable String state;
        transient @Nullable String callerNumber;

        public Newstate(Object source) {
            super(source);
        }

        @Override
        public void setChannelStateDesc(String value) {
            state = value;
        }

        /** The far end's number, on a trunk's channel in either direction. */
        @Override
        public void setCallerIdNum(String value) {
            callerNumber = value;
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

    /** What one channel is like, from a list of one. */
    @AsteriskMapping("Status")
    public static final class Status extends ChannelEvent {
        private static final long serialVersionUID = 1L;
        transient @Nullable String nativeFormats;

        public Status(Object source) {
            super(source);
        }

        public void setNativeFormats(String value) {
            nativeFormats = value;
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
}
