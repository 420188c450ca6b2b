package org.trunkpilot.pbx.asterisk;

import java.util.List;
import org.trunkpilot.pbx.PbxAdapterContract;
import org.trunkpilot.signal.PbxSignal;

/** Asterisk's recordings of the faults of the contract. */
class AsteriskContractTest extends PbxAdapterContract {
    @Override
    protected List<PbxSignal> heard(Fault fault) {
        return Ear.taught("22").hear(Recording.load("22/" + recording(fault)));
    }

    @Override
    protected Trunks trunks(Fault fault) {
        return fault == Fault.CODEC_488 ? new Trunks(Site.C, Site.B) : new Trunks(Site.A, Site.B);
    }

    private static String recording(Fault fault) {
        return switch (fault) {
            case CLEAN_CALL -> "call-clean-30s";
            case BUSY_486 -> "call-busy-486";
            case NOT_FOUND_404 -> "call-not-found-404";
            case FORBIDDEN_403 -> "call-forbidden-403";
            case CODEC_488 -> "call-codec-488";
            case REFUSED_503 -> "call-refused-503";
            case FAIL_OVER_503 -> "call-failover-503-then-b";
            case SILENT_PROVIDER -> "call-provider-silent-timer-b";
            case NO_RINGING_UNTIL_PROGRESS_TIMEOUT -> "call-no-ring-no-answer";
            case RINGING_UNTIL_RING_TIMEOUT -> "call-no-answer";
            case SLOW_RINGING -> "pdd-slow-ringing-8s";
            case ONE_WAY_NO_AUDIO_FROM_CARRIER -> "call-one-way-no-rtp-back";
            case LOSS_OUTBOUND -> "call-loss-10-outbound-only";
            case TRUNK_HELD_FOR_DOWN -> "dialplan-userevent";
            case PATH_BLACKHOLED_AND_BACK -> "provider-blackholed-and-back";
            case PBX_STOPS -> "restart-core";
        };
    }
}
