package org.trunkpilot.page;

import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Primary;
import org.trunkpilot.timeline.Timeline;

/** What is stood in for: the control threads. */
@TestConfiguration(proxyBeanMethods = false)
class StageFixture {
    @Bean
    @Primary
    Stage stage(Timeline timeline) {
        return new Stage(timeline);
    }
}
