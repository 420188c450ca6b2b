package org.trunkpilot.routing;

import java.time.Instant;
import java.util.List;
import org.trunkpilot.health.Attribution;
import org.trunkpilot.trunk.TrunkId;

/**
 * Who or what is to blame for a trouble that stands now.
 *
 * @param name which carrier, uplink, phone or number prefix; empty where there is only one
 * @param trunks that suffer from it; empty when no trunk does
 * @param confidencePercent 0 to 100: above 90 with an independent witness, about 80 by inference from several facts, about 55 when it
 *     is only the likeliest
 * @param since the first evidence
 * @param words one sentence with its figures
 */
public record Culprit(
        Attribution whose, String name, List<TrunkId> trunks, int confidencePercent, Instant since, String words) {
    /** Figures from which on nothing more is to be asked. */
    static final int WITNESSED = 95;

    static final int INFERRED = 80;

    static final int LIKELIEST = 55;

    /** The same trouble by nobody knows whose fault. */
    Culprit untold() {
        return new Culprit(Attribution.UNKNOWN, "", trunks, LIKELIEST, since, words);
    }

    /** @throws IllegalArgumentException when the confidence is no percentage */
    public Culprit {
        trunks = List.copyOf(trunks);
        if (confidencePercent < 0 || confidencePercent > 100) {
            throw new IllegalArgumentException("a confidence of " + confidencePercent + " %");
        }
    }
}
