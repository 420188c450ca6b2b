package org.trunkpilot.pbx.freeswitch;

import java.io.IOException;
import java.util.List;
import org.trunkpilot.pbx.RouteActuator.Outcome;
import org.trunkpilot.trunk.Trunk;

/**
 * Makes FreeSWITCH register one gateway now. It never gives up by itself as Asterisk does; somebody may have told it {@code unregister}.
 *
 * <p>{@code sofia profile P register GW} touches that gateway alone and no call. What the carrier says comes as a
 * {@code sofia::gateway_state}.
 */
final class Registrar {
    private final Asker asker;

    Registrar(Asker asker) {
        this.asker = asker;
    }

    /** Asks and waits, for the time that the asker gives each answer. */
    Outcome register(Trunk trunk) {
        String gateway = trunk.endpoint();
        try {
            EslAnswer told = asker.api("sofia xmlstatus gateway " + gateway);
            if (told.text().startsWith(GatewayStatus.INVALID)) {
                return new Outcome.Refused("the PBX has no gateway \"" + gateway + "\"");
            }
            List<GatewayStatus> found = GatewayStatus.parse(told.text());
            if (found.size() != 1) {
                return new Outcome.Refused("the PBX answered for " + found.size() + " gateways: " + told.words());
            }
            if (!found.get(0).registers()) {
                return new Outcome.Refused("gateway \"" + gateway + "\" is not one that registers");
            }
            EslAnswer answer = asker.api("sofia profile " + found.get(0).profile() + " register " + gateway);
            return answer.ok() ? new Outcome.Done() : new Outcome.Refused(answer.words());
        } catch (IOException e) {
            return new Outcome.Unconfirmed(String.valueOf(e.getMessage()));
        }
    }
}
