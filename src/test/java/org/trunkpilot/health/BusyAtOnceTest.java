package org.trunkpilot.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.trunkpilot.health.Trial.at;

import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.trunkpilot.signal.Callee;

/** Busy before anybody can have been asked: six in a row, of three prefixes, on a trunk that has nobody beside it. */
class BusyAtOnceTest {
    private static final Duration AT_ONCE = Duration.ofMillis(299);

    private final HealthPolicy policy = HealthPolicy.balanced();
    private final BusyAtOnce test =
            new BusyAtOnce(policy.refusals().busy(), policy.refusals().prefixes(), policy.recovery());
    private double now;
    private int numbers;

    private void busy(int count, int prefixes) {
        for (int i = 0; i < count; i++) {
            now += 10;
            test.busy(new Callee("number-" + numbers, "49" + numbers % prefixes), AT_ONCE, at(now));
            numbers++;
        }
    }

    private void busy(int count) {
        busy(count, 3);
    }

    private void asked(int count) {
        for (int i = 0; i < count; i++) {
            now += 10;
            test.asked(at(now));
        }
    }

    private Optional<Finding> finding() {
        return test.finding(at(now));
    }

    private String words() {
        return finding().orElseThrow().words();
    }

    @Test
    void sixInARowAreAFault() {
        busy(5);
        assertThat(finding()).isEmpty();
        busy(1);
        var finding = finding().orElseThrow();
        assertThat(finding.kind()).isEqualTo(Finding.Kind.SETUP_FAULTS);
        assertThat(finding.verdict()).isEqualTo(Verdict.DEGRADED);
        assertThat(finding.since()).isEqualTo(at(10));
        assertThat(finding.words())
                .isEqualTo(
                        "6 of the last 6 numbers were busy within 300 ms, before anybody could be asked; usual here is"
                                + " 5 %");
    }

    @Test
    void ofFewerThanThreePrefixesItIsNoMatterOfTheCarrier() {
        busy(20, 2);
        assertThat(finding()).isEmpty();
        busy(1);
        assertThat(finding()).as("the twenty-first is of a third").isPresent();
    }

    @Test
    void oneNumberCountsOnceAndOneThatNobodyToldNotAtAll() {
        for (int i = 0; i < 20; i++) {
            test.busy(new Callee("the same", "490"), AT_ONCE, at(++now));
            test.busy(new Callee("", "49" + i), AT_ONCE, at(++now));
        }
        busy(4);
        assertThat(finding()).isEmpty();
        busy(1);
        assertThat(words()).startsWith("6 of the last 6 numbers");
    }

    @Test
    void whoIsBusyAfterThreeTenthsOfASecondWasAsked() {
        for (int i = 0; i < 20; i++) {
            test.busy(new Callee("late-" + i, "49" + i), Duration.ofMillis(300), at(++now));
        }
        assertThat(finding()).isEmpty();
    }

    @Test
    void halfOfAllBusyIsFoundAfterSomeCallsAndASixthNever() {
        int pairs = 0;
        while (finding().isEmpty() && pairs < 40) {
            busy(1);
            asked(1);
            pairs++;
        }
        assertThat(pairs).isBetween(7, 9);
        assertThat(words()).contains(" of the last ");

        var seldom = new BusyAtOnceTest();
        for (int i = 0; i < 300; i++) {
            seldom.busy(1);
            seldom.asked(5);
        }
        assertThat(seldom.finding()).isEmpty();
    }

    @Test
    void callsThatAreHeardOfBringTheRunToItsEnd() {
        busy(3);
        asked(20);
        busy(5);
        assertThat(finding()).as("nothing is left of the three").isEmpty();
        busy(4);
        assertThat(words()).as("three of 23 were usual: nine it takes").startsWith("9 of the last 9");
    }

    @Test
    void aTrunkOnWhichManyAreAlwaysBusyAtOnceIsHeldToThat() {
        for (int i = 0; i < 400; i++) {
            busy(1);
            asked(5);
        }
        busy(6);
        assertThat(finding())
                .as("six in a row are less, where one of six is usual")
                .isEmpty();
        busy(4);
        assertThat(words()).endsWith("usual here is 17 %");
    }

    @Test
    void whatWasUsualFadesInAMonth() {
        for (int i = 0; i < 400; i++) {
            busy(1);
            asked(5);
        }
        asked(40);
        now += Duration.ofDays(28).toSeconds() * 6.0;
        asked(300);
        busy(6);
        assertThat(words()).endsWith("usual here is 5 %");
    }

    @Test
    void tenWhoWereAskedInARowEndIt() {
        busy(6);
        asked(9);
        busy(1);
        asked(9);
        assertThat(finding()).isPresent();
        asked(1);
        assertThat(finding()).isEmpty();
        assertThat(test.inDoubt(at(now))).isFalse();
        busy(5);
        assertThat(finding()).as("it begins anew").isEmpty();
    }

    @Test
    void aFaultIsGivenUpAfterAQuarterOfAnHourAndDoubted() {
        busy(6);
        now += 899;
        assertThat(finding()).isPresent();
        assertThat(test.inDoubt(at(now))).isFalse();
        now += 1;
        assertThat(test.inDoubt(at(now))).isTrue();
        assertThat(finding()).isEmpty();
    }

    @Test
    void whoAsksForItFirstHearsThatItWasGivenUp() {
        busy(6);
        now += 900;
        assertThat(finding()).isEmpty();
        assertThat(test.inDoubt(at(now))).isTrue();
        asked(3);
        assertThat(test.inDoubt(at(now))).as("three settle it").isFalse();
    }

    @Test
    void aRunIsBrokenOffAfterAnHour() {
        busy(5);
        now += 3_589;
        busy(1);
        assertThat(finding()).as("one moment before").isPresent();

        var other = new BusyAtOnceTest();
        other.busy(5);
        other.now += 3_590;
        other.busy(1);
        assertThat(other.finding()).isEmpty();
    }

    @Test
    void whatWeLoseSightOfIsDoubtedAndWhatWasNotTheTrunksTakenBack() {
        busy(6);
        test.doubt();
        assertThat(finding()).isEmpty();
        assertThat(test.inDoubt(at(now))).isTrue();
        var ours = new BusyAtOnceTest();
        ours.busy(6);
        ours.test.forgive(at(10));
        assertThat(ours.finding()).isEmpty();
        assertThat(ours.test.inDoubt(at(ours.now))).isFalse();
        var before = new BusyAtOnceTest();
        before.busy(6);
        before.test.forgive(at(11));
        assertThat(before.finding()).as("it began before").isPresent();
    }
}
