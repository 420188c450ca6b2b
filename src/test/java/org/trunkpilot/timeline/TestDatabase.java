package org.trunkpilot.timeline;

import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.sql.DataSource;
import org.junit.jupiter.api.Assumptions;
import org.springframework.jdbc.datasource.DelegatingDataSource;

/** A database that can be stopped and started again with what was in it. */
abstract class TestDatabase implements AutoCloseable {
    private final AtomicBoolean loseNextCommit = new AtomicBoolean();

    /** The pool of connections as the service has it. */
    abstract DataSource pool();

    abstract void stop();

    abstract void start();

    @Override
    public abstract void close();

    DataSource dataSource() {
        return new DelegatingDataSource(pool()) {
            @Override
            public Connection getConnection() throws SQLException {
                return watched(super.getConnection());
            }
        };
    }

    /** The next commit is done, and its answer lost on the way. */
    void loseTheAnswerToTheNextCommit() {
        loseNextCommit.set(true);
    }

    private Connection watched(Connection connection) {
        return (Connection) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {Connection.class}, (proxy, method, arguments) -> {
                    try {
                        Object answer = method.invoke(connection, arguments);
                        if (method.getName().equals("commit") && loseNextCommit.compareAndSet(true, false)) {
                            throw new SQLTransientConnectionException("the answer to the commit was lost", "08007");
                        }
                        return answer;
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    private static HikariDataSource connect(String url, String user, String password) {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(url);
        config.setUsername(user);
        config.setPassword(password);
        config.setMaximumPoolSize(4);
        config.setConnectionTimeout(1_000);
        config.setValidationTimeout(500);
        return new HikariDataSource(config);
    }

    /** H2 lives in this JVM and cannot be away, so what is away is the way to it. */
    static final class H2 extends TestDatabase {
        private final HikariDataSource pool =
                connect("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1", "sa", "");
        private volatile boolean stopped;

        @Override
        DataSource pool() {
            return new DelegatingDataSource(pool) {
                @Override
                public Connection getConnection() throws SQLException {
                    if (stopped) {
                        throw new SQLTransientConnectionException("the database is away", "08001");
                    }
                    return super.getConnection();
                }
            };
        }

        @Override
        void stop() {
            stopped = true;
        }

        @Override
        void start() {
            stopped = false;
        }

        @Override
        public void close() {
            pool.close();
        }
    }

    /** A real server of its own, really stopped. */
    static final class Postgres extends TestDatabase {
        private final Path files;
        private EmbeddedPostgres server;
        private final HikariDataSource pool;

        Postgres() {
            try {
                files = Files.createTempDirectory("trunkpilot-pg");
                server = EmbeddedPostgres.builder()
                        .setDataDirectory(files)
                        .setCleanDataDirectory(false)
                        .start();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (IllegalStateException e) {
                // No binaries for this machine. A test that is skipped in silence is taken for one that has passed.
                String words = "NOT TESTED ON POSTGRESQL: the embedded server cannot be had here: " + e.getMessage();
                System.err.println(words);
                Assumptions.abort(words);
                throw e;
            }
            pool = connect(server.getJdbcUrl("postgres", "postgres"), "postgres", "postgres");
        }

        @Override
        DataSource pool() {
            return pool;
        }

        @Override
        void stop() {
            try {
                server.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        void start() {
            try {
                server = EmbeddedPostgres.builder()
                        .setDataDirectory(files)
                        .setCleanDataDirectory(false)
                        .setPort(server.getPort())
                        .start();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            await("the pool has found it").atMost(Duration.ofSeconds(30)).until(() -> {
                try (Connection connection = pool.getConnection()) {
                    return connection.isValid(1);
                } catch (SQLException e) {
                    return false;
                }
            });
        }

        @Override
        public void close() {
            pool.close();
            stop();
        }
    }
}
