package org.trunkpilot.operator;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.nio.file.Path;
import java.time.InstantSource;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.EnableScheduling;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.transaction.PlatformTransactionManager;
import org.trunkpilot.control.ControlRoom;
import org.trunkpilot.timeline.Timeline;
import tools.jackson.databind.json.JsonMapper;

@Configuration(proxyBeanMethods = false)
@EnableScheduling
class OperatorConfiguration {
    /** Orders run out in the core by themselves; the sweep writes down that they did, and may be this late. */
    private static final long SWEEP_MILLIS = 5_000;

    @Bean(initMethod = "start")
    Orders orders(
            OrderRows rows,
            PlatformTransactionManager transactions,
            ControlRoom control,
            Timeline timeline,
            InstantSource clock) {
        return new Orders(rows, transactions, control, timeline, clock);
    }

    @Bean
    OrderWarnings orderWarnings(Orders orders, ControlRoom control) {
        return new OrderWarnings(orders, control);
    }

    @Bean
    Answers answers(JdbcClient jdbc, PlatformTransactionManager transactions, JsonMapper json, InstantSource clock) {
        return new Answers(jdbc, transactions, json, clock);
    }

    @Bean(initMethod = "start")
    Tokens tokens(
            TokenRows rows,
            PlatformTransactionManager transactions,
            InstantSource clock,
            @Value("${trunkpilot.admin-token:${TRUNKPILOT_ADMIN_TOKEN:}}") String configured,
            @Value("${trunkpilot.data-dir}") Path dataDir) {
        return new Tokens(rows, transactions, clock, configured, dataDir);
    }

    @Bean
    Users users(
            JdbcClient jdbc,
            InstantSource clock,
            Tokens tokens,
            @Value("${trunkpilot.admin-password:${TRUNKPILOT_ADMIN_PASSWORD:}}") String configured,
            @Value("${trunkpilot.data-dir}") Path dataDir) {
        return new Users(dataDir, new AdminPassword(jdbc, clock, configured), tokens, clock);
    }

    @Bean
    Audit audit(JdbcClient jdbc, InstantSource clock) {
        return new Audit(jdbc, clock);
    }

    @Bean
    MeterBinder auditMeters(Audit audit) {
        return registry -> FunctionCounter.builder("trunkpilot.audit.dropped", audit, Audit::dropped)
                .description("Lines of the audit lost to the database, for want of room; the log has them")
                .register(registry);
    }

    @Bean
    Sweep sweep(Orders orders, Audit audit) {
        return new Sweep(orders, audit);
    }

    /** Its own class, so that tests call {@link Orders#sweep} when they want and not when a thread does. */
    static final class Sweep {
        private static final long HOUR_MILLIS = 3_600_000;

        private final Orders orders;
        private final Audit audit;

        Sweep(Orders orders, Audit audit) {
            this.orders = orders;
            this.audit = audit;
        }

        @Scheduled(initialDelay = SWEEP_MILLIS, fixedDelay = SWEEP_MILLIS)
        void sweep() {
            orders.sweep();
            audit.write();
        }

        @Scheduled(initialDelay = HOUR_MILLIS, fixedDelay = HOUR_MILLIS)
        void forget() {
            audit.forget();
        }
    }
}
