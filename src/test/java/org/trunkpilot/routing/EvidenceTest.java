package org.trunkpilot.routing;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.trunkpilot.health.Belief;
import org.trunkpilot.health.Finding;
import org.trunkpilot.health.Grade;
import org.trunkpilot.health.Verdict;
import org.trunkpilot.trunk.TrunkId;

/** When we came to know: proof of a target counts from there. */
class EvidenceTest {
    private static final Instant T = Instant.parse("2026-03-02T09:00:00Z");
    private static final TrunkId A = new TrunkId("prov-a");

    private final Evidence evidence = new Evidence();

    private static Finding loss(Verdict verdict, int since) {
        return new Finding(Finding.Kind.LOSS_INBOUND, verdict, Grade.B, T.plusSeconds(since), "4 % lost");
    }

    private boolean step(int second, Finding... findings) {
        var sketch = Sketch.of(A);
        for (Finding finding : findings) {
            sketch.shows(finding);
        }
        Belief belief = sketch.at(T.plusSeconds(second));
        return evidence.step(T.plusSeconds(second), Map.of(A, belief));
    }

    private Instant noticed() {
        return evidence.noticed(A, loss(Verdict.DEGRADED, 0)).orElseThrow();
    }

    @Test
    void aFindingIsNewsOnceAndKnownSinceItWasSeenNotSinceItBegan() {
        assertThat(step(0)).isFalse();
        assertThat(step(10, loss(Verdict.SUSPECT, 5))).isTrue();
        assertThat(step(11, loss(Verdict.SUSPECT, 5))).isFalse();
        assertThat(noticed()).isEqualTo(T.plusSeconds(10));
    }

    @Test
    void aFindingThatBecomesWorseIsNewsAndOneThatBecomesBetterIsNot() {
        step(10, loss(Verdict.SUSPECT, 5));
        assertThat(step(20, loss(Verdict.DEGRADED, 5))).isTrue();
        assertThat(noticed()).isEqualTo(T.plusSeconds(20));
        assertThat(step(30, loss(Verdict.SUSPECT, 5))).isFalse();
        assertThat(noticed()).isEqualTo(T.plusSeconds(20));
        assertThat(step(40, loss(Verdict.DEGRADED, 5)))
                .as("worse than it had become")
                .isTrue();
    }

    @Test
    void aFindingThatBeganAnewIsNews() {
        step(10, loss(Verdict.SUSPECT, 5));
        assertThat(step(11, loss(Verdict.SUSPECT, 10)))
                .as("since we know of it")
                .isFalse();
        assertThat(step(12, loss(Verdict.SUSPECT, 11))).as("since after it").isTrue();
        assertThat(noticed()).isEqualTo(T.plusSeconds(12));
    }

    @Test
    void aFindingThatWentAwayIsForgotten() {
        step(10, loss(Verdict.SUSPECT, 5));
        assertThat(step(11)).isFalse();
        assertThat(evidence.noticed(A, loss(Verdict.SUSPECT, 5))).isEmpty();
        assertThat(step(12, loss(Verdict.SUSPECT, 5))).isTrue();
    }
}
