package org.trunkpilot.pbx.freeswitch;

import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.trunkpilot.signal.CallEnd.By;
import org.trunkpilot.signal.CallId;
import org.trunkpilot.signal.Codec;
import org.trunkpilot.trunk.TrunkId;

/** A call leg on a trunk, as far as ESL has told of it. */
final class TrunkLeg {
    /**
     * Causes of FreeSWITCH's own making. They are no Q.850 causes, and {@code hangup_cause_q850} then says 16, which nobody
     * sent.
     */
    private static final Set<String> OWN_CAUSES = Set.of(
            "ORIGINATOR_CANCEL",
            "PROGRESS_TIMEOUT",
            "ALLOTTED_TIMEOUT",
            "LOSE_RACE",
            "PICKED_OFF",
            "ATTENDED_TRANSFER",
            "BLIND_TRANSFER",
            "SYSTEM_SHUTDOWN",
            "MANAGER_REQUEST",
            "MEDIA_TIMEOUT",
            "USER_CHALLENGE",
            "CRASH");

    final TrunkId trunk;
    final CallId call;
    final Optional<String> caller;

    /** Whether we saw it begin; otherwise what is counted over the whole call is not ours to tell. */
    final boolean fromStart;

    final RtcpLedger inbound;
    final RtcpLedger outbound;
    boolean ringing;
    boolean earlyMedia;
    boolean answered;
    boolean held;
    boolean everHeld;

    /** It came in on the trunk, and nobody here dialled it. */
    boolean cameIn;

    /** The last list of channels had it as answered. */
    boolean listedUp;

    Optional<Codec> codec = Optional.empty();

    /** @param fromStart whether we saw the INVITE go out */
    TrunkLeg(TrunkId trunk, CallId call, Optional<String> caller, boolean fromStart) {
        this.trunk = trunk;
        this.call = call;
        this.caller = caller;
        this.fromStart = fromStart;
        this.inbound = new RtcpLedger(fromStart);
        this.outbound = new RtcpLedger(fromStart);
    }

    /**
     * Who ended it.
     *
     * @param hangup CHANNEL_HANGUP_COMPLETE of this leg
     * @param pbxStopping whether the PBX had said that it is going down
     */
    By endedBy(Fields hangup, boolean pbxStopping) {
        String cause = hangup.text("Hangup-Cause");
        String disposition = hangup.variable("sip_hangup_disposition");
        if (disposition.equals("recv_bye") || disposition.equals("recv_refuse")) {
            return By.FAR_END;
        }
        if (pbxStopping
                || Set.of("SYSTEM_SHUTDOWN", "MANAGER_REQUEST", "MEDIA_TIMEOUT").contains(cause)) {
            return By.PBX;
        }
        if (answered) {
            // The PBX sent the BYE: because the caller hung up, as far as it lets us know.
            return disposition.equals("send_bye") && !cameIn ? By.CALLER : By.NOT_TOLD;
        }
        return switch (cause) {
            case "ORIGINATOR_CANCEL" -> By.CALLER;
            case "PROGRESS_TIMEOUT" -> By.PROGRESS_TIMEOUT;
            // leg_timeout says the one, originate_timeout the other, of a leg that never rang as well.
            case "ALLOTTED_TIMEOUT", "NO_ANSWER" -> ringing || earlyMedia ? By.RING_TIMEOUT : By.PROGRESS_TIMEOUT;
            case "LOSE_RACE", "PICKED_OFF" -> By.ELSEWHERE;
            default -> sip(hangup).isPresent() ? By.FAR_END : By.NOT_TOLD;
        };
    }

    /** The Q.850 cause; empty where FreeSWITCH only fills in one for a cause of its own. */
    static OptionalInt q850(Fields hangup) {
        return OWN_CAUSES.contains(hangup.text("Hangup-Cause"))
                ? OptionalInt.empty()
                : hangup.numberOf("hangup_cause_q850", 1, 127);
    }

    /** The final answer of the far end to the INVITE. */
    static OptionalInt sip(Fields hangup) {
        OptionalInt invite = hangup.numberOf("sip_invite_failure_status", 300, 699);
        return invite.isPresent() ? invite : hangup.numberOf("sip_term_status", 300, 699);
    }
}
