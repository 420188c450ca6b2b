package org.trunkpilot.pbx.freeswitch;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.trunkpilot.pbx.PbxAdapterContract;
import org.trunkpilot.signal.PbxSignal;

/** FreeSWITCH's recordings of the faults of the contract. */
class FreeswitchContractTest extends PbxAdapterContract {
    @Override
    protected List<PbxSignal> heard(Fault fault, Optional<Cuts> cuts) {
        Ear ear = new Ear();
        List<PbxSignal> heard = new ArrayList<>(ear.hear(load(recording(fault), cuts)));
        if (fault == Fault.PBX_STOPS_AND_ANOTHER_PROCESS_ANSWERS) {
            ear.reconnect();
            // Recorded from another process: its Core-UUID is another.
            heard.addAll(ear.hear(load("connection-drop-process-killed", cuts)));
        }
        return heard;
    }

    private static Recording load(String name, Optional<Cuts> cuts) {
        Recording whole = Recording.load(name);
        return cuts.map(cut -> whole.split(cut.random(), cut.most())).orElse(whole);
    }

    @Override
    protected Trunks trunks(Fault fault) {
        return new Trunks(Site.A, Site.B);
    }

    @Override
    protected String recording(Fault fault) {
        return switch (fault) {
            case CLEAN_CALL -> "call-normal-30s";
            case EMERGENCY_CALL -> "steer-emergency-route";
            case TWENTY_CALLS_AT_ONCE -> "calls-20-concurrent";
            case ORDER_CHANGED_DURING_A_CALL -> "steer-db-flip-midcall";
            case A_PHONE_CALLS -> "call-delay200rtt";
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
            case LOSS_INBOUND -> "call-loss5-inbound";
            case LONG_WAY -> "call-delay200rtt";
            case TRUNK_HELD_FOR_DOWN -> "steer-gateway-down-instant-failover";
            case REGISTRATION_REFUSED_AND_BACK -> "gateway-refused-403";
            case PATH_BLACKHOLED_AND_BACK -> "gateway-blackholed-and-back";
            case PBX_RELOADS -> "profile-killgw-rescan-restart";
            case PBX_STOPS, PBX_STOPS_AND_ANOTHER_PROCESS_ANSWERS -> "shutdown-fsctl";
        };
    }

    @Override
    protected String column() {
        return "FreeSWITCH";
    }
}
