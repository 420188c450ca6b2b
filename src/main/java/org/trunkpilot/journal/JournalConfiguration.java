package org.trunkpilot.journal;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.nio.file.Path;
import java.time.InstantSource;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The journal in the data folder, and its counts. */
@Configuration(proxyBeanMethods = false)
class JournalConfiguration {

    @Bean(initMethod = "start", destroyMethod = "close")
    Journal journal(
            @Value("${trunkpilot.data-dir}") Path dataDir,
            ObjectProvider<JournalSettings> settings,
            ObjectProvider<InstantSource> clock) {
        return new Journal(
                dataDir.resolve("journal"),
                settings.getIfAvailable(JournalSettings::defaults),
                clock.getIfUnique(InstantSource::system));
    }

    @Bean
    MeterBinder journalMeters(Journal journal) {
        return registry -> {
            FunctionCounter.builder(
                            "trunkpilot.journal.written",
                            journal,
                            j -> j.status().written())
                    .description("Inputs of the cores written to the journal")
                    .register(registry);
            FunctionCounter.builder(
                            "trunkpilot.journal.dropped",
                            journal,
                            j -> j.status().dropped())
                    .description("Inputs of the cores lost to the journal, for want of room or disk")
                    .register(registry);
        };
    }
}
