package org.trunkpilot.dashboard;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import org.trunkpilot.control.ControlRoom;
import org.trunkpilot.control.PbxView;
import org.trunkpilot.control.RouteView;
import org.trunkpilot.health.Belief;
import org.trunkpilot.health.Verdict;
import org.trunkpilot.operator.Orders;
import org.trunkpilot.pbx.LinkStatus;
import org.trunkpilot.routing.Losses;
import org.trunkpilot.routing.Mode;
import org.trunkpilot.routing.PbxState;
import org.trunkpilot.routing.Rung;
import org.trunkpilot.routing.ServiceState;
import org.trunkpilot.trunk.PbxId;
import org.trunkpilot.trunk.RouteId;
import org.trunkpilot.trunk.TrunkId;

/**
 * {@code trunkpilot_…}: what an operator alarms on. States are one gauge a state, 1 for the one that holds, as Prometheus wants
 * enums; what is not known is NaN, which no alarm takes for a figure.
 */
final class TrunkMeters implements MeterBinder {
    private static final String R_HELP =
            "R-factor (G.107, 0 to 93.2) over the recent reports of all calls, by direction";

    private final ControlRoom control;
    private final Orders orders;
    private final LiveStream live;
    private final InstantSource clock;

    TrunkMeters(ControlRoom control, Orders orders, LiveStream live, InstantSource clock) {
        this.control = control;
        this.orders = orders;
        this.live = live;
        this.clock = clock;
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        for (PbxView view : control.views()) {
            bindPbx(registry, view);
            view.inventory()
                    .trunks()
                    .forEach(trunk -> bindTrunk(registry, view.inventory().pbx(), trunk.id()));
            view.routes()
                    .forEach(route -> bindRoute(
                            registry, view.inventory().pbx(), route.route().id()));
        }
        Gauge.builder("trunkpilot.events.clients", live, LiveStream::clients)
                .description("Listeners of the live stream")
                .register(registry);
        FunctionCounter.builder("trunkpilot.events.clients.dropped", live, LiveStream::clientsDropped)
                .description("Listeners of the live stream let go because they did not keep up")
                .register(registry);
        FunctionCounter.builder("trunkpilot.events.decisions.dropped", live, LiveStream::decisionsDropped)
                .description("Decisions not told to listeners for want of room; the record has them")
                .register(registry);
        // Counted as they are made; the registry keeps the counters, and the control room keeps this listener.
        control.listen(view -> view.judgement()
                .decisions()
                .forEach(decision -> counter(
                                registry, decision.moves(), view.inventory().pbx(), decision.route(), decision.rung())
                        .increment()));
    }

    private static Counter counter(MeterRegistry registry, boolean moves, PbxId pbx, RouteId route, Rung rung) {
        return Counter.builder(moves ? "trunkpilot.moves" : "trunkpilot.refusals")
                .description(
                        moves
                                ? "Changes of a route's order decided, by the rung of the ladder that decided"
                                : "Moves considered and refused, by the rung of the ladder that refused")
                .tags("pbx", pbx.name(), "route", route.name(), "rung", rung.name())
                .register(registry);
    }

    private void bindPbx(MeterRegistry registry, PbxView first) {
        PbxId pbx = first.inventory().pbx();
        Tags tags = Tags.of("pbx", pbx.name());
        gauge(
                registry,
                "trunkpilot.link.up",
                "1 while the PBX is heard",
                tags,
                pbx,
                view -> flag(view.link().state() == LinkStatus.State.UP));
        for (PbxState state : PbxState.values()) {
            gauge(
                    registry,
                    "trunkpilot.pbx.state",
                    "1 for the state the PBX is in",
                    tags.and("state", state.name()),
                    pbx,
                    view -> flag(view.judgement().state() == state));
        }
        for (Mode mode : Mode.values()) {
            gauge(
                    registry,
                    "trunkpilot.pbx.mode",
                    "1 for the mode in force",
                    tags.and("mode", mode.name()),
                    pbx,
                    view -> flag(view.mode() == mode));
        }
        Gauge.builder(
                        "trunkpilot.judged.age",
                        control,
                        it -> of(
                                it,
                                pbx,
                                view -> seconds(Duration.between(
                                                view.judgement().at(), clock.instant()))
                                        .orElse(Double.NaN)))
                .description("Since the PBX was last judged; more than 5 means that Trunkpilot itself stands still")
                .baseUnit("seconds")
                .tags(tags)
                .register(registry);
        gauge(
                registry,
                "trunkpilot.common.cause",
                "1 while all trunks, or all of an uplink, are bad together",
                tags,
                pbx,
                view -> flag(view.judgement().commonCause().isPresent()));
        gauge(
                registry,
                "trunkpilot.alarms",
                "What needs a person now",
                tags,
                pbx,
                view -> view.alarms().size());
        Gauge.builder(
                        "trunkpilot.orders.standing",
                        orders,
                        it -> it.standing().stream()
                                .filter(stored -> stored.pbx().equals(pbx))
                                .count())
                .description("Orders of people that stand")
                .tags(tags)
                .register(registry);
        // All from the start: an increase from nothing to one is what an alarm is to see.
        for (RouteView route : first.routes()) {
            for (Rung rung : Rung.values()) {
                counter(registry, true, pbx, route.route().id(), rung);
                counter(registry, false, pbx, route.route().id(), rung);
            }
        }
        bindCounts(registry, pbx, tags);
    }

    private void bindCounts(MeterRegistry registry, PbxId pbx, Tags tags) {
        count(
                registry,
                "trunkpilot.link.events",
                "Events received from the PBX",
                tags,
                pbx,
                it -> it.link().events());
        count(
                registry,
                "trunkpilot.signals.dropped",
                "Events of the PBX lost for want of room",
                tags,
                pbx,
                it -> it.link().dropped());
        count(
                registry,
                "trunkpilot.signals.unread",
                "Events or lines of the PBX that could not be understood",
                tags,
                pbx,
                it -> it.link().unread());
        count(
                registry,
                "trunkpilot.faults",
                "Signals and ticks that failed by a fault of Trunkpilot's own; the log has the traces",
                tags,
                pbx,
                PbxView::faultsOfOurOwn);
        count(
                registry,
                "trunkpilot.references.dropped",
                "Answers of the uplinks' reference hosts lost because nobody took them in time",
                tags,
                pbx,
                PbxView::referencesDropped);
        Map<String, Function<Losses, Long>> losses = Map.of(
                "ended-leg", Losses::droppedLegs,
                "live-call", Losses::forgottenCalls,
                "unknown-leg", Losses::strays,
                "unknown-trunk", Losses::foreignSignals);
        losses.forEach((what, figure) -> count(
                registry,
                "trunkpilot.losses",
                "What could not be taken account of: ended legs and live calls for want of room, signals of legs and of"
                        + " trunks that are not known",
                tags.and("what", what),
                pbx,
                it -> figure.apply(it.losses())));
    }

    private void bindTrunk(MeterRegistry registry, PbxId pbx, TrunkId trunk) {
        Tags tags = Tags.of("pbx", pbx.name(), "trunk", trunk.name());
        for (Verdict verdict : Verdict.values()) {
            gauge(
                    registry,
                    "trunkpilot.trunk.verdict",
                    "1 for what is believed of the trunk",
                    tags.and("verdict", verdict.name()),
                    pbx,
                    view -> flag(belief(view, trunk).map(Belief::verdict).orElse(Verdict.UNKNOWN) == verdict));
        }
        for (ServiceState state : ServiceState.values()) {
            gauge(
                    registry,
                    "trunkpilot.trunk.service",
                    "1 for what is done with the trunk",
                    tags.and("state", state.name()),
                    pbx,
                    view -> flag(view.judgement().services().get(trunk) == state));
        }
        gauge(
                registry,
                "trunkpilot.trunk.score",
                "0 (useless) to 100, that of the weakest part; NaN when nothing is known",
                tags,
                pbx,
                view -> number(view, trunk, belief -> score(belief)));
        gauge(
                registry,
                "trunkpilot.trunk.rating",
                R_HELP,
                tags.and("direction", "inbound"),
                pbx,
                view -> number(view, trunk, Belief::ratingInbound));
        gauge(
                registry,
                "trunkpilot.trunk.rating",
                R_HELP,
                tags.and("direction", "outbound"),
                pbx,
                view -> number(view, trunk, Belief::ratingOutbound));
        Gauge.builder(
                        "trunkpilot.trunk.pdd.median",
                        control,
                        it -> of(
                                it,
                                pbx,
                                view -> number(
                                        view,
                                        trunk,
                                        belief -> belief.pddMedian()
                                                .map(TrunkMeters::seconds)
                                                .orElse(OptionalDouble.empty()))))
                .description("Median from INVITE to the first 180 or 183")
                .baseUnit("seconds")
                .tags(tags)
                .register(registry);
        gauge(
                registry,
                "trunkpilot.trunk.calls",
                "Call legs on the trunk now, answered or not",
                tags,
                pbx,
                view -> belief(view, trunk).map(Belief::liveCalls).orElse(0));
        gauge(
                registry,
                "trunkpilot.trunk.registered",
                "1 while we are registered there, or need not be",
                tags,
                pbx,
                view -> flag(belief(view, trunk).map(Belief::registered).orElse(false)));
    }

    private void bindRoute(MeterRegistry registry, PbxId pbx, RouteId route) {
        Tags tags = Tags.of("pbx", pbx.name(), "route", route.name());
        gauge(
                registry,
                "trunkpilot.route.in.sync",
                "1 while the order on the PBX is the one wanted",
                tags,
                pbx,
                view -> flag(route(view, route).map(RouteView::inSync).orElse(false)));
        gauge(
                registry,
                "trunkpilot.route.moved",
                "1 while the order wanted is not the static one",
                tags,
                pbx,
                view -> flag(route(view, route)
                        .map(it -> !it.wanted().equals(it.route().trunks()))
                        .orElse(false)));
        gauge(
                registry,
                "trunkpilot.route.frozen",
                "1 while the upkeep of the row waits for a person",
                tags,
                pbx,
                view -> flag(route(view, route).flatMap(RouteView::frozen).isPresent()));
    }

    private void gauge(
            MeterRegistry registry, String name, String help, Tags tags, PbxId pbx, ToDoubleFunction<PbxView> figure) {
        Gauge.builder(name, control, it -> of(it, pbx, figure))
                .description(help)
                .tags(tags)
                .register(registry);
    }

    private void count(
            MeterRegistry registry, String name, String help, Tags tags, PbxId pbx, ToDoubleFunction<PbxView> figure) {
        FunctionCounter.builder(name, control, it -> of(it, pbx, figure))
                .description(help)
                .tags(tags)
                .register(registry);
    }

    private static double of(ControlRoom control, PbxId pbx, ToDoubleFunction<PbxView> figure) {
        return control.view(pbx).map(figure::applyAsDouble).orElse(Double.NaN);
    }

    private static double number(PbxView view, TrunkId trunk, Function<Belief, OptionalDouble> figure) {
        return belief(view, trunk).map(figure).orElse(OptionalDouble.empty()).orElse(Double.NaN);
    }

    private static Optional<Belief> belief(PbxView view, TrunkId trunk) {
        return Optional.ofNullable(view.judgement().beliefs().get(trunk));
    }

    private static Optional<RouteView> route(PbxView view, RouteId route) {
        return view.routes().stream()
                .filter(it -> it.route().id().equals(route))
                .findFirst();
    }

    private static OptionalDouble score(Belief belief) {
        return belief.score().isPresent() ? OptionalDouble.of(belief.score().getAsInt()) : OptionalDouble.empty();
    }

    private static OptionalDouble seconds(Duration duration) {
        return OptionalDouble.of(duration.toNanos() / 1e9);
    }

    private static double flag(boolean holds) {
        return holds ? 1 : 0;
    }
}
