package org.trunkpilot.backtest;

import java.time.InstantSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.trunkpilot.control.ControlRoom;
import org.trunkpilot.control.ControlledPbxs;
import org.trunkpilot.journal.Journal;

@Configuration(proxyBeanMethods = false)
class BacktestConfiguration {

    @Bean(destroyMethod = "close")
    Backtests backtests(Journal journal, InstantSource clock) {
        return new Backtests(journal, clock);
    }

    @Bean
    Aftermaths aftermaths(Journal journal, ControlledPbxs controlled, InstantSource clock) {
        return new Aftermaths(journal, controlled.pbxs(), clock);
    }

    @Bean(initMethod = "start")
    Counterfactuals counterfactuals(
            ControlRoom control, ControlledPbxs controlled, Backtests backtests, InstantSource clock) {
        return new Counterfactuals(control, controlled.pbxs(), backtests, clock);
    }
}
