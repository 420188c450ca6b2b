package org.trunkpilot.routing;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.trunkpilot.health.Attribution;
import org.trunkpilot.signal.PbxRestarted;
import org.trunkpilot.signal.PhoneContact;
import org.trunkpilot.signal.PhoneContact.State;

/** A house of so many phones, of which some go and some come back. */
class HouseWatchTest {
    private static final Instant T = Instant.parse("2026-03-02T09:00:00Z");

    private final HouseWatch house = new HouseWatch();

    private void contact(int phone, int second, State state) {
        house.accept(new PhoneContact(T.plusSeconds(second), "phone" + phone, state));
    }

    private HouseWatchTest phones(int count) {
        for (int i = 0; i < count; i++) {
            contact(i, 0, State.PRESENT);
        }
        return this;
    }

    private void gone(int from, int to, int second) {
        for (int i = from; i < to; i++) {
            contact(i, second, State.ABSENT);
        }
    }

    private void back(int from, int to, int second) {
        for (int i = from; i < to; i++) {
            contact(i, second, State.PRESENT);
        }
    }

    // --- gone together

    @Test
    void aTwelfthOfTheHouseGoneTogetherIsASwitchAndLessIsNot() {
        phones(36).gone(0, 3, 600);
        assertThat(house.culprit(T.plusSeconds(601))).isPresent();

        var larger = new HouseWatchTest().phones(37);
        larger.gone(0, 3, 600);
        assertThat(larger.house.culprit(T.plusSeconds(601))).isEmpty();
    }

    @Test
    void twoPhonesAreNoSwitchHoweverSmallTheHouse() {
        phones(4).gone(0, 2, 600);
        assertThat(house.culprit(T.plusSeconds(601))).isEmpty();
    }

    @Test
    void togetherIsWithinAHundredSeconds() {
        phones(12);
        gone(0, 1, 600);
        gone(1, 2, 650);
        gone(2, 3, 701);
        assertThat(house.culprit(T.plusSeconds(702))).isEmpty();

        var closer = new HouseWatchTest().phones(12);
        closer.gone(0, 1, 600);
        closer.gone(1, 2, 650);
        closer.gone(2, 3, 700);
        assertThat(closer.house.culprit(T.plusSeconds(702)))
                .hasValueSatisfying(c -> assertThat(c.since()).isEqualTo(T.plusSeconds(600)));
    }

    @Test
    void troubleBeganWithTheFirstOfThoseThatWentTogether() {
        phones(24);
        gone(20, 21, 100);
        gone(0, 4, 1_000);
        assertThat(house.culprit(T.plusSeconds(1_010))).hasValueSatisfying(c -> {
            assertThat(c.since()).isEqualTo(T.plusSeconds(1_000));
            assertThat(c.whose()).isEqualTo(Attribution.LAN_PHONES);
            assertThat(c.words())
                    .isEqualTo("5 of 24 phones do not answer the PBX any more (phone0, phone1 and phone2 among them):"
                            + " a switch, its power or its cable, not a carrier.");
        });
    }

    @Test
    void threePhonesAreAllNamed() {
        phones(24).gone(0, 3, 1_000);
        assertThat(house.culprit(T.plusSeconds(1_010)))
                .hasValueSatisfying(c -> assertThat(c.words()).contains("(phone0, phone1 and phone2): a switch"));
    }

    @Test
    void aSwitchStaysOneUntilFewerThanThreeOfItsPhonesAreMissing() {
        phones(36).gone(0, 5, 600);
        assertThat(house.culprit(T.plusSeconds(601))).isPresent();
        back(40, 100, 890);
        back(0, 2, 900);
        assertThat(house.culprit(T.plusSeconds(901))).isPresent();
        back(2, 3, 902);
        assertThat(house.culprit(T.plusSeconds(903))).isEmpty();
    }

    @Test
    void aPhoneMissingForEightHoursWasTakenAway() {
        phones(24).gone(0, 3, 600);
        Instant taken = T.plusSeconds(600).plus(Duration.ofHours(8));
        assertThat(house.culprit(taken.minusSeconds(1))).isPresent();
        assertThat(house.culprit(taken)).isEmpty();
    }

    @Test
    void aPhoneThatIsReportedMissingTwiceIsMissingSinceTheFirstTime() {
        phones(12).gone(0, 3, 600);
        gone(0, 3, 660);
        assertThat(house.culprit(T.plusSeconds(661)))
                .hasValueSatisfying(c -> assertThat(c.since()).isEqualTo(T.plusSeconds(600)));
    }

    @Test
    void afterARestartOfThePbxNobodyIsMissing() {
        phones(24).gone(0, 12, 600);
        house.accept(new PbxRestarted(T.plusSeconds(700)));
        assertThat(house.culprit(T.plusSeconds(701))).isEmpty();
        back(0, 24, 710);
        assertThat(house.storm(T.plusSeconds(711)))
                .as("whoever comes back now was not gone")
                .isZero();
    }

    @Test
    void afterARestartOfThePbxTheStormBeforeItIsForgottenAndPhonesAreCountedAnew() {
        phones(40).gone(0, 12, 600);
        back(0, 12, 700);
        assertThat(house.storm(T.plusSeconds(701))).isEqualTo(12);
        house.accept(new PbxRestarted(T.plusSeconds(702)));
        assertThat(house.storm(T.plusSeconds(703))).isZero();
        phones(36).gone(0, 3, 800);
        assertThat(house.culprit(T.plusSeconds(801)))
                .hasValueSatisfying(c -> assertThat(c.words()).startsWith("3 of 36 phones"));
    }

    // --- back together

    @Test
    void tenPhonesAndAQuarterOfTheHouseComingBackAreAStorm() {
        phones(40).gone(0, 10, 600);
        back(0, 10, 700);
        assertThat(house.storm(T.plusSeconds(701))).isEqualTo(10);

        var larger = new HouseWatchTest().phones(41);
        larger.gone(0, 10, 600);
        larger.back(0, 10, 700);
        assertThat(larger.house.storm(T.plusSeconds(701))).isZero();

        var fewer = new HouseWatchTest().phones(12);
        fewer.gone(0, 9, 600);
        fewer.back(0, 9, 700);
        assertThat(fewer.house.storm(T.plusSeconds(701))).isZero();
    }

    @Test
    void aStormIsOverAMinuteLater() {
        phones(20).gone(0, 20, 600);
        back(0, 20, 700);
        assertThat(house.storm(T.plusSeconds(759))).isEqualTo(20);
        assertThat(house.storm(T.plusSeconds(760))).isZero();
    }

    // --- bounds

    @Test
    void noMoreThanFiveThousandPhonesAreKept() {
        phones(5_000);
        contact(5_000, 1, State.ABSENT);
        contact(5_001, 1, State.ABSENT);
        contact(5_002, 1, State.ABSENT);
        gone(0, 500, 2);
        assertThat(house.culprit(T.plusSeconds(3)))
                .hasValueSatisfying(c -> assertThat(c.words()).startsWith("500 of 5000 phones"));
        back(0, 500, 4);
        for (int round = 0; round < 10; round++) {
            gone(0, 500, 5);
            back(0, 500, 6);
        }
        assertThat(house.storm(T.plusSeconds(7))).isEqualTo(5_000);
    }
}
