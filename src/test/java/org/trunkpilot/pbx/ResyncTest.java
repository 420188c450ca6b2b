package org.trunkpilot.pbx;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** With the default times: 5 s between snapshots, 30 s between those that only drops ask for. */
class ResyncTest {
    private static final Instant START = FakeClock.START;

    private final AtomicLong gaps = new AtomicLong();
    private final AtomicBoolean unsettled = new AtomicBoolean();
    private final Resync resync = new Resync(Duration.ofSeconds(5), Duration.ofSeconds(30), gaps::get, unsettled::get);

    @Test
    void withoutAReasonNothingIsAsked() {
        resync.begun(START);

        assertThat(resync.due(START.plusSeconds(3_600))).isFalse();
    }

    @Test
    void reloadsThatComeInFlocksAreAskedAfterOnceInFiveSeconds() {
        resync.begun(START);
        resync.want();
        assertThat(resync.due(START.plusMillis(4_999))).isFalse();
        assertThat(resync.due(START.plusSeconds(5))).isTrue();
        resync.begun(START.plusSeconds(5));
        assertThat(resync.due(START.plusSeconds(60))).isFalse();
    }

    @Test
    void aGapIsAskedAfterAndAFloodThatLastsOnlyEveryThirtySeconds() {
        resync.begun(START);
        gaps.set(7);
        assertThat(resync.due(START.plusSeconds(5))).isTrue();
        resync.begun(START.plusSeconds(5));
        gaps.set(8);
        assertThat(resync.due(START.plusSeconds(34))).isFalse();
        assertThat(resync.due(START.plusSeconds(35))).isTrue();
        resync.begun(START.plusSeconds(35));
        assertThat(resync.due(START.plusSeconds(100))).isFalse();
    }

    @Test
    void aListThatDisagreesWithTheEventsAsksForASecond() {
        resync.begun(START);
        unsettled.set(true);
        assertThat(resync.due(START.plusSeconds(4))).isFalse();
        assertThat(resync.due(START.plusSeconds(5))).isTrue();
        unsettled.set(false);
        assertThat(resync.due(START.plusSeconds(5))).isFalse();
    }
}
