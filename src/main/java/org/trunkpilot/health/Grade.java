package org.trunkpilot.health;

/** How good the evidence behind a belief is. */
public enum Grade {
    /** Measured on real calls, reported from both ends. */
    A,
    /** Measured on real calls from our end alone, or by final SIP codes. */
    B,
    /** From signalling only: registration, OPTIONS, or hangup causes without a SIP code. */
    C,
    /** None, or too old. */
    D
}
