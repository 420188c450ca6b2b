package org.trunkpilot.pbx.freeswitch;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import org.trunkpilot.pbx.FractionLost;
import org.trunkpilot.signal.MediaReport;
import org.trunkpilot.signal.MediaReport.Reception;

/**
 * Turns the cumulative counters of one reporter on one call into what happened between two of its reports (RFC 3550 §6.4), as
 * FreeSWITCH tells them (measured on 1.10.12, {@code wire/esl}):
 *
 * <ul>
 *   <li>The headers are {@code Source-…} in our own reports, {@code Source0-…} with {@code Rtt0-Avg} in the far end's.
 *   <li>The first report always counts one packet as lost, and a fraction of 1, that never were: it is taken off.
 *   <li>Lost is cumulative, a signed 24-bit number printed unsigned; duplicates make it shrink, which counts as no loss.
 *   <li>A source of 00000000 is one that FreeSWITCH has not named yet, no other source.
 *   <li>A highest sequence of 0 says that nothing was heard: the fraction is then 255 once and 0 ever after, and loss, jitter and
 *       MOS look perfect.
 *   <li>{@code Rtt0-Avg} 0.000000 is unknown. It is a moving average with a floor of 0.02 to 0.07 s on a path of 0 ms, as reports
 *       are read and sent on ticks of 20 ms; the 35 ms one way that this may add cost less than one point of R.
 * </ul>
 *
 * Not usable, and so not used: {@code Source0-Loss-Avg} (decays by truncation), {@code rtp_audio_in_mos} (4.50 for a call without
 * a single packet).
 */
final class RtcpLedger {
    /** A wrong clock or a wrong counter; real jitter of this size leaves no call to measure (field notes, pitfall 4). */
    private static final double MOST_JITTER_MILLIS = 500;

    /** Twenty times the 50 packets a second of a call: beyond, the sequence has jumped, not grown. */
    private static final double MOST_PACKETS_PER_SECOND = 1_000;

    private static final Duration MOST_ROUND_TRIP = Duration.ofSeconds(10);

    /** G.711, G.729 and G.722 all count 8000 a second, Opus 48000. */
    private static final int USUAL_CLOCK = 8_000;

    private static final String UNNAMED = "00000000";

    /** Whether counters that begin now begin with the interval: we saw the call begin, or a report without the source. */
    private boolean fresh;

    private boolean heard;
    private String source = UNNAMED;
    private long highest;
    private long lost;
    private Instant since = Instant.EPOCH;
    private long sent = -1;
    private int clock = USUAL_CLOCK;
    private boolean reported;
    private long lostTold;

    /** @param fromStart whether we saw the call begin, so that its first counters are those of an interval */
    RtcpLedger(boolean fromStart) {
        this.fresh = fromStart;
    }

    /** What one report says; {@code reception} and the others as in {@link MediaReport}. */
    record Interval(Optional<Reception> reception, OptionalLong sentByReporter, Optional<Duration> roundTrip) {}

    /**
     * Takes a report in.
     *
     * @param block how its headers begin: {@code Source-} or {@code Source0-}
     * @return what happened since the one before; empty when this one is only a beginning
     * @throws IllegalArgumentException when its figures cannot be true
     */
    Optional<Interval> take(Fields report, String block, Instant at) {
        OptionalLong sentNow = sentSinceLast(report);
        long highestNow = number(report, block + "Highest-Sequence-Number-Received");
        if (highestNow == 0 && !heard) {
            fresh = true;
            reported = true;
            return Optional.of(new Interval(Optional.empty(), sentNow, Optional.empty()));
        }
        String sourceNow = report.text(block + "SSRC");
        boolean another = !source.equals(UNNAMED) && !sourceNow.equals(UNNAMED) && !sourceNow.equals(source);
        boolean same = heard && !another;
        long lostNow = signed24(number(report, block + "Lost"));
        int fraction = (int) number(report, block + "Fraction");
        double jitterMillis = number(report, block + "Jitter") * 1000.0 / clock;
        long lostSince = Math.max(0, same ? lostNow - lost : lostNow - 1);
        long expected = same ? growth(highestNow - highest) : leastExpected(lostSince, fraction);
        double seconds = Math.max(0, Duration.between(since, at).toMillis() / 1000.0);
        boolean beginning = fresh;
        remember(sourceNow, highestNow, lostNow, at);
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
        reported = true;
        lostTold += lostSince;
        Reception reception = new Reception((int) expected, (int) lostSince, jitterMillis);
        return Optional.of(new Interval(Optional.of(reception), sentNow, roundTrip(report)));
    }

    /** The codec of the call counts so many time stamps a second. */
    void clock(int hertz) {
        clock = hertz;
    }

    /** Whether it has said anything of this call, be it that nothing was heard. */
    boolean reported() {
        return reported;
    }

    /** Packets lost in all the intervals told. */
    long lostTold() {
        return lostTold;
    }

    private void remember(String sourceNow, long highestNow, long lostNow, Instant at) {
        source = sourceNow.isEmpty() ? UNNAMED : sourceNow;
        highest = highestNow;
        lost = lostNow;
        since = at;
        heard = true;
        fresh = false;
    }

    private OptionalLong sentSinceLast(Fields report) {
        if (report.text("Sender-Packet-Count").isEmpty()) {
            return OptionalLong.empty();
        }
        long now = number(report, "Sender-Packet-Count");
        long before = sent;
        sent = now;
        if (before < 0) {
            return fresh && !heard ? OptionalLong.of(now) : OptionalLong.empty();
        }
        return now >= before ? OptionalLong.of(now - before) : OptionalLong.empty();
    }

    private static Optional<Duration> roundTrip(Fields report) {
        String text = report.text("Rtt0-Avg");
        if (!text.matches("\\d{1,6}\\.\\d{1,9}")) {
            return Optional.empty();
        }
        Duration roundTrip =
                Duration.ofNanos(new BigDecimal(text).movePointRight(9).longValue());
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

    private static long number(Fields report, String name) {
        String text = report.text(name);
        if (!text.matches("\\d{1,18}")) {
            throw new IllegalArgumentException("a report without a usable " + name);
        }
        return Long.parseLong(text);
    }

    private static void require(boolean credible, String what) {
        if (!credible) {
            throw new IllegalArgumentException(what);
        }
    }
}
