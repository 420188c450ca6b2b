package org.trunkpilot.signal;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import org.trunkpilot.trunk.TrunkId;

/**
 * What one RTCP report said of one direction of one call, over the interval since the report before it.
 *
 * @param direction of the audio that was received by the reporter
 * @param reception what the reporter received; empty when its report had no report block, that is when it heard nothing at all
 * @param sentByReporter RTP packets the reporter itself sent in the interval; empty when it did not say
 * @param roundTrip empty when unknown; an adapter passes on only 0 &lt; RTT &lt; 10 s
 * @param codec of the audio in the interval; empty when the PBX does not tell. A change tells of a re-INVITE
 */
public record MediaReport(
        Instant at,
        TrunkId trunk,
        CallId call,
        Direction direction,
        Optional<Reception> reception,
        OptionalLong sentByReporter,
        Optional<Duration> roundTrip,
        Optional<Codec> codec)
        implements CallSignal {
    /** A report of audio whose codec is not told. */
    public MediaReport(
            Instant at,
            TrunkId trunk,
            CallId call,
            Direction direction,
            Optional<Reception> reception,
            OptionalLong sentByReporter,
            Optional<Duration> roundTrip) {
        this(at, trunk, call, direction, reception, sentByReporter, roundTrip, Optional.empty());
    }

    /** Which way the audio went. */
    public enum Direction {
        /** Towards us: the report is the PBX's own. */
        INBOUND,
        /** Away from us: the report is the far end's. */
        OUTBOUND
    }

    /**
     * One interval of one direction, from counter deltas of one SSRC, never from cumulative figures.
     *
     * @param expectedPackets packets the reporter should have had in the interval (growth of the highest sequence number);
     *     0 when the stream stands still
     * @param lostPackets of those, 0 to {@code expectedPackets}
     * @param jitterMillis interarrival jitter (RFC 3550), milliseconds
     */
    public record Reception(int expectedPackets, int lostPackets, double jitterMillis) {
        /** @throws IllegalArgumentException when the figures cannot be true together */
        public Reception {
            if (expectedPackets < 0 || lostPackets < 0 || lostPackets > expectedPackets || !(jitterMillis >= 0)) {
                throw new IllegalArgumentException("impossible reception: " + expectedPackets + " expected, "
                        + lostPackets + " lost, " + jitterMillis + " ms");
            }
        }
    }
}
