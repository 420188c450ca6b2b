package org.trunkpilot.signal;

/** Whose doing the end of a call leg was. Only {@link #CARRIER} counts against a trunk. */
public enum Blame {
    /** Set-up worked: the call was answered, or it rang until somebody gave up. */
    NOBODY,
    /** The carrier, or the path to it. */
    CARRIER,
    /** The person called, or the number dialled. */
    CALLEE,
    /** Our standing with the carrier: credentials, balance, caller ID, permission. */
    ACCOUNT,
    /** No codec, or no transport for the audio, that both sides accept. */
    CODEC,
    /** Our side: PBX stopping, configuration, our own limits. */
    OURS,
    /** Nothing can be concluded. */
    UNTOLD
}
