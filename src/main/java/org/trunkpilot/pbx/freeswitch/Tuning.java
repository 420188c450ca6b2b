package org.trunkpilot.pbx.freeswitch;

import java.time.Duration;
import org.trunkpilot.pbx.LinkKeeper;

/**
 * The times a connection keeps.
 *
 * @param connectPatience how long the TCP connection and each step of the login may take
 * @param answerPatience how long whoever asks waits for one answer; the longest the control thread is kept waiting
 * @param commandPatience after which an unanswered command ends the connection: answers come in order, so none behind it could be
 *     trusted
 * @param heartbeat how often we ask something: a PBX that lives answers at least this often
 * @param silence after which the link is dead. Half-open links are noticed by this or by an unanswered heartbeat: both less than
 *     the 10 s that are promised
 * @param mostBehind how much later than usual events may come before we hang up: a client that does not keep up fills the PBX's
 *     memory, and freezes its event socket for everybody at the 100,000th event
 * @param leastPause before the first new attempt
 * @param mostPause to which the pause doubles; each is jittered by a quarter
 * @param refusedPause after a wrong password: a PBX behind a fail2ban must not be knocked at every second
 * @param poll how often each gateway is asked for its state, in case an event was lost
 * @param betweenSnapshots at least, whatever asks for one: reloads come in flocks, and an end that is on its way must have come
 * @param afterGap between two snapshots that only dropped events ask for: a list of 1,000 calls is some 1 MB
 */
record Tuning(
        Duration connectPatience,
        Duration answerPatience,
        Duration commandPatience,
        Duration heartbeat,
        Duration silence,
        Duration mostBehind,
        Duration leastPause,
        Duration mostPause,
        Duration refusedPause,
        Duration poll,
        Duration betweenSnapshots,
        Duration afterGap) {
    static final Tuning DEFAULTS = new Tuning(
            Duration.ofSeconds(3),
            Duration.ofSeconds(2),
            Duration.ofSeconds(5),
            Duration.ofSeconds(3),
            Duration.ofSeconds(8),
            Duration.ofSeconds(10),
            Duration.ofSeconds(1),
            Duration.ofSeconds(30),
            Duration.ofSeconds(60),
            Duration.ofSeconds(30),
            Duration.ofSeconds(5),
            Duration.ofSeconds(30));

    /** Those of them that any link keeps. */
    LinkKeeper.Pace pace() {
        return new LinkKeeper.Pace(heartbeat, poll, silence, leastPause, mostPause, refusedPause, betweenSnapshots);
    }
}
