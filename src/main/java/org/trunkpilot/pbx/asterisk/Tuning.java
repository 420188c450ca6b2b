package org.trunkpilot.pbx.asterisk;

import java.time.Duration;
import org.trunkpilot.pbx.LinkKeeper;

/**
 * The times a connection keeps.
 *
 * @param connectPatience how long the TCP connection may take
 * @param answerPatience how long one action may take; the longest the control thread is kept waiting
 * @param heartbeat how often we ping; a PBX that lives is heard at least this often
 * @param silence after which the link is dead: a PBX that is busy may leave pings unanswered for all of it but a heartbeat. Half-open
 *     links are noticed by this alone, and it is less than the 10 s that are promised by enough for a machine that is busy as well
 * @param leastPause before the first new attempt
 * @param mostPause to which the pause doubles; each is jittered by a quarter
 * @param refusedPause after a wrong password: a PBX behind a fail2ban must not be knocked at every second
 * @param poll how often each trunk is asked for its state, which tells of changes only by itself
 * @param betweenSnapshots at least, whatever asks for one: reloads come in flocks, and an end that is on its way must have come
 * @param afterGap between two snapshots that only dropped events ask for: a list of 1,000 calls is some 2 MB
 */
record Tuning(
        Duration connectPatience,
        Duration answerPatience,
        Duration heartbeat,
        Duration silence,
        Duration leastPause,
        Duration mostPause,
        Duration refusedPause,
        Duration poll,
        Duration betweenSnapshots,
        Duration afterGap) {
    static final Tuning DEFAULTS = new Tuning(
            Duration.ofSeconds(3),
            Duration.ofSeconds(2),
            Duration.ofSeconds(1),
            Duration.ofSeconds(6),
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
