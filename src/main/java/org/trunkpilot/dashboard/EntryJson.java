package org.trunkpilot.dashboard;

import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.trunkpilot.timeline.Entry;
import org.trunkpilot.timeline.Timeline.StoredEntry;
import org.trunkpilot.trunk.RouteId;
import org.trunkpilot.trunk.TrunkId;

/** A line of the timeline as the API shows it. */
@Schema(name = "TimelineEntry", description = "One line of the record.")
record EntryJson(
        String id,

        Instant at,

        String pbx,

        Entry.Kind kind,

        @Nullable String trunk,

        @Nullable String route,

        @Schema(description = "One sentence for people.") String words,

        @Schema(description = "The same for programs: names to strings, numbers, booleans, lists of strings.")
        Map<String, Object> detail) {

    static EntryJson of(StoredEntry stored) {
        Entry entry = stored.entry();
        return new EntryJson(
                Long.toString(stored.id()),
                entry.at(),
                entry.pbx().name(),
                entry.kind(),
                entry.trunk().map(TrunkId::name).orElse(null),
                entry.route().map(RouteId::name).orElse(null),
                entry.words(),
                entry.detail());
    }
}
