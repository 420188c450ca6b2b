package org.trunkpilot.health;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.function.Consumer;
import org.trunkpilot.signal.MediaReport;
import org.trunkpilot.signal.MediaReport.Direction;

/** All that is believed about the audio of one trunk: loss, rating and silence, each direction on its own. */
final class Media {
    /** The score is 0 at R 50 ("nearly all users dissatisfied", G.109) and 100 at R 90 ("very satisfied"). */
    private static final double USELESS = 50;

    private static final double EXCELLENT = 90;

    private final EModel model;
    private final Side inbound;
    private final Side outbound;
    private final Duration evidenceFor;

    /** Of all calls: only their reports tell it, so the first of ours in each call comes without. */
    private final Average roundTripMillis;

    private Instant twoWay = Instant.MIN;

    Media(HealthPolicy policy) {
        this.model = new EModel(
                policy.quality().equipmentImpairment(), policy.quality().lossRobustness());
        this.evidenceFor = policy.recovery().evidenceFor();
        this.roundTripMillis = new Average(policy.quality().smoothing());
        this.inbound = new Side(policy, Direction.INBOUND);
        this.outbound = new Side(policy, Direction.OUTBOUND);
    }

    private record Side(Direction direction, LossTest loss, QualityFloor quality, AudioPath path) {
        Side(HealthPolicy p, Direction direction) {
            this(
                    direction,
                    new LossTest(p.loss(), p.recovery(), direction),
                    new QualityFloor(p.quality(), p.recovery(), direction),
                    new AudioPath(p.audio(), p.recovery(), direction));
        }

        void doubt() {
            loss.doubt();
            quality.doubt();
            path.doubt();
        }

        void forgive(Instant from) {
            loss.forgive(from);
            quality.forgive(from);
            path.forgive(from);
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
        report.roundTrip().ifPresent(rtt -> {
            call.roundTrip = rtt;
            roundTripMillis.add(millis(rtt), report.at());
        });
        if (report.direction() == Direction.INBOUND) {
            call.ownPackets = report.sentByReporter().orElse(0);
            call.ownPacketsAt = report.at();
        }
        side.path.report(call, report, from);
        if (call.talkingSince == null) {
            return;
        }
        report.reception().filter(r -> r.expectedPackets() > 0).ifPresent(r -> {
            double rtt = call.roundTrip != null
                    ? millis(call.roundTrip)
                    : roundTripMillis.value(report.at(), evidenceFor).orElse(probeRoundTripMillis.orElse(0));
            double rating = model.rating(
                    EModel.delayMillis(rtt, r.jitterMillis()),
                    100.0 * r.lostPackets() / r.expectedPackets(),
                    EModel.RANDOM_LOSS);
            way.count(r, rating);
            side.loss.report(call, r, report.at());
            side.quality.report(call, rating, report.at());
        });
        if (call.inbound.audible && call.outbound.audible) {
            twoWay = report.at();
        }
    }

    void doubt() {
        inbound.doubt();
        outbound.doubt();
    }

    void forgive(Instant from) {
        inbound.forgive(from);
        outbound.forgive(from);
    }

    void findings(Instant now, boolean probesFail, Consumer<Finding> found) {
        for (var side : List.of(inbound, outbound)) {
            side.path.finding(now, probesFail).ifPresent(found);
            side.loss.finding(now).ifPresent(found);
            side.quality.finding(now).ifPresent(found);
        }
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

    PartBelief part(Instant now) {
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
                "R " + rating(in) + " from the carrier, " + rating(out) + " to it");
    }

    private static double millis(Duration d) {
        return d.toNanos() / 1e6;
    }

    private static String rating(OptionalDouble r) {
        return r.isPresent() ? Words.decimal(r.getAsDouble()) : "not reported";
    }
}
