package org.trunkpilot.trunk;

import java.util.OptionalInt;

/**
 * One signalling path to a carrier, as one PBX knows it: a PJSIP endpoint with its AOR and registration, a chan_sip peer, a
 * sofia gateway.
 *
 * @param endpoint what the PBX calls it
 * @param carrier who is paid for it; trunks of one carrier are one witness in the search for a common cause
 * @param uplink the WAN link it leaves by; trunks of one uplink are likely to fail together
 * @param channels how many calls it carries at once, where a limit is known
 */
public record Trunk(TrunkId id, String endpoint, String carrier, String uplink, OptionalInt channels) {
    /** @throws IllegalArgumentException when a limit is below 1 */
    public Trunk {
        Names.require("endpoint", endpoint);
        if (channels.isPresent() && channels.getAsInt() < 1) {
            throw new IllegalArgumentException("trunk " + id + ": channels must be at least 1");
        }
    }
}
