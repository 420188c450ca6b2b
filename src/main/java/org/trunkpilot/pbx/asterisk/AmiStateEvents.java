package org.trunkpilot.pbx.asterisk;

import org.asteriskjava.manager.AsteriskMapping;
import org.asteriskjava.manager.event.ManagerEvent;
import org.jspecify.annotations.Nullable;

/** The AMI events about registrations, reachability and the PBX itself: see {@link AmiEvents}. */
final class AmiStateEvents {
    private AmiStateEvents() {}

    /** The end of a list that was asked for; {@link AmiWire} makes it, whatever Asterisk calls it. */
    @AsteriskMapping(ListEnd.NAME)
    public static final class ListEnd extends ManagerEvent {
        static final String NAME = "TrunkpilotListEnd";
        private static final long serialVersionUID = 1L;
        transient @Nullable String listOf;

        public ListEnd(Object source) {
            super(source);
        }

        public void setListOf(String value) {
            listOf = value;
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
