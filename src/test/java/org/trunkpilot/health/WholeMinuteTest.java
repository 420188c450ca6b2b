package org.trunkpilot.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.trunkpilot.health.Trial.TRUNK;
import static org.trunkpilot.health.Trial.at;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.trunkpilot.signal.CallEnd;
import org.trunkpilot.signal.CallId;
import org.trunkpilot.signal.Callee;

/** How finished calls and beliefs are summed up in a minute of the record. */
class WholeMinuteTest {
    private final MinuteRollup rollup = new MinuteRollup(TRUNK.id());

    private void ended(CallLeg.Outcome outcome, Optional<Double> rings, Optional<Double> media) {
        rollup.accept(new CallLeg(
                new CallId("c"),
                TRUNK.id(),
                Optional.empty(),
                new Callee("k", "4930"),
                at(10),
                rings.map(s -> at(10 + s)),
                media.map(s -> at(10 + s)),
                Optional.empty(),
                at(30),
                CallEnd.By.FAR_END,
                OptionalInt.empty(),
                OptionalInt.empty(),
                outcome,
                OptionalDouble.empty(),
                OptionalDouble.empty(),
                OptionalDouble.empty(),
                OptionalDouble.empty()));
    }

    private Optional<TrunkMinute> believes(double second, int score, double inbound, int calls) {
        Instant now = at(second);
        return rollup.accept(new Belief(
                TRUNK.id(),
                now,
                Verdict.HEALTHY,
                Grade.A,
                OptionalInt.of(score),
                Map.of(),
                List.of(),
                calls,
                Optional.empty(),
                Optional.empty(),
                true,
                OptionalDouble.of(inbound),
                OptionalDouble.empty(),
                Optional.empty()));
    }

    @Test
    void eachCallIsCountedByWhoseEndItWas() {
        believes(0, 100, 90, 0);
        ended(CallLeg.Outcome.OK, Optional.empty(), Optional.empty());
        ended(CallLeg.Outcome.CALLEE, Optional.empty(), Optional.empty());
        ended(CallLeg.Outcome.CALLEE, Optional.empty(), Optional.empty());
        ended(CallLeg.Outcome.ACCOUNT, Optional.empty(), Optional.empty());
        ended(CallLeg.Outcome.OURS, Optional.empty(), Optional.empty());
        ended(CallLeg.Outcome.NEUTRAL, Optional.empty(), Optional.empty());
        TrunkMinute row = believes(60, 100, 90, 0).orElseThrow();
        assertThat(row.calleeEnds()).isEqualTo(2);
        assertThat(row.otherEnds()).isEqualTo(3);
        assertThat(row.carrierFaults()).isZero();
        assertThat(row.pddP50Millis()).as("none of them rang").isEmpty();
    }

    @Test
    void theFirstSoundAfterDiallingIsWhatTheCallerWaitedFor() {
        believes(0, 100, 90, 0);
        ended(CallLeg.Outcome.OK, Optional.of(4.0), Optional.of(2.0));
        TrunkMinute first = believes(60, 100, 90, 0).orElseThrow();
        assertThat(first.pddP50Millis().orElseThrow()).isBetween(1_990.0, 2_020.0);
        ended(CallLeg.Outcome.OK, Optional.of(4.0), Optional.of(6.0));
        TrunkMinute second = believes(120, 100, 90, 0).orElseThrow();
        assertThat(second.pddP50Millis().orElseThrow()).isBetween(3_980.0, 4_040.0);
        ended(CallLeg.Outcome.OK, Optional.empty(), Optional.of(8.0));
        TrunkMinute third = believes(180, 100, 90, 0).orElseThrow();
        assertThat(third.pddP95Millis().orElseThrow()).isBetween(7_960.0, 8_080.0);
    }

    @Test
    void theLowestScoreTheMostCallsAndTheMeanRatingStand() {
        believes(0, 90, 80, 3);
        believes(20, 40, 60, 7);
        believes(40, 95, 70, 1);
        TrunkMinute row = believes(60, 100, 90, 2).orElseThrow();
        assertThat(row.score()).hasValue(40);
        assertThat(row.mostLiveCalls()).isEqualTo(7);
        assertThat(row.ratingInbound()).hasValue(70);
        TrunkMinute next = believes(120, 100, 90, 0).orElseThrow();
        assertThat(next.score()).as("the next from nothing").hasValue(100);
        assertThat(next.mostLiveCalls()).isEqualTo(2);
        assertThat(next.ratingInbound()).hasValue(90);
    }
}
