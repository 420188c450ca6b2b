package org.trunkpilot.notify;

import java.net.URI;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;

/**
 * {@code trunkpilot.notify}, understood.
 *
 * @param dashboard where people find this service's pages, to be linked to
 * @param zone of the times in texts
 */
public record NotifySettings(Pace pace, Optional<URI> dashboard, ZoneId zone, List<ChannelSettings> channels) {
    public NotifySettings {
        channels = List.copyOf(channels);
    }

    /** Nobody is told. */
    public static NotifySettings none(ZoneId zone) {
        return new NotifySettings(Pace.USUAL, Optional.empty(), zone, List.of());
    }
}
