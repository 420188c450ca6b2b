package org.trunkpilot.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.trunkpilot.health.Trial.at;

import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.trunkpilot.health.Finding.Kind;
import org.trunkpilot.signal.CallEnd.By;
import org.trunkpilot.signal.LinkLost;
import org.trunkpilot.signal.LinkRestored;
import org.trunkpilot.signal.SnapshotTaken;

/** What share of calls gets through: as it is shown, and as a trunk is held to what it has always been. */
class SetUpShareTest {
    private final Trial trial = new Trial();
    private double now;

    private void good(int count) {
        for (int i = 0; i < count; i++) {
            trial.call(now += 10).ringsAfter(0.5).ends(By.CALLER, 5);
        }
    }

    private void bad() {
        trial.call(now += 10).fails(503, 0.2);
    }

    /** So many faults, with so many good calls before each. */
    private void pattern(int faults, int goods) {
        for (int i = 0; i < faults; i++) {
            good(goods);
            bad();
        }
    }

    private Belief belief() {
        trial.skipTo(now + 6);
        return trial.beliefAt(now + 6);
    }

    private PartBelief part() {
        return belief().part(Part.SETUP);
    }

    @Test
    void withoutCallsNothingIsShown() {
        assertThat(part()).isEqualTo(new PartBelief(Part.SETUP, OptionalInt.empty(), Grade.D, "no recent calls"));
    }

    @Test
    void theScoreIsTheShareThatGotThroughWithTwentyUsualCallsBefore() {
        good(8);
        bad();
        bad();
        good(1);
        assertThat(part().score()).as("(2 + 0.4) of (11 + 20)").hasValue(92);
        assertThat(part().grade()).isEqualTo(Grade.B);
        assertThat(part().words()).isEqualTo("8.9 of about 11 recent calls got through");
    }

    @Test
    void callsFadeInAnHour() {
        good(20);
        bad();
        now += 3_590;
        good(1);
        assertThat(part().words()).isEqualTo("8.1 of about 9 recent calls got through");
        assertThat(part().score()).hasValue(97);
    }

    @Test
    void aCallIsRecentForTenMinutes() {
        good(5);
        now += 590;
        assertThat(part().score()).isPresent();
        now += 10;
        assertThat(part().words()).isEqualTo("no recent calls");
    }

    @Test
    void aSuspicionIsShownThoughItsCallsAreOld() {
        good(5);
        bad();
        now += 1_200;
        assertThat(part().score()).isPresent();
    }

    @Test
    void causesWithoutASipCodeAreLessSure() {
        good(3);
        for (int i = 0; i < 2; i++) {
            trial.call(now += 10).failsWithCause(38, 0.2);
        }
        assertThat(part().grade()).isEqualTo(Grade.C);
    }

    @Test
    void aTrunkThatHasAlwaysFailedSomeCallsMustFailMoreThanOthers() {
        good(20);
        pattern(8, 4);
        assertThat(belief().verdict())
                .as("one in five, of a trunk that fails one in fifty")
                .isEqualTo(Verdict.DEGRADED);

        var used = new SetUpShareTest();
        used.pattern(100, 11);
        used.good(40);
        used.pattern(8, 4);
        assertThat(used.belief().verdict()).isNotEqualTo(Verdict.DEGRADED);
        used.pattern(6, 4);
        assertThat(used.belief().verdict()).as("and yet it is found").isEqualTo(Verdict.DEGRADED);
    }

    @Test
    void fourFaultsInARowAreAFaultOnAnyTrunk() {
        pattern(100, 11);
        good(40);
        for (int i = 0; i < 4; i++) {
            bad();
        }
        assertThat(belief().verdict()).isEqualTo(Verdict.DOWN);
    }

    @Test
    void aFaultIsNeverLearnedAsUsual() {
        pattern(40, 4);
        assertThat(belief().verdict()).isEqualTo(Verdict.DEGRADED);
        trial.told(new LinkLost(at(now + 7), "closed"))
                .told(new LinkRestored(at(now + 8), "22.10.1", Optional.empty()))
                .told(new SnapshotTaken(at(now + 9)));
        now += 10;
        good(20);
        pattern(8, 4);
        assertThat(belief().verdict()).isEqualTo(Verdict.DEGRADED);
    }

    @Test
    void faultsThatNeverCameTogetherAreNotAddedUp() {
        pattern(60, 15);
        assertThat(belief().findings()).noneMatch(f -> f.kind() == Kind.SETUP_FAULTS);
    }
}
