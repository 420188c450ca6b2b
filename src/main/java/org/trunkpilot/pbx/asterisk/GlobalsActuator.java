package org.trunkpilot.pbx.asterisk;

import java.io.IOException;
import java.time.InstantSource;
import org.trunkpilot.trunk.RouteId;

/**
 * Rows in global variables {@code TRUNKPILOT_ORDER_ROUTE}. Needs no more than {@code write=call}, and is forgotten when the PBX
 * restarts. Every character that a route's name may have, dash and dot included, may stand in such a name (22.10.1).
 */
final class GlobalsActuator extends AmiRows {
    private static final String RIGHT = "write=call";

    GlobalsActuator(ContactReading.Asker asker, InstantSource clock) {
        super(asker, clock);
    }

    /** A variable that is not set reads as an empty one, and an empty row is none. */
    @Override
    public Reading read(RouteId route) {
        try {
            AmiReply reply = ask(new AmiAction("Getvar", "Variable", SteeringDialplan.globalOf(route)));
            if (!reply.success()) {
                return new Reading.Unreadable("Getvar: " + reply.message() + remedy(reply, "write=call or reporting"));
            }
            String value = reply.get("Value");
            return value.isEmpty() ? new Reading.Absent() : new Reading.Row(value);
        } catch (IOException e) {
            return new Reading.Unreadable(String.valueOf(e.getMessage()));
        }
    }

    @Override
    public Outcome write(RouteId route, String row) {
        try {
            return write(new AmiAction("Setvar", "Variable", SteeringDialplan.globalOf(route), "Value", row), RIGHT);
        } catch (IllegalArgumentException e) {
            return new Outcome.Refused(String.valueOf(e.getMessage()));
        }
    }

    @Override
    public Outcome delete(RouteId route) {
        return write(route, "");
    }
}
