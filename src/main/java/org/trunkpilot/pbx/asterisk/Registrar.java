package org.trunkpilot.pbx.asterisk;

import java.io.IOException;
import java.util.Optional;
import java.util.function.Function;
import org.trunkpilot.pbx.RouteActuator.Outcome;
import org.trunkpilot.trunk.Trunk;
import org.trunkpilot.trunk.TrunkId;

/** Makes the PBX register a trunk again: {@code PJSIPRegister}, by the name of the registration, not of the endpoint. */
final class Registrar {
    private final ContactReading.Asker asker;
    private final Function<TrunkId, Optional<String>> nameOf;

    /** @param nameOf what the PBX calls the registration of a trunk; empty when it has told of none */
    Registrar(ContactReading.Asker asker, Function<TrunkId, Optional<String>> nameOf) {
        this.asker = asker;
        this.nameOf = nameOf;
    }

    /** @param chanSip whether chan_sip drives the trunk: it offers no such thing for a single registration */
    Outcome register(Trunk trunk, boolean chanSip) {
        if (chanSip) {
            return new Outcome.Refused("chan_sip cannot be made to register one trunk: \"sip reload\" does it for all");
        }
        Optional<String> name = nameOf.apply(trunk.id());
        if (name.isEmpty()) {
            return new Outcome.Refused("it lists no registration that is known to be that of endpoint \""
                    + trunk.endpoint() + "\"; in pjsip.conf, line=yes with endpoint=" + trunk.endpoint() + " tells");
        }
        try {
            AmiReply reply = asker.ask(new AmiAction("PJSIPRegister", "Registration", name.get()));
            if (reply.success()) {
                return new Outcome.Done();
            }
            String remedy = reply.denied() ? "; give the AMI account write=system or reporting" : "";
            return new Outcome.Refused("PJSIPRegister " + name.get() + ": " + reply.message() + remedy);
        } catch (IOException e) {
            return new Outcome.Unconfirmed(String.valueOf(e.getMessage()));
        } catch (IllegalArgumentException e) {
            return new Outcome.Refused(String.valueOf(e.getMessage()));
        }
    }
}
