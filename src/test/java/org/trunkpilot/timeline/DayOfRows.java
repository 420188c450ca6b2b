package org.trunkpilot.timeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.trunkpilot.timeline.Samples.HQ;
import static org.trunkpilot.timeline.Samples.NOON;
import static org.trunkpilot.timeline.Samples.PROV_A;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Matcher;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.trunkpilot.routing.Mode;
import org.trunkpilot.timeline.Ledger.Aged;
import org.trunkpilot.trunk.PbxId;
import org.trunkpilot.trunk.RouteId;
import org.trunkpilot.trunk.TrunkId;

/** A day of two sites: 10 trunks each, a call each 6 s, a line each 10 s, a decision each 20 s; 83,520 rows. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class DayOfRows {
    private static final int PBXS = 2;
    private static final int TRUNKS = 10;
    private static final int LEGS = 10;
    private static final int MINUTES = 24 * 60;
    private static final Instant MIDNIGHT = NOON.minus(Duration.ofHours(12));

    private TimelineFixture fixture;
    private Timeline timeline;

    abstract TestDatabase database();

    /** The database's plan for a statement without parameters, one line a row. */
    abstract String plan(TimelineFixture fixture, String sql);

    /** Makes the planner know what is in the tables. */
    abstract void analyze(TimelineFixture fixture);

    abstract void assertByIndex(String plan, String index);

    @BeforeAll
    void aDayIsWrittenDown() {
        fixture = new TimelineFixture(database());
        timeline = fixture.open(new TimelineSettings.Queue(1_000_000, 1_000_000, 1_000, Duration.ofSeconds(1)));
        for (int pbx = 0; pbx < PBXS; pbx++) {
            PbxId id = pbx == 0 ? HQ : new PbxId("site-" + pbx);
            for (int minute = 0; minute < MINUTES; minute++) {
                writeMinute(id, MIDNIGHT.plus(Duration.ofMinutes(minute)), minute);
            }
        }
        while (timeline.status().waiting() > 0) {
            timeline.recall(HQ);
        }
        assertThat(timeline.status().samplesDropped() + timeline.status().entriesDropped())
                .isZero();
        analyze(fixture);
    }

    private void writeMinute(PbxId pbx, Instant minute, int number) {
        for (int trunk = 0; trunk < TRUNKS; trunk++) {
            TrunkId id = trunk == 0 ? PROV_A : new TrunkId("prov-" + trunk);
            timeline.minute(pbx, Samples.minute(id, minute, 2));
        }
        for (int second = 0; second < 60; second += 60 / LEGS) {
            timeline.leg(pbx, Samples.leg(minute.plusSeconds(second)));
        }
        Entry.Kind[] kinds = Entry.Kind.values();
        for (int second = 0; second < 60; second += 10) {
            // One alarm an hour: a kind that is rare is asked for most.
            Entry.Kind kind =
                    number % 60 == 0 && second == 0 ? Entry.Kind.ALARM : kinds[(number + second) % (kinds.length - 1)];
            timeline.append(Samples.entry(pbx, minute.plusSeconds(second), kind, "Something happened."));
        }
        for (int second = 0; second < 60; second += 20) {
            RouteId route = new RouteId("route-" + (number + second) % 10);
            timeline.decided(pbx, Samples.decision(minute.plusSeconds(second), route, "Because."), Mode.ACTING);
        }
    }

    @AfterAll
    void close() {
        if (fixture != null) {
            fixture.close();
        }
    }

    @Test
    void theNewestEntriesOfAllAreFoundByIndex() {
        assertThat(timeline.entries(Samples.entries(Optional.empty(), Set.of(), OptionalLong.empty(), 100)))
                .hasSize(100);

        assertByIndex(planOfLast(100), "timeline_entry_at");
    }

    @Test
    void aPageFarBackIsFoundByIndex() {
        long middle = Long.parseLong(fixture.column("select max(id) from timeline_entry where pbx = 'hq'"
                        + " and happened_at = timestamp with time zone '2026-03-02 06:00:00+00'")
                .get(0));

        assertThat(timeline.entries(Samples.entries(Optional.of(HQ), Set.of(), OptionalLong.of(middle), 100)))
                .hasSize(100)
                .allSatisfy(stored -> assertThat(stored.entry().at()).isBefore("2026-03-02T06:00:00Z"));

        String then = "timestamp with time zone '2026-03-02 06:00:00+00'";
        assertByIndex(planOfLast("'hq'", then, then, middle, 100), "timeline_entry_pbx");
    }

    @Test
    void entriesOfARareKindAreFoundByIndex() {
        assertThat(timeline.entries(
                        Samples.entries(Optional.of(HQ), Set.of(Entry.Kind.ALARM), OptionalLong.empty(), 50)))
                .hasSize(24);

        assertByIndex(planOfLast("'hq'", "'ALARM'", 50), "timeline_entry_pbx_kind");
    }

    @Test
    void entriesOfAKindOnAllPbxsAreFoundByIndex() {
        assertThat(timeline.entries(
                        Samples.entries(Optional.empty(), Set.of(Entry.Kind.ALARM), OptionalLong.empty(), 50)))
                .hasSize(PBXS * 24);

        assertByIndex(planOfLast("'ALARM'", 50), "timeline_entry_kind");
    }

    @Test
    void theLastDecisionsOfARouteAreFoundByIndex() {
        assertThat(timeline.decisions(Samples.decisions(
                        Optional.of(HQ), Optional.of(new RouteId("route-3")), OptionalLong.empty(), 20)))
                .hasSize(20);

        assertByIndex(planOfLast("'hq'", "'route-3'", 20), "route_decision_route");
    }

    @Test
    void theDayOfATrunkIsFoundByIndex() {
        assertThat(timeline.minutes(HQ, PROV_A, MIDNIGHT, MIDNIGHT.plus(Duration.ofDays(1))))
                .hasSize(MINUTES);

        assertByIndex(
                planOfLast(
                        "'hq'",
                        "'prov-a'",
                        "timestamp with time zone '2026-03-02 00:00:00+00'",
                        "timestamp with time zone '2026-03-03 00:00:00+00'",
                        150_000),
                "trunk_minute_trunk");
    }

    @Test
    void oldRowsAreDeletedByIndexALittleAtATime() {
        Ledger ledger = new Ledger(fixture.entityManagerFactory());
        long all = fixture.count("call_leg");
        Instant sixOClock = MIDNIGHT.plus(Duration.ofHours(6));
        long old = PBXS * 6L * 60 * LEGS;

        int deleted = ledger.deleteOlder(Aged.LEGS, sixOClock, 1_000);

        assertThat(deleted).as("those of the thousandth's second go too").isBetween(1_000, 1_000 + PBXS);
        String then = "timestamp with time zone '2026-03-02 05:00:00+00'";
        assertByIndex(planOfLast(then, then), "call_leg_ended");
        while (ledger.deleteOlder(Aged.LEGS, sixOClock, 1_000) >= 1_000) {
            // the next thousand
        }
        assertThat(fixture.count("call_leg")).isEqualTo(all - old);
        assertThat(fixture.column("select min(ended_at) from call_leg").get(0)).startsWith("2026-03-02 06:00:00");
    }

    /** How the database goes about what was asked last. */
    private String planOfLast(Object... parameters) {
        String sql = fixture.lastStatement();
        for (Object parameter : parameters) {
            sql = sql.replaceFirst("\\?", Matcher.quoteReplacement(parameter.toString()));
        }
        assertThat(sql).as("every parameter is known").doesNotContain("?");
        return plan(fixture, sql);
    }
}
