package org.trunkpilot.routing;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.trunkpilot.routing.PathWatch.State;
import org.trunkpilot.signal.LinkLost;
import org.trunkpilot.signal.PbxRestarted;
import org.trunkpilot.signal.ProbeAnswered;
import org.trunkpilot.signal.ProbeSent;
import org.trunkpilot.signal.UplinkProbed;
import org.trunkpilot.trunk.Inventory;
import org.trunkpilot.trunk.PbxId;
import org.trunkpilot.trunk.RouteId;
import org.trunkpilot.trunk.SteeredRoute;
import org.trunkpilot.trunk.Trunk;
import org.trunkpilot.trunk.TrunkId;

/** One way, an OPTIONS each second: the odds of 7 to 1 that make it bad or sound, and what counts as late. */
class WayTest {
    private static final Instant T = Instant.parse("2026-03-02T09:00:00Z");
    private static final TrunkId A = new TrunkId("prov-a");

    private final PathWatch paths = new PathWatch(new Inventory(
            new PbxId("hq"),
            List.of(new Trunk(A, "prov-a", "Alpha", "fibre", OptionalInt.empty())),
            List.of(new SteeredRoute(new RouteId("default"), List.of(A)))));
    private int second;

    private WayTest answered(int times, int millis) {
        for (int i = 0; i < times; i++) {
            Instant sent = T.plusSeconds(second++);
            paths.accept(new ProbeSent(sent, A));
            paths.accept(new ProbeAnswered(sent.plusMillis(millis), A, sent, Optional.of(Duration.ofMillis(millis))));
        }
        return this;
    }

    private State state() {
        return paths.ofTrunk(A, T);
    }

    @Test
    void thirtyFourAnswersInTimeMakeAWaySoundAndOneLessDoesNot() {
        assertThat(answered(33, 20).state()).isEqualTo(State.UNDECIDED);
        assertThat(answered(1, 20).state()).isEqualTo(State.SOUND);
    }

    @Test
    void aLateAnswerAmongSeventeenMakesAWayBadAndAmongEighteenNot() {
        assertThat(answered(16, 20).answered(1, 500).state()).isEqualTo(State.BAD);
        assertThat(answered(1, 20).state()).isEqualTo(State.UNDECIDED);
    }

    @Test
    void lateIsMoreThanATenthOfASecondBeyondTheUsual() {
        assertThat(answered(1, 20).answered(1, 120).state()).isEqualTo(State.UNDECIDED);
        assertThat(new WayTest().answered(1, 20).answered(1, 121).state()).isEqualTo(State.BAD);
    }

    @Test
    void theUsualIsLearntSoonFromAnswersInTimeAndSlowlyFromLateOnes() {
        answered(1, 20).answered(60, 110);
        Instant learnt = T.plusSeconds(second);
        answered(1, 195);
        assertThat(paths.ofTrunk(A, learnt)).as("110 is the usual now").isEqualTo(State.UNDECIDED);

        var longer = new WayTest().answered(1, 20).answered(50, 140);
        assertThat(longer.paths.ofTrunk(A, T.plusSeconds(45))).isEqualTo(State.BAD);
        longer.answered(100, 140);
        assertThat(longer.paths.ofTrunk(A, T.plusSeconds(110))).isEqualTo(State.SOUND);
    }

    @Test
    void onlyWhatWasSentSinceThenCounts() {
        answered(1, 20).answered(1, 500);
        assertThat(paths.ofTrunk(A, T.plusSeconds(1))).isEqualTo(State.BAD);
        assertThat(paths.ofTrunk(A, T.plusSeconds(1).plusMillis(1))).isEqualTo(State.UNDECIDED);
    }

    @Test
    void anOptionsIsGivenUpAfterThreeSeconds() {
        paths.accept(new ProbeSent(T, A));
        paths.step(T.plusMillis(2_999));
        assertThat(state()).isEqualTo(State.UNDECIDED);
        paths.step(T.plusMillis(3_000));
        assertThat(state()).isEqualTo(State.BAD);
    }

    @Test
    void anAnswerWithoutItsTimeIsNotGivenUp() {
        paths.accept(new ProbeSent(T, A));
        paths.accept(new ProbeAnswered(T.plusSeconds(1), A, T, Optional.empty()));
        paths.step(T.plusSeconds(4));
        assertThat(state()).isEqualTo(State.UNDECIDED);
    }

    @Test
    void anAnswerInTimeIsNotGivenUpLater() {
        answered(1, 20);
        paths.step(T.plusSeconds(10));
        assertThat(state()).isEqualTo(State.UNDECIDED);
    }

    @Test
    void noMoreThanSixteenAreWaitedForTheOldestIsForgotten() {
        for (int i = 0; i < 17; i++) {
            paths.accept(new ProbeSent(T.plusMillis(100L * i), A));
        }
        paths.step(T.plusSeconds(3));
        assertThat(state()).isEqualTo(State.UNDECIDED);
        paths.step(T.plusMillis(3_100));
        assertThat(state()).isEqualTo(State.BAD);
    }

    @Test
    void onlyTheLastFourHundredAndFiftyAnswersAreKept() {
        answered(1, 20).answered(12, 500).answered(450, 20);
        assertThat(state()).isEqualTo(State.SOUND);
    }

    @Test
    void aLostLinkOrARestartForgetsTheAnswersButNotTheUsual() {
        answered(1, 20).answered(3, 500);
        paths.accept(new LinkLost(T.plusSeconds(5), "gone"));
        assertThat(state()).isEqualTo(State.UNDECIDED);
        paths.accept(new ProbeSent(T.plusSeconds(6), A));
        paths.accept(new PbxRestarted(T.plusSeconds(7)));
        paths.step(T.plusSeconds(20));
        assertThat(state()).as("what was under way is gone with the PBX").isEqualTo(State.UNDECIDED);
        assertThat(answered(1, 500).state()).isEqualTo(State.BAD);
    }

    // --- the reference host of an uplink

    private void reference(int at, Optional<Integer> millis) {
        paths.accept(new UplinkProbed(T.plusSeconds(at), "fibre", millis.map(Duration::ofMillis)));
    }

    @Test
    void aReferenceHostIsKnownByItsAnswersAlone() {
        assertThat(paths.ofReference("fibre", T)).isEqualTo(State.UNDECIDED);
        for (int i = 0; i < 36; i++) {
            reference(i + 1, Optional.of(9));
        }
        assertThat(paths.ofReference("fibre", T)).isEqualTo(State.SOUND);
        reference(40, Optional.empty());
        reference(44, Optional.empty());
        assertThat(paths.ofReference("fibre", T.plusSeconds(37))).isEqualTo(State.BAD);
        assertThat(paths.ofReference("lte", T)).isEqualTo(State.UNDECIDED);
    }

    @Test
    void aSynThatHadToBeSentAgainIsLate() {
        reference(1, Optional.of(9));
        reference(3, Optional.of(1_009));
        assertThat(paths.ofReference("fibre", T)).isEqualTo(State.BAD);
    }

    /** It counts from when it was asked: 9 ms before the answer, 3 s before it is given up. */
    @Test
    void aReferenceHostAnswersOrIsSilentSinceItWasAsked() {
        reference(10, Optional.of(9));
        assertThat(paths.referenceAnswers("fibre", T.plusSeconds(10).minusMillis(10)))
                .isTrue();
        assertThat(paths.referenceAnswers("fibre", T.plusSeconds(10).minusMillis(9)))
                .isFalse();
        assertThat(paths.referenceAnswers("lte", T)).isFalse();
        reference(20, Optional.empty());
        assertThat(paths.referenceSilent("fibre", T.plusSeconds(16))).isTrue();
        assertThat(paths.referenceSilent("fibre", T.plusSeconds(17))).isFalse();
        assertThat(paths.referenceSilent("fibre", T.plusSeconds(9)))
                .as("answered since")
                .isFalse();
        assertThat(paths.referenceSilent("lte", T)).isFalse();
    }

    @Test
    void aReferenceHostThatNeverAnsweredIsSilent() {
        reference(20, Optional.empty());
        assertThat(paths.referenceSilent("fibre", T)).isTrue();
        assertThat(paths.referenceAnswers("fibre", T)).isFalse();
    }
}
