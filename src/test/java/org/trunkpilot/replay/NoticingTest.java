package org.trunkpilot.replay;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.trunkpilot.health.HealthPolicy;
import org.trunkpilot.signal.CallId;
import org.trunkpilot.signal.CallTakenOver;
import org.trunkpilot.signal.Callee;
import org.trunkpilot.signal.InboundAnswered;
import org.trunkpilot.signal.MediaReport;
import org.trunkpilot.trunk.TrunkId;

class NoticingTest {
    private static final Instant START = Instant.parse("2026-03-02T09:00:00Z");
    private static final TrunkId TRUNK = new TrunkId("prov-a");
    private static final CallId CALL = new CallId("L1");

    private final Noticing noticing = new Noticing(HealthPolicy.balanced());

    @Test
    void aCallThatIsToldAgainAfterAGapIsNoNews() {
        noticing.hear(new CallTakenOver(START, TRUNK, CALL, Optional.empty(), false));
        noticing.hear(new CallTakenOver(START.plusSeconds(30), TRUNK, CALL, Optional.empty(), true));

        assertThat(noticing.drain()).extracting(Notice::kind).containsExactly(Notice.Kind.CALL_TAKEN_OVER);
    }

    @Test
    void deadAudioOfACallThatCameInIsNoticed() {
        noticing.hear(new InboundAnswered(START, TRUNK, CALL, Callee.UNKNOWN));
        for (int i = 1; i <= 3; i++) {
            noticing.hear(new MediaReport(
                    START.plusSeconds(5L * i),
                    TRUNK,
                    CALL,
                    MediaReport.Direction.INBOUND,
                    Optional.empty(),
                    OptionalLong.of(250),
                    Optional.empty()));
        }

        assertThat(noticing.drain()).hasSize(1);
    }
}
