package org.trunkpilot.operator;

import static java.nio.file.attribute.PosixFilePermission.OWNER_READ;
import static java.nio.file.attribute.PosixFilePermission.OWNER_WRITE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.UserPrincipal;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.transaction.PlatformTransactionManager;
import org.trunkpilot.web.OnTheWeb;
import org.trunkpilot.web.Web.Reply;

/** A token's life: made, shown once, used, expired or revoked. */
class TokensTest extends OnTheWeb {
    @Autowired
    private Tokens tokens;

    @Autowired
    private TokenRows rows;

    @Autowired
    private PlatformTransactionManager transactions;

    @Test
    void aTokenFromTheCommandLineOpensTheDoorOfItsRole() {
        String token = file("dashboard-tv", Role.VIEWER);

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
        String token = token("ci", Role.OPERATOR);

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
    }

    @Test
    void aNameThatWouldPassForSomebodyElseIsRefused() {
        for (String name : new String[] {"admin", "admin-token", "a b", "", "x".repeat(41)}) {
            Reply reply = admin().post("/api/v1/tokens", "{\"name\":\"" + name + "\",\"role\":\"VIEWER\"}");
            assertThat(reply.status()).as(name).isEqualTo(400);
            assertThat(reply.json().get("fields").get(0).get("field").asString())
                    .isEqualTo("name");
            assertThatThrownBy(() -> file(name, Role.VIEWER))
                    .as("the command line knows the same names")
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("name \"" + name + "\" ");
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
        String token = token("guest", Role.VIEWER, Optional.of(clock.instant().plus(Duration.ofHours(1))));
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
        String token = file(name, Role.VIEWER);

        assertThat(bearer(token).get("/api/v1/site").json().get("user").toString())
                .isEqualTo("{\"name\":\"" + name + "\",\"role\":\"VIEWER\"}");
        assertThatThrownBy(() -> file(name, Role.ADMIN)).hasMessageContaining("a token of that name already");

        Path file = dataDir.resolve("tokens").resolve(name + ".token");
        assertThat(file).content().doesNotContain(token);
        assertThat(Files.getPosixFilePermissions(file)).containsExactlyInAnyOrder(OWNER_READ, OWNER_WRITE);
        Files.delete(file);
        assertThat(new Tokens(rows, transactions, clock, "", dataDir).signIn(token))
                .isEmpty();
    }

    @Test
    void aTokenOfTheCommandLineIsListedAndRevokedOverRest() {
        String token = file("tv", Role.VIEWER);
        assertThat(bearer(token).get("/api/v1/pbxs").status()).isEqualTo(200);

        Reply listed = admin().get("/api/v1/tokens");
        assertThat(listed.json().get("items")).hasSize(1);
        assertThat(listed.json().get("items").get(0).get("id").asString()).isEqualTo("file:tv");
        assertThat(listed.json().get("items").get(0).get("createdBy").asString())
                .isEqualTo("command line");
        assertThat(listed.json().get("items").get(0).get("note").asString()).contains("deleting", "tv.token");
        assertThat(listed.body()).doesNotContain(token).doesNotContain(Answers.sha256(token));

        Reply revoked = admin().delete("/api/v1/tokens/file:tv");

        assertThat(revoked.status()).as(revoked.toString()).isEqualTo(200);
        assertThat(revoked.json().get("revokedAt").isNull()).isFalse();
        assertThat(bearer(token).get("/api/v1/pbxs").status()).isEqualTo(401);
        assertThat(dataDir.resolve("tokens/tv.token")).doesNotExist();
        assertThat(admin().delete("/api/v1/tokens/file:tv").status()).isEqualTo(404);
        assertThat(admin().delete("/api/v1/tokens/file:..").status()).isEqualTo(404);
    }

    @Test
    void aTokenOfTheCommandLineWorksWithTheDatabaseDown() {
        String token = file("tv", Role.VIEWER);
        database.off();

        assertThat(bearer(token).get("/api/v1/pbxs").status()).isEqualTo(200);
        assertThat(bearer("tp_" + "B".repeat(43)).get("/api/v1/pbxs").status()).isEqualTo(503);
    }

    @Test
    void aNameIsGivenOnceWhetherInTheDatabaseOrAsAFile() {
        file("tv", Role.VIEWER);
        assertThat(admin().post("/api/v1/tokens", "{\"name\":\"tv\",\"role\":\"OPERATOR\"}")
                        .status())
                .isEqualTo(409);

        String name = "both-" + UUID.randomUUID().toString().substring(0, 8);
        String first = token(name, Role.OPERATOR);
        String second = file(name, Role.ADMIN);

        assertThat(bearer(second).get("/api/v1/pbxs").status()).isEqualTo(401);
        assertThat(bearer(first).get("/api/v1/pbxs").status()).isEqualTo(200);
        assertThat(admin().get("/api/v1/tokens").body()).contains("Not accepted: there is, or was, another token");
        var afterARestart = new Tokens(rows, transactions, clock, "", dataDir);
        afterARestart.start();
        assertThat(afterARestart.signIn(second)).isEmpty();
    }

    @Test
    @ExtendWith(OutputCaptureExtension.class)
    void aFileThatCannotBeReadIsNoTokenAndSaidOnce(CapturedOutput output) throws IOException {
        String good = file("good", Role.VIEWER);
        // Reading a folder fails for root too, whom no permission stops.
        Files.createDirectories(dataDir.resolve("tokens/folder.token"));
        Files.write(dataDir.resolve("tokens/binary.token"), new byte[] {(byte) 0xff, (byte) 0xfe, 0});
        Files.writeString(dataDir.resolve("tokens/admin.token"), "role=ADMIN\nsha256=" + "0".repeat(64));

        assertThat(bearer(good).get("/api/v1/pbxs").status()).isEqualTo(200);
        assertThat(bearer("tp_" + "C".repeat(43)).get("/api/v1/pbxs").status()).isEqualTo(401);
        assertThat(admin().get("/api/v1/tokens").json().get("items")).hasSize(1);

        for (String name : new String[] {"folder", "binary", "admin"}) {
            assertThat(output.getOut().lines())
                    .filteredOn(line -> line.contains("WARN") && line.contains("tokens/" + name + ".token"))
                    .as(name)
                    .hasSize(1);
        }
    }

    @Test
    void aTokenMadeAsRootBelongsToTheOwnerOfItsFolder(@TempDir Path data) throws IOException {
        Path folder = Files.createDirectory(data.resolve("tokens"));
        UserPrincipal service =
                data.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName("nobody");
        assumeThat(Files.getOwner(folder).getName())
                .as("only root gives files away")
                .isEqualTo("root");
        Files.setOwner(folder, service);

        TokenFile.Made made = TokenFile.create(data, "me", Role.ADMIN, Optional.empty());

        assertThat(Files.getOwner(made.path())).isEqualTo(service);
        assertThat(made.advice()).isEmpty();
    }

    @Test
    void aNewFolderOfTokensBelongsToTheOwnerOfTheDataFolder(@TempDir Path data) throws IOException {
        UserPrincipal service =
                data.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName("nobody");
        assumeThat(Files.getOwner(data).getName())
                .as("only root gives files away")
                .isEqualTo("root");
        Files.setOwner(data, service);

        TokenFile.Made made = TokenFile.create(data, "me", Role.ADMIN, Optional.empty());

        assertThat(Files.getOwner(data.resolve("tokens"))).isEqualTo(service);
        assertThat(Files.getOwner(made.path())).isEqualTo(service);
    }

    private String file(String name, Role role) {
        return TokenFile.create(dataDir, name, role, Optional.empty()).token();
    }
}
