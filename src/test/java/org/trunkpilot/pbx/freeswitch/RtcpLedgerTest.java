package org.trunkpilot.pbx.freeswitch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.trunkpilot.pbx.freeswitch.RtcpLedger.Interval;
import org.trunkpilot.signal.MediaReport.Reception;

class RtcpLedgerTest {
    private static final String OURS = "Source-";

    private final RtcpLedger ledger = new RtcpLedger(true);
    private Instant now = Instant.EPOCH;

    @Test
    void theOnePacketThatEveryFirstReportCountsAsLostWasNone() {
        assertThat(take(report("00000000", 13_186, 1, 1)).reception()).contains(new Reception(1, 0, 0));
        assertThat(take(report("2b08926e", 13_387, 1, 0)).reception()).contains(new Reception(201, 0, 0));
    }

    @Test
    void lossBeforeTheFirstReportCountsTheLeastThatItAllows() {
        assertThat(take(report("00000000", 13_186, 11, 14)).reception()).contains(new Reception(182, 10, 0));
    }

    @Test
    void aSourceThatIsNotNamedYetIsNoOtherSource() {
        take(report("00000000", 1_000, 1, 1));

        assertThat(take(report("2b08926e", 1_250, 1, 0)).reception()).contains(new Reception(250, 0, 0));
    }

    @Test
    void anotherSourceIsANewBeginning() {
        take(report("2b08926e", 1_000, 1, 1));

        assertThat(takeAny(report("0badcafe", 12, 0, 0))).isEmpty();
        assertThat(take(report("0badcafe", 262, 0, 0)).reception()).contains(new Reception(250, 0, 0));
    }

    @Test
    void aHighestSequenceOfZeroSaysThatNothingWasHeardHoweverPerfectTheRestLooks() {
        assertThat(take(report("00000000", 0, 1, 255)).reception()).isEmpty();
        assertThat(take(report("2b0cb2aa", 0, 1, 0)).reception()).isEmpty();
        assertThat(take(report("2b0cb2aa", 4_711, 1, 0)).reception()).contains(new Reception(1, 0, 0));
    }

    @Test
    void aStreamThatStandsStillExpectsNothing() {
        take(report("2b08926e", 1_000, 1, 1));

        assertThat(take(report("2b08926e", 1_000, 1, 0)).reception()).contains(new Reception(0, 0, 0));
    }

    @Test
    void lossIsSignedThoughItIsPrintedUnsigned() {
        take(report("2b08926e", 1_000, 1, 1));

        assertThat(take(report("2b08926e", 1_250, 16_777_214L, 0)).reception()).contains(new Reception(250, 0, 0));
        assertThat(take(report("2b08926e", 1_500, 4_294_967_294L, 0)).reception())
                .contains(new Reception(250, 0, 0));
    }

    @Test
    void theSequenceMayWrap() {
        take(report("2b08926e", 65_500, 1, 1));

        assertThat(take(report("2b08926e", 214, 1, 0)).reception()).contains(new Reception(250, 0, 0));
    }

    @Test
    void jitterIsInTimeStampUnits() {
        Map<String, String> report = report("2b08926e", 1_000, 1, 1);
        report.put(OURS + "Jitter", "14");

        assertThat(take(report).reception().orElseThrow().jitterMillis()).isEqualTo(1.75);
    }

    @Test
    void aRoundTripOfZeroIsUnknown() {
        assertThat(roundTrip("0.000000")).isEmpty();
        assertThat(roundTrip("0.059982")).contains(Duration.ofNanos(59_982_000));
        assertThat(roundTrip("10.000000")).isEmpty();
        assertThat(roundTrip("nan")).isEmpty();
    }

    @Test
    void whatASideSentIsTheGrowthOfItsOwnCount() {
        assertThat(sent(198)).hasValue(198);
        assertThat(sent(399)).hasValue(201);
        assertThat(sent(3)).isEmpty();
        assertThat(sent(253)).hasValue(250);
    }

    @Test
    void theFirstReportOfACallTakenOverIsOnlyABeginning() {
        RtcpLedger late = new RtcpLedger(false);

        assertThat(late.take(new Fields(report("2b08926e", 34_702, 900, 44)), OURS, now))
                .isEmpty();
        now = now.plusSeconds(5);
        assertThat(late.take(new Fields(report("2b08926e", 34_952, 900, 0)), OURS, now)
                        .orElseThrow()
                        .reception())
                .contains(new Reception(250, 0, 0));
    }

    @Test
    void figuresThatCannotBeTrueTogetherAreRefusedAndTheNextReportIsGood() {
        take(report("2b08926e", 1_000, 1, 1));

        refused(report("2b08926e", 900, 1, 0), "runs backwards");
        refused(report("2b08926e", 60_000, 1, 0), "jumps");
        refused(report("2b08926e", 60_250, 1, 128), "counters deny");
        refused(report("2b08926e", 60_500, 126, 0), "counters deny");
        refused(report("2b08926e", 60_750, 126, 256), "beyond 255");
        assertThat(take(report("2b08926e", 61_000, 126, 0)).reception()).contains(new Reception(250, 0, 0));
    }

    /** Reports that were lost on their way: the fraction is of the last 5 s, the counters of all 20. */
    @Test
    void afterMissedReportsTheFractionIsNoTestOfTheCounters() {
        take(report("2b08926e", 39_268, 1, 0));
        now = now.plusSeconds(14);

        assertThat(take(report("2b08926e", 40_222, 804, 227)).reception()).contains(new Reception(954, 803, 0));
    }

    @Test
    void aReportWithoutOneOfItsFiguresIsRefused() {
        Map<String, String> report = report("2b08926e", 1_000, 1, 1);
        report.remove(OURS + "Lost");

        refused(report, "without a usable Source-Lost");
    }

    private Optional<Duration> roundTrip(String text) {
        Map<String, String> report = report("2b08926e", 1_000, 1, 1);
        report.put("Rtt0-Avg", text);
        return new RtcpLedger(true)
                .take(new Fields(report), OURS, now)
                .orElseThrow()
                .roundTrip();
    }

    private OptionalLong sent(long count) {
        Map<String, String> report = report("2b08926e", 1_000, 1, 0);
        report.put("Sender-Packet-Count", Long.toString(count));
        return take(report).sentByReporter();
    }

    private void refused(Map<String, String> report, String why) {
        assertThatThrownBy(() -> takeAny(report))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(why);
    }

    private Interval take(Map<String, String> report) {
        return takeAny(report).orElseThrow();
    }

    private Optional<Interval> takeAny(Map<String, String> report) {
        now = now.plusSeconds(5);
        return ledger.take(new Fields(report), OURS, now);
    }

    private static Map<String, String> report(String source, long highest, long lost, int fraction) {
        Map<String, String> report = new HashMap<>();
        report.put(OURS + "SSRC", source);
        report.put(OURS + "Fraction", Integer.toString(fraction));
        report.put(OURS + "Lost", Long.toString(lost));
        report.put(OURS + "Highest-Sequence-Number-Received", Long.toString(highest));
        report.put(OURS + "Jitter", "0");
        return report;
    }
}
