package org.trunkpilot.timeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.trunkpilot.timeline.Samples.HQ;
import static org.trunkpilot.timeline.Samples.NOON;
import static org.trunkpilot.timeline.Samples.PROV_A;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class EntryTest {

    private static Entry with(Map<String, Object> detail) {
        return new Entry(NOON, HQ, Entry.Kind.PBX, Optional.empty(), Optional.empty(), "words", detail);
    }

    @Test
    void whatHappensToTheDetailAfterwardsDoesNotChangeTheEntry() {
        Map<String, Object> detail = new HashMap<>(Map.of("calls", 3));
        Entry entry = with(detail);
        detail.put("calls", 4);

        assertThat(entry.detail()).containsExactly(Map.entry("calls", 3));
    }

    @Test
    void aValueOfAnotherKindIsKeptAsItsText() {
        assertThat(with(Map.of("trunk", PROV_A, "order", List.of(PROV_A), "at", NOON))
                        .detail())
                .containsEntry("trunk", "prov-a")
                .containsEntry("order", List.of("prov-a"))
                .containsEntry("at", "2026-03-02T12:00:00Z");
    }
}
