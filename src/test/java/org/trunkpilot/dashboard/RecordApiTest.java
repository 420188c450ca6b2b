package org.trunkpilot.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.trunkpilot.health.Attribution;
import org.trunkpilot.health.CallLeg;
import org.trunkpilot.health.TrunkMinute;
import org.trunkpilot.health.Verdict;
import org.trunkpilot.routing.Mode;
import org.trunkpilot.routing.RouteDecision;
import org.trunkpilot.routing.Rung;
import org.trunkpilot.signal.CallEnd;
import org.trunkpilot.signal.CallId;
import org.trunkpilot.signal.Callee;
import org.trunkpilot.timeline.Entry;
import org.trunkpilot.timeline.Timeline;
import org.trunkpilot.web.InMemoryRoom;
import org.trunkpilot.web.OnTheWeb;
import tools.jackson.databind.JsonNode;

/** The record over REST: decisions, timeline, history, page by page. */
class RecordApiTest extends OnTheWeb {
    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

    @Autowired
    private Timeline timeline;

    @BeforeEach
    void nothingDecided() {
        jdbc.sql("delete from route_decision").update();
    }

    @Test
    void aDecisionIsShownWithItsReasonsAndItsOutcome() {
        String id = timeline.decided(InMemoryRoom.HQ, decision(0, true), Mode.ACTING);
        timeline.outcome(id, NOON, "prov-b,prov-a read back after 0.2 s.");

        JsonNode decision = admin().get("/api/v1/decisions?pbx=hq&route=default")
                .json()
                .get("items")
                .get(0);

        assertThat(decision.get("id").asString()).isEqualTo(id);
        assertThat(decision.get("moved").asBoolean()).isTrue();
        assertThat(decision.get("rung").asString()).isEqualTo("HARD_FAULT");
        assertThat(decision.get("from").toString()).isEqualTo("[\"prov-a\",\"prov-b\"]");
        assertThat(decision.get("to").toString()).isEqualTo("[\"prov-b\",\"prov-a\"]");
        assertThat(decision.get("reason").asString()).isEqualTo("prov-a refuses 5 of 5 calls.");
        assertThat(decision.get("evidence").get(0).asString()).isEqualTo("503 five times");
        assertThat(decision.get("wouldChange").isNull()).isTrue();
        assertThat(decision.get("attribution").asString()).isEqualTo("CARRIER");
        assertThat(decision.get("confidencePercent").asInt()).isEqualTo(80);
        assertThat(decision.get("considered").toString()).isEqualTo("[\"prov-c is held out by anna.\"]");
        assertThat(decision.get("mode").asString()).isEqualTo("ACTING");
        assertThat(decision.get("outcome").asString()).isEqualTo("prov-b,prov-a read back after 0.2 s.");
        assertThat(admin().get("/api/v1/decisions?pbx=branch")
                        .json()
                        .get("items")
                        .size())
                .isZero();
    }

    @Test
    void aDecisionOfItsOwnTellsWhatCameOfItAndHowItEnded() {
        String id = timeline.decided(InMemoryRoom.HQ, decision(0, true), Mode.ACTING);
        timeline.outcome(id, NOON.plusMillis(310), "Written to the PBX and read back.");
        timeline.append(new Entry(
                NOON.plusMillis(300),
                InMemoryRoom.HQ,
                Entry.Kind.ACTUATION,
                Optional.empty(),
                Optional.of(InMemoryRoom.DEFAULT),
                "Written and read back: prov-b&prov-a",
                Map.of()));
        timeline.minute(InMemoryRoom.HQ, minute(NOON.plusSeconds(60)));
        timeline.decided(InMemoryRoom.HQ, decision(30, false), Mode.ACTING);
        String next = timeline.decided(InMemoryRoom.HQ, decision(90, true), Mode.ACTING);
        timeline.decided(InMemoryRoom.HQ, decision(120, true), Mode.ACTING);

        JsonNode detail = admin().get("/api/v1/decisions/" + id).json();

        assertThat(detail.get("decision").get("reason").asString()).isEqualTo("prov-a refuses 5 of 5 calls.");
        JsonNode after = detail.get("after");
        assertThat(after.get("words").asString()).isEqualTo("Written to the PBX and read back.");
        assertThat(after.get("tookMillis").asLong()).isEqualTo(310);
        assertThat(after.get("written").toString()).isEqualTo("[\"Written and read back: prov-b&prov-a\"]");
        assertThat(after.get("left").get("trunk").asString()).isEqualTo("prov-a");
        assertThat(after.get("left").get("minutes").toString()).isEqualTo("[{\"verdict\":\"HEALTHY\",\"count\":1}]");
        assertThat(after.get("ended").get("id").asString()).isEqualTo(next);
        assertThat(after.get("ended").get("stoodSeconds").asLong()).isEqualTo(90);
        assertThat(detail.get("counterfactual").get("known").asBoolean()).isFalse();
        assertThat(detail.get("counterfactual").get("words").asString())
                .isEqualTo("Not known. The journal holds nothing of that time.");
        assertThat(admin().get("/api/v1/decisions/none").status()).isEqualTo(404);
    }

    @Test
    void aRefusalWroteNothingAndWithoutItAllWouldHaveBeenTheSame() {
        String id = timeline.decided(InMemoryRoom.HQ, decision(0, false), Mode.ACTING);

        JsonNode detail = admin().get("/api/v1/decisions/" + id).json();

        assertThat(detail.get("after").get("words").asString()).startsWith("Nothing was to be written");
        assertThat(detail.get("after").get("left").isNull()).isTrue();
        assertThat(detail.get("after").get("ended").isNull()).isTrue();
        assertThat(detail.get("counterfactual").get("known").asBoolean()).isTrue();
        assertThat(detail.get("counterfactual").get("words").asString()).contains("would have gone the same way");
    }

    @Test
    void theExampleOfTheDescriptionHasTheFieldsOfTheAnswer() {
        String id = timeline.decided(InMemoryRoom.HQ, decision(0, true), Mode.WATCHING);
        timeline.decided(InMemoryRoom.HQ, decision(9, true), Mode.WATCHING);
        JsonNode answer = admin().get("/api/v1/decisions/" + id).json();

        JsonNode example = admin().get("/v3/api-docs")
                .json()
                .at(
                        "/paths/~1api~1v1~1decisions~1{id}/get/responses/200/content/application~1json/examples/a move/value");

        assertThat(example.propertyNames()).containsExactlyElementsOf(answer.propertyNames());
        for (String part : answer.propertyNames()) {
            assertThat(example.get(part).propertyNames())
                    .as(part)
                    .containsExactlyElementsOf(answer.get(part).propertyNames());
        }
        assertThat(answer.get("after").get("words").asString()).isEqualTo("Watching only: nothing was written.");
    }

    @Test
    void pagesFollowEachOtherWithoutGapOrRepeat() {
        for (int i = 0; i < 5; i++) {
            timeline.decided(InMemoryRoom.HQ, decision(i, i % 2 == 0), Mode.ACTING);
        }

        JsonNode first = admin().get("/api/v1/decisions?limit=2").json();
        JsonNode second = admin().get(
                        "/api/v1/decisions?limit=2&before=" + first.get("next").asString())
                .json();
        JsonNode third = admin().get(
                        "/api/v1/decisions?limit=2&before=" + second.get("next").asString())
                .json();

        assertThat(times(first)).containsExactly(NOON.plusSeconds(4), NOON.plusSeconds(3));
        assertThat(times(second)).containsExactly(NOON.plusSeconds(2), NOON.plusSeconds(1));
        assertThat(times(third)).containsExactly(NOON);
        assertThat(third.get("next").isNull()).isTrue();
    }

    @Test
    void theTimelineIsSiftedByKindAndTime() {
        timeline.append(entry(0, Entry.Kind.LINK));
        timeline.append(entry(10, Entry.Kind.ALARM));
        timeline.append(entry(20, Entry.Kind.VERDICT));

        JsonNode alarms = admin().get("/api/v1/timeline?kind=ALARM,LINK&pbx=hq").json();
        assertThat(times(alarms)).containsExactly(NOON.plusSeconds(10), NOON);
        assertThat(alarms.get("items").get(0).get("detail").get("figure").asInt())
                .isEqualTo(10);
        assertThat(times(admin().get("/api/v1/timeline?from=2026-03-01T12:00:05Z&to=2026-03-01T12:00:15Z")
                        .json()))
                .containsExactly(NOON.plusSeconds(10));
        timeline.append(new Entry(
                NOON.plusSeconds(30),
                InMemoryRoom.HQ,
                Entry.Kind.SERVICE,
                Optional.of(InMemoryRoom.PROV_A),
                Optional.of(InMemoryRoom.DEFAULT),
                "something",
                Map.of()));
        for (String query : List.of("trunk=prov-a", "route=default", "pbx=hq&trunk=prov-a&route=default")) {
            assertThat(times(admin().get("/api/v1/timeline?" + query).json()))
                    .as(query)
                    .containsExactly(NOON.plusSeconds(30));
        }
        assertThat(times(admin().get("/api/v1/timeline?trunk=prov-b").json())).isEmpty();
        assertThat(admin().get("/api/v1/timeline?route=a%20b").status()).isEqualTo(400);
    }

    @Test
    void aKindThatIsBlankIsRefusedByItsName() {
        for (String address : List.of("/api/v1/timeline?kind=%00", "/api/v1/timeline/export?kind=%00")) {
            var refused = admin().get(address);
            assertThat(refused.status()).as(address).isEqualTo(400);
            assertThat(refused.json().toString()).contains("kind");
        }
    }

    @Test
    void theTimelineIsExportedWholeAsCsvAndAsJson() {
        jdbc.sql("delete from timeline_entry").update();
        for (int second = 0; second < Timeline.MOST + 1; second++) {
            timeline.append(entry(second, Entry.Kind.LINK));
        }
        timeline.append(new Entry(
                NOON.plusSeconds(9_000),
                InMemoryRoom.HQ,
                Entry.Kind.ALARM,
                Optional.empty(),
                Optional.empty(),
                "=cmd|' /C calc'!A0, said \"the PBX\"",
                Map.of()));

        var csv = admin().get("/api/v1/timeline/export");
        var json = admin().get("/api/v1/timeline/export?format=JSON");
        var some = admin().get("/api/v1/timeline/export?kind=ALARM&format=JSON");

        List<String> rows = csv.body().lines().toList();
        assertThat(rows).hasSize(1 + Timeline.MOST + 2);
        assertThat(rows.get(0)).isEqualTo("\uFEFFat,pbx,kind,trunk,route,words,detail");
        assertThat(rows.get(1))
                .isEqualTo("2026-03-01T14:30:00Z,hq,ALARM,,,\"'=cmd|' /C calc'!A0, said \"\"the PBX\"\"\",{}");
        assertThat(csv.header("Content-Type")).startsWith("text/csv");
        assertThat(csv.header("Content-Disposition")).contains("trunkpilot-timeline.csv");
        assertThat(json.json().get("items").size()).isEqualTo(Timeline.MOST + 2);
        assertThat(json.json().get("next").isNull()).isTrue();
        assertThat(some.json().get("items").size()).isEqualTo(1);
        assertThat(admin().get("/api/v1/timeline/export?route=a%20b").status()).isEqualTo(400);
    }

    @Test
    void theHistoryOfATrunkComesInStepsThatFit() {
        Instant minute = clock.instant().truncatedTo(ChronoUnit.MINUTES).minusSeconds(600);
        timeline.minute(InMemoryRoom.HQ, minute(minute));

        JsonNode history = admin().get("/api/v1/trunks/hq/prov-a/history").json();

        assertThat(history.get("step").asString()).isEqualTo("PT1M");
        assertThat(history.get("items").size()).isEqualTo(1);
        assertThat(history.get("items").get(0).get("at").asString()).isEqualTo(minute.toString());
        assertThat(history.get("items").get(0).get("pddP50Millis").asDouble()).isEqualTo(850);
        assertThat(admin().get("/api/v1/trunks/hq/prov-b/history")
                        .json()
                        .get("items")
                        .size())
                .isZero();
        assertThat(admin().get("/api/v1/trunks/hq/prov-a/history?step=PT15M")
                        .json()
                        .get("step")
                        .asString())
                .isEqualTo("PT15M");
    }

    @Test
    void theCallsBehindAPointOfAChartAreToldWithoutTheNumber() {
        Instant ended = clock.instant().truncatedTo(ChronoUnit.SECONDS).minusSeconds(100);
        timeline.leg(InMemoryRoom.HQ, leg(ended, CallLeg.Outcome.CARRIER_FAULT));
        timeline.leg(InMemoryRoom.HQ, leg(ended.plusSeconds(50), CallLeg.Outcome.OK));
        String span = "/api/v1/trunks/hq/prov-a/calls?from=" + ended.minusSeconds(20) + "&to=" + ended.plusSeconds(60);

        JsonNode calls = admin().get(span).json();

        assertThat(calls.get("items").size()).isEqualTo(2);
        JsonNode fault = admin().get(span + "&outcome=CARRIER_FAULT").json().get("items");
        assertThat(fault.size()).isEqualTo(1);
        assertThat(fault.get(0).get("sip").asInt()).isEqualTo(503);
        assertThat(fault.get(0).get("pddMillis").asLong()).isEqualTo(1500);
        assertThat(fault.get(0).get("calleePrefix").asString()).isEqualTo("4930");
        assertThat(fault.get(0).get("call").asString()).isEqualTo("1772452800.42");
        assertThat(admin().get("/api/v1/trunks/hq/prov-b/calls")
                        .json()
                        .get("items")
                        .size())
                .isZero();
        JsonNode first = admin().get(span + "&limit=1").json();
        assertThat(admin().get(span + "&limit=1&before=" + first.get("next").asString())
                        .json()
                        .get("items")
                        .get(0)
                        .get("id"))
                .isEqualTo(fault.get(0).get("id"));
    }

    @Test
    void aSpanThatIsEmptyOrLongerThanTheRecordIsRefusedAtItsField() {
        for (String query : List.of(
                "from=2026-03-01T12:00:00Z&to=2026-03-01T12:00:00Z",
                "from=2026-01-01T00:00:00Z&to=2026-06-01T00:00:00Z",
                "from=1999-01-01T00:00:00Z")) {
            for (String what : List.of("history", "calls")) {
                var refused = admin().get("/api/v1/trunks/hq/prov-a/" + what + "?" + query);

                assertThat(refused.status()).as(query).isEqualTo(400);
                assertThat(refused.json().get("fields").get(0).get("field").asString())
                        .isEqualTo("from");
            }
        }
        assertThat(admin().get("/api/v1/trunks/hq/prov-a/history?from=2026-01-01T00:00:00Z&to=2026-04-01T00:00:00Z")
                        .json()
                        .get("step")
                        .asString())
                .isEqualTo("PT1H27M");
    }

    @Test
    void aProviderIsReportedOnWithTheCallsThatItCanLookUp() {
        jdbc.sql("delete from call_leg").update();
        jdbc.sql("delete from trunk_minute").update();
        Instant minute = clock.instant().truncatedTo(ChronoUnit.MINUTES).minusSeconds(600);
        timeline.minute(InMemoryRoom.HQ, minute(minute));
        timeline.leg(InMemoryRoom.HQ, leg(minute, CallLeg.Outcome.CARRIER_FAULT));
        timeline.leg(InMemoryRoom.HQ, leg(minute.plusSeconds(9), CallLeg.Outcome.OK));
        String carrier =
                admin().get("/api/v1/trunks/hq/prov-a").json().get("carrier").asString();
        String asked = "carrier=" + URLEncoder.encode(carrier, StandardCharsets.UTF_8);

        JsonNode report = admin().get("/api/v1/reports/provider?" + asked).json();
        var csv = admin().get("/api/v1/reports/provider/calls?" + asked);

        assertThat(report.get("carrier").asString()).isEqualTo(carrier);
        JsonNode trunk = report.get("trunks").get(0);
        assertThat(trunk.get("trunk").asString()).isEqualTo("prov-a");
        assertThat(trunk.get("availabilityPercent").asDouble()).isEqualTo(100);
        assertThat(trunk.get("faultClasses").get(0).get("name").asString()).isEqualTo("SIP 503");
        assertThat(trunk.get("pddMillis").get("count").asInt()).isEqualTo(2);
        List<String> rows = csv.body().lines().toList();
        assertThat(rows).hasSize(2);
        assertThat(rows.get(1)).contains(",hq,prov-a,default,1772452800.42,4930,8f14e45fceea167a,503,38,FAR_END,");
        assertThat(admin().get("/api/v1/reports/provider?carrier=nobody").status())
                .isEqualTo(404);
        assertThat(admin().get("/api/v1/reports/provider/calls?carrier=nobody").status())
                .isEqualTo(404);
        assertThat(admin().get("/api/v1/reports/provider?from=2026-01-01T00:00:00Z&to=2026-03-01T00:00:00Z")
                        .status())
                .isEqualTo(400);
    }

    private static CallLeg leg(Instant ended, CallLeg.Outcome outcome) {
        Instant seized = ended.minusSeconds(30);
        return new CallLeg(
                new CallId("1772452800.42"),
                InMemoryRoom.PROV_A,
                Optional.of(InMemoryRoom.DEFAULT),
                new Callee("8f14e45fceea167a", "4930"),
                seized,
                Optional.of(seized.plusMillis(1700)),
                Optional.of(seized.plusMillis(1500)),
                Optional.empty(),
                ended,
                CallEnd.By.FAR_END,
                OptionalInt.of(38),
                OptionalInt.of(503),
                outcome,
                OptionalDouble.empty(),
                OptionalDouble.empty(),
                OptionalDouble.empty(),
                OptionalDouble.empty());
    }

    private static List<Instant> times(JsonNode page) {
        return page.get("items").values().stream()
                .map(item -> Instant.parse(item.get("at").asString()))
                .toList();
    }

    private static Entry entry(int after, Entry.Kind kind) {
        return new Entry(
                NOON.plusSeconds(after),
                InMemoryRoom.HQ,
                kind,
                Optional.empty(),
                Optional.empty(),
                "something",
                Map.of("figure", after));
    }

    private static RouteDecision decision(int after, boolean moves) {
        var configured = List.of(InMemoryRoom.PROV_A, InMemoryRoom.PROV_B);
        return new RouteDecision(
                NOON.plusSeconds(after),
                InMemoryRoom.DEFAULT,
                configured,
                moves ? List.of(InMemoryRoom.PROV_B, InMemoryRoom.PROV_A) : configured,
                Rung.HARD_FAULT,
                "prov-a refuses 5 of 5 calls.",
                List.of("503 five times"),
                Optional.empty(),
                Optional.of(Attribution.CARRIER),
                80,
                List.of("prov-c is held out by anna."));
    }

    private static TrunkMinute minute(Instant at) {
        return new TrunkMinute(
                InMemoryRoom.PROV_A,
                at,
                Verdict.HEALTHY,
                OptionalInt.of(95),
                3,
                3,
                0,
                0,
                0,
                2,
                OptionalDouble.of(850),
                OptionalDouble.of(1200),
                OptionalDouble.of(0.5),
                OptionalDouble.empty(),
                OptionalDouble.empty(),
                OptionalDouble.empty(),
                OptionalDouble.empty(),
                OptionalDouble.of(91),
                OptionalDouble.empty());
    }
}
