package org.trunkpilot.routing;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.trunkpilot.signal.ProbeAnswered;
import org.trunkpilot.signal.ProbeSent;
import org.trunkpilot.trunk.Inventory;
import org.trunkpilot.trunk.PbxId;
import org.trunkpilot.trunk.RouteId;
import org.trunkpilot.trunk.SteeredRoute;
import org.trunkpilot.trunk.Trunk;
import org.trunkpilot.trunk.TrunkId;

class PathWatchTest {
    private static final Instant START = Instant.parse("2026-11-23T10:00:00Z");
    private static final TrunkId A = new TrunkId("prov-a");

    private final PathWatch paths = new PathWatch(new Inventory(
            new PbxId("hq"),
            List.of(new Trunk(A, "prov-a", "Alpha Telecom", "fibre", OptionalInt.empty())),
            List.of(new SteeredRoute(new RouteId("default"), List.of(A)))));

    @Test
    void answersThatTakeHalfASecondLongerThanUsualMakeAWayBad() {
        answered(Optional.of(Duration.ofMillis(1)), 10);
        answered(Optional.of(Duration.ofMillis(600)), 3);

        assertThat(paths.ofTrunk(A, START)).isEqualTo(PathWatch.State.BAD);
    }

    /** Met beside a real FreeSWITCH: slow ringing by one carrier was laid at the PBX's door, as each REGISTER took it half a second. */
    @Test
    void anAnswerWhoseTimeNobodyToldIsNoLateOne() {
        answered(Optional.of(Duration.ofMillis(1)), 10);
        answered(Optional.empty(), 30);

        assertThat(paths.ofTrunk(A, START)).isEqualTo(PathWatch.State.UNDECIDED);
    }

    private void answered(Optional<Duration> roundTrip, int times) {
        for (int i = 0; i < times; i++) {
            Instant sent = START.plusSeconds(3L * i);
            paths.accept(new ProbeSent(sent, A));
            paths.accept(new ProbeAnswered(sent.plusMillis(600), A, sent, roundTrip));
            paths.step(sent.plusSeconds(3));
        }
    }
}
