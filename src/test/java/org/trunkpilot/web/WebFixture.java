package org.trunkpilot.web;

import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Primary;

/** What a test stands in for: the control threads and the time. Not found by scanning, so other tests run without it. */
@TestConfiguration(proxyBeanMethods = false)
public class WebFixture {
    @Bean
    @Primary
    InMemoryRoom inMemoryRoom() {
        return new InMemoryRoom();
    }

    @Bean
    @Primary
    SettableClock settableClock() {
        return new SettableClock();
    }

    @Bean
    static DatabaseSwitch databaseSwitch() {
        return new DatabaseSwitch();
    }
}
