package org.trunkpilot.judgement;

/**
 * What breaks, in the words of whoever repairs it. New ones go to the end, and are drawn after all others: the seeds of those that were
 * there stay as they are.
 */
enum Cause {
    CARRIER_SBC_DEAD(Origin.CARRIER, "the carrier's SBC is dead"),
    CARRIER_FAILS_CALLS(Origin.CARRIER, "the carrier fails calls with 500, 503 or 504, all or many"),
    CARRIER_GATEWAY_LOSES(Origin.CARRIER, "the carrier's media gateway loses packets one way"),
    CARRIER_GATEWAY_MUTE(Origin.CARRIER, "the carrier's media gateway passes no audio one way"),
    CARRIER_EDGE_LOSES(Origin.CARRIER, "the carrier's edge loses packets, signalling and audio alike"),
    CARRIER_RINGS_LATE(Origin.CARRIER, "the carrier takes 6 to 9 s to ring"),
    CARRIER_FAKE_BUSY(Origin.CARRIER, "the carrier says busy for callees that are not"),
    CARRIER_LOST_PREFIX(Origin.CARRIER, "the carrier has lost its way to one prefix"),
    UPLINK_CUT(Origin.UPLINK, "an uplink is cut"),
    UPLINK_LOSSY(Origin.UPLINK, "an uplink loses packets"),
    UPLINK_CONGESTED(Origin.UPLINK, "an uplink is full: delay, jitter and loss"),
    FIREWALL_BLOCKS_AUDIO(Origin.UPLINK, "the firewall of an uplink lets no audio in"),
    PBX_REBOOT(Origin.PBX, "the PBX restarts"),
    PBX_BOOT_LOOP(Origin.PBX, "the PBX restarts again and again"),
    REGISTRATION_STORM(Origin.PBX, "after a power cut all phones come back at once"),
    PBX_PORT_LOSES(Origin.PBX, "the network port of the PBX loses packets"),
    SWITCH_LOSES(Origin.LAN_PHONES, "a switch in the house loses packets"),
    SWITCH_DEAD(Origin.LAN_PHONES, "a switch in the house is dead"),
    CALLEE_DEAD(Origin.CALLEE, "one number cannot be reached and everybody tries"),
    DESTINATION_DEAD(Origin.CALLEE, "the network of one prefix is down, by whatever carrier"),
    ACCOUNT_BARRED(Origin.ACCOUNT, "the carrier refuses our account: 401, 402 or 403 to every call"),
    CALLER_BARRED(Origin.ACCOUNT, "the carriers refuse one caller ID with 403"),
    CHANNELS_SPENT(Origin.ACCOUNT, "more calls at once than channels were bought"),
    CODEC_REFUSED(Origin.CODEC, "after a change of codecs the carrier answers 488 or 415"),
    PHONE_CODEC_REFUSED(Origin.CODEC, "one phone offers a codec that no carrier takes"),
    BUSY_DAY(Origin.NOBODY, "a busy day on which all is well"),
    QUIET_NIGHT(Origin.NOBODY, "a quiet night on which all is well"),
    CARRIER_KNOWS_NOBODY(Origin.CARRIER, "the carrier answers every number with 404, 480, 484 or 604 at once"),
    ACCOUNT_DECLINED(Origin.ACCOUNT, "the carrier declines every call of ours with 603 at once");

    final Origin origin;
    final String words;

    Cause(Origin origin, String words) {
        this.origin = origin;
        this.words = words;
    }
}
