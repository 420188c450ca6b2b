package org.trunkpilot.web;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import javax.sql.DataSource;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.jdbc.datasource.DelegatingDataSource;

/** Takes the database away and gives it back, the way a pool tells it: no connection within its time-out. */
public final class DatabaseSwitch implements BeanPostProcessor {
    private volatile boolean away;

    public void off() {
        away = true;
    }

    public void on() {
        away = false;
    }

    @Override
    public Object postProcessAfterInitialization(Object bean, String name) {
        return bean instanceof DataSource real ? new Switched(real) : bean;
    }

    private final class Switched extends DelegatingDataSource {
        Switched(DataSource real) {
            super(real);
        }

        @Override
        public Connection getConnection() throws SQLException {
            if (away) {
                throw new SQLTransientConnectionException("Connection is not available, request timed out after 500ms");
            }
            return super.getConnection();
        }
    }
}
