package org.trunkpilot.timeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.trunkpilot.timeline.Samples.BRANCH;
import static org.trunkpilot.timeline.Samples.DEFAULT;
import static org.trunkpilot.timeline.Samples.HQ;
import static org.trunkpilot.timeline.Samples.NOON;
import static org.trunkpilot.timeline.Samples.PROV_A;
import static org.trunkpilot.timeline.Samples.PROV_B;
import static org.trunkpilot.timeline.Samples.at;
import static org.trunkpilot.timeline.Samples.entry;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.trunkpilot.health.CallLeg;
import org.trunkpilot.health.TrunkMinute;
import org.trunkpilot.health.Verdict;
import org.trunkpilot.routing.Mode;
import org.trunkpilot.routing.RouteDecision;
import org.trunkpilot.routing.Rung;
import org.trunkpilot.timeline.Ledger.Aged;
import org.trunkpilot.timeline.Timeline.StoredDecision;
import org.trunkpilot.timeline.Timeline.StoredEntry;
import org.trunkpilot.timeline.Timeline.StoredLeg;
import org.trunkpilot.trunk.PbxId;
import org.trunkpilot.trunk.RouteId;
import org.trunkpilot.trunk.TrunkId;

/** What the record promises, on whichever database. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class TimelineContract {
    /** A repaired database is found within the longest pause between tries, 15 s; the rest is a slow machine's. */
    private static final Duration FOUND_AGAIN = Duration.ofSeconds(40);

    private TimelineFixture fixture;

    abstract TestDatabase database();

    @BeforeAll
    void migrate() {
        fixture = new TimelineFixture(database());
    }

    @AfterEach
    void empty() {
        fixture.empty();
    }

    @AfterAll
    void stop() {
        if (fixture != null) {
            fixture.close();
        }
    }

    @Test
    void anEntryIsReadBackAsItWasTold() {
        Timeline timeline = fixture.open();
        Entry told = new Entry(
                NOON.plusNanos(123_456_789),
                HQ,
                Entry.Kind.VERDICT,
                Optional.of(PROV_A),
                Optional.of(DEFAULT),
                "prov-a: HEALTHY → DOWN, “2 of 2 OPTIONS” unanswered.",
                Map.of("verdict", "DOWN", "missed", 2, "share", 0.5, "hard", true, "findings", List.of("UNREACHABLE")));
        timeline.append(told);

        Entry read = timeline.entries(Samples.allEntries()).get(0).entry();

        assertThat(read.at()).isEqualTo(NOON.plusNanos(123_456_000));
        assertThat(read).usingRecursiveComparison().ignoringFields("at").isEqualTo(told);
    }

    @Test
    void aDecisionIsReadBackAsItWasMadeWithWhatBecameOfIt() {
        Timeline timeline = fixture.open();
        RouteDecision made = Samples.decision(NOON, "prov-a does not answer; prov-b goes first.");
        String id = timeline.decided(HQ, made, Mode.ACTING);
        assertThat(timeline.decisions(Samples.allDecisions()))
                .singleElement()
                .satisfies(read -> assertThat(read.outcome()).isEmpty());

        timeline.outcome(id, at(1), "Written; not read back yet.");
        timeline.outcome(id, at(2), "Read back after 0.3 s.");

        StoredDecision read = timeline.decisions(Samples.allDecisions()).get(0);
        assertThat(read.id()).isEqualTo(id);
        assertThat(read.pbx()).isEqualTo(HQ);
        assertThat(read.mode()).isEqualTo(Mode.ACTING);
        assertThat(read.decision()).isEqualTo(made);
        assertThat(read.outcome()).contains("Read back after 0.3 s.");
    }

    @Test
    void aRefusalOfAnEmptyRouteIsKeptToo() {
        Timeline timeline = fixture.open();
        RouteDecision refusal = new RouteDecision(
                NOON,
                DEFAULT,
                List.of(),
                List.of(),
                Rung.COMMON_CAUSE,
                "All trunks of uplink fibre are silent.",
                List.of(),
                Optional.empty());
        timeline.decided(HQ, refusal, Mode.WATCHING);

        assertThat(timeline.decisions(Samples.allDecisions()))
                .extracting(StoredDecision::decision)
                .containsExactly(refusal);
    }

    @Test
    void aPageGoesOnWhereTheOneBeforeEnded() {
        Timeline timeline = fixture.open();
        // Three a second: the time alone does not tell where a page ended.
        IntStream.range(0, 10).forEach(n -> timeline.append(entry(HQ, at(n / 3), Entry.Kind.LINK, "line " + n)));

        List<String> words = new ArrayList<>();
        OptionalLong before = OptionalLong.empty();
        List<StoredEntry> page;
        do {
            page = timeline.entries(Samples.entries(Optional.empty(), Set.of(), before, 4));
            page.forEach(stored -> words.add(stored.entry().words()));
            before = page.isEmpty()
                    ? before
                    : OptionalLong.of(page.get(page.size() - 1).id());
        } while (!page.isEmpty());

        assertThat(words)
                .containsExactly(
                        IntStream.range(0, 10).mapToObj(n -> "line " + (9 - n)).toArray(String[]::new));
    }

    @Test
    void whatWasWrittenLateStandsWhereItHappened() {
        Timeline timeline = fixture.open();
        timeline.append(entry(HQ, at(10), Entry.Kind.LINK, "ten"));
        timeline.append(entry(BRANCH, at(5), Entry.Kind.LINK, "five"));
        timeline.append(entry(HQ, at(7), Entry.Kind.LINK, "seven"));

        assertThat(timeline.entries(Samples.allEntries()))
                .extracting(stored -> stored.entry().words())
                .containsExactly("ten", "seven", "five");
    }

    @Test
    void entriesAreFilteredByPbxKindAndSpan() {
        Timeline timeline = fixture.open();
        timeline.append(entry(HQ, at(1), Entry.Kind.LINK, "hq link"));
        timeline.append(entry(HQ, at(2), Entry.Kind.ALARM, "hq alarm"));
        timeline.append(entry(HQ, at(3), Entry.Kind.ORDER, "hq order"));
        timeline.append(entry(BRANCH, at(4), Entry.Kind.ALARM, "branch alarm"));

        assertThat(words(timeline, query(Optional.of(HQ), 0, 9, Set.of())))
                .containsExactly("hq order", "hq alarm", "hq link");
        assertThat(words(timeline, query(Optional.empty(), 0, 9, EnumSet.of(Entry.Kind.ALARM))))
                .containsExactly("branch alarm", "hq alarm");
        assertThat(words(timeline, query(Optional.of(HQ), 0, 9, EnumSet.of(Entry.Kind.ALARM, Entry.Kind.ORDER))))
                .containsExactly("hq order", "hq alarm");
        assertThat(words(timeline, query(Optional.empty(), 2, 4, Set.of())))
                .as("the beginning of a span belongs to it, its end does not")
                .containsExactly("hq order", "hq alarm");
    }

    @Test
    void entriesAreFilteredByTrunkAndRoute() {
        Timeline timeline = fixture.open();
        timeline.append(about(at(1), Optional.of(PROV_A), Optional.empty(), "of prov-a"));
        timeline.append(about(at(2), Optional.of(PROV_B), Optional.empty(), "of prov-b"));
        timeline.append(about(at(3), Optional.empty(), Optional.of(DEFAULT), "of default"));
        timeline.append(about(at(4), Optional.of(PROV_A), Optional.of(DEFAULT), "of both"));

        assertThat(words(timeline, query(Optional.of(PROV_A), Optional.empty())))
                .containsExactly("of both", "of prov-a");
        assertThat(words(timeline, query(Optional.empty(), Optional.of(DEFAULT))))
                .containsExactly("of both", "of default");
        assertThat(words(timeline, query(Optional.of(PROV_A), Optional.of(DEFAULT))))
                .containsExactly("of both");
    }

    private static Entry about(Instant at, Optional<TrunkId> trunk, Optional<RouteId> route, String words) {
        return new Entry(at, HQ, Entry.Kind.VERDICT, trunk, route, words, Map.of());
    }

    private static Timeline.EntryQuery query(Optional<TrunkId> trunk, Optional<RouteId> route) {
        return new Timeline.EntryQuery(
                Optional.of(HQ), trunk, route, Optional.empty(), Optional.empty(), Set.of(), OptionalLong.empty(), 100);
    }

    private static Timeline.EntryQuery query(Optional<PbxId> pbx, int from, int to, Set<Entry.Kind> kinds) {
        return new Timeline.EntryQuery(
                pbx, Optional.of(at(from)), Optional.of(at(to)), kinds, OptionalLong.empty(), 100);
    }

    private static List<String> words(Timeline timeline, Timeline.EntryQuery query) {
        return timeline.entries(query).stream()
                .map(stored -> stored.entry().words())
                .toList();
    }

    @Test
    void decisionsAreFilteredByPbxAndRouteAndPaged() {
        Timeline timeline = fixture.open();
        RouteId sales = new RouteId("sales");
        timeline.decided(HQ, Samples.decision(at(1), DEFAULT, "hq default"), Mode.ACTING);
        timeline.decided(HQ, Samples.decision(at(2), sales, "hq sales"), Mode.ACTING);
        timeline.decided(BRANCH, Samples.decision(at(3), sales, "branch sales"), Mode.ACTING);

        List<StoredDecision> newest =
                timeline.decisions(Samples.decisions(Optional.empty(), Optional.empty(), OptionalLong.empty(), 1));
        assertThat(reasons(newest)).containsExactly("branch sales");
        assertThat(reasons(timeline.decisions(Samples.decisions(
                        Optional.empty(),
                        Optional.of(sales),
                        OptionalLong.of(newest.get(0).sequence()),
                        9))))
                .containsExactly("hq sales");
        assertThat(reasons(timeline.decisions(
                        Samples.decisions(Optional.of(HQ), Optional.empty(), OptionalLong.empty(), 9))))
                .containsExactly("hq sales", "hq default");
    }

    private static List<String> reasons(List<StoredDecision> decisions) {
        return decisions.stream().map(stored -> stored.decision().reason()).toList();
    }

    @Test
    void onlyTheNewestMemoryIsRecalledAndNoneAtAFirstStart() {
        Timeline timeline = fixture.open();
        assertThat(timeline.recall(HQ)).isEmpty();

        timeline.remember(HQ, "first");
        assertThat(timeline.recall(HQ)).contains("first");
        String longest = "ä".repeat(1_000_000);
        timeline.remember(HQ, longest);
        timeline.remember(BRANCH, "elsewhere");
        timeline.remember(HQ, longest + "!");

        assertThat(timeline.recall(HQ))
                .as("one that is too long is not kept, not cut")
                .contains(longest);
        assertThat(timeline.recall(BRANCH)).contains("elsewhere");
        assertThat(fixture.count("controller_memory")).isEqualTo(2);
    }

    @Test
    void minutesOfATrunkComeOldestFirst() {
        Timeline timeline = fixture.open();
        TrunkMinute first = Samples.minute(PROV_A, at(0), 7);
        TrunkMinute second = Samples.minute(PROV_A, at(60), 9);
        timeline.minute(HQ, second);
        timeline.minute(HQ, first);
        timeline.minute(HQ, Samples.minute(PROV_A, at(120), 1));
        timeline.minute(HQ, Samples.minute(PROV_B, at(0), 1));
        timeline.minute(BRANCH, Samples.minute(PROV_A, at(0), 1));

        assertThat(timeline.minutes(HQ, PROV_A, at(0), at(120))).containsExactly(first, second);
    }

    @Test
    void thePartsOfAMinuteThatARestartHasCutAreJoined() {
        Timeline timeline = fixture.open();
        TrunkMinute before = Samples.minute(PROV_A, NOON, 2);
        timeline.minute(HQ, before);
        timeline.minute(
                HQ,
                new TrunkMinute(
                        PROV_A,
                        NOON,
                        Verdict.DOWN,
                        OptionalInt.of(0),
                        3,
                        0,
                        3,
                        0,
                        0,
                        5,
                        before.pddP95Millis(),
                        before.pddP95Millis(),
                        before.pddP95Millis(),
                        before.pddP95Millis(),
                        before.pddP95Millis(),
                        before.pddP95Millis(),
                        before.pddP95Millis(),
                        before.pddP95Millis(),
                        before.pddP95Millis()));

        List<TrunkMinute> minutes = timeline.minutes(HQ, PROV_A, NOON, at(60));

        assertThat(minutes).singleElement().satisfies(minute -> {
            assertThat(minute.verdict()).isEqualTo(Verdict.DOWN);
            assertThat(minute.score()).hasValue(0);
            assertThat(minute.seizures()).isEqualTo(5);
            assertThat(minute.answers()).isEqualTo(1);
            assertThat(minute.carrierFaults()).isEqualTo(3);
            assertThat(minute.mostLiveCalls()).isEqualTo(5);
            assertThat(minute.pddP50Millis()).hasValue(1_850.5);
        });
    }

    @Test
    void aLegIsOneRowWithoutTheNumber() {
        Timeline timeline = fixture.open();
        timeline.leg(HQ, Samples.leg(NOON));
        timeline.close();

        assertThat(fixture.column("select trunk || ' ' || callee_key || ' ' || callee_prefix || ' ' || q850 || ' '"
                        + " || outcome || ' ' || worst_rating_inbound from call_leg"))
                .containsExactly("prov-a 8f14e45fceea167a 4930 16 OK 88.5");
    }

    @Test
    void theLegsThatWereUpInASpanAreReadBackAsTheyWereTold() {
        Timeline timeline = fixture.open();
        CallLeg before = Samples.leg(at(0)); // seized 35 s before it ended
        CallLeg across = Samples.leg(at(60));
        CallLeg later = Samples.leg(at(120));
        timeline.leg(HQ, later);
        timeline.leg(HQ, before);
        timeline.leg(HQ, across);
        timeline.leg(BRANCH, across);

        assertThat(timeline.legs(legs(at(30), at(50), Set.of(), 10)))
                .extracting(StoredLeg::leg)
                .containsExactly(across);
        assertThat(timeline.legs(legs(at(0), at(200), Set.of(), 10)))
                .extracting(StoredLeg::leg)
                .containsExactly(later, across, before);
        assertThat(timeline.legs(legs(at(0), at(200), Set.of(CallLeg.Outcome.CARRIER_FAULT), 10)))
                .isEmpty();
    }

    @Test
    void aPageOfLegsGoesOnWhereTheOneBeforeEnded() {
        Timeline timeline = fixture.open();
        for (int second = 0; second < 5; second++) {
            timeline.leg(HQ, Samples.leg(at(second)));
        }

        List<StoredLeg> first = timeline.legs(legs(at(0), at(9), Set.of(), 3));
        List<StoredLeg> second = timeline.legs(new Timeline.LegQuery(
                HQ, PROV_A, at(0), at(9), Set.of(), OptionalLong.of(first.get(2).id()), 3));

        assertThat(first).extracting(leg -> leg.leg().ended()).containsExactly(at(4), at(3), at(2));
        assertThat(second).extracting(leg -> leg.leg().ended()).containsExactly(at(1), at(0));
    }

    private static Timeline.LegQuery legs(Instant from, Instant to, Set<CallLeg.Outcome> outcomes, int limit) {
        return new Timeline.LegQuery(HQ, PROV_A, from, to, outcomes, OptionalLong.empty(), limit);
    }

    @Test
    void whatIsTooLongOrOddForAColumnIsCutAndKept() {
        Timeline timeline = fixture.open();
        timeline.append(entry(HQ, NOON, Entry.Kind.ALARM, "\0" + "😀".repeat(3_000)));
        timeline.append(new Entry(
                at(1),
                HQ,
                Entry.Kind.PBX,
                Optional.empty(),
                Optional.empty(),
                "much",
                Map.of("x", "y".repeat(30_000))));
        timeline.decided(
                HQ,
                new RouteDecision(
                        NOON,
                        DEFAULT,
                        List.of(PROV_A),
                        List.of(PROV_A),
                        Rung.NOTHING,
                        "r".repeat(5_000),
                        Collections.nCopies(10, "e".repeat(3_000)),
                        Optional.of("w".repeat(5_000))),
                Mode.ACTING);

        List<StoredEntry> entries = timeline.entries(Samples.allEntries());
        assertThat(entries.get(0).entry().detail()).containsEntry("dropped", "detail of 30008 characters");
        assertThat(entries.get(1).entry().words())
                .startsWith("😀")
                .endsWith("😀…")
                .hasSizeBetween(3_990, 4_000);
        RouteDecision kept = timeline.decisions(Samples.allDecisions()).get(0).decision();
        assertThat(kept.reason()).hasSize(4_000).endsWith("…");
        assertThat(kept.evidence()).hasSize(6);
        assertThat(timeline.status().entriesDropped()).isZero();
    }

    @Test
    void decisionsMadeWhileTheDatabaseWasAwayAreThereAfterwardsInOrder() {
        Timeline timeline = fixture.open(50_000, 100);
        timeline.decided(HQ, Samples.decision(at(0), "decision 0"), Mode.ACTING);
        assertThat(timeline.decisions(Samples.allDecisions())).hasSize(1);

        fixture.database().stop();
        List<String> outcomes = new ArrayList<>();
        for (int n = 1; n <= 200; n++) {
            String id = timeline.decided(HQ, Samples.decision(at(n), "decision " + n), Mode.ACTING);
            timeline.outcome(id, at(n), "outcome " + n);
            timeline.append(entry(HQ, at(n), Entry.Kind.ACTUATION, "entry " + n));
            timeline.minute(HQ, Samples.minute(PROV_A, at(60 * n), 5));
            outcomes.add(0, "outcome " + n);
        }
        timeline.remember(HQ, "what was believed meanwhile");
        await("the failure is told")
                .atMost(FOUND_AGAIN)
                .until(() -> !timeline.status().writing());
        assertThat(timeline.status().problem())
                .hasValueSatisfying(words -> assertThat(words)
                        .contains("The database has taken nothing since")
                        .contains("Steering goes on"));
        assertThatThrownBy(() -> timeline.entries(Samples.allEntries()))
                .isInstanceOf(RecordUnavailable.class)
                .hasMessageContaining("cannot be read now");
        fixture.database().start();

        await("the record goes on")
                .atMost(FOUND_AGAIN)
                .until(() -> timeline.status().waiting() == 0);
        List<StoredDecision> decisions = timeline.decisions(Samples.allDecisions());
        assertThat(reasons(decisions))
                .containsExactly(IntStream.rangeClosed(0, 200)
                        .mapToObj(n -> "decision " + (200 - n))
                        .toArray(String[]::new));
        assertThat(decisions.stream().map(StoredDecision::sequence).toList())
                .as("written in the order in which they were made")
                .isSortedAccordingTo((a, b) -> Long.compare(b, a));
        assertThat(decisions.stream().flatMap(d -> d.outcome().stream()).toList())
                .isEqualTo(outcomes);
        assertThat(timeline.entries(Samples.allEntries())).hasSize(200);
        assertThat(timeline.recall(HQ)).contains("what was believed meanwhile");
        Timeline.RecordStatus status = timeline.status();
        assertThat(status.writing()).isTrue();
        assertThat(status.problem()).isEmpty();
        assertThat(status.entriesDropped()).isZero();
        assertThat(status.samplesDropped()).as("of 200 minutes, 100 have room").isBetween(1L, 100L);
        assertThat(fixture.count("trunk_minute")).isEqualTo(200 - status.samplesDropped());
        assertThat(status.written()).isEqualTo(1 + 200 + 200 + 200 + 1 + 200 - status.samplesDropped());
    }

    @Test
    void anAnswerLostAfterTheCommitDoesNotWriteTwice() {
        Timeline timeline = fixture.open();
        fixture.database().loseTheAnswerToTheNextCommit();
        timeline.append(entry(HQ, NOON, Entry.Kind.ORDER, "once"));
        timeline.minute(HQ, Samples.minute(PROV_A, NOON, 5));

        await("written at the next try")
                .atMost(FOUND_AGAIN)
                .until(() -> timeline.status().written() == 2);

        assertThat(fixture.count("timeline_entry")).isEqualTo(1);
        assertThat(fixture.count("trunk_minute")).isEqualTo(1);
    }

    @Test
    void aRowThatTheDatabaseRefusesDoesNotHoldUpTheOthers() {
        fixture.sql("alter table timeline_entry add constraint poison check (words <> 'poison')");
        try {
            Timeline timeline = fixture.open();
            timeline.append(entry(HQ, at(1), Entry.Kind.PBX, "before"));
            timeline.append(entry(HQ, at(2), Entry.Kind.PBX, "poison"));
            timeline.append(entry(HQ, at(3), Entry.Kind.PBX, "after"));
            String id = timeline.decided(HQ, Samples.decision(at(4), "moved"), Mode.ACTING);
            timeline.outcome(id, at(4), "done");

            assertThat(words(timeline, Samples.allEntries())).containsExactly("after", "before");
            assertThat(timeline.decisions(Samples.allDecisions()).get(0).outcome())
                    .contains("done");
            assertThat(timeline.status().entriesDropped()).isEqualTo(1);
            assertThat(timeline.status().written()).isEqualTo(4);
        } finally {
            fixture.sql("alter table timeline_entry drop constraint poison");
        }
    }

    @Test
    void anOutcomeOrAMemoryThatTheDatabaseRefusesDoesNotHoldUpTheOthers() {
        fixture.sql("alter table route_decision add constraint poison check (outcome <> 'poison')");
        fixture.sql("alter table controller_memory add constraint poison_too check (memory <> 'poison')");
        try {
            Timeline timeline = fixture.open();
            String id = timeline.decided(HQ, Samples.decision(at(1), "moved"), Mode.ACTING);
            timeline.outcome(id, at(2), "poison");
            timeline.outcome(id, at(3), "done");
            timeline.remember(HQ, "poison");
            timeline.remember(BRANCH, "sound");

            assertThat(timeline.recall(BRANCH)).contains("sound");
            assertThat(timeline.recall(HQ)).isEmpty();
            assertThat(timeline.decisions(Samples.allDecisions()).get(0).outcome())
                    .contains("done");
            assertThat(timeline.status().entriesDropped()).isEqualTo(2);
            assertThat(timeline.status().writing()).isTrue();
        } finally {
            fixture.sql("alter table route_decision drop constraint poison");
            fixture.sql("alter table controller_memory drop constraint poison_too");
        }
    }

    @Test
    void whatNoRowCanBeMadeOfIsCountedAndTheWriterGoesOn() {
        Timeline timeline = fixture.open();
        timeline.append(detailed(at(1), new Figure(() -> {
            throw new IllegalStateException("a fault of ours");
        })));
        timeline.append(entry(HQ, at(2), Entry.Kind.PBX, "after"));

        assertThat(words(timeline, Samples.allEntries())).containsExactly("after");
        assertThat(timeline.status().entriesDropped()).isEqualTo(1);
        assertThat(timeline.status().written()).isEqualTo(1);
    }

    @Test
    void anErrorWhileWritingIsToldAndTriedAgain() {
        Timeline timeline = fixture.open();
        AtomicBoolean thrown = new AtomicBoolean();
        timeline.append(detailed(at(1), new Figure(() -> {
            if (!thrown.getAndSet(true)) {
                throw new StackOverflowError();
            }
            return "7";
        })));

        // A real edge: the writer tries again after 250 ms.
        await("the second try")
                .atMost(Duration.ofSeconds(20))
                .until(() -> timeline.status().written() == 1);
        assertThat(thrown).isTrue();
        assertThat(timeline.status().writing()).isTrue();
        assertThat(timeline.status().entriesDropped()).isZero();
        assertThat(words(timeline, Samples.allEntries())).containsExactly("detailed");
    }

    private static Entry detailed(Instant at, Number figure) {
        return new Entry(
                at, HQ, Entry.Kind.PBX, Optional.empty(), Optional.empty(), "detailed", Map.of("figure", figure));
    }

    /** A number whose text is made when it is written. */
    private static final class Figure extends Number {
        private static final long serialVersionUID = 1;

        private final transient Supplier<String> text;

        Figure(Supplier<String> text) {
            this.text = text;
        }

        @Override
        public int intValue() {
            return 7;
        }

        @Override
        public long longValue() {
            return 7;
        }

        @Override
        public float floatValue() {
            return 7;
        }

        @Override
        public double doubleValue() {
            return 7;
        }

        @Override
        public String toString() {
            return text.get();
        }
    }

    @Test
    void closingWritesWhatWaits() {
        Timeline timeline = fixture.open();
        IntStream.range(0, 2_500).forEach(n -> timeline.append(entry(HQ, at(n), Entry.Kind.SERVICE, "line " + n)));
        timeline.close();

        assertThat(fixture.count("timeline_entry")).isEqualTo(2_500);
    }

    @Test
    void closingEndsInTimeWhileTheDatabaseIsAway() {
        Timeline timeline = fixture.open();
        fixture.database().stop();
        try {
            timeline.append(entry(HQ, NOON, Entry.Kind.PBX, "lost"));
            Instant begun = Instant.now();
            timeline.close();

            assertThat(Duration.between(begun, Instant.now())).isLessThan(Duration.ofSeconds(15));
            assertThat(timeline.status().waiting()).isEqualTo(1);
        } finally {
            fixture.database().start();
        }
    }

    @Test
    void rowsAreDeletedWhenTheyAreTooOldAndNotBefore() {
        Timeline timeline = fixture.open();
        TimelineSettings.Retention keep = new TimelineSettings.Retention(
                Duration.ofDays(40), Duration.ofDays(30), Duration.ofDays(20), Duration.ofDays(10));
        for (int days : List.of(9, 11, 19, 21, 29, 31, 39, 41)) {
            Instant then = NOON.minus(Duration.ofDays(days));
            timeline.append(entry(HQ, then, Entry.Kind.PBX, days + " days old"));
            timeline.decided(HQ, Samples.decision(then, days + " days old"), Mode.ACTING);
            timeline.leg(HQ, Samples.leg(then));
            timeline.minute(HQ, Samples.minute(PROV_A, then, 1));
        }
        timeline.close();

        Map<Aged, Integer> deleted =
                new Retention(new Ledger(fixture.entityManagerFactory()), keep, () -> NOON).sweep();

        assertThat(deleted)
                .containsExactlyInAnyOrderEntriesOf(
                        Map.of(Aged.ENTRIES, 1, Aged.DECISIONS, 3, Aged.LEGS, 5, Aged.MINUTES, 7));
        assertThat(fixture.column("select words from timeline_entry where words like '%41%'"))
                .isEmpty();
        assertThat(fixture.count("timeline_entry")).isEqualTo(7);
        assertThat(fixture.count("trunk_minute")).isEqualTo(1);
    }
}
