package org.trunkpilot.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.trunkpilot.health.Trial.finding;
import static org.trunkpilot.health.Trial.found;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.trunkpilot.health.Finding.Kind;
import org.trunkpilot.signal.CallEnd.By;

/** What each callee may say for himself, and not all of them at once. */
class RefusalsTest {
    private static final int HOUR = 3_600;

    private final Trial trial = new Trial();

    @ParameterizedTest
    @CsvSource({
        "404, unknown (404)",
        "410, gone (410)",
        "480, not available (480)",
        "484, incomplete (484)",
        "485, ambiguous (485)",
        "486, busy (486)",
        "600, busy (600)",
        "604, unknown (604)",
        "607, declined (607)",
        "699, 699",
    })
    void aCarrierThatRefusesTwelveNumbersInARowAtOnceIsDown(int code, String as) {
        refused(0, 11, code, 0.4);
        assertThat(trial.beliefAt(1_000).verdict()).isEqualTo(Verdict.SUSPECT);
        refused(1_100, 1, code, 0.4);
        var belief = trial.beliefAt(1_101);
        var finding = finding(belief, Kind.SETUP_FAULTS).orElseThrow();
        assertThat(finding.verdict()).isEqualTo(Verdict.DOWN);
        assertThat(finding.attribution()).isEqualTo(Attribution.CARRIER);
        assertThat(finding.since()).isEqualTo(Trial.at(0.4));
        assertThat(finding.grade()).isEqualTo(Grade.B);
        if (code != 480) {
            assertThat(finding.words())
                    .isEqualTo("12 of 12 calls to 12 numbers in 4 prefixes were refused at once as " + as
                            + ", none got through");
        }
    }

    @Test
    void withoutSipCodesTheCauseIsToldAndTheGradeIsLower() {
        for (int i = 0; i < 12; i++) {
            trial.call(i * 10).failsWithCause(i < 2 ? 28 : 1, 0.1);
        }
        var finding = finding(trial.beliefAt(120), Kind.SETUP_FAULTS).orElseThrow();
        assertThat(finding.words())
                .isEqualTo(
                        "12 of 12 calls to 12 numbers in 4 prefixes were refused at once, mostly as unknown (Q.850 cause 1),"
                                + " none got through");
        assertThat(finding.grade()).isEqualTo(Grade.C);
    }

    @Test
    void whatIsDeclinedSoonerThanAnyPersonDeclinesIsSaidToOurAccount() {
        refused(0, 12, 603, 0.15);
        var finding = finding(trial.beliefAt(1_201), Kind.SETUP_FAULTS).orElseThrow();
        assertThat(finding.verdict()).isEqualTo(Verdict.DOWN);
        assertThat(finding.attribution()).isEqualTo(Attribution.ACCOUNT);
        assertThat(finding.words()).endsWith("none got through: check credit, caller ID and what our account may call");
    }

    @Test
    void whatIsDeclinedLaterIsSaidByTheCarrier() {
        refused(0, 12, 603, 0.25);
        assertThat(finding(trial.beliefAt(1_201), Kind.SETUP_FAULTS)
                        .orElseThrow()
                        .attribution())
                .isEqualTo(Attribution.CARRIER);
    }

    @Test
    void aPersonWhoDialsAWrongNumberAgainAndAgainIsOneWitness() {
        for (int i = 0; i < 40; i++) {
            trial.call(i * 20, "number-" + i % 11, "49" + i % 11).fails(404, 0.2);
        }
        assertThat(trial.first(found(Kind.SETUP_FAULTS, Verdict.DOWN), 820)).isInfinite();
    }

    @Test
    void aWrongListOfTwoPrefixesIsNoMatterOfTheCarrier() {
        for (int i = 0; i < 60; i++) {
            trial.call(i * 10, "number-" + i, i % 2 == 0 ? "4930" : "4940").fails(404, 0.2);
        }
        assertThat(trial.first(found(Kind.SETUP_FAULTS, Verdict.DOWN), 620)).isInfinite();
    }

    @Test
    void aCallThatRingsEndsTheRow() {
        refused(0, 11, 404, 0.2);
        trial.call(1_100).ringsAfter(1).ends(By.CALLER, 5);
        refused(1_200, 11, 404, 0.2);
        assertThat(trial.first(found(Kind.SETUP_FAULTS, Verdict.DOWN), 2_400)).isInfinite();
    }

    /** It may have asked another network; or the caller heard why. */
    @Test
    void whatTakesItsTimeOrIsAnnouncedProvesNothing() {
        refused(0, 30, 404, 1);
        for (int i = 30; i < 60; i++) {
            trial.call(i * 100).earlyMediaAfter(0.2).fails(404, 0.4);
        }
        assertThat(trial.first(b -> !b.findings().isEmpty(), 6_100)).isInfinite();
    }

    @Test
    void otherEndsAreCountedAndDoNotEndTheRow() {
        refused(0, 11, 404, 0.2);
        trial.call(1_100).fails(503, 0.2);
        refused(1_200, 1, 404, 0.2);
        assertThat(finding(trial.beliefAt(1_201), Kind.SETUP_FAULTS)
                        .orElseThrow()
                        .words())
                .startsWith("12 of 13 calls to 12 numbers");
    }

    @Test
    void aRowThatNobodyAddsToForAnHourIsBrokenOff() {
        refused(0, 11, 404, 0.2);
        refused(1_000.0 + HOUR + 1, 11, 404, 0.2);
        assertThat(trial.first(found(Kind.SETUP_FAULTS, Verdict.DOWN), 2_500 + HOUR))
                .isInfinite();
    }

    /** A dialler with a rotten list: 40 % unknown, 15 % busy or gone. Ten thousand calls, and the first 200 beside it. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void aDiallerWithARottenListIsLetAlone(int seed) {
        var chance = new SplittableRandom(seed);
        for (int i = 0; i < 10_000; i++) {
            var call = trial.call(i * 3);
            double fate = chance.nextDouble();
            if (fate < 0.4) {
                call.fails(404, 0.3);
            } else if (fate < 0.55) {
                call.fails(fate < 0.5 ? 486 : 410, 0.6);
            } else {
                call.ringsAfter(2).ends(By.CALLER, 20);
            }
        }
        assertThat(trial.first(found(Kind.SETUP_FAULTS, Verdict.DOWN), 30_030)).isInfinite();
    }

    /** Where every second is refused on any day, twelve in a row are chance; thirty are not. */
    @Test
    void whoIsUsedToRefusalsTakesLongerToBeSure() {
        for (int i = 0; i < 400; i++) {
            var call = trial.call(i * 10);
            if (i % 2 == 0) {
                call.fails(404, 0.3);
            } else {
                call.ringsAfter(2).ends(By.CALLER, 5);
            }
        }
        refused(5_000, 28, 404, 0.2);
        assertThat(trial.first(found(Kind.SETUP_FAULTS, Verdict.DOWN), 7_750)).isInfinite();
        refused(7_800, 3, 404, 0.2);
        assertThat(trial.first(found(Kind.SETUP_FAULTS, Verdict.DOWN), 8_100)).isBetween(7_800.0, 8_001.0);
    }

    @Test
    void theFirstCallThatGetsThroughMakesItDegradedAndTenClearIt() {
        refused(0, 12, 404, 0.2);
        for (int i = 0; i < 10; i++) {
            trial.call(1_200 + 20 * i).ringsAfter(1).ends(By.CALLER, 5);
        }
        var finding = finding(trial.beliefAt(1_222), Kind.SETUP_FAULTS).orElseThrow();
        assertThat(finding.verdict()).isEqualTo(Verdict.DEGRADED);
        assertThat(finding.words()).endsWith("were refused at once as unknown (404), 2 calls got through since");
        assertThat(trial.beliefAt(1_395).findings()).isEmpty();
    }

    @Test
    void withoutCallsItIsGivenUpInDoubtAndSixNumbersRaiseItAgain() {
        trial.probesAnswered(0, 3_000, 5);
        refused(0, 12, 404, 0.2);
        assertThat(trial.beliefAt(1_101).verdict()).isEqualTo(Verdict.DOWN);
        assertThat(trial.beliefAt(2_020).verdict()).isEqualTo(Verdict.UNKNOWN);
        refused(2_050, 6, 404, 0.2);
        assertThat(trial.first(found(Kind.SETUP_FAULTS, Verdict.DOWN), 2_700)).isBetween(2_550.0, 2_551.0);
    }

    @Test
    void whatTheUplinkSpoiltIsNotHeldAgainstTheCarrier() {
        refused(0, 12, 404, 0.2);
        trial.excused(0, 1_150);
        assertThat(trial.beliefAt(1_160).findings()).isEmpty();
    }

    @Test
    void busyBeforeAnybodyCouldBeAskedIsFoundWhereItIsFarAboveTheUsualOfTheTrunk() {
        mix(0, 300, 0);
        mix(9_000, 60, 2);
        double found = trial.first(found(Kind.SETUP_FAULTS, Verdict.DEGRADED), 11_000);
        assertThat(found).isBetween(9_300.0, 9_600.0);
        assertThat(finding(trial.beliefAt(found), Kind.SETUP_FAULTS)
                        .orElseThrow()
                        .words())
                .matches(
                        "\\d+ of the last \\d+ numbers were busy within 300 ms, before anybody could be asked; usual here is 5 %");
    }

    @Test
    void aShareOfBusyNumbersThatIsUsualHereIsNone() {
        mix(0, 2_000, 6);
        assertThat(trial.first(b -> b.verdict() == Verdict.DEGRADED, 61_000)).isInfinite();
    }

    @Test
    void busyAfterAWhileIsTheCallee() {
        for (int i = 0; i < 300; i++) {
            var call = trial.call(i * 30);
            if (i % 2 == 0) {
                call.fails(486, 0.3);
            } else {
                call.ringsAfter(2).ends(By.CALLER, 5);
            }
        }
        assertThat(trial.first(b -> !b.findings().isEmpty(), 9_030)).isInfinite();
    }

    @Test
    void numbersOfTwoPrefixesThatAreBusyAtOnceMayBeOfOneHouse() {
        for (int i = 0; i < 100; i++) {
            if (i % 2 == 0) {
                trial.call(i * 30, "house-" + i, i % 4 == 0 ? "4930" : "4940").fails(486, 0.1);
            } else {
                trial.call(i * 30).ringsAfter(2).ends(By.CALLER, 5);
            }
        }
        assertThat(trial.first(b -> b.verdict() == Verdict.DEGRADED, 3_030)).isInfinite();
    }

    @Test
    void tenCallsThatAreAskedClearIt() {
        mix(0, 60, 2);
        assertThat(trial.beliefAt(1_790).verdict()).isEqualTo(Verdict.DEGRADED);
        mix(1_800, 11, 0);
        assertThat(trial.beliefAt(2_130).findings()).isEmpty();
    }

    /** Calls to numbers of their own, a call each 100 s. */
    private void refused(double from, int calls, int code, double after) {
        for (int i = 0; i < calls; i++) {
            trial.call(from + 100.0 * i).fails(code, after);
        }
    }

    /** A call each 30 s that rings; each so-manieth is busy at once, none for 0. */
    private void mix(double from, int calls, int every) {
        for (int i = 0; i < calls; i++) {
            var call = trial.call(from + 30.0 * i);
            // Not in step with the prefixes, of which there are four in turn.
            if (every > 0 && (i / 4 + i) % every == 0) {
                call.fails(486, 0.1);
            } else {
                call.ringsAfter(2).ends(By.CALLER, 5);
            }
        }
    }
}
