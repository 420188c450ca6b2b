package org.trunkpilot.pbx;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
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
    @ValueSource(ints = {404, 410, 484, 485, 486, 600, 603, 604, 607, 608})
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

    /** Whose doing the cause table may call an end for which the stop table gives this reason. */
    private static final Map<String, Set<Blame>> REASONS = Map.ofEntries(
            Map.entry("the carrier's fault", Set.of(Blame.CARRIER)),
            Map.entry("the carrier got no reply", Set.of(Blame.CARRIER)),
            Map.entry("our account at this carrier", Set.of(Blame.ACCOUNT)),
            Map.entry("another carrier may take our codecs", Set.of(Blame.CODEC)),
            Map.entry("another carrier may carry the audio on our terms", Set.of(Blame.CODEC)),
            Map.entry("another carrier may accept it", Set.of(Blame.OURS)),
            Map.entry("the carrier did not understand the request", Set.of(Blame.OURS)),
            Map.entry("the carrier is confused", Set.of(Blame.OURS)),
            Map.entry("a carrier must not redirect a call into the dialplan", Set.of(Blame.UNTOLD)),
            Map.entry("the carrier gave up, not the caller", Set.of(Blame.UNTOLD)),
            Map.entry("some carriers say so of their own faults", Set.of(Blame.CALLEE)),
            // After a 183 alone nobody knows whether it rang.
            Map.entry("the phone rang and nobody came", Set.of(Blame.CALLEE, Blame.UNTOLD)),
            Map.entry("no such number, by any carrier", Set.of(Blame.CALLEE)),
            Map.entry("no such number anywhere", Set.of(Blame.CALLEE)),
            Map.entry("the number is gone", Set.of(Blame.CALLEE)),
            Map.entry("the number is incomplete", Set.of(Blame.CALLEE)),
            Map.entry("the number is ambiguous", Set.of(Blame.CALLEE)),
            Map.entry("busy", Set.of(Blame.CALLEE)),
            Map.entry("busy everywhere", Set.of(Blame.CALLEE)),
            Map.entry("the callee declined", Set.of(Blame.CALLEE)),
            Map.entry("the callee does not want the call", Set.of(Blame.CALLEE)),
            Map.entry("the callee's side rejects the call", Set.of(Blame.CALLEE)));

    static Stream<StopTable.Row> codes() {
        return StopTable.ROWS.stream().filter(row -> row.sip().isPresent());
    }

    @ParameterizedTest
    @MethodSource("codes")
    void theReasonOfEachRowIsWhatTheCauseTableSaysAndTheCalleesAloneNeverGoesOn(StopTable.Row row) {
        assertThat(REASONS).containsKey(row.why());
        for (CauseTable.Course course : courses(row.heard())) {
            var ruling = ruling(row.sip().orElseThrow(), course);
            assertThat(List.of(ruling.blame()))
                    .as("%s: %s", row, ruling)
                    .allMatch(REASONS.getOrDefault(row.why(), Set.of())::contains);
            if (row.then() == Then.NEXT_TRUNK) {
                assertThat(ruling.blame() == Blame.CALLEE && ruling.weight() == 0)
                        .as("%s goes on", ruling)
                        .isFalse();
            }
        }
    }

    /** Of every code that there can be: what has no row goes on. */
    @Test
    void whatStopsIsNeverCountedAgainstTheCarrier() {
        for (int sip = 300; sip <= 699; sip++) {
            for (Heard heard : List.of(Heard.SILENCE, Heard.RINGING)) {
                boolean stops = StopTable.stopCodes().contains(sip)
                        || (heard == Heard.RINGING
                                && StopTable.stopCodesAfterRinging().contains(sip));
                for (CauseTable.Course course : courses(heard)) {
                    assertThat(stops && ruling(sip, course).blame() == Blame.CARRIER)
                            .as("%s stops after %s", sip, course)
                            .isFalse();
                }
            }
        }
    }

    private static CauseTable.Ruling ruling(int sip, CauseTable.Course course) {
        var end = new CallEnd(
                Instant.EPOCH,
                new TrunkId("a"),
                new CallId("c"),
                CallEnd.By.FAR_END,
                OptionalInt.empty(),
                OptionalInt.of(sip));
        return new CauseTable(Duration.ofSeconds(8)).rule(end, course);
    }

    /** Every way to have heard that: a 180, a 183, both, or neither. */
    private static List<CauseTable.Course> courses(Heard heard) {
        var courses = new ArrayList<CauseTable.Course>();
        for (boolean rang : new boolean[] {true, false}) {
            for (boolean earlyMedia : new boolean[] {true, false}) {
                if (heard == Heard.ANYTHING || (heard == Heard.RINGING) == (rang || earlyMedia)) {
                    courses.add(new CauseTable.Course(
                            rang, earlyMedia, false, Duration.ofSeconds(9), 1, OptionalInt.empty()));
                }
            }
        }
        return courses;
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
