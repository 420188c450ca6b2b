package org.trunkpilot.timeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

class TimelineSettingsTest {

    private static TimelineSettings bound(Map<String, String> keys) {
        return new Binder(new MapConfigurationPropertySource(keys))
                .bindOrCreate("trunkpilot.timeline", TimelineSettings.class);
    }

    @Test
    void withoutAnyKeyAllIsAsTheDefaultsSay() {
        assertThat(bound(Map.of())).isEqualTo(TimelineSettings.defaults());
    }

    @Test
    void oneKeyChangesOneThing() {
        TimelineSettings settings =
                bound(Map.of("trunkpilot.timeline.retention.legs", "30d", "trunkpilot.timeline.queue.held", "2000"));

        assertThat(settings.retention().legs()).isEqualTo(Duration.ofDays(30));
        assertThat(settings.retention().minutes()).isEqualTo(Duration.ofDays(90));
        assertThat(settings.queue().held()).isEqualTo(2_000);
        assertThat(settings.queue().batch()).isEqualTo(1_000);
    }

    @Test
    void aValueOutOfRangeIsRefusedWithItsKeyAndTheRemedy() {
        assertThatThrownBy(() -> bound(Map.of("trunkpilot.timeline.retention.decisions", "5m")))
                .rootCause()
                .hasMessage("trunkpilot.timeline.retention.decisions is PT5M; give at least PT1H");
        assertThatThrownBy(() -> bound(Map.of("trunkpilot.timeline.queue.batch", "0")))
                .rootCause()
                .hasMessage("trunkpilot.timeline.queue.batch is 0; give 1 to 10000");
        assertThatThrownBy(() -> bound(Map.of("trunkpilot.timeline.queue.flush", "2m")))
                .rootCause()
                .hasMessage("trunkpilot.timeline.queue.flush is PT2M; give PT0.01S to PT1M");
    }
}
