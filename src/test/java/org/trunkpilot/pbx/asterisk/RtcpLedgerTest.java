package org.trunkpilot.pbx.asterisk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.trunkpilot.pbx.asterisk.RtcpLedger.Interval;
import org.trunkpilot.signal.MediaReport.Reception;

class RtcpLedgerTest {
    private final RtcpLedger ledger = new RtcpLedger(true);
    private Instant now = Instant.EPOCH;

    @Test
    void whatWasReceivedIsTheGrowthOfTheSequenceAndNotItsValue() {
        take(block("0xa", 34_702, 0, 0, 0, 0));

        Interval second = take(block("0xa", 34_952, 0, 12, 12, 8));

        assertThat(second.reception()).contains(new Reception(250, 12, 1.0));
    }

    @Test
    void theSequenceGoesOnThroughItsCycles() {
        take(block("0xa", 65_500, 0, 0, 0, 0));

        assertThat(take(block("0xa", 214, 1, 0, 0, 0)).reception()).contains(new Reception(250, 0, 0));
    }

    @Test
    void aWrapOfTheSequenceIsSeenThoughItsCycleIsNotTold() {
        take(block("0xa", 65_500, 0, 0, 0, 0));

        assertThat(take(block("0xa", 214, 0, 0, 0, 0)).reception()).contains(new Reception(250, 0, 0));
    }

    @Test
    void aCumulativeLossBelowZeroIsPrintedUnsignedIn24Or32Bits() {
        take(block("0xa", 1_000, 0, 0, 0, 0));

        assertThat(take(block("0xa", 1_250, 0, 16_777_214L, 0, 0)).reception()).contains(new Reception(250, 0, 0));
        assertThat(take(block("0xa", 1_500, 0, 4_294_967_294L, 0, 0)).reception())
                .contains(new Reception(250, 0, 0));
    }

    @Test
    void theFirstReportOfACallWeSawBeginCountsTheLeastThatItsLossAllows() {
        assertThat(take(block("0xa", 34_702, 0, 43, 44, 0)).reception()).contains(new Reception(250, 43, 0));
    }

    @Test
    void theFirstReportOfACallTakenOverIsOnlyABeginning() {
        RtcpLedger late = new RtcpLedger(false);

        assertThat(late.take(block("0xa", 34_702, 0, 900, 44, 0), now)).isEmpty();
        now = now.plusSeconds(5);
        assertThat(late.take(block("0xa", 34_952, 0, 900, 0, 0), now)
                        .orElseThrow()
                        .reception())
                .contains(new Reception(250, 0, 0));
    }

    @Test
    void anotherSourceIsANewBeginning() {
        take(block("0xa", 34_702, 0, 0, 0, 0));

        assertThat(takeAny(block("0xb", 12, 0, 0, 0, 0))).isEmpty();
        assertThat(take(block("0xb", 262, 0, 0, 0, 0)).reception()).contains(new Reception(250, 0, 0));
    }

    @Test
    void aReportWithoutABlockSaysThatNothingWasHeard() {
        AmiCallEvents.Rtcp report = report();
        report.setPt("200(SR)");
        report.setReportCount("0");
        report.setSentPackets("250");

        assertThat(take(report)).isEqualTo(new Interval(Optional.empty(), OptionalLong.of(250), Optional.empty()));
    }

    @Test
    void audioThatBeginsAfterASilentReportIsHeardInTheNextOne() {
        AmiCallEvents.Rtcp silent = report();
        silent.setReportCount("0");
        take(silent);

        assertThat(take(block("0xa", 34_702, 0, 0, 0, 0)).reception()).isPresent();
    }

    @Test
    void aReceiverReportIsFromASideThatSendsNothing() {
        AmiCallEvents.Rtcp report = block("0xa", 1, 0, 0, 0, 0);
        report.setPt("201(RR)");

        assertThat(take(report).sentByReporter()).hasValue(0);
    }

    @Test
    void whatASideSentIsTheGrowthOfItsOwnCount() {
        take(sent(250));

        assertThat(take(sent(501)).sentByReporter()).hasValue(251);
        assertThat(take(sent(3)).sentByReporter()).isEmpty();
        assertThat(take(sent(253)).sentByReporter()).hasValue(250);
    }

    @Test
    void aRoundTripIsKnownOnlyWithTheReportItAnswers() {
        AmiCallEvents.Rtcp unknown = block("0xa", 1, 0, 0, 0, 0);
        unknown.setRtt("0.0000");
        unknown.setReport0Lsr("0");
        AmiCallEvents.Rtcp garbage = block("0xa", 251, 0, 0, 0, 0);
        garbage.setRtt("3.5000");
        garbage.setReport0Lsr("0");
        AmiCallEvents.Rtcp quick = block("0xa", 501, 0, 0, 0, 0);
        quick.setRtt("0.0008");
        quick.setReport0Lsr("690301208");
        AmiCallEvents.Rtcp absurd = block("0xa", 751, 0, 0, 0, 0);
        absurd.setRtt("10.0000");
        absurd.setReport0Lsr("690301208");

        assertThat(take(unknown).roundTrip()).isEmpty();
        assertThat(take(garbage).roundTrip()).isEmpty();
        assertThat(take(quick).roundTrip()).contains(Duration.ofNanos(800_000));
        assertThat(take(absurd).roundTrip()).isEmpty();
    }

    @Test
    void jitterIsCountedByTheClockOfTheCodec() {
        AmiCallEvents.Rtcp first = block("0xa", 1, 0, 0, 0, 48);
        first.setSentNtp("1000.0");
        first.setSentRtp("4294000000");
        AmiCallEvents.Rtcp second = block("0xa", 251, 0, 0, 0, 48);
        second.setSentNtp("1005.0");
        second.setSentRtp("4294240000");

        assertThat(take(first).reception().orElseThrow().jitterMillis()).isEqualTo(6.0);
        assertThat(take(second).reception().orElseThrow().jitterMillis()).isEqualTo(1.0);
    }

    @Test
    void figuresThatCannotBeTrueTogetherAreRefusedAndTheNextReportIsGood() {
        take(block("0xa", 1_000, 0, 0, 0, 0));

        refused(block("0xa", 900, 0, 0, 0, 0), "runs backwards");
        refused(block("0xa", 60_000, 0, 0, 0, 0), "jumps");
        refused(block("0xa", 60_250, 0, 0, 128, 0), "counters deny");
        refused(block("0xa", 60_500, 0, 125, 0, 0), "counters deny");
        refused(block("0xa", 60_750, 0, 125, 0, 5_000), "half a second");
        assertThat(take(block("0xa", 61_000, 0, 125, 0, 0)).reception()).contains(new Reception(250, 0, 0));
    }

    /** A burst in the report that was lost itself, nothing after it: the fraction is of the last 5 s, the counters of all 10. */
    @Test
    void afterALostReportTheNextOneCountsWhateverItsFractionSays() {
        take(block("0xa", 1_000, 0, 0, 0, 0));
        now = now.plusSeconds(5);

        assertThat(take(block("0xa", 1_500, 0, 125, 0, 0)).reception()).contains(new Reception(500, 125, 0));
    }

    @Test
    void aReportWithoutOneOfItsFiguresIsRefused() {
        AmiCallEvents.Rtcp report = report();
        report.setReport0SourceSsrc("0xa");

        refused(report, "without one of its figures");
    }

    private void refused(AmiCallEvents.Rtcp report, String why) {
        assertThatThrownBy(() -> takeAny(report))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(why);
    }

    private Interval take(AmiCallEvents.Rtcp report) {
        return takeAny(report).orElseThrow();
    }

    private Optional<Interval> takeAny(AmiCallEvents.Rtcp report) {
        now = now.plusSeconds(5);
        return ledger.take(report, now);
    }

    private static AmiCallEvents.Rtcp sent(long packets) {
        AmiCallEvents.Rtcp report = report();
        report.setPt("200(SR)");
        report.setReportCount("0");
        report.setSentPackets(Long.toString(packets));
        return report;
    }

    private static AmiCallEvents.Rtcp block(
            String source, int sequence, int cycles, long lost, int fraction, int jitter) {
        AmiCallEvents.Rtcp report = report();
        report.setReportCount("1");
        report.setReport0SourceSsrc(source);
        report.setReport0HighestSequence(Integer.toString(sequence));
        report.setReport0SequenceNumberCycles(Integer.toString(cycles));
        report.setReport0CumulativeLost(Long.toString(lost));
        report.setReport0FractionLost(Integer.toString(fraction));
        report.setReport0IaJitter(Integer.toString(jitter));
        return report;
    }

    private static AmiCallEvents.Rtcp report() {
        return new AmiCallEvents.RtcpReceived("test");
    }
}
