package org.trunkpilot.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.transaction.PlatformTransactionManager;
import org.trunkpilot.health.Verdict;
import org.trunkpilot.override.Order;
import org.trunkpilot.routing.Mode;
import org.trunkpilot.timeline.Entry;
import org.trunkpilot.timeline.Timeline;
import org.trunkpilot.web.InMemoryRoom;
import org.trunkpilot.web.Web;
import org.trunkpilot.web.Web.Reply;
import org.trunkpilot.web.WholeService;
import tools.jackson.databind.JsonNode;

/** Orders over REST: given once, handed over, ended on time, kept over a restart and a database that is away. On both databases. */
abstract class OverridesContract extends WholeService {
    @Autowired
    private Orders orders;

    @Autowired
    private OrderRows rows;

    @Autowired
    private PlatformTransactionManager transactions;

    @Autowired
    private Timeline timeline;

    @Test
    void anOrderStandsFromTheAnswerOn() {
        Reply reply = give("HELD_OUT", "prov-a", null, Duration.ofHours(2));

        assertThat(reply.status()).as(reply.toString()).isEqualTo(201);
        JsonNode given = reply.json();
        String id = given.get("id").asString();
        assertThat(reply.header("Location")).isEqualTo("/api/v1/overrides/" + id);
        assertThat(given.get("who").asString()).isEqualTo("admin-token");
        assertThat(given.get("state").asString()).isEqualTo("STANDING");
        assertThat(given.get("warnings").toString()).contains("not blocked", "only while Trunkpilot runs");
        assertThat(room.orders.get(InMemoryRoom.HQ)).singleElement().satisfies(order -> {
            assertThat(order.kind()).isEqualTo(Order.Kind.HELD_OUT);
            assertThat(order.trunk()).contains(InMemoryRoom.PROV_A);
            assertThat(order.who()).isEqualTo("admin-token");
        });
        assertThat(admin().get("/api/v1/overrides").json().get("items").get(0)).isEqualTo(given);
        assertThat(words(Entry.Kind.ORDER))
                .singleElement()
                .asString()
                .contains("admin-token ordered to hold prov-a out on every route until", "planned work");
    }

    @Test
    void anOrderThatIsEndedStandsNoMoreAndKeepsItsNumber() {
        Reply given = give("FREEZE", null, "default", Duration.ofHours(2));
        String path = given.header("Location");

        Reply ended = admin().with("If-Match", given.header("ETag")).delete(path);

        assertThat(ended.status()).isEqualTo(200);
        assertThat(ended.json().get("state").asString()).isEqualTo("ENDED");
        assertThat(ended.json().get("endedBy").asString()).isEqualTo("admin-token");
        assertThat(room.orders.get(InMemoryRoom.HQ)).isEmpty();
        assertThat(admin().get("/api/v1/overrides").json().get("items").size()).isZero();
        assertThat(admin().get("/api/v1/overrides?ended=true")
                        .json()
                        .get("items")
                        .get(0)
                        .get("state")
                        .asString())
                .isEqualTo("ENDED");
        assertThat(words(Entry.Kind.ORDER).get(0)).isEqualTo("admin-token ended the order to freeze route default.");
        // Again changes nothing, and the record has it once.
        assertThat(admin().delete(path).json().get("endedAt"))
                .isEqualTo(ended.json().get("endedAt"));
        assertThat(words(Entry.Kind.ORDER)).hasSize(2);
    }

    @Test
    void anOrderThatHasChangedMeanwhileIsNotEndedUnseen() {
        Reply given = give("FREEZE", null, "default", Duration.ofHours(2));
        admin().delete(given.header("Location"));

        Reply late = admin().with("If-Match", given.header("ETag")).delete(given.header("Location"));

        assertThat(late.status()).isEqualTo(412);
        assertThat(late.json().get("type").asString()).endsWith(":changed-meanwhile");
    }

    @Test
    void anOrderRunsOutByItselfAndTheRecordSaysSoOnce() {
        Reply given = give("PAUSE", null, null, Duration.ofMinutes(30));
        clock.pass(Duration.ofMinutes(31));

        assertThat(admin().get("/api/v1/overrides").json().get("items").size()).isZero();
        orders.sweep();
        orders.sweep();

        assertThat(room.orders.get(InMemoryRoom.HQ)).isEmpty();
        JsonNode after = admin().get(given.header("Location")).json();
        assertThat(after.get("state").asString()).isEqualTo("EXPIRED");
        assertThat(after.get("endedAt")).isEqualTo(given.json().get("until"));
        assertThat(words(Entry.Kind.ORDER))
                .filteredOn(words -> words.contains("has run out"))
                .containsExactly("The order of admin-token to pause hq has run out.");
    }

    @Test
    void ordersOutliveARestart() {
        give("PIN", "prov-b", "default", Duration.ofHours(2));
        room.orders.clear();

        Orders restarted = new Orders(rows, transactions, room, timeline, clock);
        restarted.start();

        assertThat(room.orders.get(InMemoryRoom.HQ))
                .singleElement()
                .satisfies(order -> assertThat(order.kind()).isEqualTo(Order.Kind.PIN));
        assertThat(restarted.standing()).isEqualTo(orders.standing());
    }

    @Test
    void anOrderOfAnotherInstanceIsTakenUp() {
        Orders other = new Orders(rows, transactions, new InMemoryRoom(), timeline, clock);
        other.give(
                InMemoryRoom.HQ,
                new Draft(
                        Order.Kind.PAUSE,
                        Optional.empty(),
                        Optional.empty(),
                        "elsewhere",
                        clock.instant().plusSeconds(600)),
                "somebody");

        orders.sweep();

        assertThat(room.orders.get(InMemoryRoom.HQ)).hasSize(1);
    }

    @Test
    void withTheDatabaseAwayWhatStandsGoesOnStandingAndRunsOutOnTime() {
        give("HELD_OUT", "prov-a", null, Duration.ofMinutes(30));
        database.off();
        try {
            Reply refused = give("PAUSE", null, null, Duration.ofMinutes(30));
            assertThat(refused.status()).isEqualTo(503);
            assertThat(refused.header("Content-Type")).isEqualTo("application/problem+json");
            assertThat(refused.header("Retry-After")).isNotEmpty();
            orders.sweep();
            assertThat(room.orders.get(InMemoryRoom.HQ)).hasSize(1);
            assertThat(admin().get("/api/v1/overrides").json().get("items").size())
                    .isEqualTo(1);
            assertThat(admin().get("/api/v1/overrides?ended=true").status()).isEqualTo(503);
            assertThat(admin().get("/api/v1/decisions").status()).isEqualTo(503);
            assertThat(admin().get("/api/v1/timeline").status()).isEqualTo(503);
            assertThat(admin().get("/api/v1/trunks").status()).isEqualTo(200);
            assertThat(admin().get("/api/v1/routes").status()).isEqualTo(200);
            assertThat(admin().post("/api/v1/pbxs/hq/mode", "{\"mode\":\"WATCHING\"}")
                            .status())
                    .isEqualTo(202);
            clock.pass(Duration.ofMinutes(31));
            orders.sweep();
            assertThat(room.orders.get(InMemoryRoom.HQ)).isEmpty();
        } finally {
            database.on();
        }
        orders.sweep();
        // The record writes again some time after the database is back.
        await().atMost(Duration.ofSeconds(30))
                .until(() -> words(Entry.Kind.ORDER).stream().anyMatch(words -> words.contains("has run out")));
    }

    @Test
    void eightRequestsWithOneKeyMakeOneOrder() throws Exception {
        String body = body("HELD_OUT", "prov-a", null, Duration.ofHours(2));
        Web caller = admin().with("Idempotency-Key", "one-and-the-same");
        ExecutorService eight = Executors.newFixedThreadPool(8);
        try {
            Callable<Reply> call = () -> caller.post("/api/v1/overrides", body);
            List<Reply> replies = new ArrayList<>();
            for (Future<Reply> reply : eight.invokeAll(Collections.nCopies(8, call))) {
                replies.add(reply.get());
            }

            assertThat(replies).allSatisfy(reply -> assertThat(reply.status()).isEqualTo(201));
            assertThat(replies)
                    .extracting(Reply::body)
                    .containsOnly(replies.get(0).body());
            assertThat(replies)
                    .filteredOn(reply -> reply.header("Idempotent-Replayed").equals("true"))
                    .hasSize(7);
        } finally {
            eight.shutdownNow();
        }
        assertThat(jdbc.sql("select count(*) from operator_order")
                        .query(Integer.class)
                        .single())
                .isEqualTo(1);
        assertThat(room.orders.get(InMemoryRoom.HQ)).hasSize(1);
    }

    @Test
    void aKeyThatCameWithAnotherRequestIsRefused() {
        Web caller = admin().with("Idempotency-Key", "k1");
        caller.post("/api/v1/overrides", body("HELD_OUT", "prov-a", null, Duration.ofHours(2)));

        Reply other = caller.post("/api/v1/overrides", body("HELD_OUT", "prov-b", null, Duration.ofHours(2)));

        assertThat(other.status()).isEqualTo(422);
        assertThat(other.json().get("type").asString()).endsWith(":idempotency-key-reused");
        assertThat(admin().with("Idempotency-Key", "ä k")
                        .post("/api/v1/overrides", "{}")
                        .status())
                .isEqualTo(400);
    }

    @Test
    void theSameRequestInOtherWordsIsTheSameRequest() {
        Instant until = clock.instant().plusSeconds(3600).truncatedTo(ChronoUnit.SECONDS);
        Web caller = admin().with("Idempotency-Key", "k2");
        String one = "{\"pbx\":\"hq\",\"order\":\"PAUSE\",\"reason\":\"x\",\"until\":\"" + until + "\"}";
        String two =
                "{ \"until\":\"" + until + "\", \"reason\":\"x\",\"order\":\"PAUSE\",\"pbx\":\"hq\",\"trunk\":null}";

        Reply first = caller.post("/api/v1/overrides", one);
        Reply second = caller.post("/api/v1/overrides", two);

        assertThat(second.body()).isEqualTo(first.body());
        assertThat(second.header("Idempotent-Replayed")).isEqualTo("true");
        assertThat(second.header("Location")).isEqualTo(first.header("Location"));
    }

    @Test
    void answersAreForgottenAfterADay() {
        String body = body("PAUSE", null, null, Duration.ofDays(3));
        Web caller = admin().with("Idempotency-Key", "k3");
        caller.post("/api/v1/overrides", body);
        clock.pass(Duration.ofHours(25));

        Reply nextDay = caller.post("/api/v1/overrides", body);

        assertThat(nextDay.header("Idempotent-Replayed")).isEmpty();
        assertThat(jdbc.sql("select count(*) from operator_answer")
                        .query(Integer.class)
                        .single())
                .isEqualTo(1);
    }

    @Test
    void aRefusedRequestDoesNotUseUpItsKey() {
        Web caller = admin().with("Idempotency-Key", "k4");
        assertThat(caller.post("/api/v1/overrides", body("PAUSE", null, null, Duration.ofDays(31)))
                        .status())
                .isEqualTo(400);

        assertThat(caller.post("/api/v1/overrides", body("PAUSE", null, null, Duration.ofDays(1)))
                        .status())
                .isEqualTo(201);
    }

    @Test
    void whatIsWrongWithAnOrderIsNamedByItsField() {
        assertThat(fields("{\"pbx\":\"hq\"}")).containsExactlyInAnyOrder("order", "reason", "until");
        assertThat(fields(body("HELD_OUT", null, null, Duration.ofHours(1)))).containsExactly("trunk");
        assertThat(fields(body("HELD_OUT", "prov-z", null, Duration.ofHours(1))))
                .containsExactly("trunk");
        assertThat(fields(body("PIN", "prov-a", "nowhere", Duration.ofHours(1))))
                .containsExactly("route");
        assertThat(fields(body("PIN", "prov-a", "emergency", Duration.ofHours(1))))
                .containsExactly("route");
        assertThat(fields(body("PAUSE", null, "default", Duration.ofHours(1)))).containsExactly("route");
        assertThat(fields(body("PAUSE", null, null, Duration.ofDays(31)))).containsExactly("until");
        assertThat(fields(body("PAUSE", null, null, Duration.ofMinutes(-1)))).containsExactly("until");
        assertThat(fields(body("PAUSE", null, null, Duration.ofHours(1)).replace("hq", "nowhere")))
                .containsExactly("pbx");
        assertThat(fields(body("PAUSE", null, null, Duration.ofHours(1)).replace("planned work", "x".repeat(501))))
                .containsExactly("reason");
        assertThat(orders.standing()).isEmpty();
    }

    @Test
    void warningsFollowWhatIsBelievedNow() {
        give("PIN", "prov-a", "default", Duration.ofHours(1));
        room.believe(InMemoryRoom.HQ, InMemoryRoom.PROV_A, Verdict.DOWN);
        room.mode(InMemoryRoom.HQ, Mode.WATCHING);

        String warnings = admin().get("/api/v1/overrides")
                .json()
                .get("items")
                .get(0)
                .get("warnings")
                .toString();

        assertThat(warnings).contains("prov-a is down: a pin has no effect", "only watches hq");
    }

    private List<String> fields(String body) {
        Reply reply = admin().post("/api/v1/overrides", body);
        assertThat(reply.status()).as(reply.toString()).isEqualTo(400);
        assertThat(reply.header("Content-Type")).isEqualTo("application/problem+json");
        return reply.json().get("fields").values().stream()
                .map(field -> field.get("field").asString())
                .toList();
    }

    private Reply give(String order, String trunk, String route, Duration time) {
        return admin().post("/api/v1/overrides", body(order, trunk, route, time));
    }

    private String body(String order, String trunk, String route, Duration time) {
        var body = json.createObjectNode()
                .put("pbx", "hq")
                .put("order", order)
                .put("trunk", trunk)
                .put("route", route)
                .put("reason", "planned work")
                .put(
                        "until",
                        clock.instant()
                                .plus(time)
                                .truncatedTo(ChronoUnit.MILLIS)
                                .toString());
        return body.toString();
    }

    private List<String> words(Entry.Kind kind) {
        return admin().get("/api/v1/timeline?kind=" + kind).json().get("items").values().stream()
                .map(entry -> entry.get("words").asString())
                .toList();
    }
}
