package org.trunkpilot.routing;

/** What we do with a trunk. */
public enum ServiceState {
    /** It stands where the static order has it. */
    IN_SERVICE,
    /** It stands last: calls reach it only when all others have failed. */
    OUT_OF_SERVICE,
    /** It is well again and waits, watched, for its place. */
    PROBATION
}
