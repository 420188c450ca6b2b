package org.trunkpilot.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.trunkpilot.web.OnTheWeb;
import org.trunkpilot.web.Web;
import org.trunkpilot.web.Web.Reply;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Asks every call that the description describes for things it may expect and things it may not. Whatever is asked, the service
 * does not fail, and what it refuses it refuses as a problem. The seed names the run.
 */
class ApiFuzzTest extends OnTheWeb {
    private static final long SEED = 20260301;

    private static final int ROUNDS = 20;

    private static final List<String> ODD = List.of(
            "",
            " ",
            "0",
            "-1",
            "9223372036854775808",
            "1e400",
            "null",
            "true",
            "hq",
            "prov-a",
            "default",
            "emergency",
            "nowhere",
            "' or '1'='1",
            "1&Local/s@evil",
            "../../etc/passwd",
            "%00",
            "\u0000",
            "\ud800",
            "ä€😀",
            "a".repeat(3000),
            "2026-01-01T00:00:00Z",
            "+1000000000-12-31T23:59:59.999999999Z",
            "PT5M",
            "PT-9223372036854775808S",
            "P106751991167300D");

    private record Call(String method, String path, JsonNode operation) {}

    @Test
    void nothingThatIsAskedMakesTheServiceFail() {
        JsonNode api = admin().get("/v3/api-docs").json();
        List<Call> calls = calls(api);
        assertThat(calls).extracting(Call::path).contains("/api/v1/overrides", "/api/v1/pbxs/{pbx}/mode");
        var random = new SplittableRandom(SEED);
        List<String> failures = new ArrayList<>();

        for (int round = 0; round < ROUNDS; round++) {
            for (Call call : calls) {
                String asked = call.method().toUpperCase(Locale.ROOT) + " " + path(call, random);
                String body = body(api, call, random);
                Reply reply = ask(asked, body, random);
                if (reply.status() >= 500 || (reply.status() >= 400 && !isProblem(reply))) {
                    failures.add("round " + round + ": " + asked + " " + body + " → " + reply);
                }
            }
        }

        assertThat(failures).as("seed " + SEED).isEmpty();
    }

    @Test
    void everyCallIsDescribedWithItsAnswersAndItsProblems() {
        JsonNode api = admin().get("/v3/api-docs").json();

        assertThat(calls(api)).isNotEmpty().allSatisfy(call -> {
            assertThat(call.operation().get("summary").asString()).isNotBlank();
            JsonNode responses = call.operation().get("responses");
            assertThat(responses.has("401")).isTrue();
            assertThat(responses.get("400").get("content").has("application/problem+json"))
                    .isTrue();
            assertThat(responses.propertyNames()).anyMatch(status -> status.startsWith("2"));
        });
        assertThat(api.get("components").get("schemas").propertyNames())
                .contains("Pbx", "Trunk", "Route", "Decision", "Override", "Problem");
        assertThat(api.get("components")
                        .get("securitySchemes")
                        .get("token")
                        .get("scheme")
                        .asString())
                .isEqualTo("bearer");
    }

    private static List<Call> calls(JsonNode api) {
        List<Call> calls = new ArrayList<>();
        for (Map.Entry<String, JsonNode> path : api.get("paths").properties()) {
            for (Map.Entry<String, JsonNode> operation : path.getValue().properties()) {
                // A stream never ends by itself; it has tests of its own.
                if (!path.getKey().equals("/api/v1/events")
                        || !operation.getKey().equals("get")) {
                    calls.add(new Call(operation.getKey(), path.getKey(), operation.getValue()));
                }
            }
        }
        return calls;
    }

    private static String path(Call call, SplittableRandom random) {
        String path = call.path();
        List<String> query = new ArrayList<>();
        JsonNode parameters = call.operation().get("parameters");
        for (JsonNode parameter : parameters == null ? List.<JsonNode>of() : parameters.values()) {
            String name = parameter.get("name").asString();
            String value = URLEncoder.encode(value(parameter.get("schema"), random), StandardCharsets.UTF_8)
                    .replace("+", "%20");
            if (parameter.get("in").asString().equals("path")) {
                path = path.replace("{" + name + "}", value);
            } else if (parameter.get("in").asString().equals("query") && random.nextInt(3) > 0) {
                query.add(name + "=" + value);
            }
        }
        return query.isEmpty() ? path : path + "?" + String.join("&", query);
    }

    /** Half of the time something of the kind described, else anything. */
    private static String value(JsonNode schema, SplittableRandom random) {
        if (random.nextBoolean() || schema == null) {
            return ODD.get(random.nextInt(ODD.size()));
        }
        if (schema.has("enum")) {
            return schema.get("enum")
                    .get(random.nextInt(schema.get("enum").size()))
                    .asString();
        }
        return switch (schema.path("format").asString(schema.path("type").toString())) {
            case "int32", "int64" -> Integer.toString(random.nextInt(-5, 2000));
            case "date-time" -> "2026-0" + random.nextInt(1, 10) + "-01T00:00:00Z";
            case "duration" -> "PT" + random.nextInt(100) + "M";
            default -> List.of("hq", "prov-a", "prov-b", "default", "true").get(random.nextInt(5));
        };
    }

    private static String body(JsonNode api, Call call, SplittableRandom random) {
        JsonNode wanted = call.operation()
                .path("requestBody")
                .path("content")
                .path("application/json")
                .path("schema");
        if (wanted.isMissingNode()) {
            return call.method().equals("post") ? "" : null;
        }
        if (random.nextInt(8) == 0) {
            return List.of("", "{", "[]", "null", "\"x\"", "{\"a\":1}", "[".repeat(2000), "{\"pbx\":{}}")
                    .get(random.nextInt(8));
        }
        String ref = wanted.path("$ref").asString("");
        JsonNode schema = api.get("components").get("schemas").get(ref.substring(ref.lastIndexOf('/') + 1));
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        for (Map.Entry<String, JsonNode> field : schema.get("properties").properties()) {
            if (random.nextInt(5) > 0) {
                body.put(field.getKey(), value(field.getValue(), random));
            }
        }
        if (body.has("until") && random.nextBoolean()) {
            body.put(
                    "until",
                    Instant.now().plusSeconds(random.nextInt(1, 86_400)).toString());
        }
        return body.toString();
    }

    private Reply ask(String asked, String body, SplittableRandom random) {
        Web web = admin().with("Content-Type", random.nextInt(20) == 0 ? "text/plain" : "application/json");
        if (random.nextInt(4) == 0) {
            web = web.with("Idempotency-Key", "key-" + random.nextInt(20));
        }
        if (random.nextInt(6) == 0) {
            web = web.with("If-Match", "\"odd\"");
        }
        if (random.nextInt(10) == 0) {
            web = web.with(
                    "Accept",
                    List.of("text/html", "application/xml", "nonsense", "*/*").get(random.nextInt(4)));
        }
        int space = asked.indexOf(' ');
        return web.send(asked.substring(0, space), asked.substring(space + 1), body);
    }

    private static boolean isProblem(Reply reply) {
        return reply.header("Content-Type").equals("application/problem+json")
                && reply.json().path("status").asInt(0) == reply.status()
                && !reply.json().path("title").asString("").isBlank();
    }
}
