package org.trunkpilot.operator.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.trunkpilot.operator.Role;
import org.trunkpilot.operator.UserFile;
import org.trunkpilot.web.Web.Reply;
import tools.jackson.databind.JsonNode;

/** People with passwords of their own: made, changed and removed by admins, and what becomes of their sessions. */
class UsersTest extends AtTheBrowser {
    @Autowired
    private LoginThrottle throttle;

    @BeforeEach
    void afresh() {
        throttle.succeeded("127.0.0.1");
        browse("GET", "/login.html", null);
    }

    private String made(String name, String role) {
        Reply made = admin().post("/api/v1/users", "{\"name\":\"" + name + "\",\"role\":\"" + role + "\"}");
        assertThat(made.status()).as(made.toString()).isEqualTo(201);
        return made.json().get("password").asString();
    }

    private String role() {
        return browse("GET", "/api/v1/site", null).json().at("/user/role").asString();
    }

    private int seen() {
        return browse("GET", "/api/v1/site", null).status();
    }

    @Test
    void aUserSignsInWithTheMadeUpPasswordAndMayWhatTheRoleAllows() throws IOException {
        String password = made("dana", "VIEWER");

        assertThat(password).hasSize(20);
        assertThat(login("dana", password).status()).isEqualTo(204);
        assertThat(role()).isEqualTo("VIEWER");
        assertThat(browse("POST", "/api/v1/pbxs/hq/mode", "{\"mode\":\"ACTING\"}")
                        .status())
                .isEqualTo(403);
        assertThat(browse("GET", "/api/v1/users", null).status()).isEqualTo(403);
        assertThat(admin().get("/api/v1/users").json().at("/items/0/name").asString())
                .isEqualTo("dana");
        var file = dataDir.resolve("users/dana.user");
        assertThat(Files.readString(file)).doesNotContain(password);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
    }

    @Test
    void anotherRoleEndsTheSessionAndTheNextSignInHasIt() {
        String password = made("dana", "OPERATOR");
        login("dana", password);

        Reply changed = admin().with("Content-Type", "application/json")
                .send("PATCH", "/api/v1/users/dana", "{\"role\":\"viewer\"}");
        assertThat(changed.status()).as(changed.toString()).isEqualTo(400);
        changed = admin().with("Content-Type", "application/json")
                .send("PATCH", "/api/v1/users/dana", "{\"role\":\"VIEWER\"}");

        assertThat(changed.status()).as(changed.toString()).isEqualTo(200);
        assertThat(seen()).isEqualTo(401);
        login("dana", password);
        assertThat(role()).isEqualTo("VIEWER");
    }

    @Test
    void aNewPasswordOfTheAdminsMakingEndsTheSessionAndTheOldOne() {
        String before = made("dana", "OPERATOR");
        login("dana", before);

        String after = admin().post("/api/v1/users/dana/password", "")
                .json()
                .get("password")
                .asString();

        assertThat(seen()).isEqualTo(401);
        assertThat(login("dana", before).status()).isEqualTo(401);
        assertThat(login("dana", after).status()).isEqualTo(204);
    }

    @Test
    void whoIsRemovedIsOutAtOnce() {
        String password = made("dana", "ADMIN");
        login("dana", password);
        assertThat(seen()).isEqualTo(200);

        assertThat(admin().delete("/api/v1/users/dana").status()).isEqualTo(200);

        assertThat(seen()).isEqualTo(401);
        assertThat(login("dana", password).status()).isEqualTo(401);
        assertThat(admin().delete("/api/v1/users/dana").status()).isEqualTo(404);
    }

    @Test
    void onesOwnPasswordIsChangedAndOnlyTheOtherSessionsEnd() {
        String password = made("dana", "OPERATOR");
        login("dana", password);
        Map<String, String> office = another();
        browse("GET", "/login.html", null);
        login("dana", password);

        Reply changed = browse(
                "POST",
                "/api/v1/password",
                "{\"current\":\"" + password + "\",\"password\":\"a trunk full of lines\"}");

        assertThat(changed.status()).as(changed.toString()).isEqualTo(204);
        assertThat(seen()).isEqualTo(200);
        again(office);
        assertThat(seen()).isEqualTo(401);
        browse("GET", "/login.html", null);
        assertThat(login("dana", password).status()).isEqualTo(401);
        assertThat(login("dana", "a trunk full of lines").status()).isEqualTo(204);
    }

    @Test
    void aPasswordThatDoesNotFitIsRefusedByItsField() {
        String password = made("dana", "OPERATOR");
        login("dana", password);

        Reply wrong = browse("POST", "/api/v1/password", "{\"current\":\"guess\",\"password\":\"long enough\"}");
        Reply brief = browse("POST", "/api/v1/password", "{\"current\":\"" + password + "\",\"password\":\"short\"}");

        assertThat(wrong.status()).isEqualTo(400);
        assertThat(wrong.json().at("/fields/0/field").asString()).isEqualTo("current");
        assertThat(brief.json().at("/fields/0/field").asString()).isEqualTo("password");
        assertThat(brief.json().at("/fields/0/message").asString()).contains("8 characters", "72 bytes");
        assertThat(admin().post("/api/v1/password", "{\"current\":\"x\",\"password\":\"long enough\"}")
                        .json()
                        .get("detail")
                        .asString())
                .startsWith("A token has no password.");
    }

    @Test
    void theAdminOfTheConfigurationChangesItsPasswordThere() {
        login("admin", ADMIN_PASSWORD);

        Reply refused = browse(
                "POST", "/api/v1/password", "{\"current\":\"" + ADMIN_PASSWORD + "\",\"password\":\"something else\"}");

        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.json().get("detail").asString()).contains("TRUNKPILOT_ADMIN_PASSWORD");
        assertThat(seen()).isEqualTo(200);
        assertThat(admin().delete("/api/v1/users/admin").json().get("detail").asString())
                .contains("always there");
    }

    @Test
    void namesThatWouldPassForAnotherAreRefused() {
        token("nightly", Role.VIEWER);
        made("dana", "VIEWER");

        for (String name : List.of("admin", "trunkpilot", "two words", "")) {
            Reply refused = admin().post("/api/v1/users", "{\"name\":\"" + name + "\",\"role\":\"VIEWER\"}");
            assertThat(refused.status()).as(name).isEqualTo(400);
            assertThat(refused.json().at("/fields/0/field").asString()).isEqualTo("name");
        }
        assertThat(admin().post("/api/v1/users", "{\"name\":\"nightly\",\"role\":\"VIEWER\"}")
                        .status())
                .isEqualTo(409);
        assertThat(admin().post("/api/v1/users", "{\"name\":\"dana\",\"role\":\"ADMIN\"}")
                        .status())
                .isEqualTo(409);
        assertThat(admin().post("/api/v1/tokens", "{\"name\":\"dana\",\"role\":\"VIEWER\"}")
                        .status())
                .isEqualTo(409);
    }

    @Test
    void aUserMadeOnTheCommandLineSignsInAtOnceAndAFileThatIsNoneHarmsNobody() throws IOException {
        String password = UserFile.create(dataDir, "nina", Role.OPERATOR, "command line", clock.instant())
                .password();
        Files.writeString(dataDir.resolve("users/broken.user"), "role=VIEWER\n");

        assertThat(login("nina", password).status()).isEqualTo(204);
        assertThat(login("broken", "").status()).isEqualTo(401);
        assertThat(admin().get("/api/v1/users").json().get("items").size()).isEqualTo(1);
    }

    @Test
    void everyWriteIsInTheAuditWithWhoFromWhereBeforeAndAfter() {
        String password = made("dana", "OPERATOR");
        login("dana", "guess");
        login("dana", password);
        browse("POST", "/api/v1/pbxs/hq/mode", "{\"mode\":\"WATCHING\"}");
        admin().post("/api/v1/pbxs/hq/mode", "{\"mode\":\"WATCHING\"}");

        List<String> lines = StreamSupport.stream(
                        admin().get("/api/v1/audit?limit=5").json().get("items").spliterator(), false)
                .map(UsersTest::line)
                .toList();

        assertThat(lines)
                .containsExactly(
                        "admin-token ADMIN POST /api/v1/pbxs/hq/mode 202: hq is ACTING → hq is WATCHING",
                        "dana OPERATOR POST /api/v1/pbxs/hq/mode 403: null → null",
                        "dana OPERATOR sign in 204: null → null",
                        "dana null sign in 401: null → null",
                        "admin-token ADMIN POST /api/v1/users 201: none → user dana, OPERATOR");
        JsonNode first = admin().get("/api/v1/audit?limit=2").json();
        assertThat(first.get("items").size()).isEqualTo(2);
        assertThat(first.at("/items/0/from").asString()).isEqualTo("127.0.0.1");
        JsonNode second = admin().get(
                        "/api/v1/audit?limit=3&before=" + first.get("next").asString())
                .json();
        assertThat(second.at("/items/0/what").asString()).isEqualTo("sign in");
        assertThat(admin().get("/api/v1/audit?before=x").status()).isEqualTo(400);
    }

    @Test
    void whatIsWrittenWhileTheDatabaseIsAwayIsInTheAuditLater() {
        database.off();
        admin().post("/api/v1/pbxs/hq/mode", "{\"mode\":\"ACTING\"}");
        assertThat(admin().get("/api/v1/audit").status()).isEqualTo(503);
        database.on();

        assertThat(admin().get("/api/v1/audit").json().at("/items/0/what").asString())
                .isEqualTo("POST /api/v1/pbxs/hq/mode");
    }

    private static String line(JsonNode line) {
        return "%s %s %s %s: %s → %s"
                .formatted(
                        words(line, "who"),
                        words(line, "role"),
                        words(line, "what"),
                        words(line, "status"),
                        words(line, "before"),
                        words(line, "after"));
    }

    private static String words(JsonNode line, String field) {
        return line.get(field).isNull() ? "null" : line.get(field).asString();
    }
}
