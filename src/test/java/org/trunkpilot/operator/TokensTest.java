package org.trunkpilot.operator;

import static java.nio.file.attribute.PosixFilePermission.OWNER_READ;
import static java.nio.file.attribute.PosixFilePermission.OWNER_WRITE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.transaction.PlatformTransactionManager;
import org.trunkpilot.web.OnTheWeb;
import org.trunkpilot.web.Web;
import org.trunkpilot.web.Web.Reply;

/** A token's life: made, shown once, used, expired or revoked. */
class TokensTest extends OnTheWeb {
    @Autowired
    private Tokens tokens;

    @Autowired
    private TokenRows rows;

    @Autowired
    private PlatformTransactionManager transactions;

    @Value("${trunkpilot.data-dir}")
    private Path dataDir;

    @Test
    void aTokenFromTheCommandLineOpensTheDoorOfItsRole() {
        String token = tokens.create("dashboard-tv", Role.VIEWER, Optional.empty());

        assertThat(token).matches("tp_[A-Za-z0-9_-]{43}");
        Reply site = bearer(token).get("/api/v1/site");
        assertThat(site.json().get("user").toString()).isEqualTo("{\"name\":\"dashboard-tv\",\"role\":\"VIEWER\"}");
        assertThat(bearer(token)
                        .post("/api/v1/pbxs/hq/mode", "{\"mode\":\"ACTING\"}")
                        .status())
                .isEqualTo(403);
    }

    @Test
    void onlyAHashOfATokenIsKept() {
        String token = tokens.create("ci", Role.OPERATOR, Optional.empty());

        assertThat(jdbc.sql("select name, hash, role, created_by from operator_token")
                        .query()
                        .listOfRows())
                .singleElement()
                .satisfies(row -> assertThat(row.values()).doesNotContain(token).contains(Answers.sha256(token)));
    }

    @Test
    void aTokenIsMadeSeenAndRevokedOverRest() {
        Reply made = admin().post("/api/v1/tokens", "{\"name\":\"ci\",\"role\":\"OPERATOR\"}");
        assertThat(made.status()).as(made.toString()).isEqualTo(201);
        String token = made.json().get("token").asString();
        String id = made.json().get("item").get("id").asString();
        assertThat(bearer(token).get("/api/v1/pbxs").status()).isEqualTo(200);

        Reply listed = admin().get("/api/v1/tokens");
        assertThat(listed.json().get("items").get(0).get("createdBy").asString())
                .isEqualTo("admin-token");
        assertThat(listed.body()).doesNotContain(token);
        Reply revoked = admin().delete("/api/v1/tokens/" + id);

        assertThat(revoked.json().get("revokedAt").isNull()).isFalse();
        Reply refused = bearer(token).get("/api/v1/pbxs");
        assertThat(refused.status()).isEqualTo(401);
        assertThat(refused.header("WWW-Authenticate")).isEqualTo("Bearer error=\"invalid_token\"");
        assertThat(refused.json().get("type").asString()).endsWith(":bad-token");
        assertThat(admin().delete("/api/v1/tokens/4711").status()).isEqualTo(404);
    }

    @Test
    void aNameIsGivenOnce() {
        admin().post("/api/v1/tokens", "{\"name\":\"ci\",\"role\":\"OPERATOR\"}");

        assertThat(admin().post("/api/v1/tokens", "{\"name\":\"ci\",\"role\":\"OPERATOR\"}")
                        .status())
                .isEqualTo(409);
        assertThatThrownBy(() -> tokens.create("ci", Role.VIEWER, Optional.empty()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("There is, or was, a token named ci");
    }

    @Test
    void aNameThatWouldPassForSomebodyElseIsRefused() {
        for (String name : new String[] {"admin", "admin-token", "a b", "", "x".repeat(41)}) {
            Reply reply = admin().post("/api/v1/tokens", "{\"name\":\"" + name + "\",\"role\":\"VIEWER\"}");
            assertThat(reply.status()).as(name).isEqualTo(400);
            assertThat(reply.json().get("fields").get(0).get("field").asString())
                    .isEqualTo("name");
        }
        assertThat(admin().post(
                                "/api/v1/tokens",
                                "{\"name\":\"x\",\"role\":\"VIEWER\",\"expires\":\"2020-01-01T00:00:00Z\"}")
                        .json()
                        .get("fields")
                        .get(0)
                        .get("field")
                        .asString())
                .isEqualTo("expires");
    }

    @Test
    void aTokenExpiresToTheMinuteThoughItIsCached() {
        String token =
                tokens.create("guest", Role.VIEWER, Optional.of(clock.instant().plus(Duration.ofHours(1))));
        assertThat(bearer(token).get("/api/v1/pbxs").status()).isEqualTo(200);

        clock.pass(Duration.ofMinutes(61));

        assertThat(bearer(token).get("/api/v1/pbxs").status()).isEqualTo(401);
        assertThat(tokens.stillGood(Answers.sha256(token))).isFalse();
    }

    @Test
    void nonsenseIsNoToken() {
        for (String token : new String[] {"", "tp_", "tp_" + "A".repeat(43), "x".repeat(5000), "tp_' or 1=1 --"}) {
            assertThat(bearer(token).get("/api/v1/pbxs").status()).as(token).isEqualTo(401);
        }
    }

    @Test
    void aConfiguredTokenThatIsTooShortStopsTheStart() {
        assertThatThrownBy(() -> new Tokens(rows, transactions, clock, "secret", Path.of("target")))
                .hasMessageContaining("trunkpilot.admin-token")
                .hasMessageContaining("openssl rand");
        assertThat(new Tokens(rows, transactions, clock, "", Path.of("target")).signIn(""))
                .isEmpty();
    }

    @Test
    void aTokenMadeOnTheCommandLineWorksWithoutARestartUntilItsFileIsDeleted() throws IOException {
        String name = "shell-" + UUID.randomUUID().toString().substring(0, 8);
        String token = TokenFile.create(dataDir, name, Role.VIEWER, Optional.empty());

        assertThat(bearer(token).get("/api/v1/site").json().get("user").toString())
                .isEqualTo("{\"name\":\"" + name + "\",\"role\":\"VIEWER\"}");
        assertThatThrownBy(() -> TokenFile.create(dataDir, name, Role.ADMIN, Optional.empty()))
                .hasMessageContaining("a token of that name already");

        Path file = dataDir.resolve("tokens").resolve(name + ".token");
        assertThat(file).content().doesNotContain(token);
        assertThat(Files.getPosixFilePermissions(file)).containsExactlyInAnyOrder(OWNER_READ, OWNER_WRITE);
        Files.delete(file);
        assertThat(new Tokens(rows, transactions, clock, "", dataDir).signIn(token))
                .isEmpty();
    }

    private Web bearer(String token) {
        return nobody().with("Authorization", "Bearer " + token);
    }
}
