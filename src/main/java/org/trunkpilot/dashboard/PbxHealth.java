package org.trunkpilot.dashboard;

import java.time.Instant;
import java.time.InstantSource;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.trunkpilot.control.ControlRoom;
import org.trunkpilot.control.PbxView;
import org.trunkpilot.pbx.LinkStatus;

/**
 * How our links stand and whether their PBXes are judged, for those who may see it. Never DOWN: whoever restarts what is
 * unhealthy would take away the one that waits for the PBX to come back. A link that is not up, or a PBX that has not been
 * judged for seconds, makes it UNKNOWN, which is no failure.
 */
final class PbxHealth implements HealthIndicator {
    private final ControlRoom control;
    private final InstantSource clock;

    PbxHealth(ControlRoom control, InstantSource clock) {
        this.control = control;
        this.clock = clock;
    }

    @Override
    public Health health() {
        Instant now = clock.instant();
        boolean well = control.views().stream()
                .allMatch(view -> view.link().state() == LinkStatus.State.UP
                        && PbxJson.stalledSince(view, now).isEmpty());
        Health.Builder health = well ? Health.up() : Health.unknown();
        for (PbxView view : control.views()) {
            health.withDetail(view.inventory().pbx().name(), words(view, now));
        }
        return health.build();
    }

    private static String words(PbxView view, Instant now) {
        LinkStatus link = view.link();
        return link.state() + " since " + link.since()
                + link.problem().map(problem -> ": " + problem).orElse("")
                + PbxJson.stalledSince(view, now)
                        .map(since -> "; not judged since " + since + ", so nothing of it is current")
                        .orElse("");
    }
}
