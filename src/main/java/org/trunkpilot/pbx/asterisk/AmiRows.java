package org.trunkpilot.pbx.asterisk;

import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.InstantSource;
import org.trunkpilot.pbx.RouteActuator;

/** What both ways to keep rows on an Asterisk have in common. */
abstract class AmiRows implements RouteActuator {
    private final ContactReading.Asker asker;
    private final InstantSource clock;

    AmiRows(ContactReading.Asker asker, InstantSource clock) {
        this.asker = asker;
        this.clock = clock;
    }

    /** @throws IOException when there is no answer in time, or no link */
    final AmiReply ask(AmiAction action) throws IOException {
        return asker.ask(action);
    }

    /** A write whose answer did not come may have been carried out all the same. */
    final Outcome write(AmiAction action, String remedy) {
        try {
            AmiReply reply = ask(action);
            return reply.success()
                    ? new Outcome.Done()
                    : new Outcome.Refused(action.getAction() + ": " + reply.message() + remedy(reply, remedy));
        } catch (IOException e) {
            return new Outcome.Unconfirmed(String.valueOf(e.getMessage()));
        }
    }

    static String remedy(AmiReply reply, String remedy) {
        return reply.denied() ? " (the AMI account needs " + remedy + ")" : "";
    }

    /** {@code Ping} answers with the PBX's time, to the microsecond. */
    @Override
    public final ClockReading clock() {
        try {
            AmiReply reply = ask(new AmiAction("Ping"));
            String stamp = reply.get("Timestamp");
            int point = stamp.indexOf('.');
            if (point < 1) {
                return new ClockReading.Unknown("the PBX's answer to Ping has no time in it");
            }
            Instant pbx = Instant.ofEpochSecond(
                    Long.parseLong(stamp.substring(0, point)), 1_000L * Long.parseLong(stamp.substring(point + 1)));
            return new ClockReading.At(pbx, clock.instant());
        } catch (IOException e) {
            return new ClockReading.Unknown(String.valueOf(e.getMessage()));
        } catch (NumberFormatException | DateTimeException e) {
            return new ClockReading.Unknown("the PBX's answer to Ping has an unreadable time in it");
        }
    }
}
