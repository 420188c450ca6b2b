package org.trunkpilot.notify;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.function.ToDoubleFunction;

/** {@code trunkpilot_notify_…}: whether people are told. */
final class NotifyMeters implements MeterBinder {
    private final Announcer announcer;

    NotifyMeters(Announcer announcer) {
        this.announcer = announcer;
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        FunctionCounter.builder("trunkpilot.notify.decisions.dropped", announcer, Announcer::decisionsDropped)
                .description("Decisions that nobody was told of for want of room; the record has them")
                .register(registry);
        for (Delivery channel : announcer.channels()) {
            Tags tags = Tags.of("channel", channel.settings().name());
            Gauge.builder(
                            "trunkpilot.notify.failing",
                            channel,
                            it -> it.standing().problem().isPresent() ? 1 : 0)
                    .description("1 while the last attempt to tell somebody failed")
                    .tags(tags)
                    .register(registry);
            Gauge.builder(
                            "trunkpilot.notify.waiting",
                            channel,
                            it -> it.standing().waiting())
                    .description("Messages not delivered yet")
                    .tags(tags)
                    .register(registry);
            count(
                    registry,
                    "delivered",
                    "Messages delivered",
                    tags,
                    channel,
                    it -> it.standing().delivered());
            count(
                    registry,
                    "failed",
                    "Messages given up: refused for good, or not taken for a day",
                    tags,
                    channel,
                    it -> it.standing().failed());
            count(
                    registry,
                    "dropped",
                    "Messages lost for want of room",
                    tags,
                    channel,
                    it -> it.standing().dropped());
        }
    }

    private static void count(
            MeterRegistry registry,
            String name,
            String help,
            Tags tags,
            Delivery channel,
            ToDoubleFunction<Delivery> figure) {
        FunctionCounter.builder("trunkpilot.notify." + name, channel, figure)
                .description(help)
                .tags(tags)
                .register(registry);
    }
}
