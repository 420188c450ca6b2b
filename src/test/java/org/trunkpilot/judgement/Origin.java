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
    /** Said by a judge who knows that something is wrong, and not whose fault it is; never true. */
    UNTOLD,
    /** Nothing is wrong. */
    NOBODY
}
