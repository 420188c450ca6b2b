package org.trunkpilot.pbx.freeswitch;

import java.util.List;
import org.trunkpilot.pbx.PbxAdapterContract;
import org.trunkpilot.signal.PbxSignal;

/** FreeSWITCH's recordings of the faults of the contract. */
class FreeswitchContractTest extends PbxAdapterContract {
    @Override
    protected List<PbxSignal> heard(Fault fault) {
        return new Ear().hear(Recording.load(recording(fault)));
    }

    @Override
    protected Trunks trunks(Fault fault) {
        return new Trunks(Site.A, Site.B);
    }

    private static String recording(Fault fault) {
        return switch (fault) {
            case CLEAN_CALL -> "call-normal-30s";
            case BUSY_486 -> "call-busy-486";
            case NOT_FOUND_404 -> "call-404";
            case FORBIDDEN_403 -> "call-403";
            case CODEC_488 -> "call-488";
            case REFUSED_503 -> "call-503";
            case FAIL_OVER_503 -> "failover-503-then-answer";
            case SILENT_PROVIDER -> "call-invite-blackholed";
            case NO_RINGING_UNTIL_PROGRESS_TIMEOUT -> "steer-failover-progress-timeout";
            case RINGING_UNTIL_RING_TIMEOUT -> "failover-ringing-no-answer-15s-then-answer";
            case SLOW_RINGING -> "call-slow-pdd-8s";
            case ONE_WAY_NO_AUDIO_FROM_CARRIER -> "call-oneway-provider-sends-no-rtp";
            case LOSS_OUTBOUND -> "call-loss5-outbound";
            case TRUNK_HELD_FOR_DOWN -> "steer-gateway-down-instant-failover";
            case PATH_BLACKHOLED_AND_BACK -> "gateway-blackholed-and-back";
            case PBX_STOPS -> "shutdown-fsctl";
        };
    }
}
