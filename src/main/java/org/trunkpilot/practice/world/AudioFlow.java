package org.trunkpilot.practice.world;

import java.util.SplittableRandom;

/** One direction of a call's audio: what was sent, what was heard of it, and what a receiver report would say. */
final class AudioFlow {
    private final long ssrc;
    private final int firstSequence;
    private final SplittableRandom random;
    private long sent;

    /** Sent into a path that was cut; it counts as lost once a later packet is heard. */
    private long unheard;

    /** Packets that the listener expects: from the first it heard to the last. */
    private long expected;

    private long highest;
    private long lost;
    private boolean heard;
    private long expectedBefore;
    private long lostBefore;
    private double jitterMillis;

    AudioFlow(SplittableRandom random) {
        this.random = random;
        this.ssrc = random.nextLong(1L << 32);
        this.firstSequence = random.nextInt(1 << 15);
    }

    /** So many packets more, of which a share is lost on the way, or all when the path is cut. */
    void carry(long packets, boolean passes, double lossPercent, double nowJitterMillis) {
        sent += packets;
        if (!passes) {
            unheard += heard ? packets : 0;
            return;
        }
        if (packets == 0) {
            return;
        }
        long gone = 0;
        for (long i = 0; i < packets; i++) {
            gone += random.nextDouble() * 100 < lossPercent ? 1 : 0;
        }
        expected += unheard + packets;
        lost += unheard + gone;
        unheard = 0;
        heard |= gone < packets;
        highest = firstSequence + sent;
        jitterMillis = nowJitterMillis;
    }

    long ssrc() {
        return ssrc;
    }

    long sent() {
        return sent;
    }

    boolean heard() {
        return heard;
    }

    long lost() {
        return lost;
    }

    double jitterMillis() {
        return jitterMillis;
    }

    /** The listener's block, which also begins its next interval (RFC 3550 §6.4.1, A.3). */
    RtcpReport.Block report(long lastSr, double sinceLastSrSeconds) {
        long expectedNow = expected - expectedBefore;
        long lostNow = Math.max(0, lost - lostBefore);
        expectedBefore = expected;
        lostBefore = lost;
        int fraction = expectedNow == 0 ? 0 : (int) Math.min(255, lostNow * 256 / expectedNow);
        int jitter = (int) Math.round(jitterMillis * 8 * random.nextDouble(0.6, 1.3));
        return new RtcpReport.Block(
                ssrc,
                fraction,
                lost,
                (int) (highest & 0xffff),
                (int) (highest >>> 16),
                jitter,
                lastSr,
                sinceLastSrSeconds);
    }
}
