package org.trunkpilot.routing;

/** The ladder of a decision, in its order: the first rung that has something to say decides. */
public enum Rung {
    /** A person ordered it. */
    ORDERS,
    /** The route is frozen or the PBX paused. */
    FROZEN,
    /** The PBX is booting, in a storm, or out of hearing. */
    PBX_NOT_READY,
    /** All trunks, or all of an uplink, are bad at once: not the carriers' fault. */
    COMMON_CAUSE,
    /** A trunk carries no calls, or fails too many of them. */
    HARD_FAULT,
    /** A trunk carries calls badly and a better one is proven. */
    SOFT_FAULT,
    /** A trunk is well again: probation, and back to its place. */
    FAIL_BACK,
    /** Nothing to do. */
    NOTHING
}
