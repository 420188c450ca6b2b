package org.trunkpilot.signal;

import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import org.trunkpilot.signal.MediaReport.Direction;
import org.trunkpilot.signal.MediaReport.Reception;
import org.trunkpilot.trunk.TrunkId;

/**
 * What one RTCP report said of the other half of a call: between the PBX and the phone, in our own house.
 *
 * <p>It says nothing of the trunk. It says where a loss began: gaps in the sequence pass through the PBX, so what the carrier misses of
 * us may have been lost before it came to us.
 *
 * @param trunk and {@code call}: the leg that this phone is connected to
 * @param direction of the audio received by the reporter, as for the trunk: INBOUND is from the phone to the PBX, OUTBOUND
 *     from the PBX to the phone
 * @param reception as in {@link MediaReport}
 * @param sentByReporter as in {@link MediaReport}
 */
public record PhoneReport(
        Instant at,
        TrunkId trunk,
        CallId call,
        Direction direction,
        Optional<Reception> reception,
        OptionalLong sentByReporter)
        implements CallSignal {}
