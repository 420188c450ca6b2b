package org.trunkpilot.routing;

/** What we do with a trunk. */
public enum ServiceState {
    /** It has its place in the order. */
    IN_SERVICE,
    /** It stands last: calls reach it only when all others have failed. */
    OUT_OF_SERVICE,
    /** It is back in its place, on trial: the first sign of its old fault sends it out for twice as long. */
    PROBATION
}
