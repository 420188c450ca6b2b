package org.trunkpilot.judgement;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.trunkpilot.judgement.Site.Traffic;

/**
 * Something goes wrong at a site, at an hour, for a while.
 *
 * @param seed of all that happens at the site
 * @param start from when on the site is watched, long enough before the trouble for its habits to be known
 * @param onset of the first cause; the second, where there is one, follows by {@code second}
 * @param end when all is repaired
 */
record Incident(
        long seed,
        Site site,
        Traffic traffic,
        List<Breakage> breakages,
        Instant start,
        Instant onset,
        Duration second,
        Instant end) {

    /** Seeds on which the judgement was tuned, and those on which it is judged. They share nothing. */
    static final long TUNING_SEEDS = 1_000_000;

    static final long TEST_SEEDS = 2_000_000;

    /** Those after it were thought of later. */
    private static final Set<Cause> FROM_THE_BEGINNING = EnumSet.range(Cause.CARRIER_SBC_DEAD, Cause.QUIET_NIGHT);

    private static final int OF_EACH_CAUSE = 10;
    private static final int OVERLAPPING = 60;
    private static final Instant MONDAY = Instant.parse("2026-03-02T00:00:00Z");

    /** What people on the trunks' side of the PBX have at the same time as people on the other. */
    private static final List<Cause> FIRST = List.of(
            Cause.CARRIER_SBC_DEAD,
            Cause.CARRIER_FAILS_CALLS,
            Cause.CARRIER_GATEWAY_LOSES,
            Cause.CARRIER_GATEWAY_MUTE,
            Cause.CARRIER_RINGS_LATE,
            Cause.UPLINK_CUT,
            Cause.UPLINK_LOSSY,
            Cause.CODEC_REFUSED,
            Cause.ACCOUNT_BARRED);

    private static final List<Cause> SECOND = List.of(
            Cause.SWITCH_LOSES,
            Cause.SWITCH_DEAD,
            Cause.CALLEE_DEAD,
            Cause.CALLER_BARRED,
            Cause.PHONE_CODEC_REFUSED,
            Cause.PBX_REBOOT);

    /** Every cause ten times, at three liveliness of traffic, and sixty pairs. */
    static List<Incident> all(long seeds) {
        var all = new ArrayList<Incident>();
        add(all, seeds, FROM_THE_BEGINNING);
        for (int i = 0; i < OVERLAPPING; i++) {
            all.add(pair(i, seeds + all.size()));
        }
        add(all, seeds, EnumSet.complementOf(EnumSet.copyOf(FROM_THE_BEGINNING)));
        return all;
    }

    private static void add(List<Incident> all, long seeds, Set<Cause> causes) {
        for (Cause cause : causes) {
            for (int i = 0; i < OF_EACH_CAUSE; i++) {
                all.add(single(cause, traffic(cause, i), seeds + all.size()));
            }
        }
    }

    boolean overlapping() {
        return breakages.size() > 1;
    }

    private static Traffic traffic(Cause cause, int i) {
        return switch (cause) {
            case BUSY_DAY, CHANNELS_SPENT -> Traffic.BUSY;
            case QUIET_NIGHT -> Traffic.LOW;
            default -> i < 3 ? Traffic.LOW : i < 6 ? Traffic.BUSY : Traffic.NORMAL;
        };
    }

    private static Incident single(Cause cause, Traffic traffic, long seed) {
        var dice = new SplittableRandom(seed);
        Site site = Site.random(dice, traffic);
        return timed(seed, site, traffic, List.of(Breakage.of(cause, site, dice)), dice);
    }

    private static Incident pair(int i, long seed) {
        var dice = new SplittableRandom(seed);
        Traffic traffic = i % 6 == 0 ? Traffic.LOW : i % 2 == 0 ? Traffic.BUSY : Traffic.NORMAL;
        Site site = Site.random(dice, traffic);
        Breakage first = Breakage.of(FIRST.get(i % FIRST.size()), site, dice);
        Breakage second = Breakage.of(SECOND.get(dice.nextInt(SECOND.size())), site, dice);
        return timed(seed, site, traffic, List.of(first, second), dice);
    }

    private static Incident timed(
            long seed, Site site, Traffic traffic, List<Breakage> breakages, SplittableRandom dice) {
        boolean low = traffic == Traffic.LOW;
        Instant onset = MONDAY.plus(Duration.ofSeconds(dice.nextLong(
                low ? Duration.ofHours(21).toSeconds() : Duration.ofHours(9).toSeconds(),
                low ? Duration.ofHours(23).toSeconds() : Duration.ofHours(15).toSeconds())));
        Instant start = onset.minus(low ? Duration.ofHours(3) : Duration.ofMinutes(40));
        return new Incident(
                seed,
                site,
                traffic,
                breakages,
                start,
                onset,
                Duration.ofSeconds(dice.nextLong(600)),
                onset.plus(length(breakages, site, dice)));
    }

    /** Until somebody repairs it: rarely before it has met two dozen calls, or nobody would have called him. */
    private static Duration length(List<Breakage> breakages, Site site, SplittableRandom dice) {
        Cause cause = breakages.get(0).cause();
        if (cause.origin == Origin.NOBODY) {
            return Duration.ofHours(8);
        }
        if (cause == Cause.PBX_REBOOT) {
            return Duration.ofMinutes(4);
        }
        if (cause == Cause.REGISTRATION_STORM) {
            return Duration.ofMinutes(12);
        }
        double hours = Math.min(5, 25 / site.callsPerHour());
        return Duration.ofSeconds(Math.max(dice.nextLong(1_500, 3_000), Math.round(hours * 3600)));
    }
}
