package org.trunkpilot.pbx;

import static org.trunkpilot.pbx.StopTable.Heard.ANYTHING;
import static org.trunkpilot.pbx.StopTable.Heard.RINGING;
import static org.trunkpilot.pbx.StopTable.Heard.SILENCE;
import static org.trunkpilot.pbx.StopTable.Then.NEXT_TRUNK;
import static org.trunkpilot.pbx.StopTable.Then.STOP;

import java.util.List;
import java.util.OptionalInt;
import java.util.TreeSet;

/**
 * What becomes of a call that a trunk did not carry: the next trunk is tried, or the caller is told. One table for the
 * dialplans of all PBXes.
 *
 * <p>The question is not whose fault it was ({@code signal.CauseTable} asks that) but whether another carrier could do better
 * without harm: a busy callee is busy by every carrier, and a phone that rang must not ring a second time from elsewhere. A
 * code without a row goes on: one carrier's odd answer must not be the end of a call.
 *
 * <p>The two tables answer different questions, but never against each other: what stops a call is never counted against the
 * carrier, and what is the carrier's fault always goes on. Four rows needed a decision:
 *
 * <ul>
 *   <li>408 goes on where nothing was heard: the carrier got no reply from further down. After ringing it is the carrier's own
 *       ring time-out, as ours would have been some seconds later: the phone rang and nobody came, so it stops.
 *   <li>607 (RFC 8197) and 608 (RFC 8688) stop, though older lists do not have them. Of class 6 both speak for the callee
 *       wherever the call comes from (RFC 3261 §21.6). 607 is the callee, who does not want to be called; to try again by
 *       another carrier would be what it protects them from. 608 is a call filter on the way; a second attempt makes the
 *       number of our side look worse to it, and no carrier better.
 *   <li>485 stops as 484 does: the number as dialled means several (RFC 3261 §21.4.23), and no other carrier makes it mean one.
 * </ul>
 *
 * <p>A code of class 6 that no standard names goes on like any other without a row. RFC 3261 §21.6 would have it stop; no carrier is
 * known to send one, and a pattern for a class would be a third kind of row in two dialplans.
 */
public final class StopTable {
    /** What was heard of the call before it ended. */
    public enum Heard {
        /** Neither 180 nor 183. */
        SILENCE,
        /** A 180, or a 183 with early media. */
        RINGING,
        ANYTHING
    }

    /** What the dialplan does. */
    public enum Then {
        NEXT_TRUNK,
        STOP
    }

    /**
     * One end of an attempt.
     *
     * @param sip the final SIP response; empty where there was none
     * @param why for the operator who reads the table
     */
    public record Row(String end, OptionalInt sip, Heard heard, Then then, String why) {}

    /** In the order in which a person reads it. */
    public static final List<Row> ROWS = List.of(
            none("an answer", ANYTHING, STOP, "the call has been carried"),
            none("the caller hangs up", ANYTHING, STOP, "nobody is waiting any more"),
            none("the trunk is unreachable or not there", SILENCE, NEXT_TRUNK, "the PBX sent nothing"),
            none("no 18x within the progress time-out", SILENCE, NEXT_TRUNK, "a silent trunk must not hold a call"),
            none("ringing until the ring time-out", RINGING, STOP, "the phone rang and nobody came"),
            code(302, ANYTHING, NEXT_TRUNK, "a carrier must not redirect a call into the dialplan"),
            code(400, ANYTHING, NEXT_TRUNK, "the carrier did not understand the request"),
            code(401, ANYTHING, NEXT_TRUNK, "our account at this carrier"),
            code(403, ANYTHING, NEXT_TRUNK, "our account at this carrier"),
            code(404, ANYTHING, STOP, "no such number, by any carrier"),
            code(406, ANYTHING, NEXT_TRUNK, "another carrier may accept it"),
            code(407, ANYTHING, NEXT_TRUNK, "our account at this carrier"),
            code(408, SILENCE, NEXT_TRUNK, "the carrier got no reply"),
            code(408, RINGING, STOP, "the phone rang and nobody came"),
            code(410, ANYTHING, STOP, "the number is gone"),
            code(415, ANYTHING, NEXT_TRUNK, "another carrier may take our codecs"),
            code(480, SILENCE, NEXT_TRUNK, "some carriers say so of their own faults"),
            code(480, RINGING, STOP, "the phone rang and nobody came"),
            code(484, ANYTHING, STOP, "the number is incomplete"),
            code(485, ANYTHING, STOP, "the number is ambiguous"),
            code(486, ANYTHING, STOP, "busy"),
            code(487, ANYTHING, NEXT_TRUNK, "the carrier gave up, not the caller"),
            code(488, ANYTHING, NEXT_TRUNK, "another carrier may take our codecs"),
            code(491, ANYTHING, NEXT_TRUNK, "the carrier is confused"),
            code(500, ANYTHING, NEXT_TRUNK, "the carrier's fault"),
            code(502, ANYTHING, NEXT_TRUNK, "the carrier's fault"),
            code(503, ANYTHING, NEXT_TRUNK, "the carrier's fault"),
            code(504, ANYTHING, NEXT_TRUNK, "the carrier's fault"),
            code(580, ANYTHING, NEXT_TRUNK, "another carrier may carry the audio on our terms"),
            code(600, ANYTHING, STOP, "busy everywhere"),
            code(603, ANYTHING, STOP, "the callee declined"),
            code(604, ANYTHING, STOP, "no such number anywhere"),
            code(606, ANYTHING, NEXT_TRUNK, "another carrier may take our codecs"),
            code(607, ANYTHING, STOP, "the callee does not want the call"),
            code(608, ANYTHING, STOP, "the callee's side rejects the call"));

    private StopTable() {}

    /** The SIP codes that end a call whatever was heard before, ascending. */
    public static List<Integer> stopCodes() {
        var codes = new TreeSet<Integer>();
        ROWS.stream()
                .filter(row -> row.then() == STOP && row.heard() == ANYTHING)
                .forEach(row -> row.sip().ifPresent(codes::add));
        return List.copyOf(codes);
    }

    /** The SIP codes that end a call only after ringing, ascending. */
    public static List<Integer> stopCodesAfterRinging() {
        var codes = new TreeSet<Integer>();
        ROWS.stream()
                .filter(row -> row.then() == STOP && row.heard() == RINGING)
                .forEach(row -> row.sip().ifPresent(codes::add));
        return List.copyOf(codes);
    }

    private static Row none(String end, Heard heard, Then then, String why) {
        return new Row(end, OptionalInt.empty(), heard, then, why);
    }

    private static Row code(int sip, Heard heard, Then then, String why) {
        return new Row("SIP " + sip, OptionalInt.of(sip), heard, then, why);
    }
}
