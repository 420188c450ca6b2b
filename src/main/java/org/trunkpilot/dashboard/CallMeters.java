package org.trunkpilot.dashboard;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Stream;
import org.trunkpilot.control.ControlRoom;
import org.trunkpilot.control.PbxView;
import org.trunkpilot.health.CallLeg;
import org.trunkpilot.health.CallLeg.Outcome;
import org.trunkpilot.trunk.TrunkId;

/**
 * {@code trunkpilot_trunk_…} of calls that have ended: how they counted, how soon they rang, what they lost. One series a trunk
 * and outcome, direction or bucket; nothing of the call itself, so a busy day makes no more of them than a quiet one.
 */
final class CallMeters implements MeterBinder {
    /** The targets of ITU-T E.721 (3, 5 and 8 s) among them, so that the share within each can be read off. */
    private static final Duration[] PDD_BUCKETS = {
        Duration.ofMillis(500),
        Duration.ofSeconds(1),
        Duration.ofMillis(1500),
        Duration.ofSeconds(2),
        Duration.ofSeconds(3),
        Duration.ofSeconds(4),
        Duration.ofSeconds(5),
        Duration.ofSeconds(6),
        Duration.ofSeconds(8),
        Duration.ofSeconds(10),
        Duration.ofSeconds(15)
    };

    /** Shares of packets: 1 % is heard by some, 3 % by most, 10 % ends the conversation. */
    private static final double[] LOSS_BUCKETS = {0.001, 0.005, 0.01, 0.02, 0.03, 0.05, 0.1, 0.2};

    private final ControlRoom control;

    CallMeters(ControlRoom control) {
        this.control = control;
    }

    /** The meters of one trunk; they are made at the start, so that the first call is an increase and not a beginning. */
    private record OfTrunk(
            Map<Outcome, Counter> ended, Timer pdd, DistributionSummary lossInbound, DistributionSummary lossOutbound) {
        static OfTrunk in(MeterRegistry registry, Tags tags) {
            Map<Outcome, Counter> ended = new EnumMap<>(Outcome.class);
            for (Outcome outcome : Outcome.values()) {
                ended.put(
                        outcome,
                        Counter.builder("trunkpilot.trunk.calls.ended")
                                .description(
                                        "Call legs that ended, by how they count: only carrier_fault counts against the trunk")
                                .tags(tags.and("outcome", outcome.name().toLowerCase(Locale.ROOT)))
                                .register(registry));
            }
            Timer pdd = Timer.builder("trunkpilot.trunk.pdd")
                    .description("From INVITE to the first 180 or 183, of call legs that ended")
                    .tags(tags)
                    .serviceLevelObjectives(PDD_BUCKETS)
                    .register(registry);
            return new OfTrunk(ended, pdd, loss(registry, tags, "inbound"), loss(registry, tags, "outbound"));
        }

        private static DistributionSummary loss(MeterRegistry registry, Tags tags, String direction) {
            return DistributionSummary.builder("trunkpilot.trunk.loss")
                    .description(
                            "Share of the packets of a call leg that were lost (0 to 1), of legs that ended and had reports")
                    .baseUnit("ratio")
                    .tags(tags.and("direction", direction))
                    .serviceLevelObjectives(LOSS_BUCKETS)
                    .register(registry);
        }

        void count(CallLeg leg) {
            Optional.ofNullable(ended.get(leg.outcome())).ifPresent(Counter::increment);
            Stream.of(leg.ringing(), leg.earlyMedia())
                    .flatMap(Optional::stream)
                    .min(Comparator.naturalOrder())
                    .ifPresent(first -> pdd.record(between(leg.seized(), first)));
            record(lossInbound, leg.lossInboundPercent());
            record(lossOutbound, leg.lossOutboundPercent());
        }

        private static void record(DistributionSummary summary, OptionalDouble percent) {
            percent.ifPresent(it -> summary.record(it / 100));
        }

        private static Duration between(Instant seized, Instant first) {
            Duration delay = Duration.between(seized, first);
            return delay.isNegative() ? Duration.ZERO : delay;
        }
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        Map<String, Map<TrunkId, OfTrunk>> meters = new HashMap<>();
        for (PbxView view : control.views()) {
            String pbx = view.inventory().pbx().name();
            Map<TrunkId, OfTrunk> trunks = new HashMap<>();
            view.inventory()
                    .trunks()
                    .forEach(trunk -> trunks.put(
                            trunk.id(),
                            OfTrunk.in(
                                    registry,
                                    Tags.of("pbx", pbx, "trunk", trunk.id().name()))));
            meters.put(pbx, trunks);
        }
        control.listen(view -> {
            Map<TrunkId, OfTrunk> trunks =
                    meters.getOrDefault(view.inventory().pbx().name(), Map.of());
            view.judgement()
                    .legs()
                    .forEach(leg -> Optional.ofNullable(trunks.get(leg.trunk())).ifPresent(it -> it.count(leg)));
        });
    }
}
