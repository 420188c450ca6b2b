package org.trunkpilot.pbx.asterisk;

import java.time.Instant;
import org.asteriskjava.manager.event.ManagerEvent;
import org.trunkpilot.pbx.Resync;

/** One connection's life as the library tells of it, on its own thread: handed on at once. */
final class AmiLife {
    private final Feed feed;
    private final Resync resync;
    private volatile boolean settled;

    AmiLife(Feed feed, Resync resync) {
        this.feed = feed;
        this.resync = resync;
    }

    void heard(ManagerEvent event, Instant at) {
        feed.heard(event, at);
        // Asterisk says FullyBooted to each login; after the snapshot has begun, it means what it says.
        if (event instanceof AmiStateEvents.Reload || (settled && event instanceof AmiStateEvents.FullyBooted)) {
            resync.want();
        }
    }

    /** The login is over. */
    void settle() {
        settled = true;
    }
}
