package org.trunkpilot.signal;

import java.time.Duration;
import java.util.OptionalInt;

/**
 * Whose doing was it? One row for each way a call leg can end.
 *
 * <p>The answer-seizure ratio blames a trunk for people who do not pick up. This table instead follows the idea of the
 * network effectiveness ratio (ITU-T E.425): what the person called does is no fault of the network. It goes further in
 * telling our own faults from the carrier's.
 *
 * <p>Read in this order: an answered call worked, whatever ended it; then who ended it, as far as the dialplan knows better
 * than the codes (Asterisk reports 127/500 for a leg that our own caller cancelled); then the SIP code; then, where the PBX
 * tells none (Asterisk before 22), the Q.850 cause, which merges several SIP codes and is worth less.
 *
 * <p>Whether the next trunk is tried is another question ({@code pbx.StopTable}), but no answer of one table contradicts the
 * other: what the dialplan stops at is never counted against the carrier. 607 and 608 are the callee's side, as 603 is.
 *
 * <p>A site may know better of single codes ({@link CauseRules}).
 *
 * <p>SIP codes to Q.850 causes as Asterisk 22 maps them (measured) and RFC 3398. The weights are how much of a whole
 * fault an end is: 504 comes from further downstream (0.7); 480 is the callee's absence for most carriers and a fault of their own
 * for some (0.25 before ringing); a caller who gives up on silence is half a witness. A busy that comes before anybody could be asked is
 * nothing by itself: many carriers know at once which of their own customers are in talk. Where it comes too often, or for numbers that
 * another carrier reaches, it shows in a comparison ({@code health.Pretences}, {@code health.TurnedAway}).
 */
public final class CauseTable {
    /** Q.850 "interworking": Asterisk's answer to every SIP code it has no cause for, 402 and 415 and 487 among them. */
    private static final int INTERWORKING = 127;

    private final Duration patience;
    private final CauseRules rules;

    /**
     * The table as it is shipped.
     *
     * @param patience how long a caller must have heard nothing for giving up to be the carrier's fault; balanced: 8 s, the
     *     longest post-dial delay that callers of mobiles are used to
     */
    public CauseTable(Duration patience) {
        this(patience, CauseRules.NONE, "");
    }

    /**
     * The table for calls of one carrier, with a site's own rules about single codes.
     *
     * @param carrier whose trunk the calls are on
     */
    public CauseTable(Duration patience, CauseRules rules, String carrier) {
        this.patience = patience;
        this.rules = rules.of(carrier);
    }

    /**
     * What happened on the leg before it ended.
     *
     * @param rang whether a 180 was seen
     * @param earlyMedia whether a 183 was seen
     * @param elapsed since the INVITE
     * @param liveCalls legs on the trunk when it ended, this one included
     * @param channels our limit on the trunk, where known: a 503 at the limit is our own doing
     */
    public record Course(
            boolean rang, boolean earlyMedia, boolean answered, Duration elapsed, int liveCalls, OptionalInt channels) {
        boolean progressed() {
            return rang || earlyMedia;
        }

        private boolean full() {
            return channels.isPresent() && liveCalls >= channels.getAsInt();
        }
    }

    /**
     * The table's answer.
     *
     * @param weight how much of a whole fault of the carrier's this is, 0 to 1; above 0 only for CARRIER, and for a
     *     CALLEE whose code some carriers use for faults of their own
     * @param sip whether a SIP code said so, or the dialplan; otherwise only a Q.850 cause, a lower grade of evidence
     * @param words what happened, to stand after "failed with"
     */
    public record Ruling(Blame blame, double weight, boolean sip, String words) {}

    /** Rules on one leg. */
    public Ruling rule(CallEnd end, Course course) {
        if (course.answered()) {
            return sure(Blame.NOBODY, "an answer");
        }
        return switch (end.by()) {
            case ELSEWHERE -> sure(Blame.UNTOLD, "an answer elsewhere");
            case PBX -> sure(Blame.OURS, "an end by the PBX");
            case CALLER -> callerGaveUp(course);
            case PROGRESS_TIMEOUT ->
                course.progressed()
                        ? sure(Blame.UNTOLD, "a progress time-out after ringing")
                        : carrier(1, "no ringing until the dialplan's time-out");
            case RING_TIMEOUT ->
                course.progressed()
                        ? sure(Blame.NOBODY, "ringing that nobody answered")
                        : carrier(1, "no ringing until the dialplan's time-out");
            case FAR_END, NOT_TOLD -> {
                if (end.sip().isPresent()) {
                    yield bySip(end.sip().getAsInt(), course);
                }
                yield end.q850().isPresent()
                        ? byCause(end.q850().getAsInt(), course)
                        : new Ruling(Blame.UNTOLD, 0, false, "no cause told");
            }
        };
    }

    private Ruling callerGaveUp(Course course) {
        if (course.rang()) {
            return sure(Blame.NOBODY, "ringing until the caller gave up");
        }
        // After a 183 alone the caller heard something, and we cannot tell a ringing tone from an announcement.
        if (course.earlyMedia() || course.elapsed().compareTo(patience) < 0) {
            return sure(Blame.UNTOLD, "the caller hanging up");
        }
        return carrier(0.5, "callers giving up on silence");
    }

    private Ruling bySip(int code, Course course) {
        var words = SipCode.words(code);
        return rules.ofSip(code)
                .map(rule -> byRule(rule, course, true, words))
                .orElseGet(() -> shippedBySip(code, course, words));
    }

    private Ruling byCause(int cause, Course course) {
        return rules.ofCause(cause)
                .map(rule -> byRule(rule, course, false, "Q.850 cause " + cause))
                .orElseGet(() -> shippedByCause(cause, course));
    }

    private static Ruling byRule(CauseRules.Rule rule, Course course, boolean sip, String words) {
        return rule.blame() == Blame.CARRIER && course.full()
                ? new Ruling(Blame.OURS, 0, sip, words + " at our own channel limit")
                : new Ruling(rule.blame(), rule.weight(), sip, words);
    }

    private static Ruling shippedBySip(int code, Course course, String words) {
        return switch (code) {
            case 486, 600 -> sure(Blame.CALLEE, words);
            case 480 -> new Ruling(Blame.CALLEE, course.rang() ? 0 : 0.25, true, words);
            case 603, 607, 608 -> sure(Blame.CALLEE, words);
            case 404, 604, 410, 484, 485 -> sure(Blame.CALLEE, words);
            case 487 -> sure(Blame.UNTOLD, words);
            case 401, 402, 403, 407 -> sure(Blame.ACCOUNT, words);
            // Identity and anonymity (RFC 8224, RFC 5079): the carrier objects to our caller ID.
            case 428, 433, 436, 437, 438 -> sure(Blame.ACCOUNT, words);
            case 408 -> timedOutFurtherDown(course, words);
            // 580: a condition on the audio, such as reserved bandwidth (RFC 3312), that cannot be met (field notes
            // §6.4).
            case 415, 488, 580, 606 -> sure(Blame.CODEC, words);
            case 500, 502 -> carrier(1, words);
            case 503 -> course.full() ? sure(Blame.OURS, words + " at our own channel limit") : carrier(1, words);
            case 504 -> carrier(0.7, words);
            // 513: the message was too large for its transport, which is a matter of our MTU.
            case 501, 505, 513 -> sure(Blame.OURS, words);
            default -> byClass(code, words);
        };
    }

    /**
     * After ringing, a 408 is the carrier's own ring time-out. After a 183 alone we cannot tell a ringing tone from silence; the
     * dialplan stops there as after ringing, so it is not counted against the carrier either.
     */
    private static Ruling timedOutFurtherDown(Course course, String words) {
        if (course.rang()) {
            return sure(Blame.CALLEE, words);
        }
        return course.earlyMedia() ? sure(Blame.UNTOLD, words) : carrier(1, words);
    }

    /** Codes without a row: 420, 421, 494, 481 to 483 and 491 fall here among others, all of them answers to what we sent. */
    private static Ruling byClass(int code, String words) {
        if (code < 300) {
            return sure(Blame.NOBODY, words);
        }
        return switch (code / 100) {
            case 3 -> sure(Blame.UNTOLD, words);
            case 4 -> sure(Blame.OURS, words);
            case 5 -> carrier(1, words);
            default -> sure(Blame.CALLEE, words);
        };
    }

    private static Ruling shippedByCause(int cause, Course course) {
        var words = "Q.850 cause " + cause;
        return switch (cause) {
            case 16 -> unsure(course.rang() ? Blame.NOBODY : Blame.UNTOLD, 0, words);
            case 17 -> unsure(Blame.CALLEE, 0, words + " (busy)");
            // Asterisk's cause for an INVITE that was never answered.
            case 18 ->
                course.rang()
                        ? unsure(Blame.CALLEE, 0, words)
                        : unsure(Blame.CARRIER, 1, words + " (no reply to the INVITE)");
            case 19 -> unsure(Blame.CALLEE, course.rang() ? 0 : 0.25, words);
            // 603 and 401/403 alike: a phone that rang was declined, one that did not was never reached.
            case 21 -> unsure(course.rang() ? Blame.CALLEE : Blame.ACCOUNT, 0, words + " (rejected)");
            case 1, 22, 28 -> unsure(Blame.CALLEE, 0, words + " (number)");
            case 23, INTERWORKING -> unsure(Blame.UNTOLD, 0, words);
            case 58 -> unsure(Blame.CODEC, 0, words);
            // 44 is Asterisk's RTP time-out.
            case 29, 44 -> unsure(Blame.OURS, 0, words);
            case 34 ->
                course.full()
                        ? unsure(Blame.OURS, 0, words + " at our own channel limit")
                        : unsure(Blame.CARRIER, 1, words + " (congestion)");
            case 2, 3, 20, 27, 38, 41, 42 -> unsure(Blame.CARRIER, 1, words);
            case 102 -> unsure(Blame.CARRIER, 0.7, words);
            default -> unsure(Blame.UNTOLD, 0, words);
        };
    }

    private static Ruling carrier(double weight, String words) {
        return new Ruling(Blame.CARRIER, weight, true, words);
    }

    private static Ruling sure(Blame blame, String words) {
        return new Ruling(blame, 0, true, words);
    }

    private static Ruling unsure(Blame blame, double weight, String words) {
        return new Ruling(blame, weight, false, words);
    }
}
