package org.trunkpilot.practice.esl;

/**
 * FreeSWITCH's word for how a leg ended, and the Q.850 cause that it fills in.
 *
 * @param q850 16 beside the words that are FreeSWITCH's own, as measured
 */
record HangupCause(String word, int q850) {
    static final HangupCause NORMAL = new HangupCause("NORMAL_CLEARING", 16);

    /** What FreeSWITCH 1.10 makes of a final SIP answer, as measured. */
    static HangupCause ofSip(int code) {
        return switch (code) {
            case 401, 403, 407, 603, 607, 608 -> new HangupCause("CALL_REJECTED", 21);
            case 404 -> new HangupCause("UNALLOCATED_NUMBER", 1);
            case 408, 504 -> new HangupCause("RECOVERY_ON_TIMER_EXPIRE", 102);
            case 410 -> new HangupCause("NUMBER_CHANGED", 22);
            case 480 -> new HangupCause("NO_USER_RESPONSE", 18);
            case 484 -> new HangupCause("INVALID_NUMBER_FORMAT", 28);
            case 486, 600 -> new HangupCause("USER_BUSY", 17);
            case 488, 606 -> new HangupCause("INCOMPATIBLE_DESTINATION", 88);
            case 604 -> new HangupCause("NO_ROUTE_DESTINATION", 3);
            default -> new HangupCause("NORMAL_TEMPORARY_FAILURE", 41);
        };
    }

    /** The word for the cause with which a caller's channel ends. */
    static HangupCause ofQ850(int cause) {
        return switch (cause) {
            case 1 -> new HangupCause("UNALLOCATED_NUMBER", 1);
            case 16 -> NORMAL;
            case 17 -> new HangupCause("USER_BUSY", 17);
            case 18, 19 -> new HangupCause("NO_ANSWER", 19);
            case 21 -> new HangupCause("CALL_REJECTED", 21);
            case 28 -> new HangupCause("INVALID_NUMBER_FORMAT", 28);
            case 127 -> new HangupCause("ORIGINATOR_CANCEL", 16);
            default -> new HangupCause("NORMAL_CIRCUIT_CONGESTION", 34);
        };
    }
}
