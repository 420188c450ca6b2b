package org.trunkpilot.pbx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.trunkpilot.signal.Answer;
import org.trunkpilot.signal.CallId;
import org.trunkpilot.signal.LinkLost;
import org.trunkpilot.signal.MediaReport;
import org.trunkpilot.signal.PbxSignal;
import org.trunkpilot.signal.PhoneReport;
import org.trunkpilot.trunk.TrunkId;

class SignalQueueTest {
    private static final TrunkId A = new TrunkId("prov-a");
    private static final PbxSignal MEDIA = new MediaReport(
            Instant.EPOCH,
            A,
            new CallId("L1"),
            MediaReport.Direction.INBOUND,
            Optional.empty(),
            OptionalLong.empty(),
            Optional.empty());
    private static final PbxSignal CALL = new Answer(Instant.EPOCH, A, new CallId("L1"));
    private static final PbxSignal LIFE = new LinkLost(Instant.EPOCH, "test");

    private final SignalQueue queue = new SignalQueue();

    @Test
    void mediaReportsAreDroppedFirstThenCallsAndWordsOfTheLinkLast() {
        add(MEDIA, SignalQueue.MEDIA_ROOM);
        assertThat(queue.dropped()).isZero();
        add(MEDIA, 1);
        assertThat(queue.dropped()).isEqualTo(1);
        add(CALL, SignalQueue.ROOM - SignalQueue.MEDIA_ROOM);
        assertThat(queue.dropped()).isEqualTo(1);
        add(CALL, 1);
        assertThat(queue.dropped()).isEqualTo(2);
        add(LIFE, SignalQueue.LIFE_ROOM - SignalQueue.ROOM);
        assertThat(queue.dropped()).isEqualTo(2);
        add(LIFE, 1);
        assertThat(queue.dropped()).isEqualTo(3);
    }

    /** A gap makes the PBX be asked for all of its calls; a lost report of a phone is none. */
    @Test
    void aPhonesReportCountsAsMediaAndLeavesNoGap() {
        add(MEDIA, SignalQueue.MEDIA_ROOM);
        queue.add(new PhoneReport(
                Instant.EPOCH,
                A,
                new CallId("L1"),
                MediaReport.Direction.INBOUND,
                Optional.empty(),
                OptionalLong.empty()));

        assertThat(queue.dropped()).isEqualTo(1);
        assertThat(queue.gaps()).isZero();
    }

    @Test
    void whatWaitsIsHandedOverOldestFirstAndNoMoreThanWanted() {
        queue.add(CALL);
        queue.add(MEDIA);
        queue.add(LIFE);
        List<PbxSignal> taken = new ArrayList<>();

        assertThat(queue.drain(2, taken::add)).isEqualTo(2);
        assertThat(queue.drain(9, taken::add)).isEqualTo(1);
        assertThat(queue.drain(9, taken::add)).isZero();
        assertThat(taken).containsExactly(CALL, MEDIA, LIFE);
    }

    @Test
    void whoeverFailsOnASignalLosesThatOneAndNoOther() {
        queue.add(MEDIA);
        queue.add(CALL);
        queue.add(LIFE);
        List<PbxSignal> taken = new ArrayList<>();

        assertThatIllegalStateException()
                .isThrownBy(() -> queue.drain(9, signal -> {
                    if (signal == CALL) {
                        throw new IllegalStateException("a bug of ours");
                    }
                    taken.add(signal);
                }));
        assertThat(queue.dropped()).isEqualTo(1);
        assertThat(queue.gaps()).isEqualTo(1);
        assertThat(queue.drain(9, taken::add)).isEqualTo(1);
        assertThat(taken).containsExactly(MEDIA, LIFE);
    }

    @Test
    void aMediaReportThatIsDroppedLeavesNoGapInWhatIsKnownOfCalls() {
        add(MEDIA, SignalQueue.MEDIA_ROOM + 3);
        assertThat(queue.dropped()).isEqualTo(3);
        assertThat(queue.gaps()).isZero();
        add(CALL, SignalQueue.ROOM - SignalQueue.MEDIA_ROOM + 2);
        assertThat(queue.gaps()).isEqualTo(2);
    }

    private void add(PbxSignal signal, int times) {
        for (int i = 0; i < times; i++) {
            queue.add(signal);
        }
    }
}
