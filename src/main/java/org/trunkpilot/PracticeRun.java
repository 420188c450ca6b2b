package org.trunkpilot;

import java.util.HashMap;
import java.util.Map;
import org.apache.commons.logging.Log;
import org.springframework.boot.EnvironmentPostProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.logging.DeferredLogFactory;
import org.springframework.core.Ordered;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.Profiles;
import org.trunkpilot.settings.Settings;

/**
 * Decides whether this start is practice: the profile {@code practice} is on and no PBX is configured. Practice keeps its data
 * in a folder of its own, so that make-believe never mixes with the record of a real PBX.
 */
final class PracticeRun implements EnvironmentPostProcessor, Ordered {
    static final String ACTIVE = "trunkpilot.practice.active";

    private final Log log;

    /** Spring hands the logs in: at this moment of a start there are none yet. */
    PracticeRun(DeferredLogFactory logs) {
        this.log = logs.getLog(PracticeRun.class);
    }

    @Override
    public int getOrder() {
        return Ordered.LOWEST_PRECEDENCE;
    }

    @Override
    public void postProcessEnvironment(ConfigurableEnvironment environment, SpringApplication application) {
        if (!environment.acceptsProfiles(Profiles.of("practice"))) {
            return;
        }
        Settings settings = Settings.from(environment);
        boolean active = settings.pbxs().isEmpty();
        Map<String, Object> facts = new HashMap<>();
        facts.put(ACTIVE, active);
        if (active) {
            facts.put(
                    "trunkpilot.data-dir",
                    settings.dataDir().resolve("practice").toString());
        }
        if (!active) {
            log.info("Practice stays off: " + settings.pbxs().size() + " PBX configured under trunkpilot.pbxs.");
        }
        environment.getPropertySources().addFirst(new MapPropertySource("practice", facts));
    }
}
