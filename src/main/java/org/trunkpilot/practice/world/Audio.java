package org.trunkpilot.practice.world;

import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Consumer;

/**
 * The audio of one answered leg, A-law in packets of 20 ms, both ways, and the RTCP about it: each side reports every five
 * seconds, a report takes the time of the path and can be lost on it like any packet.
 */
final class Audio {
    private static final Duration PACKET = Duration.ofMillis(20);
    private static final int OCTETS = 160;
    private static final Duration EVERY = Duration.ofSeconds(5);

    /** In the recordings the first report leaves 20 ms into the sixth second. */
    private static final Duration FIRST = EVERY.plusMillis(20);

    /** From the epoch of NTP, 1900, to that of Unix. */
    private static final long NTP_OFFSET_SECONDS = 2_208_988_800L;

    /** A sender report as the other side remembers it. */
    private record HeardSr(long middle, Instant sent, Instant heard) {}

    private final Agenda agenda;
    private final Gateway gateway;
    private final Channel leg;
    private final Witness witness;
    private final SplittableRandom random;
    private final Instant begun;
    private final String ours;
    private final String theirs;
    private final AudioFlow out;
    private final AudioFlow in;
    private long carried;
    private Optional<HeardSr> oursHeardThere = Optional.empty();
    private Optional<HeardSr> theirsHeardHere = Optional.empty();
    private double lastRoundTripSeconds;
    private long lostTold;
    private long inSentTold;
    private boolean over;

    Audio(Agenda agenda, Gateway gateway, Channel leg, Witness witness, SplittableRandom random, String pbxHost) {
        this.agenda = agenda;
        this.gateway = gateway;
        this.leg = leg;
        this.witness = witness;
        this.random = random;
        this.begun = agenda.now();
        this.ours = pbxHost + ":" + (10_000 + 2 * random.nextInt(2_500) + 1);
        this.theirs = gateway.host() + ":" + (10_000 + 2 * random.nextInt(2_500) + 1);
        this.out = new AudioFlow(random);
        this.in = new AudioFlow(random);
        agenda.in(FIRST.plus(scatter()), () -> sendReport(FIRST));
        agenda.in(FIRST.plus(scatter()), () -> farReport(FIRST));
    }

    void end() {
        over = true;
    }

    /** Accounts for what has flowed until now under the conditions as they still are; to be called before they change. */
    void settle() {
        long until = Duration.between(begun, agenda.now()).dividedBy(PACKET);
        long packets = until - carried;
        carried = until;
        var conditions = gateway.carrier().conditions();
        out.carry(packets, gateway.passes(), conditions.lossOutPercent(), conditions.jitterMillis());
        if (!conditions.mute()) {
            in.carry(packets, gateway.passes(), conditions.lossInPercent(), conditions.jitterMillis());
        }
    }

    /** {@code CHANNEL(rtcp,all,audio)}: who takes over a call that was up before reads this. */
    String summary() {
        settle();
        return String.format(
                Locale.ROOT,
                "ssrc=%d;themssrc=%d;lp=%d;rxjitter=%.6f;rxcount=%d;txjitter=%.6f;txcount=%d;rlp=%d;rtt=%.6f;rxmes=%.6f;txmes=%.6f",
                out.ssrc(),
                in.ssrc(),
                in.lost(),
                in.jitterMillis() / 1000,
                Math.max(0, in.sent() - in.lost()),
                out.jitterMillis() / 1000,
                out.sent(),
                out.lost(),
                lastRoundTripSeconds,
                experience(in.jitterMillis(), in.lost()),
                experience(out.jitterMillis(), out.lost()));
    }

    private void sendReport(Duration planned) {
        if (over) {
            return;
        }
        settle();
        var now = agenda.now();
        long lostSince = in.lost() - lostTold;
        lostTold = in.lost();
        Optional<RtcpReport.Block> block =
                in.heard() ? Optional.of(in.report(lastSr(theirsHeardHere), since(theirsHeardHere))) : Optional.empty();
        var report = new RtcpReport(
                theirs,
                ours,
                out.ssrc(),
                Optional.of(sender(out, now)),
                block,
                0,
                experience(in.jitterMillis(), lostSince));
        witness.reportSent(leg, report);
        if (survives(gateway.carrier().conditions().lossOutPercent())) {
            agenda.in(gateway.delay(), () -> {
                if (gateway.passes()) {
                    oursHeardThere = Optional.of(new HeardSr(middle(now), now, agenda.now()));
                }
            });
        }
        again(planned, this::sendReport);
    }

    private void farReport(Duration planned) {
        if (over) {
            return;
        }
        settle();
        var conditions = gateway.carrier().conditions();
        if (gateway.passes() && out.heard() && survives(conditions.lossInPercent())) {
            var sent = agenda.now();
            var about = out.report(lastSr(oursHeardThere), since(oursHeardThere));
            // Who has sent nothing since the last report has only a receiver report to send (RFC 3550 §6.4).
            var sender = in.sent() > inSentTold ? Optional.of(sender(in, sent)) : Optional.<RtcpReport.Sender>empty();
            inSentTold = in.sent();
            var answering = oursHeardThere;
            agenda.in(gateway.delay(), () -> receiveReport(sent, sender, about, answering));
        }
        again(planned, this::farReport);
    }

    private void receiveReport(
            Instant sent, Optional<RtcpReport.Sender> sender, RtcpReport.Block about, Optional<HeardSr> answering) {
        if (over || !gateway.passes()) {
            return;
        }
        var now = agenda.now();
        double roundTrip = answering
                .map(sr -> (Duration.between(sr.sent(), now).toNanos() / 1e9)
                        - Duration.between(sr.heard(), sent).toNanos() / 1e9)
                .orElse(0.0);
        lastRoundTripSeconds = answering.isPresent() ? roundTrip : lastRoundTripSeconds;
        if (sender.isPresent()) {
            theirsHeardHere = Optional.of(new HeardSr(middle(sent), sent, now));
        }
        // Asterisk prints the seconds of the NTP time for the SSRC of a sender report; so do we.
        long ssrc = sender.isPresent() ? sent.getEpochSecond() + NTP_OFFSET_SECONDS & 0xffffffffL : about.sourceSsrc();
        witness.reportReceived(
                leg,
                new RtcpReport(
                        ours,
                        theirs,
                        ssrc,
                        sender,
                        Optional.of(about),
                        roundTrip,
                        experience(out.jitterMillis(), about.cumulativeLost())));
    }

    private void again(Duration planned, Consumer<Duration> what) {
        var next = planned.plus(EVERY);
        var wait = Duration.between(agenda.now(), begun.plus(next)).plus(scatter());
        agenda.in(wait, () -> what.accept(next));
    }

    private boolean survives(double lossPercent) {
        return random.nextDouble() * 100 >= lossPercent;
    }

    private Duration scatter() {
        return Duration.ofNanos(random.nextLong(2_000_000));
    }

    private static RtcpReport.Sender sender(AudioFlow flow, Instant ntp) {
        return new RtcpReport.Sender(ntp, flow.sent() * OCTETS, flow.sent(), flow.sent() * OCTETS);
    }

    private static long lastSr(Optional<HeardSr> sr) {
        return sr.map(HeardSr::middle).orElse(0L);
    }

    /** Asterisk counts this in whole milliseconds. */
    private double since(Optional<HeardSr> sr) {
        return sr.map(heard -> Duration.between(heard.heard(), agenda.now()).toMillis() / 1000.0)
                .orElse(0.0);
    }

    private static long middle(Instant at) {
        long seconds = at.getEpochSecond() + NTP_OFFSET_SECONDS & 0xffff;
        return seconds << 16 | (long) (at.getNano() * 65_536.0 / 1e9);
    }

    /** Asterisk's media experience score: the E-model's R with 2.5 a lost packet and no codec, as MOS × 20. */
    private double experience(double jitterMillis, long lostPackets) {
        double latency = lastRoundTripSeconds * 1000 + jitterMillis * 2 / 3 + 10;
        double r = 93.2 - (latency < 160 ? latency / 40 : (latency - 120) / 10) - 2.5 * lostPackets;
        double mos = r <= 0 ? 1 : 1 + 0.035 * r + 7e-6 * r * (r - 60) * (100 - r);
        return 20 * mos;
    }
}
