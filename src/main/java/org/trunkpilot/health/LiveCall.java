package org.trunkpilot.health;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;
import org.trunkpilot.signal.CallEnd;
import org.trunkpilot.signal.CallId;
import org.trunkpilot.signal.Callee;
import org.trunkpilot.signal.CauseTable;
import org.trunkpilot.signal.Codec;
import org.trunkpilot.signal.MediaReport;
import org.trunkpilot.trunk.RouteId;
import org.trunkpilot.trunk.Trunk;

/** One call leg while it lives. */
final class LiveCall {
    final CallId id;
    final Optional<RouteId> route;
    final Callee callee;
    final Instant seized;

    /** It was up before we listened, or it came in: how its set-up went we do not know, or it was not the trunk's to do. */
    final boolean takenOver;

    /** It was up while something that is not the trunk's fault broke all of them: it is no evidence any more. */
    boolean excused;

    final Way inbound = new Way();
    final Way outbound = new Way();

    /** Who calls, where the PBX told. */
    Optional<String> phone = Optional.empty();

    /** The number that the carrier is shown. */
    Optional<Callee> callerId = Optional.empty();

    /** Calls on the trunk when this one was begun, itself included. */
    int among = 1;

    @Nullable Instant ringing;

    @Nullable Instant earlyMedia;

    @Nullable Instant answered;

    /** Answered or resumed last: audio before this moment is not judged. */
    @Nullable Instant talkingSince;

    @Nullable Duration roundTrip;

    /** Of the last report that told it. */
    Optional<Codec> codec = Optional.empty();

    /** What the call says of the round trip, once it has said enough. */
    final OneVote roundTripVote = new OneVote();

    /** Packets the PBX sent in the interval of its last own report, and when that report came. */
    long ownPackets;

    Instant ownPacketsAt = Instant.MIN;

    LiveCall(CallId id, Optional<RouteId> route, Callee callee, Instant seized, boolean takenOver) {
        this.id = id;
        this.route = route;
        this.callee = callee;
        this.seized = seized;
        this.takenOver = takenOver;
    }

    /** One direction of its audio. */
    static final class Way {
        @Nullable Instant reportedAt;

        long expected;
        long lost;
        OptionalDouble worstRating = OptionalDouble.empty();
        final Bursts bursts = new Bursts();

        /** What the call says of the jitter, once it has said enough. */
        final OneVote jitterVote = new OneVote();

        /** Silent intervals in a row. */
        int silentRun;

        /** The last interval judged was audible. */
        boolean audible;

        /** In which of the audio test's rounds this call has voted audible, and in which silent. */
        int audibleRound = -1;

        int silentRound = -1;

        /** In which of the loss test's rounds this call was seen losing packets. */
        int lossyRound = -1;

        void count(MediaReport.Reception r, double rating) {
            expected += r.expectedPackets();
            lost += r.lostPackets();
            bursts.add(r.expectedPackets(), r.lostPackets());
            worstRating = OptionalDouble.of(Math.min(rating, worstRating.orElse(rating)));
        }

        OptionalDouble lossPercent() {
            return expected == 0 ? OptionalDouble.empty() : OptionalDouble.of(100.0 * lost / expected);
        }
    }

    /** One figure a call, however long it is: the mean of its first reports. */
    static final class OneVote {
        /** A quarter of a minute: sooner, a vote would rest on how the call began. */
        private static final int REPORTS = 3;

        private int reports;
        private double sum;

        /** The vote, at the report that completes it. */
        OptionalDouble add(double value) {
            if (reports >= REPORTS) {
                return OptionalDouble.empty();
            }
            reports++;
            sum += value;
            return reports == REPORTS ? OptionalDouble.of(sum / REPORTS) : OptionalDouble.empty();
        }
    }

    /** The number called, or the call itself where nobody told it: a callee of its own. */
    String calleeKey() {
        return callee.key().isEmpty() ? id.value() : callee.key();
    }

    Way way(MediaReport.Direction direction) {
        return direction == MediaReport.Direction.INBOUND ? inbound : outbound;
    }

    /** Whether how it goes says anything about the trunk. */
    boolean tells() {
        return !takenOver && !excused;
    }

    boolean silent() {
        return ringing == null && earlyMedia == null && answered == null;
    }

    /** Answered, not held, and both for long enough that audio must flow. */
    boolean talking(Instant now, Duration settle) {
        return talkingSince != null && !now.isBefore(talkingSince.plus(settle));
    }

    CauseTable.Course course(Instant end, int liveCalls, Trunk trunk) {
        return new CauseTable.Course(
                ringing != null,
                earlyMedia != null,
                answered != null,
                Duration.between(seized, end),
                liveCalls,
                trunk.channels());
    }

    CallLeg ended(CallEnd end, CallLeg.Outcome outcome) {
        return new CallLeg(
                id,
                end.trunk(),
                route,
                callee,
                seized,
                Optional.ofNullable(ringing),
                Optional.ofNullable(earlyMedia),
                Optional.ofNullable(answered),
                end.at(),
                end.by(),
                end.q850(),
                end.sip(),
                outcome,
                inbound.lossPercent(),
                outbound.lossPercent(),
                inbound.worstRating,
                outbound.worstRating,
                phone,
                callerId);
    }
}
