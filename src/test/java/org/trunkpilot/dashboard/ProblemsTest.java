package org.trunkpilot.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.trunkpilot.web.OnTheWeb;
import org.trunkpilot.web.Web.Reply;
import tools.jackson.databind.JsonNode;

/** Whatever goes wrong is told as RFC 9457 has it, and names the field. */
class ProblemsTest extends OnTheWeb {
    @Test
    void whatIsNotThereSaysWhatIs() {
        assertThat(problem(admin().get("/api/v1/pbxs/nowhere"), 404)
                        .get("detail")
                        .asString())
                .isEqualTo("There is no PBX \"nowhere\"; configured is hq, branch.");
        assertThat(problem(admin().get("/api/v1/trunks/hq/prov-z"), 404)
                        .get("detail")
                        .asString())
                .contains("prov-a, prov-b");
        problem(admin().get("/api/v1/nowhere"), 404);
        problem(admin().get("/api/v1/overrides/4711"), 404);
        problem(admin().get("/nowhere.html"), 404);
    }

    @Test
    void theWrongMethodIsTold() {
        Reply reply = admin().post("/api/v1/pbxs", "{}");

        problem(reply, 405);
        assertThat(reply.header("Allow")).contains("GET");
    }

    @Test
    void whatCannotBeAnsweredInThatFormIsTold() {
        problem(admin().with("Accept", "application/xml").get("/api/v1/pbxs"), 406);
        problem(admin().with("Accept", "application/json").get("/api/v1/events"), 406);
        assertThat(admin().with("Accept", "nonsense").get("/api/v1/pbxs").status())
                .isEqualTo(200);
    }

    @Test
    void whatIsNotJsonIsTold() {
        problem(admin().with("Content-Type", "text/plain").post("/api/v1/overrides", "PAUSE"), 415);
        assertThat(field(admin().post("/api/v1/overrides", "{\"pbx\":"))).isEqualTo("body");
        assertThat(field(admin().post("/api/v1/overrides", "[]"))).isEqualTo("body");
        assertThat(field(admin().post("/api/v1/overrides", ""))).isEqualTo("body");
    }

    @Test
    void aFieldThatIsNotKnownOrNotUnderstoodIsNamed() {
        JsonNode unknown = problem(admin().post("/api/v1/overrides", "{\"pbx\":\"hq\",\"untill\":\"x\"}"), 400);
        assertThat(unknown.get("fields").toString())
                .contains("untill", "known are order, pbx, reason, route, trunk, until");
        JsonNode odd = problem(admin().post("/api/v1/overrides", "{\"order\":\"EXPLODE\"}"), 400);
        assertThat(odd.get("fields").toString()).contains("\"order\"", "HELD_OUT, HELD_IN, PIN, FREEZE, PAUSE");
        JsonNode time = problem(admin().post("/api/v1/overrides", "{\"until\":\"tomorrow\"}"), 400);
        assertThat(time.get("fields").toString()).contains("\"until\"", "must be a time like");
    }

    @Test
    void aParameterThatIsNotUnderstoodIsNamed() {
        assertThat(field(admin().get("/api/v1/decisions?limit=0"))).isEqualTo("limit");
        assertThat(field(admin().get("/api/v1/decisions?limit=many"))).isEqualTo("limit");
        assertThat(field(admin().get("/api/v1/decisions?pbx=a%20b"))).isEqualTo("pbx");
        assertThat(field(admin().get("/api/v1/timeline?kind=GOSSIP"))).isEqualTo("kind");
        assertThat(field(admin().get("/api/v1/timeline?from=yesterday"))).isEqualTo("from");
        assertThat(field(admin().get("/api/v1/timeline?from=2026-01-02T00:00:00Z&to=2026-01-01T00:00:00Z")))
                .isEqualTo("from");
        assertThat(field(admin().get("/api/v1/timeline?to=%2B1000000000-12-31T23:59:59Z")))
                .isEqualTo("to");
        assertThat(field(admin().get("/api/v1/trunks/hq/prov-a/history?step=PT1S")))
                .isEqualTo("step");
        assertThat(field(admin().get(
                                "/api/v1/trunks/hq/prov-a/history?from=2026-01-01T00:00:00Z&to=2026-05-01T00:00:00Z")))
                .isEqualTo("from");
        assertThat(field(admin().get("/api/v1/overrides/abc"))).isEqualTo("id");
    }

    @Test
    void whatTheServerItselfRefusesIsAProblemToo() throws IOException {
        assertThat(raw("GET /api/v1/pbxs;x=1 HTTP/1.1"))
                .startsWith("HTTP/1.1 400")
                .contains("application/problem+json");
        assertThat(raw("GET /api/v1/pbxs/a%2fb HTTP/1.1"))
                .startsWith("HTTP/1.1 400")
                .contains("application/problem+json", "\"status\":400");
        assertThat(raw("GET /api/../%00 HTTP/1.1")).startsWith("HTTP/1.1 400");
        assertThat(raw("TRACE /api/v1/pbxs HTTP/1.1")).doesNotContain("200 ", "500 ");
    }

    private String raw(String line) throws IOException {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream()
                    .write((line + "\r\nHost: localhost\r\nAuthorization: Bearer " + ADMIN_TOKEN
                                    + "\r\nConnection: close\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static String field(Reply reply) {
        return problem(reply, 400).get("fields").get(0).get("field").asString();
    }

    private static JsonNode problem(Reply reply, int status) {
        assertThat(reply.status()).as(reply.toString()).isEqualTo(status);
        assertThat(reply.header("Content-Type")).isEqualTo("application/problem+json");
        JsonNode body = reply.json();
        assertThat(body.get("status").asInt()).isEqualTo(status);
        assertThat(body.get("title").asString()).isNotBlank();
        assertThat(body.get("instance").asString()).startsWith("/");
        return body;
    }
}
