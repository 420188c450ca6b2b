package org.trunkpilot.pbx.asterisk;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.trunkpilot.pbx.PbxAdapterContract;
import org.trunkpilot.signal.PbxSignal;

/** Asterisk's recordings of the faults of the contract. */
class AsteriskContractTest extends PbxAdapterContract {
    @Override
    protected List<PbxSignal> heard(Fault fault, Optional<Cuts> cuts) {
        Ear ear = Ear.taught("22");
        List<PbxSignal> heard = new ArrayList<>(ear.hear(load(recording(fault), cuts)));
        if (fault == Fault.PBX_STOPS_AND_ANOTHER_PROCESS_ANSWERS) {
            ear.translator.linkLost();
            heard.addAll(ear.hear(load("restart-core-after", cuts)));
        }
        return heard;
    }

    private static Recording load(String name, Optional<Cuts> cuts) {
        Recording whole = Recording.load("22/" + name);
        return cuts.map(cut -> whole.split(cut.random(), cut.most())).orElse(whole);
    }

    @Override
    protected Trunks trunks(Fault fault) {
        return switch (fault) {
            case CODEC_488 -> new Trunks(Site.C, Site.B);
            // Its emergency route begins with the other one.
            case EMERGENCY_CALL -> new Trunks(Site.B, Site.A);
            default -> new Trunks(Site.A, Site.B);
        };
    }

    @Override
    protected String recording(Fault fault) {
        return switch (fault) {
            case CLEAN_CALL -> "call-clean-30s";
            case EMERGENCY_CALL -> "call-emergency";
            case TWENTY_CALLS_AT_ONCE -> "calls-20-concurrent";
            case ORDER_CHANGED_DURING_A_CALL -> "steering-flip-order-during-a-call";
            case A_PHONE_CALLS -> "phone-call-sipp";
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
            case LOSS_INBOUND -> "call-loss-5";
            case LONG_WAY -> "call-delay-200";
            case TRUNK_HELD_FOR_DOWN -> "dialplan-userevent";
            case REGISTRATION_REFUSED_AND_BACK -> "registration-wrong-secret";
            case PATH_BLACKHOLED_AND_BACK -> "provider-blackholed-and-back";
            case PBX_RELOADS -> "reload-core";
            case PBX_STOPS, PBX_STOPS_AND_ANOTHER_PROCESS_ANSWERS -> "restart-core";
        };
    }

    @Override
    protected String column() {
        return "Asterisk";
    }
}
