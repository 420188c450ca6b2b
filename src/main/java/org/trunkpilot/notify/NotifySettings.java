package org.trunkpilot.notify;

import java.net.URI;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;

/**
 * {@code trunkpilot.notify}, understood.
 *
 * @param dashboard where people find this service's pages, to be linked to
 * @param zone of the times in texts
 * @param silent nothing is sent but tests: this is practice, and nobody asked for its incidents
 * @param notebook where what people have been told outlives a restart; empty for nowhere
 */
public record NotifySettings(
        Pace pace,
        Optional<URI> dashboard,
        ZoneId zone,
        List<ChannelSettings> channels,
        boolean silent,
        Optional<Path> notebook) {
    public NotifySettings {
        channels = List.copyOf(channels);
    }

    /** Nobody is told. */
    public static NotifySettings none(ZoneId zone) {
        return new NotifySettings(Pace.USUAL, Optional.empty(), zone, List.of(), false, Optional.empty());
    }

    /** The same with a memory. */
    public NotifySettings rememberedIn(Path file) {
        return new NotifySettings(pace, dashboard, zone, channels, silent, Optional.of(file));
    }
}
