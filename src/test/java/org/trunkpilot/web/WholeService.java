package org.trunkpilot.web;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.trunkpilot.operator.Orders;
import org.trunkpilot.operator.Role;
import org.trunkpilot.timeline.Timeline;
import tools.jackson.databind.json.JsonMapper;

/**
 * The whole service on a port of its own, over real HTTP, with a control room that shows what a test says. All tests on one
 * database share one running service, so each begins by sweeping up.
 */
@SpringBootTest(
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {
            "trunkpilot.admin-token=" + WholeService.ADMIN_TOKEN,
            "trunkpilot.admin-password=" + WholeService.ADMIN_PASSWORD,
            "server.shutdown=immediate",
            // One caller makes most of the requests of all tests.
            "trunkpilot.api.reads-per-second=100000",
            "trunkpilot.api.writes-per-second=100000",
        })
@Import(WebFixture.class)
public abstract class WholeService {
    public static final String ADMIN_TOKEN = "the-admin-token-of-the-tests";
    public static final String ADMIN_PASSWORD = "correct horse battery";

    private static final Timeline.EntryQuery EVERYTHING = new Timeline.EntryQuery(
            Optional.empty(), Optional.empty(), Optional.empty(), Set.of(), OptionalLong.empty(), 1);

    @Autowired
    protected InMemoryRoom room;

    @Autowired
    protected SettableClock clock;

    @Autowired
    protected JdbcClient jdbc;

    @Autowired
    protected DatabaseSwitch database;

    @Autowired
    private Timeline timeline;

    @Autowired
    private Orders orders;

    @Autowired
    protected JsonMapper json;

    @Value("${trunkpilot.data-dir}")
    protected Path dataDir;

    @LocalServerPort
    protected int port;

    @BeforeEach
    void sweepUp() {
        clock.reset();
        database.on();
        // What the test before has told is written first.
        timeline.entries(EVERYTHING);
        for (String table :
                new String[] {"operator_order", "operator_answer", "operator_token", "operator_audit", "timeline_entry"
                }) {
            jdbc.sql("delete from " + table).update();
        }
        deleteFiles("tokens");
        deleteFiles("users");
        room.reset();
        orders.sweep();
        room.orders.clear();
    }

    /** Calls as the configured admin. */
    protected Web admin() {
        return new Web(port, json).with("Authorization", "Bearer " + ADMIN_TOKEN);
    }

    private void deleteFiles(String name) {
        Path folder = dataDir.resolve(name);
        if (!Files.isDirectory(folder)) {
            return;
        }
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A new bearer token of the database. */
    protected String token(String name, Role role) {
        return token(name, role, Optional.empty());
    }

    protected String token(String name, Role role, Optional<Instant> expires) {
        String until = expires.map(at -> ",\"expires\":\"" + at + "\"").orElse("");
        Web.Reply made =
                admin().post("/api/v1/tokens", "{\"name\":\"" + name + "\",\"role\":\"" + role + "\"" + until + "}");
        return made.json().get("token").asString();
    }

    /** Calls with a bearer token. */
    protected Web bearer(String token) {
        return nobody().with("Authorization", "Bearer " + token);
    }

    /** Calls as nobody. */
    protected Web nobody() {
        return new Web(port, json);
    }
}
