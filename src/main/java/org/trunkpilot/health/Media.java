package org.trunkpilot.health;

import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Consumer;
import org.trunkpilot.health.HealthPolicy.Path;
import org.trunkpilot.signal.Codec;
import org.trunkpilot.signal.MediaReport;
import org.trunkpilot.signal.MediaReport.Direction;
import org.trunkpilot.signal.MediaReport.Reception;

/**
 * All that is believed about the audio of one trunk: loss, rating and silence, each direction on its own; and whether the way it
 * takes has changed.
 *
 * <p>The far end's reports end at the carrier's edge or come from the callee; which of the two shows in their round trip, compared
 * with that of an OPTIONS. Where they come from the callee it takes more of those before the trunk is blamed.
 *
 * <p>Not judged: an interval in which the call was taken off hold or changed its codec (so it was negotiated anew), and whatever is
 * reported in the first two seconds after either, or after the answer.
 */
final class Media {
    /** The score is 0 at R 50 ("nearly all users dissatisfied", G.109) and 100 at R 90 ("very satisfied"). */
    private static final double USELESS = 50;

    private static final double EXCELLENT = 90;

    private final HealthPolicy policy;
    private final Path path;
    private final Side inbound;
    private final Side outbound;
    private final Duration evidenceFor;

    /** Of all calls: only their reports tell it, so the first of ours in each call comes without. */
    private final Average roundTripMillis;

    private final RoundTrips roundTrips;
    private final ChangeTest delay;
    private final Map<Codec, Instant> codecs = new EnumMap<>(Codec.class);
    private Instant twoWay = Instant.MIN;

    Media(HealthPolicy policy) {
        this.policy = policy;
        this.path = policy.path();
        this.evidenceFor = policy.recovery().evidenceFor();
        this.roundTripMillis = new Average(policy.quality().smoothing());
        this.roundTrips = new RoundTrips(path);
        this.delay = new ChangeTest(path, policy.recovery().givenUpAfter());
        this.inbound = new Side(policy, Direction.INBOUND);
        this.outbound = new Side(policy, Direction.OUTBOUND);
    }

    private record Side(Direction direction, LossCusum loss, QualityFloor quality, AudioPath path, ChangeTest jitter) {
        Side(HealthPolicy p, Direction direction) {
            this(
                    direction,
                    new LossCusum(p.loss(), p.recovery(), direction),
                    new QualityFloor(p.quality(), p.recovery(), direction),
                    new AudioPath(p.audio(), p.recovery(), direction),
                    new ChangeTest(p.path(), p.recovery().givenUpAfter()));
        }

        void doubt() {
            loss.doubt();
            quality.doubt();
            path.doubt();
            jitter.reset();
        }

        void forgive(Instant from) {
            loss.forgive(from);
            quality.forgive(from);
            path.forgive(from);
            jitter.reset();
        }

        boolean inDoubt(Instant now) {
            return loss.inDoubt(now) || quality.inDoubt(now) || path.inDoubt(now);
        }
    }

    /** @param probeRoundTripMillis of an OPTIONS: the floor of the delay where no RTCP tells it */
    void report(LiveCall call, MediaReport report, OptionalDouble probeRoundTripMillis) {
        var side = report.direction() == Direction.INBOUND ? inbound : outbound;
        var way = call.way(report.direction());
        var before = way.reportedAt;
        var from = before != null ? before : call.talkingSince != null ? call.talkingSince : call.seized;
        way.reportedAt = report.at();
        report.roundTrip().ifPresent(rtt -> roundTrip(call, millis(rtt), report.at()));
        if (report.direction() == Direction.INBOUND) {
            call.ownPackets = report.sentByReporter().orElse(0);
            call.ownPacketsAt = report.at();
        }
        report.codec().ifPresent(codec -> codecs.put(codec, report.at()));
        boolean renegotiated = changesCodec(call, report);
        if (renegotiated && call.talkingSince != null) {
            call.talkingSince = report.at();
        }
        side.path.report(call, report, from);
        if (call.inbound.audible && call.outbound.audible) {
            twoWay = report.at();
        }
        if (renegotiated || blanked(call, from, report.at())) {
            return;
        }
        report.reception()
                .filter(r -> r.expectedPackets() > 0)
                .ifPresent(r -> judge(side, call, report, r, probeRoundTripMillis));
    }

    private void judge(Side side, LiveCall call, MediaReport report, Reception r, OptionalDouble probeRoundTripMillis) {
        var at = report.at();
        var way = call.way(report.direction());
        double rtt = call.roundTrip != null
                ? millis(call.roundTrip)
                : roundTripMillis.value(at, evidenceFor).orElse(probeRoundTripMillis.orElse(0));
        var model = EModel.of(call.codec, policy.quality());
        double bursts =
                Math.min(policy.quality().mostBurst(), way.bursts.ratio().orElse(EModel.RANDOM_LOSS));
        double rating = model.rating(
                model.delayMillis(rtt, r.jitterMillis()), 100.0 * r.lostPackets() / r.expectedPackets(), bursts);
        way.count(r, rating);
        boolean relayed = vantage(at, probeRoundTripMillis) == Vantage.END_TO_END;
        int callees = relayed ? path.relayedCallees() : 1;
        side.loss.report(call, r, at, callees);
        side.quality.report(
                call, r, rating, rtt, at, Math.max(callees, policy.quality().callees()));
        way.jitterVote.add(r.jitterMillis()).ifPresent(jitter -> side.jitter.vote(call.calleeKey(), jitter, at));
    }

    private void roundTrip(LiveCall call, double millis, Instant at) {
        if (!roundTrips.credible(millis, at)) {
            return;
        }
        call.roundTrip = Duration.ofNanos(Math.round(millis * 1e6));
        roundTripMillis.add(millis, at);
        call.roundTripVote.add(millis).ifPresent(mean -> delay.vote(call.calleeKey(), mean, at));
    }

    private static boolean changesCodec(LiveCall call, MediaReport report) {
        boolean changes = report.codec().isPresent()
                && call.codec.isPresent()
                && !report.codec().equals(call.codec);
        if (report.codec().isPresent()) {
            call.codec = report.codec();
        }
        return changes;
    }

    private boolean blanked(LiveCall call, Instant from, Instant at) {
        var talking = call.talkingSince;
        if (talking == null || at.isBefore(talking.plus(path.blanking()))) {
            return true;
        }
        boolean resumed = !talking.equals(call.answered);
        return resumed && from.isBefore(talking);
    }

    /** How far the reports of the last minutes see. */
    Vantage vantage(Instant now, OptionalDouble probeRoundTripMillis) {
        var rtcp = roundTrips.median(now, evidenceFor);
        if (rtcp.isEmpty() || probeRoundTripMillis.isEmpty()) {
            return Vantage.UNKNOWN;
        }
        double edge = path.relayedFactor() * probeRoundTripMillis.getAsDouble() + millis(path.relayedMargin());
        return rtcp.getAsDouble() > edge ? Vantage.END_TO_END : Vantage.CARRIER_EDGE;
    }

    /** What calls were coded with in the last minutes. */
    Set<Codec> codecs(Instant now) {
        if (codecs.isEmpty()) {
            return Set.of();
        }
        var used = EnumSet.noneOf(Codec.class);
        codecs.forEach((codec, at) -> {
            if (now.isBefore(at.plus(evidenceFor))) {
                used.add(codec);
            }
        });
        return used;
    }

    /** Round trips of RTCP that were not believed. */
    long refusedRoundTrips() {
        return roundTrips.refused();
    }

    void doubt() {
        inbound.doubt();
        outbound.doubt();
        delay.reset();
    }

    void forgive(Instant from) {
        inbound.forgive(from);
        outbound.forgive(from);
        delay.reset();
    }

    /**
     * @param probesFail whether OPTIONS fail
     * @param probeRoundTripMillis of an OPTIONS
     */
    void findings(Instant now, boolean probesFail, OptionalDouble probeRoundTripMillis, Consumer<Finding> found) {
        for (var side : List.of(inbound, outbound)) {
            side.path.finding(now, probesFail).ifPresent(found);
            side.loss.finding(now).ifPresent(found);
            side.quality.finding(now).ifPresent(found);
        }
        boolean relayed = vantage(now, probeRoundTripMillis) == Vantage.END_TO_END;
        int callees = Math.max(policy.quality().callees(), relayed ? path.relayedCallees() : 1);
        delay.rise(now, callees, millis(path.delayBorne()))
                .ifPresent(rise ->
                        found.accept(changed(Finding.Kind.LONGER_DELAY, Grade.A, "the round trip of the audio", rise)));
        inbound.jitter
                .rise(now, callees, path.jitterBorne())
                .ifPresent(rise -> found.accept(
                        changed(Finding.Kind.MORE_JITTER_INBOUND, Grade.B, "the jitter from the carrier", rise)));
        outbound.jitter
                .rise(now, callees, path.jitterBorne())
                .ifPresent(rise -> found.accept(
                        changed(Finding.Kind.MORE_JITTER_OUTBOUND, Grade.A, "the jitter to the carrier", rise)));
    }

    private static Finding changed(Finding.Kind kind, Grade grade, String what, ChangeTest.Rise rise) {
        var words = what + " has risen to " + Math.round(rise.now()) + " ms (median of the last "
                + Words.count(rise.calls(), "call") + "), usual here are " + Math.round(rise.usual()) + " ms";
        return new Finding(kind, Verdict.SUSPECT, grade, rise.since(), words);
    }

    boolean inDoubt(Instant now) {
        return inbound.inDoubt(now) || outbound.inDoubt(now);
    }

    boolean fresh(Instant now) {
        return inbound.path.fresh(now) || outbound.path.fresh(now);
    }

    /** A with both ends reporting, B with ours alone. */
    Grade grade(Instant now) {
        if (!fresh(now)) {
            return Grade.D;
        }
        return inbound.path.fresh(now) && outbound.path.fresh(now) ? Grade.A : Grade.B;
    }

    OptionalDouble ratingInbound(Instant now) {
        return inbound.quality.rating(now);
    }

    OptionalDouble ratingOutbound(Instant now) {
        return outbound.quality.rating(now);
    }

    Optional<Instant> twoWayCall() {
        return twoWay.equals(Instant.MIN) ? Optional.empty() : Optional.of(twoWay);
    }

    PartBelief part(Instant now, OptionalDouble probeRoundTripMillis) {
        if (inDoubt(now)) {
            return new PartBelief(
                    Part.MEDIA, OptionalInt.empty(), Grade.D, "was bad earlier, and too little has been heard since");
        }
        var in = ratingInbound(now);
        var out = ratingOutbound(now);
        if (in.isEmpty() && out.isEmpty()) {
            return new PartBelief(Part.MEDIA, OptionalInt.empty(), Grade.D, "no recent audio");
        }
        double worst = Math.min(in.orElse(EModel.BEST), out.orElse(EModel.BEST));
        double score = Math.max(0, Math.min(1, (worst - USELESS) / (EXCELLENT - USELESS)));
        return new PartBelief(
                Part.MEDIA,
                OptionalInt.of((int) Math.round(100 * score)),
                in.isPresent() && out.isPresent() ? Grade.A : Grade.B,
                "R " + rating(in) + " from the carrier, " + rating(out) + " to it; "
                        + vantage(now, probeRoundTripMillis).words());
    }

    private static double millis(Duration d) {
        return d.toNanos() / 1e6;
    }

    private static String rating(OptionalDouble r) {
        return r.isPresent() ? Words.decimal(r.getAsDouble()) : "not reported";
    }
}
