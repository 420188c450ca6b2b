package org.trunkpilot.health;

import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.trunkpilot.health.HealthPolicy.Audio;
import org.trunkpilot.health.HealthPolicy.Recovery;
import org.trunkpilot.signal.MediaReport;
import org.trunkpilot.signal.MediaReport.Direction;

/**
 * Do answered calls hear anything at all, one direction at a time?
 *
 * <p>One-way audio looks perfect in loss, jitter, round trip and MOS: where nothing arrives nothing is late. It shows in what is
 * absent (field notes §6.6, measured in {@code wire/ami/call-one-way-no-rtp-back}):
 *
 * <pre>
 *   inbound silent   our own report has no report block, or the stream in it stands still, while we sent > 100 packets
 *   outbound silent  their report has no block, or our stream in it stands still, while we sent > 100 packets
 * </pre>
 *
 * Not judged: calls not answered, on hold, or answered or resumed less than 4 s ago; intervals in which our side had nothing to send
 * (a muted phone that stops sending is no fault).
 *
 * <p>RTCP comes every 5 s, so two silent intervals of one call take 10 s. To be sooner all calls vote in one CUSUM: a silent call adds
 * {@code ln(p1/p0)} = 3.9 ({@code p0} = 1 %, {@code p1} = 50 %), six tenths of it at its first silent interval and the rest at its
 * second; a call that is heard takes off 0.68, once in each round. The alarm at 7 is thus two calls with two silent intervals, or three
 * calls with one: with fifteen calls up, a dead path shows 6 s after it died. Votes of calls that are heard keep a few muted
 * phones among many calls from ever adding up.
 *
 * <p>One silent call is the callee until a second callee, or an OPTIONS that failed, says otherwise.
 */
final class AudioPath {
    /** The callees of one round that are remembered; two decide. */
    private static final int MOST_CALLEES = 64;

    /** An unfinished suspicion is kept longer than a finding without evidence: sites of three calls an hour must add up too. */
    private static final int MEMORY = 4;

    /** Our own last report tells what we send for this long: two intervals of RTCP. */
    private static final Duration OWN_REPORT_COUNTS = Duration.ofSeconds(10);

    private final Audio policy;
    private final Recovery recovery;
    private final Direction direction;
    private final Latch latch;
    private final Cusum cusum;
    private final double silentStep;
    private final double audibleStep;
    private final Set<String> callees = new HashSet<>();
    private int round;
    private int silentCalls;
    private long packetsPerSecond;
    private boolean blockMissing;

    /** Silent calls of this round of which not even RTCP comes back, and whether that is known to come on this trunk. */
    private int withoutRtcp;

    /** Calls of this round silent for two intervals: long enough for RTCP of the far end to have come. */
    private int judgedForRtcp;

    private boolean rtcpComes;
    private Instant lastAudible = Instant.MIN;
    private Instant lastSilent = Instant.MIN;

    AudioPath(Audio policy, Recovery recovery, Direction direction) {
        this.policy = policy;
        this.recovery = recovery;
        this.direction = direction;
        this.latch = new Latch(recovery.goodCalls(), recovery.trustCalls(), Duration.ZERO, recovery.givenUpAfter());
        this.silentStep = Cusum.stepFor(policy.usualSilent(), policy.badSilent());
        this.audibleStep = Cusum.stepAgainst(policy.usualSilent(), policy.badSilent());
        this.cusum = new Cusum(policy.degradeAt() * 1.5);
    }

    /** @param from when the interval of the report began */
    void report(LiveCall call, MediaReport report, Instant from) {
        var way = call.way(direction);
        if (!call.talking(report.at(), policy.settle())) {
            way.silentRun = 0;
            return;
        }
        settle(report.at());
        if (report.reception().isPresent() && report.reception().get().expectedPackets() > 0) {
            heard(call, way, report.at());
            return;
        }
        long sent = ourPackets(call, report);
        if (sent > policy.packets()) {
            double seconds = Math.max(1, Duration.between(from, report.at()).toMillis() / 1000.0);
            packetsPerSecond = Math.round(sent / seconds);
            blockMissing = report.reception().isEmpty();
            notHeard(call, way, from, report.at());
        }
    }

    /** What the PBX sent in the interval: in its own report, or in the one before the far end's. */
    private long ourPackets(LiveCall call, MediaReport report) {
        if (direction == Direction.INBOUND) {
            return report.sentByReporter().orElse(0);
        }
        return report.at().isBefore(call.ownPacketsAt.plus(OWN_REPORT_COUNTS)) ? call.ownPackets : 0;
    }

    private void heard(LiveCall call, LiveCall.Way way, Instant at) {
        rtcpComes |= call.outbound.reportedAt != null;
        way.silentRun = 0;
        way.audible = true;
        lastAudible = at;
        if (way.audibleRound == round) {
            return;
        }
        way.audibleRound = round;
        cusum.add(audibleStep, at);
        if (latch.good(at)) {
            cusum.reset();
        }
        if (cusum.atRest() && !latch.raised() && !callees.isEmpty()) {
            startRound();
        }
    }

    private void notHeard(LiveCall call, LiveCall.Way way, Instant from, Instant at) {
        way.silentRun++;
        way.audible = false;
        lastSilent = at;
        if (latch.raised()) {
            latch.bad(at);
        }
        if (way.silentRun > 2) {
            return;
        }
        if (cusum.atRest()) {
            startRound();
        }
        Instant theirs = call.outbound.reportedAt;
        if (way.silentRun == 2) {
            judgedForRtcp++;
            withoutRtcp += theirs == null || theirs.isBefore(from) ? 1 : 0;
        }
        // Heard again, it may take back what it said.
        way.audibleRound = -1;
        if (way.silentRound != round) {
            way.silentRound = round;
            silentCalls++;
            if (callees.size() < MOST_CALLEES) {
                // A call whose number nobody told us is a callee of its own.
                callees.add(call.callee.key().isEmpty() ? call.id.value() : call.callee.key());
            }
        }
        cusum.add(silentStep * (way.silentRun == 1 ? policy.firstVote() : 1 - policy.firstVote()), from);
        var since = cusum.risingSince();
        if (since != null && cusum.sum() >= latch.threshold(policy.degradeAt()) && callees.size() >= policy.callees()) {
            latch.raise(since, at);
        }
    }

    private void startRound() {
        round++;
        callees.clear();
        silentCalls = 0;
        withoutRtcp = 0;
        judgedForRtcp = 0;
    }

    void doubt() {
        latch.doubt();
        cusum.reset();
        startRound();
        lastAudible = Instant.MIN;
    }

    void forgive(Instant from) {
        latch.forgive(from);
        cusum.reset();
        startRound();
    }

    private void settle(Instant now) {
        boolean forgotten = !latch.raised()
                && !cusum.atRest()
                && !now.isBefore(lastSilent.plus(recovery.givenUpAfter().multipliedBy(MEMORY)));
        if (latch.settle(now) || forgotten) {
            cusum.reset();
            startRound();
        }
    }

    boolean inDoubt(Instant now) {
        settle(now);
        return latch.inDoubt();
    }

    boolean fresh(Instant now) {
        return !lastAudible.equals(Instant.MIN) && now.isBefore(lastAudible.plus(recovery.evidenceFor()));
    }

    /** @param probesFail whether OPTIONS fail: with it, one silent call is enough */
    Optional<Finding> finding(Instant now, boolean probesFail) {
        settle(now);
        if (latch.raised()) {
            return Optional.of(finding(Verdict.DEGRADED, latch.since()));
        }
        var since = cusum.risingSince();
        if (since == null) {
            return Optional.empty();
        }
        // 0.6 and 0.4 of a vote may be a hair less than one.
        boolean witnessed = probesFail && cusum.sum() >= 0.99 * silentStep;
        return Optional.of(finding(witnessed ? Verdict.DEGRADED : Verdict.SUSPECT, since));
    }

    private Finding finding(Verdict verdict, Instant since) {
        boolean inwards = direction == Direction.INBOUND;
        var where = " in " + Words.count(silentCalls, "call") + " to " + Words.count(callees.size(), "number");
        var words = inwards
                ? "no audio from the carrier" + where + "; our side sent " + packetsPerSecond + " packets/s"
                : "our audio does not arrive at the carrier" + where + "; our side sent " + packetsPerSecond
                        + " packets/s, the far end reports "
                        + (blockMissing ? "hearing nothing" : "that the stream stands still");
        return new Finding(
                inwards ? Finding.Kind.SILENT_INBOUND : Finding.Kind.SILENT_OUTBOUND,
                verdict,
                inwards ? Grade.B : Grade.A,
                since,
                words,
                blocked() ? Attribution.UPLINK : Attribution.CARRIER);
    }

    /** A carrier without audio still sends RTCP; where that has stopped too, something on the way lets nothing through. */
    private boolean blocked() {
        return direction == Direction.INBOUND && rtcpComes && 2 * withoutRtcp > judgedForRtcp;
    }
}
