package org.trunkpilot.exercise;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.trunkpilot.exercise.Expectation.State;
import org.trunkpilot.health.Attribution;
import org.trunkpilot.practice.BadDay;
import org.trunkpilot.routing.Rung;
import org.trunkpilot.trunk.RouteId;
import org.trunkpilot.trunk.TrunkId;

/** What happened, held against what was expected. */
class StoryTest {
    private static final Instant BEGAN = Instant.parse("2026-03-01T08:00:00Z");
    private static final RouteId DEFAULT = new RouteId("default");
    private static final TrunkId ALPHA = new TrunkId("alpha");
    private static final TrunkId BETA = new TrunkId("beta");

    private final Scenes scenes = new Scenes(BEGAN);
    private final Story story = new Story(BEGAN);

    @Test
    void aMoveAwayFromTheTrunkIsToldWithItsTime() {
        assertThat(Expectation.leaves(DEFAULT, ALPHA).of(story))
                .isEqualTo(new Expectation.Outcome(State.MISSED, "Route default never left alpha."));

        story.hear(scenes.at(8_200).moved(Rung.HARD_FAULT, "alpha refuses.", BETA, ALPHA));

        assertThat(Expectation.leaves(DEFAULT, ALPHA).of(story))
                .isEqualTo(new Expectation.Outcome(
                        State.MET, "Route default left alpha 8.2 s after the fault began: alpha refuses."));
        assertThat(story.lines())
                .extracting(Story.Line::words)
                .containsExactly("Route default takes beta first: alpha refuses.");
    }

    @Test
    void aJudgementThatIsPublishedTwiceIsToldOnce() {
        var view = scenes.at(8_200).moved(Rung.HARD_FAULT, "alpha refuses.", BETA, ALPHA);
        story.hear(view);
        story.hear(view);

        assertThat(story.moves()).hasSize(1);
        assertThat(story.lines()).hasSize(1);
    }

    @Test
    void whereNothingWasBetterAnyMoveButAReturnIsWrong() {
        assertThat(Expectation.leavesAlone().of(story).state()).isEqualTo(State.MET);
        story.hear(scenes.at(60_000).moved(Rung.FAIL_BACK, "alpha is well.", ALPHA, BETA));
        assertThat(Expectation.leavesAlone().of(story).state()).isEqualTo(State.MET);

        story.hear(scenes.at(61_000).moved(Rung.SOFT_FAULT, "alpha loses packets.", BETA, ALPHA));

        assertThat(Expectation.leavesAlone().of(story))
                .isEqualTo(new Expectation.Outcome(State.MISSED, "Route default was moved: alpha loses packets."));
        assertThat(Expectation.neverTo(BETA).of(story).words()).isEqualTo("Route default was moved to the dead beta.");
        assertThat(Expectation.neverTo(ALPHA).of(story).state()).isEqualTo(State.MET);
    }

    @Test
    void theRightOneMustBeBlamedAndOthersAreNamed() {
        story.hear(scenes.at(4_000).blamed(Attribution.CARRIER, "Alpha Telecom", "Alpha Telecom is silent."));
        assertThat(Expectation.blames(Attribution.UPLINK, "fibre").of(story))
                .isEqualTo(new Expectation.Outcome(State.MISSED, "Blamed carrier Alpha Telecom."));

        story.hear(scenes.at(6_000).blamed(Attribution.UPLINK, "fibre", "Uplink fibre is cut."));

        assertThat(Expectation.blames(Attribution.UPLINK, "fibre").of(story).words())
                .isEqualTo("Blamed fibre after 6.0 s: Uplink fibre is cut. For a while, also: carrier Alpha Telecom.");
    }

    @Test
    void aRouteThatIsNotBackYetIsOpenAndNoFault() {
        story.hear(scenes.at(8_000).moved(Rung.HARD_FAULT, "alpha refuses.", BETA, ALPHA));
        assertThat(Expectation.comesBack().of(story))
                .isEqualTo(new Expectation.Outcome(State.OPEN, "Route default is not back yet: alpha stands behind."));

        story.hear(scenes.at(90_000).moved(Rung.FAIL_BACK, "alpha is well.", ALPHA, BETA));
        assertThat(Expectation.comesBack().of(story).state()).isEqualTo(State.MET);
    }

    @Test
    void everyBadDayIsPractisedAndMadeWellInTheEnd() {
        assertThat(Arrays.stream(BadDay.values()).map(Exercise::on)).allSatisfy(exercise -> {
            assertThat(exercise.name()).matches("[a-z-]+");
            assertThat(exercise.expects()).hasSizeGreaterThanOrEqualTo(3);
            assertThat(exercise.day().lasts()).isBetween(Duration.ofMinutes(2), Duration.ofMinutes(5));
        });
    }
}
