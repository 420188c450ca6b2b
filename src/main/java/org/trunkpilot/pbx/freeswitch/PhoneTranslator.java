package org.trunkpilot.pbx.freeswitch;

import java.time.Instant;
import java.util.function.Consumer;
import org.trunkpilot.signal.PbxSignal;
import org.trunkpilot.signal.PhoneContact;

/** The phones of the house: who registers with the PBX, and who does not answer it any more. Each is a witness of the house. */
final class PhoneTranslator {
    private final Consumer<PbxSignal> into;

    PhoneTranslator(Consumer<PbxSignal> into) {
        this.into = into;
    }

    /** {@code sofia::register} and {@code sofia::unregister}; {@code sofia::expire} has {@code user} in the place of {@code from-user}. */
    void registered(Fields event, Instant at, boolean present) {
        String named = event.text("from-user");
        say(named.isEmpty() ? event.text("user") : named, present, at);
    }

    /**
     * {@code sofia::sip_user_state}: a phone that is pinged, and answers or does not. Its {@code sip_user} has the domain behind it,
     * which nothing else has that names a phone. One without a contact is the late answer of a phone that has unregistered meanwhile.
     */
    void pinged(Fields event, Instant at) {
        if (event.text("sip_contact").isEmpty()) {
            return;
        }
        switch (event.text("Ping-Status")) {
            case "REACHABLE" -> say(event.text("from-user"), true, at);
            case "UNREACHABLE" -> say(event.text("from-user"), false, at);
            default -> {
                // Not decided yet.
            }
        }
    }

    private void say(String phone, boolean present, Instant at) {
        if (!phone.isEmpty()) {
            into.accept(new PhoneContact(at, phone, present ? PhoneContact.State.PRESENT : PhoneContact.State.ABSENT));
        }
    }
}
