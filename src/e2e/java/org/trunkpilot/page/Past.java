package org.trunkpilot.page;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.trunkpilot.health.CallLeg;
import org.trunkpilot.health.TrunkMinute;
import org.trunkpilot.health.Verdict;
import org.trunkpilot.signal.CallEnd;
import org.trunkpilot.signal.CallId;
import org.trunkpilot.signal.Callee;
import org.trunkpilot.timeline.Entry;
import org.trunkpilot.timeline.Timeline;
import org.trunkpilot.trunk.RouteId;

/** What the record knows of prov-a: good minutes, then five bad ones with calls that failed, then good ones. */
final class Past {
    private static final int BAD_MINUTES = 5;

    private Past() {}

    /** Forty minutes before the fault, five of it, and five after. */
    static void anHour(Timeline timeline, Instant fault) {
        for (int minute = -40; minute < 2 * BAD_MINUTES; minute++) {
            boolean bad = minute >= 0 && minute < BAD_MINUTES;
            Instant begins = fault.plusSeconds(60L * minute);
            timeline.minute(Scenes.HQ, minute(begins, bad));
            timeline.leg(Scenes.HQ, leg(begins, "good", 0, CallLeg.Outcome.OK));
            if (bad) {
                timeline.leg(Scenes.HQ, leg(begins, "failed", 503, CallLeg.Outcome.CARRIER_FAULT));
            }
        }
        entry(timeline, fault, Verdict.HEALTHY, Verdict.DEGRADED, "10.2 % of the packets towards us are lost");
        entry(
                timeline,
                fault.plusSeconds(60L * BAD_MINUTES),
                Verdict.DEGRADED,
                Verdict.HEALTHY,
                "nothing speaks against it");
    }

    private static void entry(Timeline timeline, Instant at, Verdict from, Verdict to, String why) {
        timeline.append(new Entry(
                at,
                Scenes.HQ,
                Entry.Kind.VERDICT,
                Optional.of(Scenes.A),
                Optional.empty(),
                Scenes.A + ": " + from + " → " + to + ", " + why + ".",
                Map.of("verdict", to.name(), "grade", "A", "findings", List.of("LOSS_INBOUND"))));
    }

    private static TrunkMinute minute(Instant begins, boolean bad) {
        return new TrunkMinute(
                Scenes.A,
                begins,
                bad ? Verdict.DEGRADED : Verdict.HEALTHY,
                OptionalInt.of(bad ? 38 : 92),
                6,
                bad ? 4 : 5,
                bad ? 1 : 0,
                1,
                0,
                4,
                OptionalDouble.of(1210),
                OptionalDouble.of(2100),
                OptionalDouble.of(bad ? 10.2 : 0.1),
                OptionalDouble.of(0.1),
                OptionalDouble.of(bad ? 22 : 4),
                OptionalDouble.of(3),
                OptionalDouble.of(31),
                OptionalDouble.of(bad ? 53.2 : 91.1),
                OptionalDouble.of(90.8));
    }

    private static CallLeg leg(Instant begins, String name, int sip, CallLeg.Outcome outcome) {
        boolean answered = outcome == CallLeg.Outcome.OK;
        Instant seized = begins.plusSeconds(5);
        return new CallLeg(
                new CallId(begins.getEpochSecond() + "." + name),
                Scenes.A,
                Optional.of(new RouteId("default")),
                new Callee("8f14e45fceea167a", "4930"),
                seized,
                answered ? Optional.of(seized.plusMillis(1210)) : Optional.empty(),
                Optional.empty(),
                answered ? Optional.of(seized.plusSeconds(4)) : Optional.empty(),
                seized.plusSeconds(40),
                answered ? CallEnd.By.CALLER : CallEnd.By.FAR_END,
                OptionalInt.of(answered ? 16 : 38),
                sip == 0 ? OptionalInt.empty() : OptionalInt.of(sip),
                outcome,
                OptionalDouble.of(0.4),
                OptionalDouble.empty(),
                OptionalDouble.of(88.5),
                OptionalDouble.empty());
    }
}
