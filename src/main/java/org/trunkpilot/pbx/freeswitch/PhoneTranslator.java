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

    /** {@code sofia::register}, {@code sofia::unregister}, {@code sofia::expire}. The names of their headers: mod_sofia's source. */
    void registered(Fields event, Instant at, boolean present) {
        String named = event.text("from-user");
        say(named.isEmpty() ? event.text("user") : named, present, at);
    }

    /** {@code sofia::sip_user_state}: a phone that is pinged, and answers or does not. */
    void pinged(Fields event, Instant at) {
        switch (event.text("Ping-Status")) {
            case "REACHABLE" -> say(event.text("sip_user"), true, at);
            case "UNREACHABLE" -> say(event.text("sip_user"), false, at);
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
