package org.trunkpilot.timeline;

import jakarta.persistence.EntityManagerFactory;
import java.time.InstantSource;
import org.quartz.CronScheduleBuilder;
import org.quartz.JobBuilder;
import org.quartz.JobDetail;
import org.quartz.Trigger;
import org.quartz.TriggerBuilder;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Settings and clock are those of the house when it has any, so that the package starts by itself too. */
@Configuration(proxyBeanMethods = false)
class TimelineConfiguration {
    /** Off the full hour, when everybody's jobs run. */
    private static final String EACH_HOUR = "0 17 * * * ?";

    private final TimelineSettings settings;
    private final InstantSource clock;

    TimelineConfiguration(ObjectProvider<TimelineSettings> settings, ObjectProvider<InstantSource> clock) {
        this.settings = settings.getIfAvailable(TimelineSettings::defaults);
        this.clock = clock.getIfUnique(InstantSource::system);
    }

    @Bean(initMethod = "start", destroyMethod = "close")
    Timeline timeline(EntityManagerFactory factory) {
        return new Timeline(factory, settings.queue(), clock);
    }

    @Bean
    TimelineMetrics timelineMetrics(Timeline timeline) {
        return new TimelineMetrics(timeline);
    }

    @Bean
    Retention retention(EntityManagerFactory factory) {
        return new Retention(new Ledger(factory), settings.retention(), clock);
    }

    @Bean
    JobDetail retentionDetail() {
        return JobBuilder.newJob(RetentionJob.class)
                .withIdentity("retention", "timeline")
                .storeDurably()
                .build();
    }

    @Bean
    Trigger retentionTrigger() {
        return TriggerBuilder.newTrigger()
                .forJob("retention", "timeline")
                .withIdentity("retention", "timeline")
                .withSchedule(CronScheduleBuilder.cronSchedule(EACH_HOUR))
                .build();
    }
}
