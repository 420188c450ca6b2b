package org.trunkpilot.dashboard;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;
import org.trunkpilot.control.ControlRoom;
import org.trunkpilot.control.ControlledPbx;
import org.trunkpilot.control.ControlledPbxs;
import org.trunkpilot.control.PbxView;
import org.trunkpilot.control.RouteView;
import org.trunkpilot.routing.Mode;
import org.trunkpilot.trunk.PbxId;
import org.trunkpilot.trunk.RouteId;
import org.trunkpilot.trunk.SteeredRoute;

/** {@code trunkpilot_route_…} of the row on the PBX: how fresh it is and how long it holds, and what the configuration says of it. */
final class RowMeters implements MeterBinder {
    private final ControlRoom control;
    private final ControlledPbxs controlled;
    private final InstantSource clock;

    RowMeters(ControlRoom control, ControlledPbxs controlled, InstantSource clock) {
        this.control = control;
        this.controlled = controlled;
        this.clock = clock;
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        for (PbxView view : control.views()) {
            PbxId pbx = view.inventory().pbx();
            view.inventory().steeredRoutes().forEach(route -> bindRow(registry, pbx, route));
        }
        controlled.pbxs().forEach(pbx -> bindConfigured(registry, pbx));
    }

    private void bindRow(MeterRegistry registry, PbxId pbx, SteeredRoute route) {
        Tags tags = Tags.of("pbx", pbx.name(), "route", route.id().name());
        Gauge.builder(
                        "trunkpilot.route.row.age",
                        control,
                        it -> of(
                                it,
                                pbx,
                                route.id(),
                                row -> row.readAt().map(at -> Duration.between(at, clock.instant()))))
                .description(
                        "Since the row was last read back from the PBX, every 10 s while the link is up; NaN before the first time")
                .baseUnit("seconds")
                .tags(tags)
                .register(registry);
        Gauge.builder(
                        "trunkpilot.route.lease.remaining",
                        control,
                        it -> of(
                                it,
                                pbx,
                                route.id(),
                                row -> row.leaseUntilHere().map(until -> Duration.between(clock.instant(), until))))
                .description("Until the PBX obeys the row no longer; NaN while no valid row stands")
                .baseUnit("seconds")
                .tags(tags)
                .register(registry);
    }

    private static void bindConfigured(MeterRegistry registry, ControlledPbx pbx) {
        String name = pbx.address().pbx().name();
        for (Mode mode : Mode.values()) {
            double configured = pbx.mode() == mode ? 1 : 0;
            Gauge.builder("trunkpilot.pbx.mode.configured", () -> configured)
                    .description("1 for the mode the configuration names; the one in force may be another")
                    .tags("pbx", name, "mode", mode.name())
                    .register(registry);
        }
        double lease = pbx.terms().lease().toSeconds();
        Gauge.builder("trunkpilot.pbx.lease", () -> lease)
                .description(
                        "How long the PBX obeys a row that is not renewed; it is renewed when a third of this has passed")
                .baseUnit("seconds")
                .tags("pbx", name)
                .register(registry);
        pbx.policies().forEach((route, policy) -> {
            OptionalInt budget = policy.movesPerDay();
            double moves = budget.isPresent() ? budget.getAsInt() : Double.NaN;
            Gauge.builder("trunkpilot.route.moves.budget", () -> moves)
                    .description("Moves in 24 h after which soft moves and fail-backs wait; NaN for no budget")
                    .tags("pbx", name, "route", route.name())
                    .register(registry);
        });
    }

    private static double of(
            ControlRoom control, PbxId pbx, RouteId route, Function<RouteView, Optional<Duration>> figure) {
        return control.view(pbx).stream()
                .flatMap(view -> view.routes().stream())
                .filter(row -> row.route().id().equals(route))
                .findFirst()
                .flatMap(figure)
                .map(duration -> duration.toMillis() / 1e3)
                .orElse(Double.NaN);
    }
}
