package org.trunkpilot.dashboard;

import java.time.InstantSource;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.event.EventListener;
import org.trunkpilot.backtest.Counterfactuals;
import org.trunkpilot.control.ControlRoom;
import org.trunkpilot.control.ControlledPbxs;
import org.trunkpilot.operator.OrderWarnings;
import org.trunkpilot.operator.Orders;
import org.trunkpilot.pbx.PbxAdapter;
import org.trunkpilot.timeline.Timeline;
import tools.jackson.databind.json.JsonMapper;

@Configuration(proxyBeanMethods = false)
class DashboardConfiguration {
    @Bean(initMethod = "start")
    LiveStream liveStream(
            ControlRoom control,
            Orders orders,
            OrderWarnings warnings,
            Timeline timeline,
            Counterfactuals counterfactuals,
            JsonMapper json,
            InstantSource clock,
            @Value("${trunkpilot.practice.active:false}") boolean practice) {
        return new LiveStream(control, orders, warnings, timeline, counterfactuals, json, clock, practice);
    }

    @Bean
    LiveStreamEnd liveStreamEnd(LiveStream stream) {
        return new LiveStreamEnd(stream);
    }

    @Bean
    TrunkMeters trunkMeters(ControlRoom control, Orders orders, LiveStream live, InstantSource clock) {
        return new TrunkMeters(control, orders, live, clock);
    }

    @Bean
    CallMeters callMeters(ControlRoom control) {
        return new CallMeters(control);
    }

    @Bean
    RowMeters rowMeters(ControlRoom control, ControlledPbxs controlled, InstantSource clock) {
        return new RowMeters(control, controlled, clock);
    }

    /** By this name it is {@code pbx} under {@code /actuator/health}. */
    @Bean
    PbxHealth pbxHealthIndicator(ControlRoom control, InstantSource clock) {
        return new PbxHealth(control, clock);
    }

    @Bean
    Workshop workshop(ControlledPbxs controlled, ObjectProvider<PbxAdapter> adapters, InstantSource clock) {
        return new Workshop(controlled.pbxs(), adapters.orderedStream().toList(), clock);
    }

    /** Ends the streams before the server waits for its requests to end, which they never would. */
    static final class LiveStreamEnd {
        private final LiveStream stream;

        LiveStreamEnd(LiveStream stream) {
            this.stream = stream;
        }

        @EventListener(ContextClosedEvent.class)
        void end() {
            stream.close();
        }
    }
}
