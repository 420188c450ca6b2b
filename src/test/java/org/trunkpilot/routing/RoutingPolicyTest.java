package org.trunkpilot.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class RoutingPolicyTest {
    @Test
    void theProfilesAreThoseOfTheFieldNotes() {
        var clinic = RoutingPolicy.continuity(ZoneOffset.UTC);
        var sales = RoutingPolicy.availability();
        assertThat(clinic.dwell()).hasMinutes(60);
        assertThat(clinic.movesPerDay()).hasValue(2);
        assertThat(clinic.goodCalls()).isEqualTo(10);
        assertThat(clinic.failBackHours()).isPresent();
        assertThat(sales.dwell()).hasMinutes(10);
        assertThat(sales.movesPerDay()).hasValue(12);
        assertThat(sales.bootGrace()).hasMinutes(3);
    }

    @Test
    void theExerciseIsBalancedAtSixtyTimesThePaceAndWithoutBudget() {
        var exercise = RoutingPolicy.exercise();
        assertThat(exercise.dwell()).hasSeconds(20);
        assertThat(exercise.probation()).hasSeconds(15);
        assertThat(exercise.bootGrace()).hasSeconds(5);
        assertThat(exercise.movesPerDay()).isEmpty();
        assertThat(exercise.name()).isEqualTo("exercise");
    }

    @Test
    void aHoldOutDoublesUpToItsCap() {
        var policy = RoutingPolicy.balanced();
        assertThat(policy.holdOutFor(1)).hasMinutes(20);
        assertThat(policy.holdOutFor(2)).hasMinutes(40);
        assertThat(policy.holdOutFor(4)).hasMinutes(160);
        assertThat(policy.holdOutFor(5)).hasHours(4);
        assertThat(policy.holdOutFor(1_000_000)).hasHours(4);
    }

    @Test
    void hoursMayGoOverMidnight() {
        var night = new RoutingPolicy.FailBackHours(LocalTime.of(19, 0), LocalTime.of(7, 0), ZoneOffset.UTC);
        var noon = new RoutingPolicy.FailBackHours(LocalTime.of(12, 0), LocalTime.of(13, 0), ZoneOffset.UTC);
        assertThat(night.contains(LocalTime.of(23, 0))).isTrue();
        assertThat(night.contains(LocalTime.of(6, 59))).isTrue();
        assertThat(night.contains(LocalTime.of(7, 0))).isFalse();
        assertThat(noon.contains(LocalTime.of(12, 30))).isTrue();
        assertThat(noon.contains(LocalTime.of(13, 0))).isFalse();
    }

    @Test
    void anImpossibleValueIsRefusedByItsName() {
        assertThatThrownBy(() -> policy(Duration.ofDays(2), 5, OptionalInt.empty()))
                .hasMessageStartingWith("dwell: ");
        assertThatThrownBy(() -> policy(Duration.ofSeconds(-1), 5, OptionalInt.empty()))
                .hasMessageStartingWith("dwell: ");
        assertThatThrownBy(() -> policy(Duration.ZERO, -1, OptionalInt.empty())).hasMessageStartingWith("goodCalls: ");
        assertThatThrownBy(() -> policy(Duration.ZERO, 5, OptionalInt.of(0))).hasMessageStartingWith("movesPerDay: ");
    }

    static RoutingPolicy policy(Duration dwell, int goodCalls, OptionalInt moves) {
        var b = RoutingPolicy.balanced();
        return new RoutingPolicy(
                b.name(),
                dwell,
                b.holdOut(),
                b.holdOutCap(),
                b.calm(),
                b.probation(),
                goodCalls,
                moves,
                b.headroomPercent(),
                b.ratingGain(),
                b.ratingPoor(),
                b.provenWithin(),
                b.bootGrace(),
                b.linkGrace(),
                b.stormChanges(),
                b.commonWindow(),
                b.recovery(),
                Optional.empty());
    }
}
