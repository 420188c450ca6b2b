package org.trunkpilot.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.trunkpilot.health.Trial.at;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.trunkpilot.signal.CallId;
import org.trunkpilot.signal.Callee;
import org.trunkpilot.signal.MediaReport.Direction;
import org.trunkpilot.signal.MediaReport.Reception;

/** Packets lost of 250: five are the break-even, no callee counts for more than half, three of three are proof, three of four are not. */
class LossTest {
    private final HealthPolicy policy = HealthPolicy.balanced();
    private final LossCusum loss = new LossCusum(policy.loss(), policy.recovery(), Direction.INBOUND);
    private int calls;

    private LiveCall call(String number) {
        return new LiveCall(new CallId("call-" + calls++), Optional.empty(), new Callee(number, "49"), at(0), false);
    }

    private LiveCall call() {
        return call("callee-" + calls);
    }

    private void report(LiveCall call, double at, int lost) {
        report(call, at, lost, 1);
    }

    private void report(LiveCall call, double at, int lost, int callees) {
        loss.report(call, new Reception(250, lost, 1), at(at), callees);
    }

    private Optional<Verdict> verdict(double at) {
        return loss.finding(at(at)).map(Finding::verdict);
    }

    /** Three callees on a trunk on which nobody else talks. */
    private void raise(double from) {
        for (int i = 0; i < 3; i++) {
            report(call(), from + i, 50);
        }
    }

    @Test
    void threeCalleesOfThreeAreAFault() {
        report(call(), 10, 50);
        report(call(), 11, 50);
        assertThat(verdict(11)).contains(Verdict.SUSPECT);
        assertThat(loss.finding(at(11)).orElseThrow().attribution()).isEqualTo(Attribution.UNKNOWN);
        report(call(), 12, 25);
        var finding = loss.finding(at(12)).orElseThrow();
        assertThat(finding.verdict()).isEqualTo(Verdict.DEGRADED);
        assertThat(finding.kind()).isEqualTo(Finding.Kind.LOSS_INBOUND);
        assertThat(finding.since()).isEqualTo(at(10));
        assertThat(finding.grade()).isEqualTo(Grade.B);
        assertThat(finding.attribution()).isEqualTo(Attribution.CARRIER);
        assertThat(finding.words())
                .isEqualTo(
                        "16.7 % of the packets from the carrier were lost, in 3 calls, whether in bursts is not known"
                                + " yet");
    }

    @Test
    void theOtherWayIsToldByTheFarEnd() {
        var out = new LossCusum(policy.loss(), policy.recovery(), Direction.OUTBOUND);
        out.report(call(), new Reception(250, 50, 1), at(10), 1);
        out.report(call(), new Reception(250, 0, 1), at(11), 1);
        out.report(call(), new Reception(250, 50, 1), at(12), 1);
        var finding = out.finding(at(12)).orElseThrow();
        assertThat(finding.kind()).isEqualTo(Finding.Kind.LOSS_OUTBOUND);
        assertThat(finding.grade()).isEqualTo(Grade.A);
        assertThat(finding.words()).startsWith("13.3 % of the packets to the carrier were lost, in 2 calls");
    }

    @Test
    void oneCalleeIsSuspectAtItsShareAndNeverMore() {
        var one = call();
        report(one, 10, 25);
        assertThat(verdict(10)).as("5.4, and its share is 5.9").isEmpty();
        report(one, 15, 25);
        assertThat(verdict(15)).contains(Verdict.SUSPECT);
        for (int i = 0; i < 50; i++) {
            report(one, 20 + 5 * i, 100);
        }
        assertThat(verdict(270)).contains(Verdict.SUSPECT);
        assertThat(loss.finding(at(270)).orElseThrow().words()).contains("in 1 call,");
    }

    @Test
    void anotherCallToTheSameNumberAddsNothing() {
        for (int i = 0; i < 5; i++) {
            report(call("the same"), 10 + i, 50);
        }
        assertThat(verdict(15)).contains(Verdict.SUSPECT);
        assertThat(loss.finding(at(15)).orElseThrow().words()).contains("in 5 calls,");
    }

    @Test
    void fiveOfAPartAreTheBreakEven() {
        for (int i = 0; i < 2_000; i++) {
            report(call(), i, 5);
        }
        assertThat(verdict(2_000)).isEmpty();
        for (int i = 0; i < 100; i++) {
            report(call(), 2_000 + i, 6);
        }
        assertThat(verdict(2_100)).as("six are above it").isPresent();
    }

    @Test
    void anIntervalInWhichNothingWasExpectedSaysNothing() {
        var one = call();
        report(one, 10, 25);
        for (int i = 0; i < 20; i++) {
            loss.report(one, new Reception(0, 0, 1), at(15 + 5 * i), 1);
        }
        report(one, 120, 25);
        assertThat(verdict(120)).contains(Verdict.SUSPECT);
    }

    @Test
    void cleanReportsGiveACalleeItsShareBack() {
        var one = call();
        report(one, 10, 50);
        for (int i = 0; i < 3; i++) {
            report(one, 15 + 5 * i, 0);
        }
        assertThat(verdict(25)).isEmpty();
        report(one, 30, 50);
        assertThat(verdict(30)).as("up to its share again").contains(Verdict.SUSPECT);
        assertThat(loss.finding(at(30)).orElseThrow().words()).startsWith("8 % of");
    }

    @Test
    void asManyMustLoseAsAreAskedFor() {
        for (int i = 0; i < 3; i++) {
            report(call(), 10 + i, 50, 4);
        }
        assertThat(verdict(13)).contains(Verdict.SUSPECT);
        report(call(), 13, 50, 4);
        assertThat(verdict(13)).contains(Verdict.DEGRADED);
    }

    @Test
    void threeOfFourInTalkAreChanceAndFourOfFiveAreNot() {
        report(call(), 9, 4);
        raise(10);
        assertThat(verdict(13)).contains(Verdict.SUSPECT);
        report(call(), 14, 50);
        assertThat(verdict(14)).contains(Verdict.DEGRADED);
    }

    @Test
    void whoWasNotReportedOnForTwelveSecondsIsNotInTalk() {
        report(call(), 0, 4);
        raise(10);
        assertThat(verdict(12)).as("reported on twelve seconds ago: in talk").contains(Verdict.SUSPECT);
        var other = new LossTest();
        other.report(other.call(), -0.001, 4);
        other.raise(10);
        assertThat(other.verdict(12)).contains(Verdict.DEGRADED);
    }

    @Test
    void aRelapseIsBelievedOnHalfTheEvidenceAndThreeOfFour() {
        raise(10);
        loss.doubt();
        assertThat(loss.inDoubt(at(13))).isTrue();
        assertThat(verdict(13)).isEmpty();
        report(call(), 20, 4);
        report(call(), 21, 50);
        assertThat(verdict(21)).contains(Verdict.SUSPECT);
        report(call(), 22, 50);
        assertThat(verdict(22)).as("11.8 of 6, and two of three").contains(Verdict.SUSPECT);
        report(call(), 23, 50);
        assertThat(verdict(23)).contains(Verdict.DEGRADED);
    }

    @Test
    void itEndsTwelveCleanReportsAndAMinuteAfterTheSumIsSpent() {
        raise(10);
        var clean = call();
        int reports = 0;
        while (verdict(13 + 6 * reports).isPresent()) {
            reports++;
            report(clean, 13 + 6 * reports, 0);
        }
        // 17.6 are spent by the twelfth, which is the first of the twelve.
        assertThat(reports).isEqualTo(23);
    }

    @Test
    void twelveCleanReportsInLessThanAMinuteAreNotEnough() {
        raise(10);
        var clean = call();
        int reports = 0;
        while (verdict(13 + 2 * reports).isPresent()) {
            reports++;
            report(clean, 13 + 2 * reports, 0);
        }
        assertThat(reports).as("a minute after the twelfth").isEqualTo(12 + 30);
    }

    @Test
    void aLossyReportBetweenBeginsTheCountAnew() {
        raise(10);
        var clean = call();
        for (int i = 1; i <= 22; i++) {
            report(clean, 13 + 6 * i, 0);
        }
        report(clean, 150, 20);
        for (int i = 1; i <= 12; i++) {
            report(clean, 150 + 6 * i, 0);
        }
        assertThat(verdict(222)).contains(Verdict.DEGRADED);
        for (int i = 13; i <= 15; i++) {
            report(clean, 150 + 6 * i, 0);
        }
        assertThat(verdict(240)).isEmpty();
    }

    @Test
    void theNextFaultIsToldOfWithoutTheFiguresOfTheLast() {
        raise(10);
        var clean = call();
        for (int i = 1; i <= 23; i++) {
            report(clean, 13 + 6 * i, 0);
        }
        raise(200);
        var finding = loss.finding(at(203)).orElseThrow();
        assertThat(finding.since()).isEqualTo(at(200));
        assertThat(finding.words()).startsWith("20 % of").contains("in 3 calls");
    }

    @Test
    void theFiguresStandAsLongAsTheFaultDoes() {
        raise(10);
        var clean = call();
        for (int i = 1; i <= 15; i++) {
            report(clean, 13 + 2 * i, 0);
        }
        assertThat(loss.finding(at(43)).orElseThrow().words()).contains("in 3 calls");
    }

    @Test
    void whatACalleeAddsBeyondItsShareNeedNotBeTakenOffAgain() {
        var one = call();
        report(one, 10, 25);
        report(one, 15, 50);
        for (int i = 0; i < 4; i++) {
            report(call(), 16 + i, 0);
        }
        assertThat(verdict(20)).isEmpty();
        report(one, 21, 50);
        assertThat(verdict(21)).as("a round of its own, and a share of its own").contains(Verdict.SUSPECT);
        assertThat(loss.finding(at(21)).orElseThrow().words())
                .startsWith("20 % of")
                .contains("in 1 call,");
    }

    @Test
    void theNextReportNoticesThatASuspicionWasGivenUp() {
        report(call(), 10, 50);
        report(call(), 911, 50);
        report(call(), 912, 50);
        assertThat(verdict(912)).as("two, not three").contains(Verdict.SUSPECT);
        assertThat(loss.finding(at(912)).orElseThrow().words()).contains("in 2 calls");
    }

    @Test
    void figuresOfBeforeAreForgottenWithTheFinding() {
        raise(10);
        loss.doubt();
        report(call(), 40, 50);
        assertThat(loss.finding(at(40)).orElseThrow().words()).contains("in 1 call,");
        var other = new LossTest();
        other.raise(10);
        other.loss.forgive(at(10));
        other.report(other.call(), 40, 50);
        assertThat(other.loss.finding(at(40)).orElseThrow().words()).contains("in 1 call,");
        var given = new LossTest();
        given.raise(10);
        given.report(given.call(), 1_000, 50);
        assertThat(given.loss.finding(at(1_000)).orElseThrow().words()).contains("in 1 call,");
    }

    @Test
    void aSuspicionIsGivenUpAQuarterOfAnHourAfterTheLastReport() {
        report(call(), 10, 50);
        assertThat(verdict(909)).contains(Verdict.SUSPECT);
        assertThat(verdict(910)).isEmpty();
        assertThat(loss.inDoubt(at(910))).isFalse();
        report(call(), 911, 50);
        report(call(), 912, 50);
        assertThat(verdict(912)).as("two, not three").contains(Verdict.SUSPECT);
    }

    @Test
    void aFaultWithoutCallsIsGivenUpAndDoubted() {
        raise(10);
        assertThat(loss.inDoubt(at(911.9))).isFalse();
        assertThat(loss.inDoubt(at(912))).isTrue();
        assertThat(verdict(912)).isEmpty();
        for (int i = 0; i < 5; i++) {
            report(call(), 913 + i, 0);
        }
        assertThat(loss.inDoubt(at(918))).isTrue();
        report(call(), 919, 0);
        assertThat(loss.inDoubt(at(919))).as("six clean reports settle it").isFalse();
    }

    @Test
    void whatWasNotTheTrunksIsTakenBack() {
        raise(10);
        loss.forgive(at(10));
        assertThat(verdict(12)).isEmpty();
        assertThat(loss.inDoubt(at(12))).isFalse();
        report(call(), 40, 50);
        report(call(), 41, 50);
        assertThat(verdict(41)).contains(Verdict.SUSPECT);
        report(call(), 42, 50);
        loss.forgive(at(41));
        assertThat(verdict(42)).as("it began before").contains(Verdict.DEGRADED);
    }
}
