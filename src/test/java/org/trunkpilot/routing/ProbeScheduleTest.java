package org.trunkpilot.routing;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.LongPredicate;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.trunkpilot.signal.LinkLost;
import org.trunkpilot.signal.ProbeAnswered;
import org.trunkpilot.signal.ProbeSent;
import org.trunkpilot.trunk.Inventory;
import org.trunkpilot.trunk.PbxId;
import org.trunkpilot.trunk.RouteId;
import org.trunkpilot.trunk.SteeredRoute;
import org.trunkpilot.trunk.Trunk;
import org.trunkpilot.trunk.TrunkId;

/** When one trunk is sent an OPTIONS; times in milliseconds from the start, looked at each 100 ms. */
class ProbeScheduleTest {
    private static final Instant T = Instant.parse("2026-03-02T09:00:00Z");
    private static final TrunkId A = new TrunkId("prov-a");
    private static final TrunkId B = new TrunkId("prov-b");

    private final ProbeSchedule schedule = new ProbeSchedule(inventory(A));
    private final List<Long> asked = new ArrayList<>();
    private long now;

    private static Inventory inventory(TrunkId... trunks) {
        return new Inventory(
                new PbxId("hq"),
                List.of(trunks).stream()
                        .map(t -> new Trunk(t, t.name(), "Alpha", "fibre", OptionalInt.empty()))
                        .toList(),
                List.of(new SteeredRoute(new RouteId("default"), List.of(trunks))));
    }

    /** @param answers whether an OPTIONS asked for at that moment is answered, 20 ms later */
    private void run(long until, boolean news, LongPredicate answers) {
        for (; now < until; now += 100) {
            if (!schedule.due(T.plusMillis(now), news).isEmpty()) {
                asked.add(now);
                schedule.accept(new ProbeSent(T.plusMillis(now), A));
                if (answers.test(now)) {
                    answer(now);
                }
            }
        }
    }

    private void answer(long sent) {
        schedule.accept(
                new ProbeAnswered(T.plusMillis(sent + 20), A, T.plusMillis(sent), Optional.of(Duration.ofMillis(20))));
    }

    @BeforeEach
    void inQuiet() {
        run(60_000, false, at -> true);
        assertThat(asked.get(0)).as("at the first look").isZero();
        asked.clear();
    }

    private long nextInQuiet() {
        int before = asked.size();
        while (asked.size() == before) {
            run(now + 100, false, at -> true);
        }
        return asked.get(before);
    }

    @Test
    void inQuietTheBeatIsFiveSecondsGiveOrTakeAHalf() {
        run(3_600_000, false, at -> true);
        var gaps = new ArrayList<Long>();
        for (int i = 1; i < asked.size(); i++) {
            gaps.add(asked.get(i) - asked.get(i - 1));
        }
        assertThat(gaps).allMatch(gap -> gap >= 4_500 && gap <= 5_600);
        assertThat(gaps).anyMatch(gap -> gap < 4_800).anyMatch(gap -> gap > 5_200);
        assertThat(asked.size()).isBetween(690, 720);
    }

    @Test
    void eachTrunkHasItsOwnBeatAndAReplayTheSame() {
        assertThat(secondBeat(A)).isNotEqualTo(secondBeat(B)).isEqualTo(secondBeat(A));
    }

    private static Instant secondBeat(TrunkId trunk) {
        var one = new ProbeSchedule(inventory(trunk));
        Instant at = T;
        one.due(at, false);
        one.accept(new ProbeSent(at, trunk));
        one.accept(new ProbeAnswered(at.plusMillis(20), trunk, at, Optional.empty()));
        do {
            at = at.plusMillis(1);
        } while (one.due(at, false).isEmpty());
        return at;
    }

    @Test
    void badNewsIsAskedAboutTwoSecondsAfterTheLastAnswerAtTheLatest() {
        long last = nextInQuiet();
        asked.clear();
        run(last + 1_000, false, at -> true);
        run(last + 1_100, true, at -> true);
        run(last + 4_000, false, at -> true);
        assertThat(asked).containsExactly(last + 2_000);
    }

    @Test
    void badNewsLaterIsAskedAboutAtOnce() {
        long last = nextInQuiet();
        asked.clear();
        run(last + 3_000, false, at -> true);
        run(last + 3_100, true, at -> true);
        assertThat(asked).containsExactly(last + 3_000);
    }

    @Test
    void anOptionsThatStandsUnansweredIsFollowedByTwoMoreASecondApart() {
        long last = nextInQuiet();
        asked.clear();
        run(last + 4_000, false, at -> false);
        run(last + 60_000, false, at -> false);
        long first = asked.get(0);
        assertThat(asked.subList(0, 3)).containsExactly(first, first + 1_000, first + 2_000);
        for (int i = 3; i < asked.size(); i++) {
            assertThat(asked.get(i) - asked.get(i - 1)).as("known to be silent").isGreaterThan(2_400);
        }
    }

    @Test
    void newsWhileOneIsUnderWayIsAskedAboutAtOnceAndNeverByMoreThanThree() {
        var other = new ProbeScheduleTest();
        other.run(100, false, at -> false);
        other.run(500, true, at -> false);
        assertThat(other.asked).as("one at the start, two for the news").containsExactly(0L, 100L, 200L);
        other.run(2_900, true, at -> false);
        assertThat(other.asked).hasSize(3);
        other.run(3_100, true, at -> false);
        assertThat(other.asked).as("the first is given up after 3 s").containsExactly(0L, 100L, 200L, 3_000L);
    }

    /** The first of two that stand unanswered, a second apart. */
    private long twoUnanswered() {
        long last = nextInQuiet();
        asked.clear();
        run(last + 4_000, false, at -> true);
        while (asked.size() < 2) {
            run(now + 100, false, at -> false);
        }
        assertThat(asked.get(1) - asked.get(0)).isEqualTo(1_000);
        return asked.get(0);
    }

    @Test
    void anAnswerEndsTheWaitForAllThatWereSentBeforeIt() {
        long first = twoUnanswered();
        answer(first + 1_000);
        run(first + 4_000, false, at -> true);
        assertThat(asked).as("nothing stands unanswered").hasSize(2);
    }

    @Test
    void anAnswerToTheFirstLeavesTheSecondUnderWay() {
        long first = twoUnanswered();
        answer(first);
        run(first + 4_000, false, at -> true);
        assertThat(asked).containsExactly(first, first + 1_000, first + 2_000);
    }

    /** The PBX sends it some milliseconds after it was asked to: the answer names that moment. */
    @Test
    void anOptionsCountsFromWhenItWentOut() {
        var other = new ProbeSchedule(inventory(A));
        other.due(T, false);
        other.accept(new ProbeSent(T.plusMillis(400), A));
        assertThat(other.due(T.plusMillis(1_300), false)).isEmpty();
        assertThat(other.due(T.plusMillis(1_400), false)).containsExactly(A);
    }

    @Test
    void aLostLinkForgetsWhatWasUnderWay() {
        var other = new ProbeScheduleTest();
        other.run(500, true, at -> false);
        assertThat(other.asked).hasSize(3);
        other.schedule.accept(new LinkLost(T.plusMillis(500), "gone"));
        other.run(2_500, true, at -> true);
        assertThat(other.asked).hasSizeGreaterThan(3);
    }

    @Test
    void whatIsHeardOfOtherTrunksIsLeft() {
        schedule.accept(new ProbeSent(T.plusMillis(now), B));
        schedule.accept(new ProbeAnswered(T.plusMillis(now), B, T.plusMillis(now), Optional.empty()));
        long last = nextInQuiet();
        assertThat(nextInQuiet() - last).isBetween(4_500L, 5_600L);
    }
}
