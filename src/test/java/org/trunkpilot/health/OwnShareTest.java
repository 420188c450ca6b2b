package org.trunkpilot.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class OwnShareTest {
    private static final double USUAL = 0.02;

    private final OwnShare share = new OwnShare(USUAL);

    /** Calls of which one in so many fails, each found to be chance. */
    private double after(int calls, int oneIn) {
        for (int i = 1; i <= calls; i++) {
            share.note(i % oneIn == 0 ? 1 : 0);
            if (i % oneIn == oneIn / 2) {
                share.acquit();
            }
        }
        return share.share();
    }

    @Test
    void aTrunkBeginsWithTheUsualShare() {
        assertThat(share.share()).isEqualTo(USUAL);
    }

    @Test
    void aTrunkThatHasAlwaysFailedOneCallInThirtyIsKnownForIt() {
        assertThat(after(6_000, 30)).isCloseTo(1.0 / 30, within(0.001));
    }

    @Test
    void aTrunkThatNeverFailsIsNotHeldToThat() {
        after(6_000, 10_000);
        assertThat(share.share()).isEqualTo(USUAL);
        assertThat(after(6_000, 30)).as("and learns as before").isCloseTo(1.0 / 30, within(0.001));
    }

    @Test
    void nobodyGetsUsedToMoreThanTwiceTheUsualShare() {
        assertThat(after(6_000, 5)).isEqualTo(2 * USUAL);
    }

    @Test
    void whatIsUnderSuspicionDoesNotTestifyForItself() {
        for (int i = 0; i < 50; i++) {
            share.note(1);
        }
        assertThat(share.share()).isEqualTo(USUAL);
        share.forget();
        share.acquit();
        assertThat(share.share()).as("what was a fault is never learned").isEqualTo(USUAL);
    }
}
