package org.trunkpilot.trunk;

import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/**
 * One signalling path to a carrier, as one PBX knows it: a PJSIP endpoint with its AOR and registration, a chan_sip peer, a
 * sofia gateway.
 *
 * @param endpoint what the PBX calls it
 * @param carrier who is paid for it; trunks of one carrier are one witness in the search for a common cause
 * @param uplink the WAN link it leaves by; trunks of one uplink are likely to fail together
 * @param channels how many calls it carries at once, where a limit is known
 * @param terms what else was declared of it
 */
public record Trunk(TrunkId id, String endpoint, String carrier, String uplink, OptionalInt channels, Terms terms) {
    /**
     * What only people know of a trunk.
     *
     * @param domains what else may fail and take it along: a data centre, a wholesale carrier behind two brands. Trunks that name the same
     *     one may share a fault
     * @param codecs that it takes, as PBXes and SDP write them; empty for not declared
     * @param cost of a minute, in any one unit; only compared
     */
    public record Terms(List<String> domains, List<String> codecs, OptionalDouble cost) {
        /** Nothing declared. */
        public static final Terms NONE = new Terms(List.of(), List.of(), OptionalDouble.empty());

        /** @throws IllegalArgumentException when the cost is negative, or a name is blank */
        public Terms {
            domains = List.copyOf(domains);
            codecs = List.copyOf(codecs);
            if (cost.isPresent() && !(cost.getAsDouble() >= 0)) {
                throw new IllegalArgumentException("a cost of " + cost.getAsDouble() + " must not be below 0");
            }
            if (domains.contains("") || codecs.contains("")) {
                throw new IllegalArgumentException("an empty name");
            }
        }
    }

    /** @throws IllegalArgumentException when a limit is below 1 */
    public Trunk {
        Names.require("endpoint", endpoint);
        if (channels.isPresent() && channels.getAsInt() < 1) {
            throw new IllegalArgumentException("trunk " + id + ": channels must be at least 1");
        }
    }

    /** A trunk of which nothing further was declared. */
    public Trunk(TrunkId id, String endpoint, String carrier, String uplink, OptionalInt channels) {
        this(id, endpoint, carrier, uplink, channels, Terms.NONE);
    }
}
