package org.trunkpilot.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class HealthPolicyTest {
    @Test
    void anImpossibleValueIsRefusedByItsName() {
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        new HealthPolicy.Probes(Duration.ZERO, 2, Duration.ofSeconds(1), 3, Duration.ofSeconds(90)))
                .withMessage("probes.timeout must be longer than zero, not PT0S");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new HealthPolicy.Loss(4, 1, 5, 12, 0.4, 0.04, 10_000))
                .withMessageStartingWith("loss.badPercent must be from 4.4");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new HealthPolicy.Loss(1, 4, Double.NaN, 12, 0.4, 0.04, 10_000))
                .withMessageStartingWith("loss.overdispersion");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new HealthPolicy.Audio(100, Duration.ofSeconds(4), 0.5, 0.5, 0.6, 7, 2))
                .withMessageStartingWith("audio.badSilent");
    }

    @Test
    void hoursAreTakenTogetherOnlyInPartsOfADay() {
        var kept = Duration.ofDays(28);
        var least = Duration.ofSeconds(2);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new HealthPolicy.Habit(kept, 5, 200, 1.7, 5, 12.4, least))
                .withMessage("pdd.habit.blockHours must divide 24, and 5 does not");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new HealthPolicy.Target(Duration.ofSeconds(4), least))
                .withMessageStartingWith("pdd.targets.slowAfter must be longer than half of usual");
    }

    @Test
    void profilesDifferInEvidenceAndPatienceAndNotInProbing() {
        var balanced = HealthPolicy.balanced();
        assertThat(HealthPolicy.continuity().setUp().degradeAt()).isEqualTo(12.5);
        assertThat(HealthPolicy.continuity().probes().misses()).isEqualTo(3);
        assertThat(HealthPolicy.availability().setUp().degradeAt()).isEqualTo(7.5);
        assertThat(HealthPolicy.availability().quality().floor()).isEqualTo(70);
        assertThat(HealthPolicy.availability().probes()).isEqualTo(balanced.probes());
    }

    @Test
    void exerciseWaitsASixtiethAndDetectsAsBalanced() {
        var balanced = HealthPolicy.balanced();
        var exercise = HealthPolicy.exercise();
        assertThat(exercise.recovery().givenUpAfter()).isEqualTo(Duration.ofSeconds(15));
        assertThat(exercise.recovery().mediaGoodFor()).isEqualTo(Duration.ofSeconds(1));
        assertThat(exercise.registration().flaps().longest()).isEqualTo(Duration.ofSeconds(30));
        assertThat(exercise.registration().flaps().halfLife()).isEqualTo(Duration.ofSeconds(15));
        assertThat(exercise.quality().dwell()).isEqualTo(Duration.ofSeconds(5));
        assertThat(exercise.setUp()).isEqualTo(balanced.setUp());
        assertThat(exercise.probes()).isEqualTo(balanced.probes());
        assertThat(exercise.audio()).isEqualTo(balanced.audio());
    }
}
