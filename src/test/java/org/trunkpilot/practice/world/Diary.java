package org.trunkpilot.practice.world;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A witness that writes down what matters to tests of the model. */
final class Diary implements Witness {
    final List<String> entries = new ArrayList<>();
    final List<RtcpReport> sent = new ArrayList<>();
    final List<RtcpReport> received = new ArrayList<>();

    private static String trunk(Channel leg) {
        return leg.name().substring(6, leg.name().lastIndexOf('-'));
    }

    @Override
    public void callerArrived(Channel caller) {
        entries.add("caller");
    }

    @Override
    public void legCreated(Channel leg) {}

    @Override
    public void legBegan(Channel caller, Channel leg, String dialString) {
        entries.add("dial " + trunk(leg));
    }

    @Override
    public void connectedLineKnown(Channel caller) {}

    @Override
    public void stateChanged(Channel channel) {}

    @Override
    public void legRings(Channel caller, Channel leg) {
        entries.add("rings " + trunk(leg));
    }

    @Override
    public void legAnswered(Channel caller, Channel leg) {
        entries.add("answered " + trunk(leg));
    }

    @Override
    public void bridged(Channel caller, Channel leg) {}

    @Override
    public void legRefused(Channel caller, Channel leg, Refusal refusal) {
        entries.add("refused " + trunk(leg) + " " + refusal.sip());
    }

    @Override
    public void legAbandoned(Channel caller, Channel leg, DialStatus why) {
        entries.add("abandoned " + trunk(leg) + " " + why);
    }

    @Override
    public void callEnded(Channel caller, Channel leg) {
        entries.add("ended");
    }

    @Override
    public void callerLeft(Channel caller, int cause) {
        entries.add("left " + cause);
    }

    @Override
    public void reportSent(Channel leg, RtcpReport report) {
        sent.add(report);
    }

    @Override
    public void reportReceived(Channel leg, RtcpReport report) {
        received.add(report);
    }

    @Override
    public void reachabilityChanged(Gateway gateway, Contact contact) {
        entries.add(gateway.trunk().id() + (contact.reachable() ? " reachable" : " unreachable"));
    }

    @Override
    public void registrationTold(Gateway gateway, Registration.State state) {
        entries.add(gateway.trunk().id() + " " + state);
    }

    @Override
    public void dialplanSays(Channel caller, String what, Map<String, String> fields) {
        entries.add(what + fields);
    }
}
