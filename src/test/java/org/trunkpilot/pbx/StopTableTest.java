package org.trunkpilot.pbx;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.trunkpilot.pbx.StopTable.Heard;
import org.trunkpilot.pbx.StopTable.Then;

class StopTableTest {
    @ParameterizedTest
    @ValueSource(ints = {404, 410, 484, 486, 600, 603, 604, 607, 608})
    void whatTheCalleeOrTheNumberSaysStops(int sip) {
        assertThat(then(sip, Heard.ANYTHING)).isEqualTo(Then.STOP);
        assertThat(StopTable.stopCodes()).contains(sip);
    }

    @ParameterizedTest
    @ValueSource(ints = {302, 400, 401, 403, 406, 407, 408, 415, 487, 488, 491, 500, 502, 503, 504, 580, 606})
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
