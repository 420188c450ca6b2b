package org.trunkpilot.timeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;
import static org.trunkpilot.timeline.Samples.HQ;
import static org.trunkpilot.timeline.Samples.NOON;
import static org.trunkpilot.timeline.Samples.PROV_A;

import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.quartz.JobKey;
import org.quartz.Scheduler;
import org.quartz.SchedulerException;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.annotation.Import;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.trunkpilot.TestDatabases;

/** The record as Spring wires it, with the service's own application.yml and no other package. */
@SpringBootTest(
        classes = TimelineInTheServiceTest.Alone.class,
        webEnvironment = SpringBootTest.WebEnvironment.NONE,
        properties = TimelineInTheServiceTest.ANY_GROUP)
class TimelineInTheServiceTest {
    /** The health groups in application.yml name what other packages contribute. */
    static final String ANY_GROUP = "management.endpoint.health.validate-group-membership=false";

    @EnableAutoConfiguration
    @Import(TimelineConfiguration.class)
    static class Alone {}

    @DynamicPropertySource
    static void database(DynamicPropertyRegistry properties) {
        TestDatabases.h2(properties);
    }

    @Autowired
    private Timeline timeline;

    @Autowired
    private MeterRegistry meters;

    @Autowired
    private Scheduler scheduler;

    @Test
    void theRecordTellsItsFiguresToWhoeverWatches() {
        double before =
                meters.get("trunkpilot.timeline.written").functionCounter().count();
        timeline.append(Samples.entry(HQ, Instant.now(), Entry.Kind.LINK, "Connected."));
        await("another thread writes")
                .atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(meters.get("trunkpilot.timeline.written")
                                .functionCounter()
                                .count())
                        .isEqualTo(before + 1));
        assertThat(timeline.entries(Samples.allEntries())).isNotEmpty();

        assertThat(meters.get("trunkpilot.timeline.writing").gauge().value()).isEqualTo(1);
        assertThat(meters.get("trunkpilot.timeline.waiting").gauge().value()).isZero();
        assertThat(meters.get("trunkpilot.timeline.samples.dropped")
                        .functionCounter()
                        .count())
                .isZero();
        assertThat(meters.get("trunkpilot.timeline.entries.dropped")
                        .functionCounter()
                        .count())
                .isZero();
        assertThat(meters.get("trunkpilot.timeline.decisions.dropped")
                        .functionCounter()
                        .count())
                .isZero();
    }

    @Test
    void theHourlyJobDeletesWhatIsTooOld() throws SchedulerException {
        timeline.minute(HQ, Samples.minute(PROV_A, NOON.minus(Duration.ofDays(4_000)), 1));
        assertThat(timeline.minutes(HQ, PROV_A, Instant.EPOCH, NOON)).hasSize(1);
        JobKey retention = new JobKey("retention", "timeline");
        assertThat(scheduler.getTriggersOfJob(retention)).hasSize(1);

        scheduler.triggerJob(retention);

        await("another thread deletes")
                .atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(timeline.minutes(HQ, PROV_A, Instant.EPOCH, NOON))
                        .isEmpty());
    }

    /** Port 1 is never served: a database that is down. */
    @Test
    void aStartWithoutTheDatabaseEndsAndSaysWhy() {
        Throwable failure = catchThrowable(() -> new SpringApplicationBuilder(Alone.class)
                .web(WebApplicationType.NONE)
                .properties(ANY_GROUP)
                .run(
                        "--spring.datasource.url=jdbc:postgresql://127.0.0.1:1/trunkpilot",
                        "--spring.datasource.hikari.initialization-fail-timeout=1"));

        FailureAnalysis analysis = new DatabaseAwayAtStart().analyze(failure);
        assertThat(analysis).isNotNull();
        assertThat(analysis.getDescription())
                .startsWith("The database cannot be opened: ")
                .containsIgnoringCase("refused");
        assertThat(analysis.getAction()).contains("Calls go on meanwhile");
    }
}
