package org.trunkpilot.pbx.asterisk;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.asteriskjava.manager.event.ManagerEvent;
import org.trunkpilot.pbx.Resync;

/** One connection's life as the library tells of it, on its own thread: handed on at once. */
final class AmiLife {
    private final Feed feed;
    private final Resync resync;
    private final CountDownLatch over = new CountDownLatch(1);
    private volatile String why = "the link was closed";
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

    void ended(String reason) {
        why = reason;
        over.countDown();
    }

    String why() {
        return why;
    }

    boolean over() {
        return over.getCount() == 0;
    }

    boolean ended(Duration within) {
        return endsWithin(over, within);
    }

    static boolean endsWithin(CountDownLatch latch, Duration time) {
        try {
            return latch.await(time.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            // Only close() interrupts.
            Thread.currentThread().interrupt();
            return true;
        }
    }
}
