package org.trunkpilot.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.trunkpilot.health.Trial.TRUNK;
import static org.trunkpilot.health.Trial.at;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.trunkpilot.signal.Answer;
import org.trunkpilot.signal.CallEnd;
import org.trunkpilot.signal.CallId;
import org.trunkpilot.signal.Callee;
import org.trunkpilot.signal.MediaReport;
import org.trunkpilot.signal.MediaReport.Direction;
import org.trunkpilot.signal.MediaReport.Reception;
import org.trunkpilot.signal.Progress;
import org.trunkpilot.signal.Seizure;
import org.trunkpilot.signal.TrunkSignal;

class MinuteRollupTest {
    private final TrunkHealth health = new TrunkHealth(TRUNK, HealthPolicy.balanced());
    private final MinuteRollup rollup = new MinuteRollup(TRUNK.id());
    private final List<TrunkMinute> rows = new ArrayList<>();

    private void tell(TrunkSignal signal) {
        health.accept(signal);
        rollup.accept(signal);
        health.endedLegs().forEach(rollup::accept);
        believe(signal.at());
    }

    private void believe(Instant at) {
        rollup.accept(health.belief(at)).ifPresent(rows::add);
    }

    @Test
    void aMinuteIsTheSumOfItsCallsReportsAndBeliefs() {
        believe(at(0));
        var good = new CallId("good");
        var bad = new CallId("bad");
        tell(new Seizure(at(1), TRUNK.id(), good, Optional.empty(), new Callee("a", "4930")));
        tell(new Progress(at(3), TRUNK.id(), good, Progress.Kind.RINGING));
        tell(new Answer(at(5), TRUNK.id(), good));
        tell(new Seizure(at(6), TRUNK.id(), bad, Optional.empty(), new Callee("b", "4940")));
        tell(new CallEnd(at(7), TRUNK.id(), bad, CallEnd.By.FAR_END, OptionalInt.of(34), OptionalInt.of(503)));
        tell(report(good, 10, 5, 4));
        tell(report(good, 15, 0, 8));
        tell(new CallEnd(at(16), TRUNK.id(), good, CallEnd.By.CALLER, OptionalInt.of(16), OptionalInt.empty()));
        believe(at(59));
        assertThat(rows).isEmpty();
        believe(at(60));

        assertThat(rows).hasSize(1);
        var row = rows.get(0);
        assertThat(row.minute()).isEqualTo(at(0));
        assertThat(row.verdict()).isEqualTo(Verdict.UNKNOWN);
        assertThat(row.seizures()).isEqualTo(2);
        assertThat(row.answers()).isEqualTo(1);
        assertThat(row.carrierFaults()).isEqualTo(1);
        assertThat(row.calleeEnds()).isZero();
        assertThat(row.otherEnds()).isZero();
        assertThat(row.mostLiveCalls()).isEqualTo(2);
        assertThat(row.lossOutboundPercent()).hasValue(1);
        assertThat(row.jitterOutboundMillis()).hasValue(6);
        assertThat(row.lossInboundPercent()).isEmpty();
        assertThat(row.roundTripMillis()).hasValue(40);
        assertThat(row.pddP50Millis().getAsDouble()).isBetween(1990.0, 2010.0);
        assertThat(row.ratingOutbound().getAsDouble()).isBetween(60.0, 92.0);
    }

    @Test
    void theNextMinuteStartsFromNothing() {
        aMinuteIsTheSumOfItsCallsReportsAndBeliefs();
        believe(at(120));
        var row = rows.get(1);
        assertThat(row.minute()).isEqualTo(at(60));
        assertThat(row.seizures()).isZero();
        assertThat(row.carrierFaults()).isZero();
        assertThat(row.pddP95Millis()).isEmpty();
        assertThat(row.lossOutboundPercent()).isEmpty();
    }

    @Test
    void theWorstVerdictOfTheMinuteStands() {
        believe(at(0));
        for (int i = 0; i < 4; i++) {
            var id = new CallId("call-" + i);
            tell(new Seizure(at(i), TRUNK.id(), id, Optional.empty(), new Callee("c" + i, "4930")));
            tell(new CallEnd(at(i), TRUNK.id(), id, CallEnd.By.FAR_END, OptionalInt.of(34), OptionalInt.of(503)));
        }
        for (int i = 0; i < 10; i++) {
            var id = new CallId("good-" + i);
            tell(new Seizure(at(10 + i), TRUNK.id(), id, Optional.empty(), new Callee("g" + i, "4930")));
            tell(new Answer(at(10 + i), TRUNK.id(), id));
        }
        assertThat(health.belief(at(30)).verdict()).isEqualTo(Verdict.HEALTHY);
        believe(at(60));
        assertThat(rows.get(0).verdict()).isEqualTo(Verdict.DOWN);
        assertThat(rows.get(0).score()).hasValue(0);
    }

    private static MediaReport report(CallId call, double seconds, int lost, double jitterMillis) {
        return new MediaReport(
                at(seconds),
                TRUNK.id(),
                call,
                Direction.OUTBOUND,
                Optional.of(new Reception(250, lost, jitterMillis)),
                OptionalLong.of(250),
                Optional.of(Duration.ofMillis(40)));
    }
}
