package org.trunkpilot.signal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.trunkpilot.signal.CallEnd.By;
import org.trunkpilot.signal.CauseTable.Course;
import org.trunkpilot.signal.CauseTable.Ruling;
import org.trunkpilot.trunk.TrunkId;

/** The table of field notes §6.4, row by row, and the row that design §4 adds. */
class CauseTableTest {
    private final CauseTable table = new CauseTable(Duration.ofSeconds(8));

    @ParameterizedTest(name = "{0} {1}: {2}, weight {3}")
    @CsvSource({
        "486, no 18x, CALLEE, 0",
        "600, no 18x, CALLEE, 0",
        "480, no 18x, CALLEE, 0.25",
        "480, 180, CALLEE, 0",
        "603, no 18x, CALLEE, 0",
        "607, no 18x, CALLEE, 0",
        "608, no 18x, CALLEE, 0",
        "404, no 18x, CALLEE, 0",
        "604, no 18x, CALLEE, 0",
        "410, no 18x, CALLEE, 0",
        "484, no 18x, CALLEE, 0",
        "485, no 18x, CALLEE, 0",
        "487, no 18x, UNTOLD, 0",
        "401, no 18x, ACCOUNT, 0",
        "402, no 18x, ACCOUNT, 0",
        "403, no 18x, ACCOUNT, 0",
        "407, no 18x, ACCOUNT, 0",
        "428, no 18x, ACCOUNT, 0",
        "433, no 18x, ACCOUNT, 0",
        "408, no 18x, CARRIER, 1",
        "408, 180, CALLEE, 0",
        "408, 183, UNTOLD, 0",
        "415, no 18x, CODEC, 0",
        "488, no 18x, CODEC, 0",
        "606, no 18x, CODEC, 0",
        "580, no 18x, CODEC, 0",
        "400, no 18x, OURS, 0",
        "420, no 18x, OURS, 0",
        "421, no 18x, OURS, 0",
        "494, no 18x, OURS, 0",
        "481, no 18x, OURS, 0",
        "482, no 18x, OURS, 0",
        "483, no 18x, OURS, 0",
        "491, no 18x, OURS, 0",
        "500, no 18x, CARRIER, 1",
        "501, no 18x, OURS, 0",
        "502, no 18x, CARRIER, 1",
        "503, no 18x, CARRIER, 1",
        "503, 180, CARRIER, 1",
        "504, no 18x, CARRIER, 0.7",
        "505, no 18x, OURS, 0",
        "513, no 18x, OURS, 0",
        "555, no 18x, CARRIER, 1",
        "302, no 18x, UNTOLD, 0",
        "666, no 18x, CALLEE, 0",
        "200, no 18x, NOBODY, 0",
    })
    void aFinalSipCodeSaysWhoseDoingItWas(int code, String course, Blame blame, double weight) {
        // 127 beside every code: where there is a code, the cause has no say.
        var ruling = table.rule(end(By.FAR_END, OptionalInt.of(127), OptionalInt.of(code)), course(course, 2));
        assertThat(ruling.blame()).isEqualTo(blame);
        assertThat(ruling.weight()).isEqualTo(weight);
        assertThat(ruling.sip()).isTrue();
    }

    @ParameterizedTest(name = "cause {0} {1}: {2}, weight {3}")
    @CsvSource({
        "16, no 18x, UNTOLD, 0",
        "16, 180, NOBODY, 0",
        "17, no 18x, CALLEE, 0",
        "18, no 18x, CARRIER, 1",
        "18, 180, CALLEE, 0",
        "19, no 18x, CALLEE, 0.25",
        "19, 180, CALLEE, 0",
        "21, no 18x, ACCOUNT, 0",
        "21, 180, CALLEE, 0",
        "1, no 18x, CALLEE, 0",
        "22, no 18x, CALLEE, 0",
        "28, no 18x, CALLEE, 0",
        "127, no 18x, UNTOLD, 0",
        "23, no 18x, UNTOLD, 0",
        "58, no 18x, CODEC, 0",
        "29, no 18x, OURS, 0",
        "44, no 18x, OURS, 0",
        "38, no 18x, CARRIER, 1",
        "41, no 18x, CARRIER, 1",
        "42, no 18x, CARRIER, 1",
        "34, no 18x, CARRIER, 1",
        "27, no 18x, CARRIER, 1",
        "3, no 18x, CARRIER, 1",
        "2, no 18x, CARRIER, 1",
        "20, no 18x, CARRIER, 1",
        "102, no 18x, CARRIER, 0.7",
        "99, no 18x, UNTOLD, 0",
    })
    void withoutASipCodeTheCauseDecidesAtALowerGrade(int cause, String course, Blame blame, double weight) {
        var ruling = table.rule(end(By.FAR_END, OptionalInt.of(cause), OptionalInt.empty()), course(course, 2));
        assertThat(ruling.blame()).isEqualTo(blame);
        assertThat(ruling.weight()).isEqualTo(weight);
        assertThat(ruling.sip()).isFalse();
    }

    @ParameterizedTest(name = "ended by {0} after {2} s, {1}: {3}, weight {4}")
    @CsvSource({
        "PROGRESS_TIMEOUT, no 18x, 10, CARRIER, 1",
        "PROGRESS_TIMEOUT, 183, 10, UNTOLD, 0",
        "RING_TIMEOUT, 180, 45, NOBODY, 0",
        "RING_TIMEOUT, 183, 45, NOBODY, 0",
        "RING_TIMEOUT, no 18x, 45, CARRIER, 1",
        "CALLER, no 18x, 7, UNTOLD, 0",
        "CALLER, no 18x, 8, CARRIER, 0.5",
        "CALLER, 180, 20, NOBODY, 0",
        "CALLER, 183, 20, UNTOLD, 0",
        "ELSEWHERE, no 18x, 9, UNTOLD, 0",
        "PBX, no 18x, 9, OURS, 0",
    })
    void whatOurSideDidOutranksTheCodesOfTheLeg(By by, String course, int seconds, Blame blame, double weight) {
        // Asterisk's codes of a leg that the caller cancelled.
        var ruling = table.rule(
                end(by, OptionalInt.of(127), OptionalInt.of(500)), course(course, 2, Duration.ofSeconds(seconds)));
        assertThat(ruling.blame()).isEqualTo(blame);
        assertThat(ruling.weight()).isEqualTo(weight);
    }

    @ParameterizedTest
    @CsvSource({"FAR_END", "CALLER", "PBX", "NOT_TOLD"})
    void anAnsweredCallWorkedWhoeverEndedIt(By by) {
        var answered = new Course(true, false, true, Duration.ofSeconds(60), 1, OptionalInt.empty());
        assertThat(table.rule(end(by, OptionalInt.of(41), OptionalInt.of(503)), answered)
                        .blame())
                .isEqualTo(Blame.NOBODY);
    }

    /** Many carriers know at once which of their own customers are in talk: alone it weighs nothing. */
    @ParameterizedTest
    @CsvSource({"486", "600"})
    void aBusyBeforeAnybodyCouldBeAskedWeighsNothingByItself(int code) {
        var ruling = table.rule(
                end(By.FAR_END, OptionalInt.empty(), OptionalInt.of(code)), course("no 18x", 2, Duration.ofMillis(50)));
        assertThat(ruling.blame()).isEqualTo(Blame.CALLEE);
        assertThat(ruling.weight()).isZero();
    }

    @Test
    void a503AtOurOwnChannelLimitIsOurDoing() {
        assertThat(sip503(30).blame()).isEqualTo(Blame.OURS);
        assertThat(sip503(29).blame()).isEqualTo(Blame.CARRIER);
        var congestion = end(By.FAR_END, OptionalInt.of(34), OptionalInt.empty());
        assertThat(table.rule(congestion, course("no 18x", 30)).blame()).isEqualTo(Blame.OURS);
    }

    @Test
    void nothingToldIsNothingConcluded() {
        var ruling = table.rule(end(By.FAR_END, OptionalInt.empty(), OptionalInt.empty()), course("no 18x", 1));
        assertThat(ruling.blame()).isEqualTo(Blame.UNTOLD);
        assertThat(ruling.weight()).isZero();
    }

    @Test
    void theWordsAreThoseOfTheStandard() {
        assertThat(sip503(1).words()).isEqualTo("503 Service Unavailable");
    }

    private Ruling sip503(int liveCalls) {
        return table.rule(end(By.FAR_END, OptionalInt.of(34), OptionalInt.of(503)), course("no 18x", liveCalls));
    }

    private static Course course(String progress, int liveCalls) {
        return course(progress, liveCalls, Duration.ofSeconds(2));
    }

    private static Course course(String progress, int liveCalls, Duration elapsed) {
        return new Course(
                progress.equals("180"), progress.equals("183"), false, elapsed, liveCalls, OptionalInt.of(30));
    }

    private static CallEnd end(By by, OptionalInt cause, OptionalInt sip) {
        return new CallEnd(Instant.EPOCH, new TrunkId("prov-a"), new CallId("1"), by, cause, sip);
    }

    @Test
    void aSitesRuleGoesBeforeTheShippedOneAndACarriersOwnBeforeThat() {
        var rules = new CauseRules(
                Map.of(503, new CauseRules.Rule(Blame.CALLEE, 0.5), 480, new CauseRules.Rule(Blame.CARRIER, 1)),
                Map.of(38, new CauseRules.Rule(Blame.OURS, 0)),
                Map.of(
                        "Alpha",
                        new CauseRules(Map.of(503, new CauseRules.Rule(Blame.ACCOUNT, 0)), Map.of(), Map.of())));
        var alpha = new CauseTable(Duration.ofSeconds(8), rules, "Alpha");
        var beta = new CauseTable(Duration.ofSeconds(8), rules, "Beta");

        assertThat(alpha.rule(sip(503), COURSE).blame()).isEqualTo(Blame.ACCOUNT);
        assertThat(beta.rule(sip(503), COURSE))
                .isEqualTo(new Ruling(Blame.CALLEE, 0.5, true, "503 Service Unavailable"));
        assertThat(alpha.rule(sip(480), COURSE).blame()).isEqualTo(Blame.CARRIER);
        assertThat(alpha.rule(sip(500), COURSE)).isEqualTo(table.rule(sip(500), COURSE));
        var byCause = new CallEnd(T, A, LEG, CallEnd.By.FAR_END, OptionalInt.of(38), OptionalInt.empty());
        assertThat(beta.rule(byCause, COURSE)).isEqualTo(new Ruling(Blame.OURS, 0, false, "Q.850 cause 38"));
    }

    /** What is known beside the code goes before the rule: no rule makes a fault of our own full trunk, or of an answered call. */
    @Test
    void aRuleIsAboutTheCodeAlone() {
        var rules = new CauseRules(Map.of(486, new CauseRules.Rule(Blame.CARRIER, 1)), Map.of(), Map.of());
        var own = new CauseTable(Duration.ofSeconds(8), rules, "Alpha");
        var full = new Course(false, false, false, Duration.ofSeconds(1), 30, OptionalInt.of(30));
        var answered = new Course(true, false, true, Duration.ofSeconds(60), 1, OptionalInt.empty());
        var givenUp = new CallEnd(T, A, LEG, CallEnd.By.CALLER, OptionalInt.empty(), OptionalInt.of(486));

        assertThat(own.rule(sip(486), COURSE).blame()).isEqualTo(Blame.CARRIER);
        assertThat(own.rule(sip(486), full).blame()).isEqualTo(Blame.OURS);
        assertThat(own.rule(sip(486), answered).blame()).isEqualTo(Blame.NOBODY);
        assertThat(own.rule(givenUp, COURSE).blame()).isEqualTo(Blame.UNTOLD);
    }

    @Test
    void aRuleThatCannotBeMeantIsRefused() {
        assertThatThrownBy(() -> new CauseRules.Rule(Blame.OURS, 0.5)).hasMessageContaining("carrier and callee only");
        assertThatThrownBy(() -> new CauseRules.Rule(Blame.CARRIER, 1.5)).hasMessageContaining("between 0 and 1");
        var rule = new CauseRules.Rule(Blame.OURS, 0);
        assertThatThrownBy(() -> new CauseRules(Map.of(200, rule), Map.of(), Map.of()))
                .hasMessage("200 is no SIP response; give one from 300 to 699");
        assertThatThrownBy(() -> new CauseRules(Map.of(), Map.of(128, rule), Map.of()))
                .hasMessage("128 is no Q.850 cause; give one from 1 to 127");
    }

    private static final Course COURSE = new Course(false, false, false, Duration.ofSeconds(1), 1, OptionalInt.empty());
    private static final Instant T = Instant.parse("2026-03-02T09:00:00Z");
    private static final TrunkId A = new TrunkId("prov-a");
    private static final CallId LEG = new CallId("1");

    private static CallEnd sip(int code) {
        return new CallEnd(T, A, LEG, CallEnd.By.FAR_END, OptionalInt.empty(), OptionalInt.of(code));
    }
}
