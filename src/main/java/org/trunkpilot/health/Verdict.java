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
    UNKNOWN;

    /** The worse of two; UNKNOWN is worse than HEALTHY and better than any fault. */
    public Verdict worse(Verdict other) {
        return severity() >= other.severity() ? this : other;
    }

    private int severity() {
        return switch (this) {
            case HEALTHY -> 0;
            case UNKNOWN -> 1;
            case SUSPECT -> 2;
            case DEGRADED -> 3;
            case DOWN -> 4;
        };
    }
}
