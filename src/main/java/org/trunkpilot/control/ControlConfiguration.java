package org.trunkpilot.control;

import java.time.InstantSource;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.trunkpilot.journal.Journal;
import org.trunkpilot.pbx.CalleeKey;
import org.trunkpilot.pbx.PbxAdapter;
import org.trunkpilot.timeline.Timeline;

/** The clock of the house, and the control threads over whatever PBXes the configuration gives. */
@Configuration(proxyBeanMethods = false)
class ControlConfiguration {

    @Bean
    InstantSource clock() {
        return new SteadyClock(InstantSource.system(), System::nanoTime);
    }

    @Bean
    ControlTower controlTower(
            ControlledPbxs controlled,
            ObjectProvider<PbxAdapter> adapters,
            CalleeKey calleeKey,
            Timeline timeline,
            Journal journal,
            InstantSource clock) {
        return new ControlTower(
                controlled.pbxs(), adapters.orderedStream().toList(), calleeKey, timeline, journal, clock);
    }
}
