package org.trunkpilot.pbx.asterisk;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.trunkpilot.pbx.FractionLost;
import org.trunkpilot.signal.MediaReport;
import org.trunkpilot.signal.MediaReport.Reception;

/**
 * Turns the cumulative counters of one reporter on one call into what happened between two of its reports (RFC 3550 §6.4).
 *
 * <ul>
 *   <li>Received in the interval: growth of (cycles · 65536 + highest sequence). Lost: growth of the cumulative loss, a signed
 *       24-bit number that Asterisk prints unsigned; duplicates make it shrink, which counts as no loss.
 *   <li>Both belong to one source (SSRC). When the source changes, the first report is only a new beginning.
 *   <li>In the first report of a call that we saw begin, the counters are the interval, but where the sequence began is not
 *       told. What was expected is then the least that fits the fraction lost: one packet when nothing was lost.
 *   <li>Figures that cannot be true together are refused: time to learn that a PBX or a far end miscounts.
 * </ul>
 *
 * Not usable, and so not used: {@code SSRC} of a received sender report (Asterisk puts half a time stamp there), {@code MES}.
 */
final class RtcpLedger {
    /** G.711, G.729 and G.722 all count 8000 a second. */
    private static final int USUAL_CLOCK = 8_000;

    private static final int[] CLOCKS = {8_000, 12_000, 16_000, 24_000, 32_000, 48_000};

    /** A wrong clock or a wrong counter; real jitter of this size leaves no call to measure (field notes, pitfall 4). */
    private static final double MOST_JITTER_MILLIS = 500;

    /** Twenty times the 50 packets a second of a call: beyond, the sequence has jumped, not grown. */
    private static final double MOST_PACKETS_PER_SECOND = 1_000;

    private static final Duration MOST_ROUND_TRIP = Duration.ofSeconds(10);

    /** Whether counters that begin now begin with the interval: we saw the call begin, or a report without the source. */
    private boolean fresh;

    private @Nullable String source;
    private long extended;
    private long lost;
    private Instant since = Instant.EPOCH;
    private long sent = -1;
    private double clock = USUAL_CLOCK;
    private double firstNtp = -1;
    private long firstRtp;

    /** @param fromStart whether we saw the call begin, so that its first counters are those of an interval */
    RtcpLedger(boolean fromStart) {
        this.fresh = fromStart;
    }

    /** What one report says; {@code reception} and the others as in {@link MediaReport}. */
    record Interval(Optional<Reception> reception, OptionalLong sentByReporter, Optional<Duration> roundTrip) {}

    /**
     * Takes a report in.
     *
     * @return what happened since the one before; empty when this one is only a beginning
     * @throws IllegalArgumentException when its figures cannot be true
     */
    Optional<Interval> take(AmiCallEvents.Rtcp report, Instant at) {
        OptionalLong sentNow = sentSinceLast(report);
        learnClock(report);
        String block = report.sourceSsrc;
        if (block == null || "0".equals(report.reportCount)) {
            fresh = source == null;
            return Optional.of(new Interval(Optional.empty(), sentNow, Optional.empty()));
        }
        long extendedNow = number(report.sequenceCycles) * 65_536 + number(report.highestSequence);
        long lostNow = signed24(number(report.cumulativeLost));
        int fraction = (int) number(report.fractionLost);
        double jitterMillis = number(report.jitter) * 1000.0 / clock;
        boolean same = block.equals(source);
        long expected = same ? growth(extendedNow - extended) : leastExpected(lostNow, fraction);
        long lostSince = Math.max(0, same ? lostNow - lost : lostNow);
        double seconds = Math.max(0, Duration.between(since, at).toMillis() / 1000.0);
        boolean beginning = fresh;
        source = block;
        extended = extendedNow;
        lost = lostNow;
        since = at;
        fresh = false;
        if (!same && !beginning) {
            return Optional.empty();
        }
        require(fraction >= 0 && fraction <= 255, "a fraction lost beyond 255");
        require(jitterMillis <= MOST_JITTER_MILLIS, "jitter beyond half a second");
        if (same) {
            require(expected >= 0, "a sequence that runs backwards");
            require(expected <= MOST_PACKETS_PER_SECOND * (seconds + 1), "a sequence that jumps");
            require(
                    FractionLost.agrees(fraction, lostSince, expected, seconds),
                    "a fraction lost that its own counters deny");
        }
        require(lostSince <= expected, "more lost than expected");
        Reception reception = new Reception((int) expected, (int) lostSince, jitterMillis);
        return Optional.of(new Interval(Optional.of(reception), sentNow, roundTrip(report)));
    }

    private OptionalLong sentSinceLast(AmiCallEvents.Rtcp report) {
        String type = report.pt;
        if (type != null && type.startsWith("201")) {
            // A receiver report is what a side sends that has sent no packet since the report before (RFC 3550 §6.4).
            return OptionalLong.of(0);
        }
        if (report.sentPackets == null) {
            return OptionalLong.empty();
        }
        long now = number(report.sentPackets);
        long before = sent;
        sent = now;
        if (before < 0) {
            return fresh && source == null ? OptionalLong.of(now) : OptionalLong.empty();
        }
        return now >= before ? OptionalLong.of(now - before) : OptionalLong.empty();
    }

    /** The reporter's own RTP clock, from two of its sender reports: Opus counts 48000 a second. */
    private void learnClock(AmiCallEvents.Rtcp report) {
        if (report.sentNtp == null || report.sentRtp == null) {
            return;
        }
        double ntp = Double.parseDouble(report.sentNtp);
        long rtp = number(report.sentRtp);
        if (firstNtp < 0 || rtp < firstRtp || ntp < firstNtp) {
            firstNtp = ntp;
            firstRtp = rtp;
        } else if (ntp - firstNtp > 2) {
            double rate = (rtp - firstRtp) / (ntp - firstNtp);
            for (int known : CLOCKS) {
                if (Math.abs(rate - known) < known * 0.05) {
                    clock = known;
                }
            }
        }
    }

    private static Optional<Duration> roundTrip(AmiCallEvents.Rtcp report) {
        if (report.rtt == null || report.lastSr == null || number(report.lastSr) == 0) {
            return Optional.empty();
        }
        Duration roundTrip = Duration.ofNanos(Math.round(Double.parseDouble(report.rtt) * 1e9));
        boolean credible = roundTrip.compareTo(Duration.ZERO) > 0 && roundTrip.compareTo(MOST_ROUND_TRIP) < 0;
        return credible ? Optional.of(roundTrip) : Optional.empty();
    }

    /** A sequence may wrap between two reports without its cycles being told. */
    private static long growth(long difference) {
        return difference < -32_768 && difference >= -65_536 ? difference + 65_536 : difference;
    }

    private static long leastExpected(long lost, int fraction) {
        if (lost <= 0) {
            return 1;
        }
        return fraction == 0 ? lost * 256 : Math.max(lost, (lost * 256) / fraction);
    }

    private static long signed24(long unsigned) {
        long low = unsigned & 0xFF_FFFF;
        return low >= 0x80_0000 ? low - 0x100_0000 : low;
    }

    private static long number(@Nullable String text) {
        if (text == null) {
            throw new IllegalArgumentException("a report without one of its figures");
        }
        return Long.parseLong(text);
    }

    private static void require(boolean credible, String what) {
        if (!credible) {
            throw new IllegalArgumentException(what);
        }
    }
}
