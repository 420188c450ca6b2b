package org.trunkpilot.replay;

/** Whose doing something was, as far as the evidence tells. */
public enum Attribution {
    CARRIER,
    UPLINK,
    PBX,
    LAN_PHONES,
    CALLEE,
    ACCOUNT,
    CODEC,
    UNKNOWN
}
