package org.trunkpilot.practice.ami;

/** Asterisk's words for the Q.850 causes that come up here. */
final class Causes {
    private Causes() {}

    static String words(int cause) {
        return switch (cause) {
            case 1 -> "Unallocated (unassigned) number";
            case 3 -> "No route to destination";
            case 16 -> "Normal Clearing";
            case 17 -> "User busy";
            case 18 -> "No user responding";
            case 19 -> "User alerting, no answer";
            case 21 -> "Call Rejected";
            case 22 -> "Number changed";
            case 27 -> "Destination out of order";
            case 28 -> "Invalid number format";
            case 34 -> "Circuit/channel congestion";
            case 38 -> "Network out of order";
            case 58 -> "Bearer capability not available";
            case 102 -> "Recover on timer expiry";
            case 127 -> "Interworking, unspecified";
            default -> "Unknown";
        };
    }
}
