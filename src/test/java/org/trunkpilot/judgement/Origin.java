package org.trunkpilot.judgement;

/** Where a trouble really comes from. */
enum Origin {
    CARRIER,
    UPLINK,
    PBX,
    LAN_PHONES,
    CALLEE,
    ACCOUNT,
    CODEC,
    /** Nothing is wrong. */
    NOBODY
}
