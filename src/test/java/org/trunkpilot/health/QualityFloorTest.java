package org.trunkpilot.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.trunkpilot.health.Trial.at;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.trunkpilot.signal.CallId;
import org.trunkpilot.signal.Callee;
import org.trunkpilot.signal.MediaReport.Direction;
import org.trunkpilot.signal.MediaReport.Reception;

/** R under 60 for two and a half minutes is suspect, for five a fault; R 65 for a minute ends it. */
class QualityFloorTest {
    private static final Reception CLEAN = new Reception(250, 0, 2);

    private final HealthPolicy policy = HealthPolicy.balanced();
    private final QualityFloor floor = new QualityFloor(policy.quality(), policy.recovery(), Direction.INBOUND);

    private static LiveCall call(String number) {
        return new LiveCall(new CallId("to-" + number), Optional.empty(), new Callee(number, "49"), at(0), false);
    }

    private void rates(String number, double at, double rating) {
        floor.report(call(number), CLEAN, rating, 40, at(at), 2);
    }

    /** Two calls side by side, a report of each every ten seconds. */
    private void rate(double from, double to, double rating) {
        for (double t = from; t <= to; t += 10) {
            rates("a", t, rating);
            rates("b", t, rating);
        }
    }

    private Optional<Verdict> verdict(double at) {
        return floor.finding(at(at)).map(Finding::verdict);
    }

    @Test
    void underTheFloorForHalfTheDwellIsSuspectAndForAllOfItAFault() {
        rate(0, 140, 50);
        assertThat(verdict(149)).isEmpty();
        rate(150, 150, 50);
        assertThat(verdict(150)).contains(Verdict.SUSPECT);
        rate(160, 290, 50);
        assertThat(verdict(299)).contains(Verdict.SUSPECT);
        rate(300, 300, 50);
        var finding = floor.finding(at(300)).orElseThrow();
        assertThat(finding.verdict()).isEqualTo(Verdict.DEGRADED);
        assertThat(finding.kind()).isEqualTo(Finding.Kind.POOR_INBOUND);
        assertThat(finding.grade()).isEqualTo(Grade.B);
        assertThat(finding.since()).isEqualTo(at(0));
        assertThat(finding.words())
                .isEqualTo(
                        "the audio from the carrier rates R 50 (MOS 2.6), and R should be at least 60: round trip 40 ms,"
                                + " jitter 2 ms, loss 0 %, in calls to 2 numbers");
    }

    @Test
    void theOtherWayIsToldByTheFarEnd() {
        var out = new QualityFloor(policy.quality(), policy.recovery(), Direction.OUTBOUND);
        for (double t = 0; t <= 300; t += 10) {
            out.report(call("a"), new Reception(200, 10, 2), 50, 0, at(t), 1);
        }
        var finding = out.finding(at(300)).orElseThrow();
        assertThat(finding.verdict()).isEqualTo(Verdict.DEGRADED);
        assertThat(finding.kind()).isEqualTo(Finding.Kind.POOR_OUTBOUND);
        assertThat(finding.grade()).isEqualTo(Grade.A);
        assertThat(finding.words())
                .startsWith("the audio to the carrier rates")
                .endsWith("round trip not told, jitter 2 ms, loss 5 %, in calls to 1 number");
    }

    @Test
    void theFloorItselfIsGoodEnough() {
        rate(0, 600, 60);
        assertThat(verdict(600)).isEmpty();
    }

    @Test
    void fewerNumbersThanAreAskedForAreNoFault() {
        for (double t = 0; t <= 600; t += 10) {
            rates("a", t, 50);
        }
        assertThat(verdict(600)).contains(Verdict.SUSPECT);
        rates("b", 610, 50);
        assertThat(verdict(610)).contains(Verdict.DEGRADED);
    }

    @Test
    void whoRatesTheFloorIsNotAmongThePoor() {
        for (double t = 0; t <= 400; t += 10) {
            rates("a", t, 50);
            rates("b", t, 60);
        }
        assertThat(floor.finding(at(400)).orElseThrow().words()).endsWith("in calls to 1 number");
    }

    @Test
    void betweenFloorAndMarginTheClockRunsOnAndAboveItBeginsAnew() {
        rate(0, 100, 50);
        rate(110, 130, 64.9);
        rate(140, 330, 50);
        assertThat(verdict(330)).as("64.9 is no recovery").contains(Verdict.DEGRADED);

        var other = new QualityFloorTest();
        other.rate(0, 100, 50);
        other.rate(110, 400, 70);
        other.rate(420, 560, 50);
        assertThat(other.verdict(560)).isEmpty();
    }

    @Test
    void eachCallHasOneVoteAndOneThatIsOverNone() {
        for (double t = 0; t <= 20; t += 10) {
            rates("poor", t, 20);
        }
        for (double t = 30; t <= 400; t += 10) {
            rates("good", t, 80);
        }
        assertThat(verdict(400)).isEmpty();
        for (double t = 410; t <= 800; t += 10) {
            rates("good", t, 80);
            rates("poor", t, 42);
        }
        assertThat(verdict(800)).as("61 in the mean").isEmpty();
    }

    @Test
    void tenMinutesWithoutAReportBeginAnew() {
        rate(0, 200, 50);
        assertThat(verdict(200)).contains(Verdict.SUSPECT);
        rate(799.9, 799.9, 50);
        assertThat(verdict(800)).as("one moment before").contains(Verdict.DEGRADED);

        var other = new QualityFloorTest();
        other.rate(0, 200, 50);
        other.rate(800, 800, 50);
        assertThat(other.verdict(800)).isEmpty();
    }

    @Test
    void aSuspicionIsGivenUpAQuarterOfAnHourAfterTheLastReport() {
        rate(0, 200, 50);
        assertThat(verdict(200 + 899)).contains(Verdict.SUSPECT);
        assertThat(verdict(200 + 900)).isEmpty();
    }

    @Test
    void aFaultNobodyFeedsIsToldWithoutFiguresAndThenDoubted() {
        rate(0, 300, 50);
        assertThat(floor.finding(at(300 + 599)).orElseThrow().words()).contains("rates R 50");
        assertThat(floor.finding(at(300 + 600)).orElseThrow().words())
                .isEqualTo("the audio from the carrier was poor when last heard, and R should be at least 60");
        assertThat(floor.rating(at(300 + 600))).isEmpty();
        assertThat(verdict(300 + 899)).contains(Verdict.DEGRADED);
        assertThat(floor.inDoubt(at(300 + 900))).isTrue();
        assertThat(verdict(300 + 900)).isEmpty();
    }

    @Test
    void aMinuteAboveTheMarginEndsTheFault() {
        rate(0, 300, 50);
        // Each vote is an average over half a minute: it takes a while to follow.
        double t = 310;
        while (verdict(t - 10).isPresent() && t < 1_000) {
            rate(t, t, 90);
            t += 10;
        }
        assertThat(t - 10).isBetween(370.0, 400.0);
        assertThat(floor.inDoubt(at(t))).isFalse();
    }

    @Test
    void aPoorReportBetweenBeginsTheMinuteAnew() {
        rate(0, 300, 50);
        rate(310, 350, 90);
        rate(360, 400, 20);
        rate(410, 450, 90);
        assertThat(verdict(450)).contains(Verdict.DEGRADED);
    }

    @Test
    void whatWeLostSightOfIsInDoubtAndNothingIsLeftOfIt() {
        rate(0, 300, 50);
        floor.doubt();
        assertThat(verdict(300)).isEmpty();
        assertThat(floor.inDoubt(at(300))).isTrue();
        assertThat(floor.rating(at(300))).isEmpty();
        rate(310, 330, 90);
        assertThat(floor.inDoubt(at(330))).as("six good reports settle it").isFalse();
        rate(340, 480, 20);
        floor.doubt();
        assertThat(verdict(480)).isEmpty();
        rate(490, 500, 50);
        assertThat(verdict(500)).isEmpty();
    }

    @Test
    void whatWasNotTheTrunksIsTakenBack() {
        rate(0, 300, 50);
        floor.forgive(at(0));
        assertThat(verdict(300)).isEmpty();
        assertThat(floor.inDoubt(at(300))).isFalse();
        assertThat(floor.rating(at(300))).isEmpty();
        rate(310, 310, 90);
        assertThat(floor.rating(at(310)).getAsDouble()).as("nothing of before").isEqualTo(90);
        rate(320, 700, 20);
        floor.forgive(at(400));
        assertThat(verdict(700)).as("it began before").contains(Verdict.DEGRADED);
    }
}
