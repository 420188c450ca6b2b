package org.trunkpilot.practice.world;

import java.time.Duration;

/** Who is called and what they do about it. */
public record Callee(String number, Does does) {
    /** What a callee does once the carrier has reached them. */
    public sealed interface Does permits Answers, Busy, LetsItRing {}

    /** Answers after ringing so long, without any ringing when that is zero, and talks so long. */
    public record Answers(Duration rings, Duration talks) implements Does {}

    /** The carrier says 486. */
    public record Busy() implements Does {}

    /** Never answers; the caller gives up after so long. */
    public record LetsItRing(Duration patience) implements Does {}
}
