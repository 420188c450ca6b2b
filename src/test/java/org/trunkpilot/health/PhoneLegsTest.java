package org.trunkpilot.health;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.trunkpilot.signal.CallEnd;
import org.trunkpilot.signal.CallId;
import org.trunkpilot.signal.Callee;
import org.trunkpilot.signal.LinkLost;
import org.trunkpilot.signal.MediaReport;
import org.trunkpilot.signal.MediaReport.Direction;
import org.trunkpilot.signal.MediaReport.Reception;
import org.trunkpilot.signal.PbxRestarted;
import org.trunkpilot.signal.PhoneReport;
import org.trunkpilot.signal.Seizure;
import org.trunkpilot.trunk.TrunkId;

/** Calls by phones, reports of 250 packets each 5 s. Two reports of 40 lost are enough for a phone to lose. */
class PhoneLegsTest {
    private static final Instant T = Instant.parse("2026-03-02T09:00:00Z");
    private static final TrunkId A = new TrunkId("prov-a");

    private final PhoneLegs phones = new PhoneLegs(HealthPolicy.balanced().loss());

    private static Instant t(int second) {
        return T.plusSeconds(second);
    }

    private static CallId call(String phone) {
        return new CallId("call of " + phone);
    }

    private PhoneLegsTest calls(String phone) {
        phones.accept(new Seizure(
                T,
                A,
                call(phone),
                Optional.empty(),
                new Callee("k", "4930"),
                phone.isEmpty() ? Optional.empty() : Optional.of(phone)));
        return this;
    }

    /** What the PBX misses of the phone (inbound), or the phone of the PBX (outbound). */
    private PhoneLegsTest phone(String phone, Direction direction, int second, int expected, int lost) {
        phones.accept(new PhoneReport(
                t(second),
                A,
                call(phone),
                direction,
                Optional.of(new Reception(expected, lost, 1)),
                OptionalLong.of(250)));
        return this;
    }

    private PhoneLegsTest carrier(String phone, Direction direction, int second, int expected, int lost) {
        phones.accept(new MediaReport(
                t(second),
                A,
                call(phone),
                direction,
                Optional.of(new Reception(expected, lost, 1)),
                OptionalLong.of(250),
                Optional.empty()));
        return this;
    }

    private PhoneLegsTest loses(String phone, int second) {
        return phone(phone, Direction.INBOUND, second, 250, 40);
    }

    private Optional<PhoneLegs.Trouble> at(int second) {
        return phones.trouble(t(second));
    }

    @Test
    void aPhoneThatLosesIsNamedWithItsLossSinceItsFirstReport() {
        calls("anna").loses("anna", 5);
        assertThat(at(6)).as("one report is chance").isEmpty();
        loses("anna", 10);
        assertThat(at(11)).contains(new PhoneLegs.Trouble(t(5), List.of("anna"), 1, 16));
    }

    @Test
    void troubleBeganWithTheFirstOfThePhones() {
        calls("anna").calls("ben");
        loses("ben", 5).loses("anna", 10).loses("anna", 15).loses("ben", 20);
        assertThat(at(21)).hasValueSatisfying(trouble -> {
            assertThat(trouble.bad()).containsExactly("anna", "ben");
            assertThat(trouble.since()).isEqualTo(t(5));
        });
    }

    @Test
    void aPhoneThatHasBeenHeardForFortySecondsIsSeenToBeSound() {
        calls("anna").loses("anna", 5).loses("anna", 10).calls("ben");
        for (int i = 1; i <= 7; i++) {
            phone("ben", Direction.INBOUND, 5 * i, 250, 0);
        }
        assertThat(at(40).orElseThrow().seen()).isEqualTo(1);
        phone("ben", Direction.INBOUND, 40, 250, 0);
        assertThat(at(41).orElseThrow().seen()).isEqualTo(2);
    }

    @Test
    void aPhoneThatWasNotHeardForAQuarterOfAnHourIsNoTroubleAnyMore() {
        calls("anna").loses("anna", 5).loses("anna", 10);
        assertThat(at(909)).isPresent();
        assertThat(at(910)).isEmpty();
    }

    @Test
    void aPhoneThatIsSoundAgainIsNoTrouble() {
        calls("anna").loses("anna", 5).loses("anna", 10);
        for (int i = 3; i < 10; i++) {
            phone("anna", Direction.INBOUND, 5 * i, 250, 0);
        }
        assertThat(at(60)).isEmpty();
    }

    /** Gaps pass through the PBX: what the phone misses and the carrier had lost already is not the house. */
    @Test
    void whatCameWithGapsFromTheCarrierIsNotLostInTheHouse() {
        calls("anna");
        for (int i = 1; i <= 4; i++) {
            carrier("anna", Direction.INBOUND, 5 * i, 250, 40).phone("anna", Direction.OUTBOUND, 5 * i, 250, 40);
        }
        assertThat(at(21)).isEmpty();
        carrier("anna", Direction.INBOUND, 25, 250, 0).phone("anna", Direction.OUTBOUND, 25, 250, 40);
        assertThat(at(26))
                .as("the two halves do not cover the same five seconds")
                .isEmpty();
        carrier("anna", Direction.INBOUND, 30, 250, 0);
        phone("anna", Direction.OUTBOUND, 30, 250, 40).phone("anna", Direction.OUTBOUND, 35, 250, 40);
        assertThat(at(36)).isPresent();
    }

    @Test
    void whatThePhoneMissesOfACleanStreamIsLostInTheHouse() {
        calls("anna").phone("anna", Direction.OUTBOUND, 5, 250, 40).phone("anna", Direction.OUTBOUND, 10, 250, 40);
        assertThat(at(11)).isPresent();
    }

    @Test
    void aReportOfNothingSaysNothing() {
        calls("anna").loses("anna", 5).phone("anna", Direction.INBOUND, 10, 0, 0);
        assertThat(at(11)).isEmpty();
        carrier("anna", Direction.OUTBOUND, 12, 0, 0);
        assertThat(phones.explains(A)).isFalse();
    }

    // --- whether the trunk loses anything itself

    @Test
    void whatTheCarrierMissesAndWasLostBeforeIsExplainedByTheHouse() {
        assertThat(phones.explains(A)).as("nobody told anything").isFalse();
        calls("anna");
        for (int i = 1; i <= 3; i++) {
            loses("anna", 5 * i).carrier("anna", Direction.OUTBOUND, 5 * i, 250, 40);
        }
        assertThat(phones.explains(A)).isTrue();
    }

    @Test
    void whatThePhoneSentWholeAndTheCarrierMissesIsTheTrunks() {
        calls("anna");
        phone("anna", Direction.INBOUND, 5, 250, 0).carrier("anna", Direction.OUTBOUND, 5, 250, 0);
        assertThat(phones.explains(A)).isTrue();
        carrier("anna", Direction.OUTBOUND, 10, 250, 40);
        assertThat(phones.explains(A)).isFalse();
    }

    @Test
    void aPhoneThatTellsNothingExplainsNothing() {
        calls("anna").carrier("anna", Direction.OUTBOUND, 5, 250, 0);
        assertThat(phones.explains(A)).isFalse();
    }

    @Test
    void aCallOfWhichNobodyToldWhoCalledIsNoPhonesButExplainsTheTrunk() {
        calls("").loses("", 5).loses("", 10);
        assertThat(at(11)).isEmpty();
        carrier("", Direction.OUTBOUND, 10, 250, 40);
        assertThat(phones.explains(A)).isTrue();
    }

    // --- which calls are known

    @Test
    void whatIsReportedOfACallThatIsOverIsLeft() {
        calls("anna").loses("anna", 5);
        phones.accept(new CallEnd(t(6), A, call("anna"), CallEnd.By.FAR_END, OptionalInt.empty(), OptionalInt.empty()));
        loses("anna", 10).loses("anna", 15);
        assertThat(at(16)).isEmpty();
    }

    @Test
    void aLostLinkOrARestartForgetsTheCallsButNotThePhones() {
        calls("anna").loses("anna", 5).loses("anna", 10);
        phones.accept(new LinkLost(t(11), "gone"));
        loses("anna", 15).carrier("anna", Direction.OUTBOUND, 15, 250, 0);
        assertThat(phones.explains(A)).isFalse();
        assertThat(at(16))
                .hasValueSatisfying(trouble ->
                        assertThat(Duration.between(trouble.since(), t(5))).isZero());
        calls("ben");
        phones.accept(new PbxRestarted(t(20)));
        loses("ben", 25).loses("ben", 30);
        assertThat(at(31).orElseThrow().bad()).containsExactly("anna");
    }

    @Test
    void fourPhonesOfWhichHardlyOneIsSparedAreEverywhere() {
        assertThat(trouble(4, 4).everywhere()).isTrue();
        assertThat(trouble(3, 3).everywhere()).isFalse();
        assertThat(trouble(17, 20).everywhere()).isTrue();
        assertThat(trouble(16, 20).everywhere()).isFalse();
    }

    private static PhoneLegs.Trouble trouble(int bad, int seen) {
        return new PhoneLegs.Trouble(T, java.util.Collections.nCopies(bad, "phone"), seen, 5);
    }
}
