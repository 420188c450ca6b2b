package org.trunkpilot.web;

import org.junit.jupiter.api.BeforeEach;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.trunkpilot.TestDatabases;
import tools.jackson.databind.json.JsonMapper;

/**
 * The whole service on a port and a database of its own, over real HTTP, with a control room that shows what a test says. All
 * tests that extend this share one running service, so each begins by sweeping up.
 */
@SpringBootTest(
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {
            "trunkpilot.admin-token=" + OnTheWeb.ADMIN_TOKEN,
            "trunkpilot.admin-password=" + OnTheWeb.ADMIN_PASSWORD,
            "server.shutdown=immediate",
            "spring.datasource.hikari.connection-timeout=500",
            "spring.datasource.hikari.allow-pool-suspension=true",
        })
@Import(WebFixture.class)
public abstract class OnTheWeb {
    public static final String ADMIN_TOKEN = "the-admin-token-of-the-tests";
    public static final String ADMIN_PASSWORD = "correct horse battery";

    @Autowired
    protected InMemoryRoom room;

    @Autowired
    protected SettableClock clock;

    @Autowired
    protected JdbcClient jdbc;

    @Autowired
    protected JsonMapper json;

    @LocalServerPort
    protected int port;

    @DynamicPropertySource
    static void database(DynamicPropertyRegistry properties) {
        TestDatabases.h2(properties);
    }

    @BeforeEach
    void sweepUp() {
        clock.reset();
        for (String table : new String[] {"operator_order", "operator_answer", "operator_token", "timeline_entry"}) {
            jdbc.sql("delete from " + table).update();
        }
        room.reset();
    }

    /** Calls as the configured admin. */
    protected Web admin() {
        return new Web(port, json).with("Authorization", "Bearer " + ADMIN_TOKEN);
    }

    /** Calls as nobody. */
    protected Web nobody() {
        return new Web(port, json);
    }
}
