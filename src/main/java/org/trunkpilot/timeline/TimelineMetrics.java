package org.trunkpilot.timeline;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;

/** {@code trunkpilot_timeline_…}: what an operator alarms on when the record suffers. */
final class TimelineMetrics implements MeterBinder {
    private final Timeline timeline;

    TimelineMetrics(Timeline timeline) {
        this.timeline = timeline;
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        Gauge.builder("trunkpilot.timeline.writing", timeline, t -> t.status().writing() ? 1 : 0)
                .description("1 while the database takes what it is given, 0 while it does not")
                .register(registry);
        Gauge.builder("trunkpilot.timeline.waiting", timeline, t -> t.status().waiting())
                .description("Rows that wait in memory for the database")
                .register(registry);
        FunctionCounter.builder(
                        "trunkpilot.timeline.written", timeline, t -> t.status().written())
                .description("Rows written")
                .register(registry);
        FunctionCounter.builder(
                        "trunkpilot.timeline.samples.dropped",
                        timeline,
                        t -> t.status().samplesDropped())
                .description("Call legs and minutes lost because the database was slow or down")
                .register(registry);
        FunctionCounter.builder(
                        "trunkpilot.timeline.entries.dropped",
                        timeline,
                        t -> t.status().entriesDropped())
                .description("Entries and decisions lost because the database was down for too long")
                .register(registry);
        FunctionCounter.builder("trunkpilot.timeline.decisions.dropped", timeline, Timeline::decisionsDropped)
                .description("Decisions lost because the database was down for too long, of the entries dropped")
                .register(registry);
    }
}
