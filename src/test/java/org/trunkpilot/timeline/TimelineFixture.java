package org.trunkpilot.timeline;

import jakarta.persistence.EntityManagerFactory;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.flywaydb.core.Flyway;
import org.hibernate.boot.model.naming.PhysicalNamingStrategySnakeCaseImpl;
import org.hibernate.resource.jdbc.spi.StatementInspector;
import org.springframework.orm.jpa.LocalContainerEntityManagerFactoryBean;
import org.springframework.orm.jpa.vendor.HibernateJpaVendorAdapter;

/**
 * A {@link Timeline} on a real, empty database, without the rest of the service: for every test that wants something
 * written down. Migrated and validated as the service does it.
 */
public final class TimelineFixture implements AutoCloseable {
    private final TestDatabase database;
    private final LocalContainerEntityManagerFactoryBean factory = new LocalContainerEntityManagerFactoryBean();
    private final List<String> statements = new CopyOnWriteArrayList<>();
    private final List<Timeline> opened = new ArrayList<>();

    /** One on H2 in memory, with the queue as it is by default. */
    public static TimelineFixture onH2() {
        return new TimelineFixture(new TestDatabase.H2());
    }

    TimelineFixture(TestDatabase database) {
        this.database = database;
        String vendor = database instanceof TestDatabase.H2 ? "h2" : "postgresql";
        Flyway.configure()
                .dataSource(database.dataSource())
                .locations("classpath:db/migration/common", "classpath:db/migration/" + vendor)
                .load()
                .migrate();
        factory.setDataSource(database.dataSource());
        factory.setPackagesToScan(Timeline.class.getPackageName());
        factory.setJpaVendorAdapter(new HibernateJpaVendorAdapter());
        factory.setJpaPropertyMap(Map.of(
                "hibernate.hbm2ddl.auto",
                "validate",
                "hibernate.physical_naming_strategy",
                PhysicalNamingStrategySnakeCaseImpl.class.getName(),
                "hibernate.session_factory.statement_inspector",
                (StatementInspector) this::seen));
        factory.afterPropertiesSet();
    }

    private String seen(String sql) {
        statements.add(sql);
        return sql;
    }

    /** The database refuses everything until {@link #startDatabase}. */
    public void stopDatabase() {
        database.stop();
    }

    public void startDatabase() {
        database.start();
    }

    /** A record that is open until this is closed. */
    public Timeline open() {
        return open(TimelineSettings.defaults().queue());
    }

    Timeline open(TimelineSettings.Queue queue) {
        Timeline timeline = new Timeline(entityManagerFactory(), queue, InstantSource.system());
        timeline.start();
        opened.add(timeline);
        return timeline;
    }

    /** Of the given room, otherwise quick to flush. */
    Timeline open(int held, int samples) {
        return open(new TimelineSettings.Queue(held, samples, 1_000, Duration.ofMillis(50)));
    }

    EntityManagerFactory entityManagerFactory() {
        EntityManagerFactory made = factory.getObject();
        if (made == null) {
            throw new IllegalStateException("closed");
        }
        return made;
    }

    /** What was asked of the database last. */
    String lastStatement() {
        return statements.get(statements.size() - 1);
    }

    TestDatabase database() {
        return database;
    }

    void sql(String sql) {
        try (Connection connection = database.dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }

    /** The first column of all rows. */
    List<String> column(String sql) {
        List<String> values = new ArrayList<>();
        try (Connection connection = database.dataSource().getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            while (rows.next()) {
                values.add(String.valueOf(rows.getString(1)));
            }
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
        return values;
    }

    long count(String table) {
        return Long.parseLong(column("select count(*) from " + table).get(0));
    }

    /** As after an empty migration; the database stays. */
    void empty() {
        opened.forEach(Timeline::close);
        opened.clear();
        for (String table :
                List.of("timeline_entry", "route_decision", "call_leg", "trunk_minute", "controller_memory")) {
            sql("delete from " + table);
        }
    }

    @Override
    public void close() {
        opened.forEach(Timeline::close);
        factory.destroy();
        database.close();
    }
}
