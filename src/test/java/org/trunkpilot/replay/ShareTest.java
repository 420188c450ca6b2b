package org.trunkpilot.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ShareTest {
    /** Wilson (1927) at 95 %, worked out apart; 10 of 20 stands in most textbooks. */
    @ParameterizedTest
    @CsvSource({"0,10,0.0000,0.2775", "10,20,0.2993,0.7007", "1,100,0.0018,0.0545", "5,5,0.5655,1.0000"})
    void theIntervalIsWilsons(long bad, long of, double low, double high) {
        Share share = Share.of(bad, of);

        assertThat(share.low()).isCloseTo(low, within(0.0001));
        assertThat(share.high()).isCloseTo(high, within(0.0001));
        assertThat(share.estimate()).isBetween(share.low(), share.high());
    }

    @Test
    void ofNothingNothingIsKnown() {
        assertThat(Share.of(0, 0)).isEqualTo(new Share(0, 0.5, 1));
    }
}
