package org.trunkpilot.pbx;

import java.time.Instant;
import java.util.Optional;

/**
 * How our link to a PBX stands, for people.
 *
 * @param since when it came to be so
 * @param version what the PBX calls itself, once it has said so
 * @param lastEvent when we last heard anything from it
 * @param problem what is wrong and what to do about it, in one sentence; empty when all is well
 * @param events events received since the start
 * @param dropped events lost for want of room since the start
 * @param unread events or lines that could not be understood since the start
 */
public record LinkStatus(
        State state,
        Instant since,
        Optional<String> version,
        Optional<Instant> lastEvent,
        Optional<String> problem,
        long events,
        long dropped,
        long unread) {
    /** What the link is doing. */
    public enum State {
        CONNECTING,
        UP,
        /** The PBX does not accept our name or password: tried again slowly. */
        REFUSED,
        CLOSED
    }
}
