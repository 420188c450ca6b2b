package org.trunkpilot.routing;

import java.time.Duration;

/**
 * How often a PBX that has stopped trying is made to register again. Carriers bar whom they hear too often, so everything here is a
 * limit.
 *
 * @param attempts for one trunk, until it has been registered for as long as {@code mostGap}. 0 (off) to 1,000; 12, which with the gaps
 *     below outlasts a carrier that is away for six hours
 * @param jitter the first attempt is made at a random moment within this time: 50 trunks do not register at once. 0 s to 10 min; 20 s
 * @param firstGap between the first attempt and the second; each further gap is twice as long. 10 s to 1 d; 1 min, Asterisk's own
 *     {@code retry_interval}
 * @param mostGap the longest gap. {@code firstGap} to 1 d; 1 h, an Asterisk registration's usual life
 * @param perCarrier attempts at one carrier, whichever of its trunks they are for, within {@code carrierWindow}. 1 to 1,000; 3
 * @param carrierWindow 1 s to 1 d; 10 min
 */
public record SelfHeal(
        int attempts, Duration jitter, Duration firstGap, Duration mostGap, int perCarrier, Duration carrierWindow) {
    private static final Duration DAY = Duration.ofDays(1);

    /** The default of every profile; there is nothing in it that suits a clinic and not a shop. */
    public static final SelfHeal DEFAULTS = new SelfHeal(
            12, Duration.ofSeconds(20), Duration.ofMinutes(1), Duration.ofHours(1), 3, Duration.ofMinutes(10));

    /** @throws IllegalArgumentException naming the field whose value is impossible, and its bounds */
    public SelfHeal {
        within("selfHeal.attempts", attempts, 0, 1_000);
        within("selfHeal.jitter", jitter, Duration.ZERO, Duration.ofMinutes(10));
        within("selfHeal.firstGap", firstGap, Duration.ofSeconds(10), DAY);
        within("selfHeal.mostGap", mostGap, firstGap, DAY);
        within("selfHeal.perCarrier", perCarrier, 1, 1_000);
        within("selfHeal.carrierWindow", carrierWindow, Duration.ofSeconds(1), DAY);
    }

    /** How long after the {@code nth} attempt, counted from 1, the next may be made. */
    Duration gapAfter(int nth) {
        Duration gap = firstGap;
        for (int attempt = 1; attempt < nth && gap.compareTo(mostGap) < 0; attempt++) {
            gap = gap.multipliedBy(2);
        }
        return gap.compareTo(mostGap) > 0 ? mostGap : gap;
    }

    private static void within(String field, Duration value, Duration least, Duration most) {
        if (value.compareTo(least) < 0 || value.compareTo(most) > 0) {
            throw new IllegalArgumentException(field + ": " + value + " must lie between " + least + " and " + most);
        }
    }

    private static void within(String field, int value, int least, int most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(field + ": " + value + " must lie between " + least + " and " + most);
        }
    }
}
