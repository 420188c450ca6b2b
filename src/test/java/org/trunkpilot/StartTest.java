package org.trunkpilot;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/** The whole service starts on an empty database of either kind: migrations run, and the rows fit the schema. */
class StartTest {

    abstract static class OnAnEmptyDatabase {

        @Autowired
        private DataSource database;

        abstract String product();

        @Test
        void theServiceStarts() throws SQLException {
            try (Connection connection = database.getConnection()) {
                assertThat(connection.getMetaData().getDatabaseProductName()).isEqualTo(product());
                assertThat(connection.getMetaData().getDatabaseMajorVersion())
                        .isGreaterThanOrEqualTo(product().equals("PostgreSQL") ? 15 : 2);
            }
        }
    }

    @Nested
    @SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT)
    class OnH2 extends OnAnEmptyDatabase {
        @DynamicPropertySource
        static void database(DynamicPropertyRegistry properties) {
            TestDatabases.h2(properties);
        }

        @Override
        String product() {
            return "H2";
        }
    }

    @Nested
    @SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT)
    class OnPostgres extends OnAnEmptyDatabase {
        @DynamicPropertySource
        static void database(DynamicPropertyRegistry properties) {
            TestDatabases.postgres(properties);
        }

        @Override
        String product() {
            return "PostgreSQL";
        }
    }
}
