package org.trunkpilot;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.SQLException;
import java.util.UUID;
import org.springframework.test.context.DynamicPropertyRegistry;

/**
 * The two databases we promise to run on, each empty. A test of anything stored is an abstract class with two
 * subclasses that differ in one line:
 *
 * <pre>{@code
 * @DynamicPropertySource
 * static void database(DynamicPropertyRegistry properties) {
 *     TestDatabases.postgres(properties);
 * }
 * }</pre>
 */
public final class TestDatabases {

    /** One server for the whole run (it starts in about 3 s); it is stopped as the JVM ends. */
    private static final class Server {
        private static final EmbeddedPostgres RUNNING = start();

        private static EmbeddedPostgres start() {
            try {
                return EmbeddedPostgres.builder().start();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private TestDatabases() {}

    public static void h2(DynamicPropertyRegistry properties) {
        String url = "jdbc:h2:mem:" + fresh() + ";DB_CLOSE_ON_EXIT=FALSE;DB_CLOSE_DELAY=-1";
        properties.add("spring.datasource.url", () -> url);
    }

    /** A database of its own for each test class. */
    public static void postgres(DynamicPropertyRegistry properties) {
        String name = fresh();
        try (var connection = Server.RUNNING.getPostgresDatabase().getConnection();
                var statement = connection.createStatement()) {
            statement.execute("CREATE DATABASE " + name);
        } catch (SQLException e) {
            throw new IllegalStateException("no database on the embedded PostgreSQL", e);
        }
        properties.add("spring.datasource.url", () -> Server.RUNNING.getJdbcUrl("postgres", name));
        properties.add("spring.datasource.username", () -> "postgres");
        properties.add("spring.datasource.password", () -> "postgres");
    }

    private static String fresh() {
        return "t" + UUID.randomUUID().toString().replace("-", "");
    }
}
