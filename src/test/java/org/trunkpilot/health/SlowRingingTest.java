package org.trunkpilot.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.trunkpilot.health.Trial.at;

import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Calls that ring plainly late: four ahead are suspect, seven are a fault, ten quick ones in a row end it. */
class SlowRingingTest {
    private static final Duration LIMIT = Duration.ofSeconds(6);

    private final HealthPolicy policy = HealthPolicy.balanced();
    private final SlowTest test = new SlowTest(policy.pdd(), policy.recovery(), "180");
    private double now;

    private void slow(int count) {
        slow(count, LIMIT);
    }

    private void slow(int count, Duration limit) {
        for (int i = 0; i < count; i++) {
            test.add(limit.plusSeconds(1), limit, at(++now));
        }
    }

    private void quick(int count) {
        for (int i = 0; i < count; i++) {
            test.add(Duration.ofSeconds(1), LIMIT, at(++now));
        }
    }

    private Optional<Verdict> verdict() {
        return test.finding(at(now)).map(Finding::verdict);
    }

    private String words() {
        return test.finding(at(now)).orElseThrow().words();
    }

    @Test
    void fourAheadAreSuspectAndSevenAreAFault() {
        slow(3);
        assertThat(verdict()).isEmpty();
        slow(1);
        assertThat(verdict()).contains(Verdict.SUSPECT);
        assertThat(test.raised()).isFalse();
        slow(2);
        assertThat(verdict()).contains(Verdict.SUSPECT);
        slow(1);
        assertThat(verdict()).contains(Verdict.DEGRADED);
        assertThat(test.raised()).isTrue();
        var finding = test.finding(at(now)).orElseThrow();
        assertThat(finding.since()).as("the first was dialled").isEqualTo(at(1 - 7));
        assertThat(finding.grade()).isEqualTo(Grade.B);
        assertThat(finding.words())
                .isEqualTo("7 of the last 7 calls took more than 6 s to the 180, the last of them 7 s");
    }

    @Test
    void aCallThatTakesAsLongAsTheLimitIsNotSlow() {
        for (int i = 0; i < 20; i++) {
            test.add(LIMIT, LIMIT, at(++now));
        }
        assertThat(verdict()).isEmpty();
        slow(4);
        assertThat(words()).startsWith("4 of the last 4 calls");
    }

    @Test
    void aQuickCallTakesOffWhatASlowOneAdds() {
        for (int i = 0; i < 20; i++) {
            slow(1);
            quick(1);
        }
        assertThat(verdict()).isEmpty();
        slow(3);
        quick(1);
        slow(1);
        assertThat(verdict()).isEmpty();
        slow(1);
        assertThat(words()).startsWith("5 of the last 6 calls");
    }

    @Test
    void theLimitsOfAllDestinationsOfTheRunAreNamed() {
        slow(2, Duration.ofSeconds(8));
        slow(2, Duration.ofSeconds(11));
        slow(2, Duration.ofSeconds(6));
        slow(1, Duration.ofSeconds(8));
        assertThat(words())
                .isEqualTo("7 of the last 7 calls took more than the 6 s to 11 s of their destinations to the 180, "
                        + "the last of them 9 s");
        quick(10);
        assertThat(verdict()).isEmpty();
        slow(4, Duration.ofSeconds(8));
        assertThat(words()).as("a run of its own").startsWith("4 of the last 4 calls took more than 8 s to");
    }

    @Test
    void tenQuickCallsInARowEndItAndASlowOneBetweenBeginsTheCountAnew() {
        slow(12);
        quick(9);
        slow(1);
        quick(9);
        assertThat(verdict()).contains(Verdict.DEGRADED);
        quick(1);
        assertThat(verdict()).isEmpty();
        assertThat(test.inDoubt(at(now))).isFalse();
        slow(3);
        assertThat(verdict()).as("nothing is left of before").isEmpty();
        slow(1);
        assertThat(words()).startsWith("4 of the last 4 calls");
    }

    @Test
    void withoutAnyCallItIsGivenUpAfterAQuarterOfAnHourAndDoubted() {
        slow(7);
        assertThat(test.finding(at(now + 899.9))).isPresent();
        assertThat(test.finding(at(now + 900))).isEmpty();
        assertThat(test.raised()).isFalse();
        now += 900;
        assertThat(test.inDoubt(at(now))).isTrue();
        slow(1);
        assertThat(verdict()).as("one more is not enough").isEmpty();
        slow(1);
        assertThat(verdict()).as("half the evidence is, in doubt").contains(Verdict.SUSPECT);
        slow(2);
        assertThat(verdict()).contains(Verdict.DEGRADED);
    }

    @Test
    void whoAsksForDoubtFirstHearsOfItToo() {
        slow(7);
        assertThat(test.inDoubt(at(now + 899))).isFalse();
        assertThat(test.inDoubt(at(now + 900))).isTrue();
    }

    @Test
    void theNextCallNoticesThatItWasGivenUp() {
        slow(7);
        now += 900;
        quick(3);
        assertThat(test.inDoubt(at(now))).as("three quick calls settle a doubt").isFalse();
        assertThat(verdict()).isEmpty();
    }

    @Test
    void whatWeLostSightOfIsInDoubtUntilThreeQuickCalls() {
        slow(7);
        test.doubt();
        assertThat(test.raised()).isFalse();
        assertThat(verdict()).isEmpty();
        assertThat(test.inDoubt(at(now))).isTrue();
        quick(2);
        assertThat(test.inDoubt(at(now))).isTrue();
        quick(1);
        assertThat(test.inDoubt(at(now))).isFalse();
        slow(3);
        test.doubt();
        slow(1);
        assertThat(verdict()).as("a suspicion is forgotten").isEmpty();
    }

    @Test
    void whatWasNotTheTrunksFaultIsTakenBackAndWhatWasBeforeIsNot() {
        slow(7);
        test.forgive(at(-6));
        assertThat(test.raised()).isFalse();
        assertThat(verdict()).isEmpty();
        assertThat(test.inDoubt(at(now))).isFalse();
        slow(3);
        assertThat(verdict()).isEmpty();
        slow(4);
        test.forgive(at(now));
        assertThat(verdict()).contains(Verdict.DEGRADED);
    }
}
