package org.trunkpilot.pbx.freeswitch;

import java.util.List;
import java.util.stream.Stream;
import org.trunkpilot.pbx.SteeringTerms;
import org.trunkpilot.pbx.StopTable;
import org.trunkpilot.pbx.StopTable.Heard;
import org.trunkpilot.pbx.StopTable.Then;
import org.trunkpilot.pbx.StopTableContract;
import org.trunkpilot.pbx.freeswitch.DialplanRun.Outcome;

/** As FreeSWITCH tells of the ends (measured on 1.10.12). */
class StopsTest extends StopTableContract {
    @Override
    protected List<Then> becomes(StopTable.Row row) {
        return outcomes(row).map(StopsTest::after).toList();
    }

    private static Then after(Outcome outcome) {
        var run = new DialplanRun(new SteeringDialplan(Site.INVENTORY, SteeringTerms.DEFAULTS).text());
        run.gateways.put("prov-a", outcome);
        List<String> tried = run.call("trunkpilot-default", "004930123456");
        return tried.equals(List.of("prov-a")) ? Then.STOP : Then.NEXT_TRUNK;
    }

    private static Stream<Outcome> outcomes(StopTable.Row row) {
        if (row.sip().isPresent()) {
            int sip = row.sip().getAsInt();
            Stream<Outcome> silent = Stream.of(failed(sip, false));
            Stream<Outcome> rang = Stream.of(failed(sip, true), new Outcome("SUCCESS", "", "sip:" + sip, true));
            return row.heard() == Heard.SILENCE
                    ? silent
                    : row.heard() == Heard.RINGING ? rang : Stream.concat(silent, rang);
        }
        return switch (row.end()) {
            case "an answer" -> Stream.of(DialplanRun.ANSWER, new Outcome("SUCCESS", "", "", true));
            case "the trunk is unreachable or not there" ->
                Stream.of(
                        new Outcome("GATEWAY_DOWN", "", "", false),
                        new Outcome("INVALID_GATEWAY", "", "", false),
                        new Outcome("NETWORK_OUT_OF_ORDER", "", "", false));
            case "no 18x within the progress time-out" ->
                Stream.of(new Outcome("PROGRESS_TIMEOUT", "487", "sip:487", false));
            case "ringing until the ring time-out" ->
                Stream.of(new Outcome("ALLOTTED_TIMEOUT", "487", "sip:487", true));
            // FreeSWITCH ends the dialplan itself.
            case "the caller hangs up" -> Stream.empty();
            default -> throw new IllegalStateException("nobody has said how FreeSWITCH tells of " + row.end());
        };
    }

    static Outcome failed(int sip, boolean rang) {
        String cause = switch (sip) {
            case 401, 403, 407, 603, 607, 608 -> "CALL_REJECTED";
            case 404 -> "UNALLOCATED_NUMBER";
            case 410 -> "NUMBER_CHANGED";
            case 484 -> "INVALID_NUMBER_FORMAT";
            case 604 -> "NO_ROUTE_DESTINATION";
            case 408, 504 -> "RECOVERY_ON_TIMER_EXPIRE";
            case 488, 606 -> "INCOMPATIBLE_DESTINATION";
            case 480 -> "NO_USER_RESPONSE";
            case 486, 600 -> "USER_BUSY";
            case 487 -> "ORIGINATOR_CANCEL";
            case 302 -> "REQUESTED_CHAN_UNAVAIL";
            default -> "NORMAL_TEMPORARY_FAILURE";
        };
        // An authentication that fails leaves no code behind.
        boolean codeless = sip == 401 || sip == 407;
        return new Outcome(cause, codeless ? "" : String.valueOf(sip), codeless ? "" : "sip:" + sip, rang);
    }
}
