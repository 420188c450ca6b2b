package org.trunkpilot.practice.world;

import java.time.Instant;
import java.util.Optional;

/**
 * One RTCP report as the PBX tells it, ours or theirs.
 *
 * @param to address and port it went to
 * @param ssrc of the one who reports
 * @param sender what the one who reports has sent; empty for a receiver report
 * @param block what the one who reports has received; empty when that was nothing
 * @param roundTripSeconds only of a report that we received, 0 when unknown
 * @param experience Asterisk's MES, 20 to 90, good when high; of a report that we received it is fed the cumulative loss
 */
public record RtcpReport(
        String to,
        String from,
        long ssrc,
        Optional<Sender> sender,
        Optional<Block> block,
        double roundTripSeconds,
        double experience) {

    /**
     * What one side has sent.
     *
     * @param octets without headers
     */
    public record Sender(Instant ntp, long rtp, long packets, long octets) {}

    /**
     * What one side has received of the other.
     *
     * @param fractionLost of 256, since the report before
     * @param cumulativeLost since the call began
     * @param highestSequence 16 bits
     * @param cycles how often the sequence number has wrapped
     * @param jitter in RTP timestamp units, 8 to the millisecond
     * @param lastSr middle 32 bits of the NTP time of the last sender report heard, 0 for none
     * @param sinceLastSrSeconds 0 when none was heard
     */
    public record Block(
            long sourceSsrc,
            int fractionLost,
            long cumulativeLost,
            int highestSequence,
            int cycles,
            int jitter,
            long lastSr,
            double sinceLastSrSeconds) {}
}
