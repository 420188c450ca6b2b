package org.trunkpilot.health;

/** What we believe about a trunk. */
public enum Verdict {
    /** Fresh evidence, and all of it good. */
    HEALTHY,
    /** First bad evidence: enough to probe, not enough to move. */
    SUSPECT,
    /** It carries calls, but badly: the evidence has passed a detector's threshold. */
    DEGRADED,
    /** It carries no calls. */
    DOWN,
    /** No evidence, or none fresh enough. Never treated as healthy, and never a reason to change an order. */
    UNKNOWN
}
