package org.trunkpilot.signal;

import java.time.Instant;
import org.trunkpilot.trunk.TrunkId;

/**
 * Our side answered a call that came in on the trunk. The leg begins with it: how long an unanswered call rang here is not the
 * trunk's affair.
 *
 * <p>From here on it is a call like any other: it occupies one of the trunk's channels, its audio is heard and judged, and when
 * it has had audio both ways, that proves the path of the audio through this trunk (it is the same one that calls we dial take). It
 * is no seizure: of outbound set-up and post-dial delay, and of whether the carrier takes our calls, it says nothing.
 *
 * @param remote who called, by the same key as if we had called them, so that both count as one witness of bad audio; all who
 *     withhold their number have one key
 */
public record InboundAnswered(Instant at, TrunkId trunk, CallId call, Callee remote) implements CallSignal {}
