package org.trunkpilot.practice.world;

/**
 * What Asterisk 22 makes of a final SIP answer, as measured on 22.10.1. The status of the DialEnd event and the one that the
 * dialplan sees differ for most codes, which is why neither is to be trusted alone.
 *
 * @param cause Q.850
 */
public record Refusal(int sip, int cause, DialStatus event, DialStatus dialplan) {
    public static Refusal of(int sip) {
        return switch (sip) {
            case 486, 600 -> new Refusal(sip, 17, DialStatus.BUSY, DialStatus.BUSY);
            case 503, 580 -> new Refusal(sip, 34, DialStatus.CONGESTION, DialStatus.CONGESTION);
            case 480 -> new Refusal(sip, 19, DialStatus.NOANSWER, DialStatus.NOANSWER);
            case 404, 604 -> unavailable(sip, 1);
            case 401, 403, 407, 603 -> unavailable(sip, 21);
            case 408 -> unavailable(sip, 18);
            case 410 -> unavailable(sip, 22);
            case 484 -> unavailable(sip, 28);
            case 488, 606 -> unavailable(sip, 58);
            case 500 -> unavailable(sip, 38);
            case 502 -> unavailable(sip, 27);
            case 504 -> unavailable(sip, 102);
            default -> unavailable(sip, 127);
        };
    }

    private static Refusal unavailable(int sip, int cause) {
        return new Refusal(sip, cause, DialStatus.NOANSWER, DialStatus.CHANUNAVAIL);
    }
}
