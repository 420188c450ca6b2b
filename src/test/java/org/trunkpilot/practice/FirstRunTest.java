package org.trunkpilot.practice;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The first run, second by second, in virtual time. */
class FirstRunTest {
    private static final Instant START = Instant.parse("2026-11-23T10:00:00Z");

    @Test
    void theScriptIsToldPhaseByPhaseAndBeginsAnew() {
        try (var world = PracticeWorld.stepped(PracticeSettings.firstRun(1), START)) {
            assertThat(world.scene().orElseThrow().phase()).isEqualTo("well");
            List<String> seen = new ArrayList<>();
            for (int second = 0; second < 600; second++) {
                var scene = world.scene().orElseThrow();
                var told = Duration.between(START, scene.since()).toSeconds() + " " + scene.phase();
                if (!seen.contains(told)) {
                    seen.add(told);
                }
                world.advance(Duration.ofSeconds(1));
            }
            assertThat(seen)
                    .containsExactly(
                            "0 well",
                            "18 bad-audio",
                            "90 dead",
                            "150 back",
                            "270 uplink-cut",
                            "360 well-again",
                            "540 well",
                            "558 bad-audio");
        }
    }

    @Test
    void aSceneSaysWhatIsWrongWithItsFiguresAndWhatComesNext() {
        try (var world = PracticeWorld.stepped(PracticeSettings.firstRun(1), START)) {
            world.advance(Duration.ofSeconds(20));
            var scene = world.scene().orElseThrow();
            assertThat(scene.words())
                    .isEqualTo("the audio of Alpha Telecom degrades (loss 10 % both ways), its signalling is fine");
            assertThat(scene.next()).isEqualTo("Alpha Telecom is dead: nothing comes back from it");
            assertThat(scene.until()).isEqualTo(START.plusSeconds(90));
            assertThat(world.script()).hasSize(6).filteredOn(Scene::current).hasSize(1);
        }
    }

    @Test
    void theFirstFaultLeavesAMinuteToBeNoticedBeforeAStrangerHasSeenNinetySeconds() {
        var script = PracticeSettings.firstRun(1).script();
        assertThat(script.phases().get(0).lasts()).isBetween(Duration.ofSeconds(15), Duration.ofSeconds(20));
        assertThat(script.phases().get(1).lasts()).isGreaterThanOrEqualTo(Duration.ofSeconds(60));
    }

    @Test
    void theInventoryNamesTwoCarriersOnOneUplinkAndKeepsCallsOnBoth() {
        var inventory = PracticeSettings.TWO_CARRIERS;
        assertThat(inventory.trunks()).extracting(t -> t.carrier()).doesNotHaveDuplicates();
        assertThat(inventory.trunks()).extracting(t -> t.uplink()).containsOnly("fibre");
        assertThat(inventory.steeredRoutes())
                .extracting(r -> r.trunks().get(0).name())
                .containsExactly("alpha", "beta");
    }
}
