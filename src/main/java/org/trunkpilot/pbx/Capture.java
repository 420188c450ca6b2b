package org.trunkpilot.pbx;

import java.time.Instant;
import java.util.List;
import org.trunkpilot.signal.PbxSignal;
import org.trunkpilot.trunk.Inventory;

/**
 * What a recording of a PBX's manager connection tells.
 *
 * @param inventory the configured trunks and routes, then those that only the capture names
 * @param signals in the order of arrival; their times never go back
 * @param from when the recording begins
 * @param until when its last bytes came
 * @param dated whether these are times of day; otherwise the capture tells no date and time counts from {@link #UNDATED}
 * @param messages that were understood as such
 * @param damaged lines, messages, values and times that could not be understood, and were skipped
 * @param ignored events about channels that are on no trunk
 * @param remarks what a person should know of how it was read, a sentence each
 */
public record Capture(
        Inventory inventory,
        List<PbxSignal> signals,
        Instant from,
        Instant until,
        boolean dated,
        long messages,
        long damaged,
        long ignored,
        List<String> remarks) {
    /** Where time begins in a capture without a date. Not the epoch, which some rules take for "never". */
    public static final Instant UNDATED = Instant.parse("2000-01-01T00:00:00Z");

    public Capture {
        signals = List.copyOf(signals);
        remarks = List.copyOf(remarks);
    }
}
