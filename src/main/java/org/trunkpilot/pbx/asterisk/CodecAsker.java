package org.trunkpilot.pbx.asterisk;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;

/**
 * Asks the PBX what a call is coded with ({@code Status} of its channel, once a call): no event tells, and without it every call is rated
 * as G.711. The answer is an event that the translator hears by itself.
 *
 * <p>A courtesy, so it must cost nothing else: twenty questions a second and {@value #MOST_WAITING} waiting at most, none for a minute
 * after one that was left unanswered, and none on this link any more once the PBX has said that we may not ask. Who is turned away asks
 * again at the call's next report.
 */
final class CodecAsker {
    private static final int MOST_WAITING = 4;
    private static final Duration PACE = Duration.ofMillis(50);
    private static final Duration PEACE = Duration.ofMinutes(1);

    private final Executor errands;
    private final ContactReading.Asker asker;
    private final InstantSource clock;
    private final Consumer<String> problem;
    private int waiting;
    private Instant next = Instant.MIN;
    private boolean denied;

    CodecAsker(Executor errands, ContactReading.Asker asker, InstantSource clock, Consumer<String> problem) {
        this.errands = errands;
        this.asker = asker;
        this.clock = clock;
        this.problem = problem;
    }

    /** A new link: rights may be others. */
    synchronized void begin() {
        denied = false;
        next = Instant.MIN;
    }

    /** Whether the question will be put; returns at once. */
    synchronized boolean ask(String channel) {
        Instant now = clock.instant();
        if (denied || waiting >= MOST_WAITING || now.isBefore(next)) {
            return false;
        }
        try {
            errands.execute(() -> put(channel));
        } catch (RejectedExecutionException e) {
            return false;
        }
        waiting++;
        next = now.plus(PACE);
        return true;
    }

    private void put(String channel) {
        try {
            if (!answered()) {
                return;
            }
            AmiReply reply = asker.ask(new AmiAction("Status", "Channel", channel));
            if (reply.denied()) {
                deny();
                problem.accept("the PBX does not tell how calls are coded (Status: " + reply.message()
                        + "), so all are rated as G.711: give the AMI account write=reporting");
            }
        } catch (IOException e) {
            leaveInPeace();
        } catch (IllegalArgumentException e) {
            problem.accept("a channel whose name cannot be asked about: " + e.getMessage());
        } finally {
            done();
        }
    }

    /** Whether the PBX has not left a question open since this one was taken. */
    private synchronized boolean answered() {
        return !denied && !clock.instant().plus(PACE).isBefore(next);
    }

    private synchronized void deny() {
        denied = true;
    }

    private synchronized void leaveInPeace() {
        next = clock.instant().plus(PEACE);
    }

    private synchronized void done() {
        waiting--;
    }
}
