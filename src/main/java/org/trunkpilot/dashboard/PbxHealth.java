package org.trunkpilot.dashboard;

import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.trunkpilot.control.ControlRoom;
import org.trunkpilot.control.PbxView;
import org.trunkpilot.pbx.LinkStatus;

/**
 * How our links stand, for those who may see it. Never DOWN: whoever restarts what is unhealthy would take away the one that
 * waits for the PBX to come back. A link that is not up makes it UNKNOWN, which is no failure.
 */
final class PbxHealth implements HealthIndicator {
    private final ControlRoom control;

    PbxHealth(ControlRoom control) {
        this.control = control;
    }

    @Override
    public Health health() {
        boolean allUp = control.views().stream().allMatch(view -> view.link().state() == LinkStatus.State.UP);
        Health.Builder health = allUp ? Health.up() : Health.unknown();
        for (PbxView view : control.views()) {
            health.withDetail(
                    view.inventory().pbx().name(),
                    view.link().state() + " since " + view.link().since()
                            + view.link()
                                    .problem()
                                    .map(problem -> ": " + problem)
                                    .orElse(""));
        }
        return health.build();
    }
}
