package org.trunkpilot.practice.world;

import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/**
 * How one attempt on a trunk ended, as the dialplan sees it.
 *
 * @param cause Q.850, 0 when the PBX itself ended it
 * @param sip the last SIP code, 1xx after a time-out, empty when there was none
 * @param rang from Dial to the first 180
 */
record Attempt(String trunk, DialStatus status, int cause, String sip, Optional<Duration> rang) {
    /** The callee's own answers, which another trunk would only repeat. */
    private static final Set<String> FINAL =
            Set.of("404", "410", "484", "485", "486", "600", "603", "604", "607", "608");

    /** The stop table: no other trunk is tried after an answer, the callee's own word, or a callee who let it ring. */
    boolean stops() {
        return status == DialStatus.ANSWER
                || status == DialStatus.CANCEL
                || FINAL.contains(sip)
                || (status == DialStatus.NOANSWER && rang.isPresent());
    }
}
