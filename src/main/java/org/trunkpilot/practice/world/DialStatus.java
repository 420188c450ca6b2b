package org.trunkpilot.practice.world;

/** Asterisk's words for how a Dial ended. */
public enum DialStatus {
    ANSWER,
    BUSY,
    CONGESTION,
    NOANSWER,
    CHANUNAVAIL,
    CANCEL
}
