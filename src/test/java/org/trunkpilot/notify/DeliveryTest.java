package org.trunkpilot.notify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.trunkpilot.notify.Delivery.Patience;
import org.trunkpilot.notify.Delivery.Standing;
import org.trunkpilot.notify.Message.Line;
import org.trunkpilot.notify.Message.State;
import org.trunkpilot.notify.Message.Telling;
import org.trunkpilot.notify.Receiver.Outcome;
import org.trunkpilot.pbx.Secret;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Against a real HTTP server, with gaps of milliseconds in place of seconds. */
class DeliveryTest {
    private static final Duration BOUND = Duration.ofSeconds(20);
    private static final Instant AT = Instant.parse("2026-03-01T02:14:05Z");
    private static final InstantSource CLOCK = InstantSource.fixed(AT);
    private static final Patience QUICK =
            new Patience(Duration.ofMillis(10), Duration.ofMillis(40), Duration.ofHours(24));
    private static final JsonMapper JSON = new JsonMapper();

    private final List<AutoCloseable> opened = new ArrayList<>();

    @AfterEach
    void closeAll() throws Exception {
        for (AutoCloseable each : opened) {
            each.close();
        }
    }

    private Post post(Integer... answers) {
        var post = new Post(answers);
        opened.add(post);
        return post;
    }

    private static Webhook webhook(URI url, Optional<Secret> secret, Optional<String> body) {
        var settings = new ChannelSettings.Webhook("duty", url, secret, body.map(BodyTemplate::of));
        return new Webhook(settings, ZoneOffset.UTC, JSON, CLOCK, Duration.ofSeconds(1));
    }

    private Delivery delivery(URI url, InstantSource clock, Patience patience) {
        var settings = new ChannelSettings.Webhook("duty", url, Optional.empty(), Optional.empty());
        var delivery = new Delivery(settings, webhook(url, Optional.empty(), Optional.empty()), clock, patience);
        opened.add(delivery);
        delivery.start();
        return delivery;
    }

    private Delivery delivery(Post post) {
        return delivery(post.url(), CLOCK, QUICK);
    }

    static Message message(int number) {
        return new Message(
                "hq-20260301T021400Z",
                number,
                number == 1 ? State.TROUBLE : State.UPDATE,
                "hq",
                AT,
                "hq: prov-a is down.",
                new Telling("hq: prov-a \"is\" down.", "Alpha's.", "Route default tries prov-b first.", "Call Alpha."),
                List.of(new Line(AT, "prov-a is down.")),
                Optional.of(URI.create("https://trunkpilot.example/")));
    }

    private static void settles(Delivery delivery) {
        await().atMost(BOUND).until(() -> delivery.standing().waiting() == 0);
    }

    private static List<String> deliveries(Post post) {
        return post.taken.stream().map(Post.Taken::delivery).toList();
    }

    @Test
    void messagesArriveInTheirOrderAsJson() {
        Post post = post();
        Delivery delivery = delivery(post);
        for (int number = 1; number <= 20; number++) {
            delivery.offer(message(number));
        }
        settles(delivery);

        assertThat(deliveries(post)).hasSize(20).first().isEqualTo("hq-20260301T021400Z.1");
        assertThat(post.taken)
                .extracting(it -> JSON.readTree(it.body()).get("number").asInt())
                .isSorted();
        JsonNode first = JSON.readTree(post.taken.get(0).body());
        assertThat(post.taken.get(0).type()).isEqualTo("application/json");
        assertThat(first.get("state").asString()).isEqualTo("TROUBLE");
        assertThat(first.get("headline").asString()).isEqualTo("hq: prov-a \"is\" down.");
        assertThat(first.get("lines").get(0).get("at").asString()).isEqualTo("2026-03-01T02:14:05Z");
        assertThat(first.get("link").asString()).isEqualTo("https://trunkpilot.example/");
        assertThat(delivery.standing()).isEqualTo(new Standing(Optional.of(AT), Optional.empty(), 0, 20, 0, 0));
    }

    @Test
    void whoKnowsTheSecretCanTellThatItWasUs() throws Exception {
        Post post = post();
        webhook(post.url(), Optional.of(new Secret("geheim")), Optional.empty()).deliver(message(1));

        Post.Taken taken = post.taken.get(0);
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec("geheim".getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
        String seconds = Long.toString(AT.getEpochSecond());
        byte[] signed = mac.doFinal((seconds + "." + taken.body()).getBytes(StandardCharsets.UTF_8));
        assertThat(taken.signature())
                .isEqualTo("t=" + seconds + ",v1=" + HexFormat.of().formatHex(signed));
    }

    @Test
    void aTemplateMakesTheBodyThatAChatWantsWhateverTheWordsHold() throws Exception {
        Post post = post();
        String template = "{\"text\": \"{text}\", \"n\": {number}}";
        webhook(post.url(), Optional.empty(), Optional.of(template)).deliver(message(2));

        JsonNode body = JSON.readTree(post.taken.get(0).body());
        assertThat(body.get("n").asInt()).isEqualTo(2);
        assertThat(body.get("text").asString())
                .startsWith("Update: hq: prov-a \"is\" down.\nWhose fault: Alpha's.\n")
                .contains("02:14:05 prov-a is down.");
        assertThat(post.taken.get(0).signature()).isNull();
    }

    @Test
    void whatIsNotTakenIsTriedAgainUnderTheSameName() {
        Post post = post(500, 408, Post.CLOSE, 503);
        Delivery delivery = delivery(post);
        delivery.offer(message(1));
        settles(delivery);

        assertThat(deliveries(post)).hasSize(5).containsOnly("hq-20260301T021400Z.1");
        assertThat(delivery.standing().delivered()).isOne();
        assertThat(delivery.standing().problem()).isEmpty();
    }

    @Test
    void aReceiverThatHasTooMuchIsLeftAloneAsLongAsItWants() throws Exception {
        Post post = post(429);
        Outcome outcome =
                webhook(post.url(), Optional.empty(), Optional.empty()).deliver(message(1));

        assertThat(outcome.kind()).isEqualTo(Outcome.Kind.TRY_AGAIN);
        assertThat(outcome.status()).hasValue(429);
        assertThat(outcome.after()).isEqualTo(Duration.ofSeconds(1));
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 401, 404, 410, 302})
    void whatWouldBeRefusedAgainIsNotTriedAgain(int status) {
        Post post = post(status);
        Delivery delivery = delivery(post);
        delivery.offer(message(1));
        delivery.offer(message(2));
        await().atMost(BOUND).until(() -> delivery.standing().delivered() == 1);

        assertThat(deliveries(post)).containsExactly("hq-20260301T021400Z.1", "hq-20260301T021400Z.2");
        assertThat(delivery.standing().failed()).isOne();
    }

    @Test
    void aReceiverThatNeverAnswersIsGivenUpInTime() throws Exception {
        Post post = post(Post.NEVER);
        Outcome outcome =
                webhook(post.url(), Optional.empty(), Optional.empty()).deliver(message(1));

        assertThat(outcome.kind()).isEqualTo(Outcome.Kind.TRY_AGAIN);
        assertThat(outcome.words()).isEqualTo("127.0.0.1 did not answer within 1 s.");
    }

    /** A head and then silence: the JDK's own time-out does not see that. */
    @Test
    void anAnswerThatNeverEndsIsGivenUpInTime() throws Exception {
        try (var server = new ServerSocket(0)) {
            var thread = new Thread(() -> {
                try (var socket = server.accept()) {
                    socket.getOutputStream()
                            .write("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf"
                                    .getBytes(StandardCharsets.US_ASCII));
                    while (socket.getInputStream().read() >= 0) {
                        // Until it hangs up.
                    }
                } catch (IOException e) {
                    // It has hung up.
                }
            });
            thread.setDaemon(true);
            thread.start();
            URI url = URI.create("http://127.0.0.1:" + server.getLocalPort() + "/");
            Outcome outcome = webhook(url, Optional.empty(), Optional.empty()).deliver(message(1));

            assertThat(outcome.words()).isEqualTo("127.0.0.1 did not finish its answer within 2 s.");
        }
    }

    @Test
    void aProblemNeverNamesTheAddress() throws Exception {
        int nobody;
        try (var server = new ServerSocket(0)) {
            nobody = server.getLocalPort();
        }
        URI url = URI.create("http://127.0.0.1:" + nobody + "/hook/xyzzy");
        assertThat(webhook(url, Optional.empty(), Optional.empty())
                        .deliver(message(1))
                        .words())
                .isEqualTo("127.0.0.1 was not reached: nobody takes the connection.");
        assertThat(webhook(post(404).url(), Optional.empty(), Optional.empty())
                        .deliver(message(1))
                        .words())
                .isEqualTo("127.0.0.1 answered 404: see whether its url, secret and body are what it wants.");
        assertThat(webhook(post(Post.CLOSE, Post.CLOSE).url(), Optional.empty(), Optional.empty())
                        .deliver(message(1))
                        .words())
                .isEqualTo("127.0.0.1 closed the connection without an answer.");
    }

    @Test
    void whatTheFarEndSaysIsToldWithoutWhatMayBeASecretOfTheAddress() throws Exception {
        assertThat(words(post(200).says("ok"), "geheim")).isEqualTo("127.0.0.1 answered 200 \"ok\".");
        assertThat(words(post(404).says("Cannot POST /hook/xyzzy \"geheim\"\nat line 3"), "geheim"))
                .isEqualTo(
                        "127.0.0.1 answered 404 \"Cannot POST … …\": see whether its url, secret and body are what it"
                                + " wants.");
        assertThat(words(post(500).says("<html>xyzzy</html>"), "geheim")).isEqualTo("127.0.0.1 answered 500.");
        assertThat(words(post(500).says("long ".repeat(100_000)), "geheim")).hasSizeLessThan(160);
    }

    private static String words(Post post, String secret) throws InterruptedException {
        return webhook(post.url(), Optional.of(new Secret(secret)), Optional.empty())
                .deliver(message(1))
                .words();
    }

    @Test
    void aRedirectIsNotFollowed() throws Exception {
        Post post = post(302);
        Outcome outcome =
                webhook(post.url(), Optional.empty(), Optional.empty()).deliver(message(1));

        assertThat(outcome.kind()).isEqualTo(Outcome.Kind.GIVE_UP);
        assertThat(post.taken).hasSize(1);
    }

    @Test
    void aDeadChannelHoldsUpNoOther() {
        Post dead = post(Post.NEVER, Post.NEVER, Post.NEVER, Post.NEVER);
        Post alive = post();
        Delivery first = delivery(dead);
        Delivery second = delivery(alive);
        for (int number = 1; number <= 3; number++) {
            first.offer(message(number));
            second.offer(message(number));
        }
        settles(second);

        assertThat(alive.taken).hasSize(3);
        assertThat(first.standing().waiting()).isEqualTo(3);
    }

    @Test
    void theOldestMakesRoomAndIsCounted() {
        Post post = post(Post.NEVER);
        Delivery delivery = delivery(post);
        for (int number = 1; number <= Delivery.ROOM + 3; number++) {
            delivery.offer(message(number));
        }

        assertThat(delivery.standing().waiting()).isEqualTo(Delivery.ROOM);
        assertThat(delivery.standing().dropped()).isEqualTo(3);
    }

    @Test
    void whatIsNotTakenForADayIsGivenUp() {
        var clock = new InstantSource() {
            private volatile Instant now = AT;

            @Override
            public Instant instant() {
                return now;
            }
        };
        Post post = post(503, 503, 503);
        Delivery delivery = delivery(post.url(), clock, new Patience(BOUND, BOUND, Duration.ofHours(24)));
        delivery.offer(message(1));
        await().atMost(BOUND).until(() -> delivery.standing().problem().isPresent());
        assertThat(delivery.standing().failed()).isZero();

        clock.now = AT.plus(Duration.ofHours(24));
        Delivery late = delivery(post.url(), clock, QUICK);
        clock.now = AT;
        late.offer(message(2));
        clock.now = AT.plus(Duration.ofHours(25));
        await().atMost(BOUND)
                .until(() -> late.standing().failed() + late.standing().delivered() == 1);
        assertThat(late.standing().waiting()).isZero();
    }

    @Test
    void aMessageThatItsReceiverStumblesOverLetsOthersBy() {
        Post post = post(500, 500, 500, 500, 500);
        Delivery delivery = delivery(post);
        delivery.offer(message(1));
        delivery.offer(message(2));
        settles(delivery);

        assertThat(deliveries(post)).hasSize(7).endsWith("hq-20260301T021400Z.2", "hq-20260301T021400Z.1");
    }

    @Test
    void aTestTellsWhatCameOfItAndWakesWhatWaits() throws Exception {
        Post post = post(503);
        Delivery delivery = delivery(
                post.url(), CLOCK, new Patience(Duration.ofHours(1), Duration.ofHours(1), Duration.ofHours(24)));
        delivery.offer(message(1));
        await().atMost(BOUND).until(() -> delivery.standing().problem().isPresent());
        assertThat(delivery.standing().problem()).hasValue("127.0.0.1 answered 503.");

        assertThat(delivery.test(message(99)).orElseThrow().kind()).isEqualTo(Outcome.Kind.DELIVERED);
        settles(delivery);
        assertThat(deliveries(post))
                .containsExactly("hq-20260301T021400Z.1", "hq-20260301T021400Z.99", "hq-20260301T021400Z.1");
    }
}
