package org.trunkpilot.practice.world;

import java.util.Map;

/** Hears what happens, as it happens, in words that no manager protocol owns. Each dialect is a witness. */
public interface Witness {
    void callerArrived(Channel caller);

    /** A leg exists; nobody is named on it yet. */
    void legCreated(Channel leg);

    /** The INVITE goes. */
    void legBegan(Channel caller, Channel leg, String dialString);

    /** A caller is told whom he is being connected to. */
    void connectedLineKnown(Channel caller);

    /** A channel rings or is up. */
    void stateChanged(Channel channel);

    void legRings(Channel caller, Channel leg);

    void legAnswered(Channel caller, Channel leg);

    /** Caller and callee hear one another from now on. */
    void bridged(Channel caller, Channel leg);

    /** The far side ended the attempt. */
    void legRefused(Channel caller, Channel leg, Refusal refusal);

    /** The PBX ended the attempt: nobody answered, nothing came, or the caller gave up. */
    void legAbandoned(Channel caller, Channel leg, DialStatus why);

    /** The caller hung up an answered call. */
    void callEnded(Channel caller, Channel leg);

    /** A caller's channel went without any call being up. */
    void callerLeft(Channel caller, int cause);

    void reportSent(Channel leg, RtcpReport report);

    void reportReceived(Channel leg, RtcpReport report);

    void reachabilityChanged(Gateway gateway, Contact contact);

    void registrationTold(Gateway gateway, Registration.State state);

    /** The dialplan says something of its own; the order of the fields is that of the dialplan. */
    void dialplanSays(Channel caller, String what, Map<String, String> fields);
}
