package org.trunkpilot.pbx;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.trunkpilot.pbx.StopTable.Heard;
import org.trunkpilot.pbx.StopTable.Then;
import org.trunkpilot.signal.Blame;
import org.trunkpilot.signal.CallEnd;
import org.trunkpilot.signal.CallId;
import org.trunkpilot.signal.CauseTable;
import org.trunkpilot.trunk.TrunkId;

class StopTableTest {
    @ParameterizedTest
    @ValueSource(ints = {404, 410, 484, 486, 600, 603, 604, 607, 608})
    void whatTheCalleeOrTheNumberSaysStops(int sip) {
        assertThat(then(sip, Heard.ANYTHING)).isEqualTo(Then.STOP);
        assertThat(StopTable.stopCodes()).contains(sip);
    }

    @ParameterizedTest
    @ValueSource(ints = {302, 400, 401, 403, 406, 407, 415, 487, 488, 491, 500, 502, 503, 504, 580, 606})
    void whatACarrierSaysOfItselfGoesOn(int sip) {
        assertThat(then(sip, Heard.ANYTHING)).isEqualTo(Then.NEXT_TRUNK);
        assertThat(StopTable.stopCodes()).doesNotContain(sip);
    }

    @Test
    void temporarilyUnavailableGoesOnUnlessThePhoneRang() {
        assertThat(then(480, Heard.SILENCE)).isEqualTo(Then.NEXT_TRUNK);
        assertThat(then(480, Heard.RINGING)).isEqualTo(Then.STOP);
        assertThat(StopTable.stopCodes()).doesNotContain(480);
    }

    @Test
    void aTimeoutFurtherDownGoesOnUnlessThePhoneRangSoThatItDoesNotRingASecondTime() {
        assertThat(then(408, Heard.SILENCE)).isEqualTo(Then.NEXT_TRUNK);
        assertThat(then(408, Heard.RINGING)).isEqualTo(Then.STOP);
        assertThat(StopTable.stopCodes()).doesNotContain(408);
        assertThat(StopTable.stopCodesAfterRinging()).containsExactly(408, 480);
    }

    static Stream<StopTable.Row> codes() {
        return StopTable.ROWS.stream().filter(row -> row.sip().isPresent());
    }

    @ParameterizedTest
    @MethodSource("codes")
    void whatStopsIsNeverCountedAgainstTheCarrierAndWhatIsTheCalleesAloneNeverGoesOn(StopTable.Row row) {
        var causes = new CauseTable(Duration.ofSeconds(8));
        var end = new CallEnd(
                Instant.EPOCH, new TrunkId("a"), new CallId("c"), CallEnd.By.FAR_END, OptionalInt.empty(), row.sip());
        for (boolean rang : row.heard() == Heard.SILENCE ? List.of(false) : List.of(true, false)) {
            for (boolean earlyMedia : rang || row.heard() == Heard.RINGING ? List.of(true) : List.of(false)) {
                var course =
                        new CauseTable.Course(rang, earlyMedia, false, Duration.ofSeconds(9), 1, OptionalInt.empty());
                var ruling = causes.rule(end, course);
                if (row.then() == Then.STOP) {
                    assertThat(ruling.blame()).isNotEqualTo(Blame.CARRIER);
                } else {
                    assertThat(ruling.blame() == Blame.CALLEE && ruling.weight() == 0)
                            .as("%s goes on", ruling)
                            .isFalse();
                }
            }
        }
    }

    @Test
    void noEndIsRuledOnTwice() {
        assertThat(StopTable.ROWS).extracting(row -> row.end() + row.heard()).doesNotHaveDuplicates();
        assertThat(StopTable.ROWS).allMatch(row -> !row.why().isEmpty());
    }

    private static Then then(int sip, Heard heard) {
        List<StopTable.Row> rows = StopTable.ROWS.stream()
                .filter(row -> row.sip().equals(OptionalInt.of(sip)) && row.heard() == heard)
                .toList();
        assertThat(rows).hasSize(1);
        return rows.get(0).then();
    }
}
