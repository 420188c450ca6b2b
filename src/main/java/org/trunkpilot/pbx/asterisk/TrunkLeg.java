package org.trunkpilot.pbx.asterisk;

import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import org.trunkpilot.signal.CallEnd.By;
import org.trunkpilot.signal.CallId;
import org.trunkpilot.signal.Codec;
import org.trunkpilot.trunk.TrunkId;

/** A call leg on a trunk, as far as AMI has told of it. */
final class TrunkLeg {
    /** Q.850: normal clearing; chan_sip gives it to a leg that the PBX's own timer ended, chan_pjsip gives none. */
    private static final int NORMAL = 16;

    /** Q.850: answered elsewhere, which Asterisk gives the losers of a fork. */
    private static final int ANSWERED_ELSEWHERE = 26;

    /** Q.850: the channel that Asterisk itself ended because its RTP had dried up. */
    private static final int RTP_TIMEOUT = 44;

    final TrunkId trunk;
    final CallId call;
    final Optional<String> caller;
    final RtcpLedger inbound;
    final RtcpLedger outbound;
    boolean ringing;
    boolean earlyMedia;
    boolean answered;
    boolean held;
    /** What the PBX, asked, said that it is coded with; no event tells. */
    Optional<Codec> codec = Optional.empty();

    boolean codecAsked;
    /** The last list of channels had it as answered. */
    boolean listedUp;

    private @Nullable String dialStatus;
    private @Nullable By hungUpBy;

    /** @param fromStart whether we saw the INVITE go out */
    TrunkLeg(TrunkId trunk, CallId call, Optional<String> caller, boolean fromStart) {
        this.trunk = trunk;
        this.call = call;
        this.caller = caller;
        this.inbound = new RtcpLedger(fromStart);
        this.outbound = new RtcpLedger(fromStart);
    }

    /** The dial is over, and not by an answer. */
    void dialEnded(String status) {
        dialStatus = status;
    }

    /** Somebody asked for the end. The first to ask ends the call; the rest is the PBX tidying up. */
    void hangUpBy(By by) {
        if (hungUpBy == null) {
            hungUpBy = by;
        }
    }

    /**
     * Who ended it.
     *
     * <p>DialStatus alone misleads: NOANSWER is a 404 and a 500, CHANUNAVAIL is a progress time-out. What holds: a leg that its
     * far end ended has a cause, one that the PBX's own timer ended has none (chan_sip: 16), and a cancelled one has the cause of the
     * cancelling.
     *
     * @param pbxStopping whether the PBX had said that it is going down
     */
    By endedBy(OptionalInt cause, boolean pbxStopping) {
        int q850 = cause.orElse(0);
        if (answered) {
            return answeredEndedBy(q850, pbxStopping);
        }
        if (hungUpBy == By.FAR_END) {
            return By.FAR_END;
        }
        if (pbxStopping || hungUpBy == By.PBX) {
            return By.PBX;
        }
        String status = dialStatus == null ? "" : dialStatus;
        return switch (status) {
            case "CANCEL" -> q850 == ANSWERED_ELSEWHERE ? By.ELSEWHERE : By.CALLER;
            case "BUSY", "CONGESTION" -> By.FAR_END;
            case "NOANSWER", "CHANUNAVAIL" -> q850 == 0 || q850 == NORMAL ? timeout() : By.FAR_END;
            default -> hungUpBy == null ? By.NOT_TOLD : hungUpBy;
        };
    }

    private By answeredEndedBy(int q850, boolean pbxStopping) {
        if (hungUpBy != null) {
            return hungUpBy;
        }
        return pbxStopping || q850 == RTP_TIMEOUT ? By.PBX : By.NOT_TOLD;
    }

    private By timeout() {
        return ringing || earlyMedia ? By.RING_TIMEOUT : By.PROGRESS_TIMEOUT;
    }
}
