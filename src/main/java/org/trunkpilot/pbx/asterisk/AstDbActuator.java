package org.trunkpilot.pbx.asterisk;

import java.io.IOException;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import org.trunkpilot.trunk.RouteId;

/** Rows in AstDB, family {@code trunkpilot}, key {@code order/ROUTE}: they outlive the PBX. Needs {@code write=system}. */
final class AstDbActuator extends AmiRows {
    private static final String RIGHT = "write=system";

    AstDbActuator(ContactReading.Asker asker, InstantSource clock) {
        super(asker, clock);
    }

    @Override
    public Reading read(RouteId route) {
        try {
            AmiReply reply = ask(action("DBGet", route));
            if (reply.success()) {
                return reply.items().stream()
                        .filter(item -> item.name().equals("DBGetResponse"))
                        .findFirst()
                        .<Reading>map(item -> new Reading.Row(item.get("Val")))
                        .orElse(new Reading.Unreadable("the PBX's answer to DBGet has no value in it"));
            }
            return reply.message().startsWith("Database entry not found")
                    ? new Reading.Absent()
                    : new Reading.Unreadable("DBGet: " + reply.message() + remedy(reply, "write=system or reporting"));
        } catch (IOException e) {
            return new Reading.Unreadable(String.valueOf(e.getMessage()));
        }
    }

    @Override
    public Outcome write(RouteId route, String row) {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("Family", SteeringDialplan.DB_FAMILY);
        headers.put("Key", SteeringDialplan.keyOf(route));
        headers.put("Val", row);
        try {
            return write(new AmiAction("DBPut", headers), RIGHT);
        } catch (IllegalArgumentException e) {
            return new Outcome.Refused(String.valueOf(e.getMessage()));
        }
    }

    /** Asterisk answers alike that it could not and that there was none, so there is a second look. */
    @Override
    public Outcome delete(RouteId route) {
        Outcome outcome = write(action("DBDel", route), RIGHT);
        boolean goneAnyway = outcome instanceof Outcome.Refused && read(route) instanceof Reading.Absent;
        return goneAnyway ? new Outcome.Done() : outcome;
    }

    private static AmiAction action(String name, RouteId route) {
        return new AmiAction(name, "Family", SteeringDialplan.DB_FAMILY, "Key", SteeringDialplan.keyOf(route));
    }
}
