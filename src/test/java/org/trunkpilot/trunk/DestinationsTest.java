package org.trunkpilot.trunk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DestinationsTest {
    private static final Destinations GERMANY = new Destinations(Map.of(
            Destination.NATIONAL, List.of("0"),
            Destination.INTERNATIONAL, List.of("00", "+4"),
            Destination.MOBILE, List.of("015", "016", "017"),
            Destination.TOLL_FREE, List.of("0800"),
            Destination.LOCAL, List.of("2", "3", "1125"),
            Destination.EMERGENCY, List.of("112")));

    @Test
    void theLongestBeginningThatFitsDecides() {
        assertThat(GERMANY.of("03012345678")).isEqualTo(Destination.NATIONAL);
        assertThat(GERMANY.of("01701234567")).isEqualTo(Destination.MOBILE);
        assertThat(GERMANY.of("0044201234567")).isEqualTo(Destination.INTERNATIONAL);
        assertThat(GERMANY.of("+44201234567")).isEqualTo(Destination.INTERNATIONAL);
        assertThat(GERMANY.of("08001234")).isEqualTo(Destination.TOLL_FREE);
        assertThat(GERMANY.of("234567")).isEqualTo(Destination.LOCAL);
        assertThat(GERMANY.of("90001")).isEqualTo(Destination.ANY);
        assertThat(GERMANY.of("")).isEqualTo(Destination.ANY);
    }

    @Test
    void anEmergencyNumberIsOneOnlyAsAWhole() {
        assertThat(GERMANY.of("112")).isEqualTo(Destination.EMERGENCY);
        assertThat(GERMANY.of("112567")).isEqualTo(Destination.LOCAL);
        assertThat(GERMANY.of("11256")).isEqualTo(Destination.LOCAL);
        assertThat(GERMANY.of("1129")).isEqualTo(Destination.ANY);
    }

    @Test
    void withoutATableAllNumbersAreAlike() {
        assertThat(Destinations.NONE.of("112")).isEqualTo(Destination.ANY);
    }

    @Test
    void whatIsNoBeginningOfANumberOrStandsTwiceIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Destinations(Map.of(Destination.LOCAL, List.of("49x"))))
                .withMessage("\"49x\" is no beginning of a number; give 1 to 15 of 0-9*#, a + before them if need be");
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        new Destinations(Map.of(Destination.LOCAL, List.of("49"), Destination.MOBILE, List.of("49"))))
                .withMessage("\"49\" is given as local and as mobile; give it once");
    }
}
