package org.trunkpilot.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each setting of a policy at its bounds, which are allowed, and just beyond them, which is refused by the setting's name. */
class LimitsTest {
    /** The fields of a policy, in their order, as an operator could set them; the balanced ones where nothing is said. */
    private static RoutingPolicy policy(Map<String, String> set) {
        var p = RoutingPolicy.balanced();
        return new RoutingPolicy(
                p.name(),
                time(set, "dwell", p.dwell()),
                time(set, "holdOut", p.holdOut()),
                time(set, "holdOutCap", p.holdOutCap()),
                time(set, "calm", p.calm()),
                time(set, "probation", p.probation()),
                (int) number(set, "goodCalls", p.goodCalls()),
                OptionalInt.of((int) number(set, "movesPerDay", 6)),
                (int) number(set, "headroomPercent", p.headroomPercent()),
                number(set, "ratingGain", p.ratingGain()),
                number(set, "ratingPoor", p.ratingPoor()),
                time(set, "provenWithin", p.provenWithin()),
                time(set, "bootGrace", p.bootGrace()),
                time(set, "linkGrace", p.linkGrace()),
                (int) number(set, "stormChanges", p.stormChanges()),
                time(set, "commonWindow", p.commonWindow()),
                time(set, "recovery", p.recovery()),
                Optional.empty());
    }

    private static Duration time(Map<String, String> set, String field, Duration usual) {
        return set.containsKey(field) ? Duration.parse(set.get(field)) : usual;
    }

    private static double number(Map<String, String> set, String field, double usual) {
        return set.containsKey(field) ? Double.parseDouble(set.get(field)) : usual;
    }

    private static SelfHeal selfHeal(Map<String, String> set) {
        var d = SelfHeal.DEFAULTS;
        return new SelfHeal(
                (int) number(set, "attempts", d.attempts()),
                time(set, "jitter", d.jitter()),
                time(set, "firstGap", d.firstGap()),
                time(set, "mostGap", d.mostGap()),
                (int) number(set, "perCarrier", d.perCarrier()),
                time(set, "carrierWindow", d.carrierWindow()));
    }

    @ParameterizedTest
    @CsvSource({
        "dwell,           PT0S,       PT-0.001S,   PT24H,  PT24H0.001S",
        "holdOut,         PT0S,       PT-0.001S,   PT4H,   PT4H0.001S",
        "holdOutCap,      PT20M,      PT19M59S,    PT24H,  PT24H0.001S",
        "calm,            PT0S,       PT-0.001S,   PT24H,  PT24H0.001S",
        "probation,       PT0S,       PT-0.001S,   PT24H,  PT24H0.001S",
        "goodCalls,       0,          -1,          1000,   1001",
        "movesPerDay,     1,          0,           1000,   1001",
        "headroomPercent, 0,          -1,          90,     91",
        "ratingGain,      0,          -0.1,        93,     93.1",
        "ratingPoor,      0,          -0.1,        93,     93.1",
        "provenWithin,    PT1M,       PT59S,       PT720H, PT720H1S",
        "bootGrace,       PT0S,       PT-0.001S,   PT1H,   PT1H0.001S",
        "linkGrace,       PT0S,       PT-0.001S,   PT1H,   PT1H0.001S",
        "stormChanges,    1,          0,           10000,  10001",
        "commonWindow,    PT1S,       PT0.999S,    PT10M,  PT10M0.001S",
        "recovery,        PT0S,       PT-0.001S,   PT1H,   PT1H0.001S",
    })
    void aPolicyIsRefusedBeyondTheBoundsOfEachOfItsSettings(
            String field, String least, String less, String most, String more) {
        for (String allowed : List.of(least, most)) {
            assertThatCode(() -> policy(Map.of(field, allowed))).as(allowed).doesNotThrowAnyException();
        }
        for (String impossible : List.of(less, more)) {
            assertThatThrownBy(() -> policy(Map.of(field, impossible)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageStartingWith(field + ": ")
                    .hasMessageContaining(" must lie between ");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "attempts,      0,     -1,        1000,  1001",
        "jitter,        PT0S,  PT-0.001S, PT10M, PT10M0.001S",
        "firstGap,      PT10S, PT9.999S,  PT1H,  PT24H0.001S",
        "mostGap,       PT1M,  PT59.999S, PT24H, PT24H0.001S",
        "perCarrier,    1,     0,         1000,  1001",
        "carrierWindow, PT1S,  PT0.999S,  PT24H, PT24H0.001S",
    })
    void howOftenAPbxIsMadeToRegisterIsBounded(String field, String least, String less, String most, String more) {
        for (String allowed : List.of(least, most)) {
            assertThatCode(() -> selfHeal(Map.of(field, allowed))).as(allowed).doesNotThrowAnyException();
        }
        for (String impossible : List.of(less, more)) {
            assertThatThrownBy(() -> selfHeal(Map.of(field, impossible)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageStartingWith("selfHeal." + field + ": ")
                    .hasMessageContaining(" must lie between ");
        }
    }

    @Test
    void theGapsBetweenAttemptsDoubleUpToTheLongest() {
        var gaps = new ArrayList<Long>();
        for (int nth = 1; nth <= 8; nth++) {
            gaps.add(SelfHeal.DEFAULTS.gapAfter(nth).toMinutes());
        }
        assertThat(gaps).containsExactly(1L, 2L, 4L, 8L, 16L, 32L, 60L, 60L);
        assertThat(selfHeal(Map.of("mostGap", "PT4M")).gapAfter(3)).hasMinutes(4);
        assertThat(SelfHeal.DEFAULTS.gapAfter(1_000_000)).hasHours(1);
    }

    @Test
    void aHoldOutOfNothingStaysNothing() {
        assertThat(policy(Map.of("holdOut", "PT0S")).holdOutFor(50)).isZero();
        assertThat(policy(Map.of("holdOutCap", "PT40M")).holdOutFor(2)).hasMinutes(40);
        assertThat(policy(Map.of("holdOutCap", "PT30M")).holdOutFor(2)).hasMinutes(30);
    }

    @Test
    void theHoursOfReturnsBeginWithTheirFirstMinute() {
        var hours = new RoutingPolicy.FailBackHours(LocalTime.of(9, 0), LocalTime.of(17, 0), ZoneOffset.UTC);
        assertThat(hours.contains(LocalTime.of(8, 59))).isFalse();
        assertThat(hours.contains(LocalTime.of(9, 0))).isTrue();
        assertThat(hours.contains(LocalTime.of(16, 59))).isTrue();
        assertThat(hours.contains(LocalTime.of(17, 0))).isFalse();
        var allDay = new RoutingPolicy.FailBackHours(LocalTime.of(9, 0), LocalTime.of(9, 0), ZoneOffset.UTC);
        assertThat(allDay.contains(LocalTime.of(8, 0))).isTrue();
        assertThat(allDay.contains(LocalTime.of(20, 0))).isTrue();
    }

    @Test
    void theClinicsHoursAreTheNightAndNothingElseOfItIsChangedByThem() {
        var clinic = RoutingPolicy.continuity(ZoneOffset.UTC);
        assertThat(clinic.failBackHours())
                .contains(new RoutingPolicy.FailBackHours(LocalTime.of(19, 0), LocalTime.of(7, 0), ZoneOffset.UTC));
        assertThat(clinic.withFailBackHours(Optional.empty()).failBackHours()).isEmpty();
        assertThat(clinic.withFailBackHours(Optional.empty()).dwell()).isEqualTo(clinic.dwell());
        assertThat(clinic.probation()).hasMinutes(30);
        assertThat(clinic.calm()).hasMinutes(10);
        assertThat(clinic.holdOut()).hasMinutes(60);
    }

    @Test
    void inTheExerciseAllThatWaitsForPeopleIsASixtiethAndWhatWaitsForProbesIsNot() {
        var exercise = RoutingPolicy.exercise();
        assertThat(exercise.holdOut()).hasSeconds(20);
        assertThat(exercise.holdOutCap()).hasSeconds(240);
        assertThat(exercise.calm()).hasSeconds(5);
        assertThat(exercise.linkGrace()).hasSeconds(5);
        assertThat(exercise.recovery()).hasSeconds(15);
        assertThat(exercise.commonWindow()).hasSeconds(20);
    }
}
