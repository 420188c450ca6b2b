package org.trunkpilot.notify;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.trunkpilot.operator.Role;
import org.trunkpilot.web.OnTheWeb;
import org.trunkpilot.web.Web.Reply;
import tools.jackson.databind.JsonNode;

/** Over real HTTP, with a real receiver behind the channel "duty" and nobody behind "gone". */
class NotificationApiTest extends OnTheWeb {
    private static final String TEST = "/api/v1/notifications/channels/duty/test";
    private static final Post POST = new Post();

    @DynamicPropertySource
    static void channels(DynamicPropertyRegistry properties) {
        String channels = "trunkpilot.notify.channels.";
        properties.add(channels + "duty.kind", () -> "webhook");
        properties.add(channels + "duty.url", () -> POST.url().toString());
        properties.add(channels + "duty.secret", () -> "geheim");
        properties.add(channels + "gone.kind", () -> "webhook");
        properties.add(channels + "gone.url", () -> "http://127.0.0.1:1/hook/xyzzy");
        properties.add(channels + "mail.kind", () -> "mail");
        properties.add(channels + "mail.from", () -> "trunkpilot@example.com");
        properties.add(channels + "mail.to", () -> "ops@example.com");
        properties.add("spring.mail.host", () -> "127.0.0.1");
        properties.add("spring.mail.port", () -> "1");
        properties.add("spring.mail.password", () -> "geheimer");
    }

    @BeforeEach
    void nothingTaken() {
        POST.taken.clear();
        POST.says("");
    }

    @AfterAll
    static void close() {
        POST.close();
    }

    private static JsonNode channel(JsonNode all, String name) {
        return all.get("channels")
                .valueStream()
                .filter(channel -> channel.get("name").asString().equals(name))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void aTestArrivesSignedAndItsAnswerIsTold() {
        POST.says("ok");
        Reply reply = admin().post(TEST, "");

        assertThat(reply.status()).as(reply.toString()).isEqualTo(200);
        assertThat(reply.json().get("words").asString())
                .matches("Delivered after \\d+ ms: 127\\.0\\.0\\.1 answered 200 \"ok\"\\.");
        assertThat(POST.taken).singleElement().satisfies(taken -> {
            assertThat(taken.body()).contains("\"TEST\"", "Nothing is wrong.");
            assertThat(taken.signature()).matches("t=\\d+,v1=[0-9a-f]{64}");
        });
        JsonNode all = admin().get("/api/v1/notifications").json();
        assertThat(channel(all, "duty").get("lastDelivered").isNull()).isFalse();
        assertThat(all.get("messages").get(0).get("state").asString()).isEqualTo("TEST");
    }

    @Test
    void aTestThatDoesNotArriveSaysWhy() {
        Reply reply = admin().post("/api/v1/notifications/channels/gone/test", "");

        assertThat(reply.status()).isEqualTo(502);
        assertThat(reply.header("Content-Type")).startsWith("application/problem+json");
        assertThat(reply.json().get("detail").asString())
                .isEqualTo("127.0.0.1 was not reached: nobody takes the connection.");
        assertThat(channel(admin().get("/api/v1/notifications").json(), "gone")
                        .get("problem")
                        .asString())
                .isEqualTo("127.0.0.1 was not reached: nobody takes the connection.");
        assertThat(admin().post("/api/v1/notifications/channels/nobody/test", "")
                        .status())
                .isEqualTo(404);
    }

    @Test
    void theSameTestSentTwiceIsDoneOnce() {
        Reply first = admin().with("Idempotency-Key", "k-1").post(TEST, "");
        Reply second = admin().with("Idempotency-Key", "k-1").post(TEST, "");

        assertThat(second.body()).isEqualTo(first.body());
        assertThat(second.header("Idempotent-Replayed")).isEqualTo("true");
        assertThat(POST.taken).hasSize(1);
    }

    @Test
    void onlyAnAdminTestsAndNobodyIsShownASecret() {
        assertThat(bearer(token("op", Role.OPERATOR)).post(TEST, "").status()).isEqualTo(403);

        String shown =
                bearer(token("eye", Role.VIEWER)).get("/api/v1/notifications").body();
        assertThat(shown).contains("\"target\":\"127.0.0.1\"", "ops@example.com");
        assertThat(shown + admin().get("/actuator/prometheus").body()).doesNotContain("xyzzy", "geheim", "/hook");
        assertThat(admin().get("/actuator/prometheus").body())
                .contains(
                        "trunkpilot_notify_dropped_total{channel=\"duty\"} 0.0",
                        "trunkpilot_notify_waiting{channel=\"duty\"}");
    }
}
