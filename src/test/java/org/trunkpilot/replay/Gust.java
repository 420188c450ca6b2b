package org.trunkpilot.replay;

import java.time.Duration;
import java.util.SplittableRandom;

/**
 * One thing that happens in a storm.
 *
 * @param at from the beginning
 * @param trunk which trunk it hits, by its place in the inventory
 * @param figure what the kind makes of it: a loss in percent, seconds, a count
 */
record Gust(Duration at, Kind kind, int trunk, int figure) {
    enum Kind {
        SILENT,
        ALL_SILENT,
        UPLINK_SILENT,
        WELL,
        ALL_WELL,
        REJECTS,
        NO_AUDIO,
        LOSES,
        RINGS_LATE,
        REGISTRATION_LOST,
        REGISTERED,
        UNREACHABLE,
        REACHABLE,
        REFUSED,
        STRAY,
        LINK_LOST,
        LINK_RESTORED,
        PBX_RESTARTS,
        TRUNKPILOT_RESTARTS,
        CALLS,
        NO_CALLS,
        HELD_OUT,
        HELD_IN,
        PIN,
        FREEZE,
        PAUSE,
        BY_HAND,
        HANDED_BACK
    }

    /** What heals must come about as often as what harms, or every storm ends in the same ruin. */
    private static final Kind[] OFTEN = {
        Kind.WELL,
        Kind.WELL,
        Kind.WELL,
        Kind.WELL,
        Kind.WELL,
        Kind.ALL_WELL,
        Kind.ALL_WELL,
        Kind.SILENT,
        Kind.SILENT,
        Kind.NO_AUDIO,
        Kind.LOSES,
        Kind.REJECTS,
        Kind.CALLS,
        Kind.REGISTERED,
        Kind.LINK_RESTORED,
        Kind.HANDED_BACK
    };

    static Gust random(SplittableRandom dice, Duration at) {
        Kind kind = dice.nextInt(3) == 0
                ? Kind.values()[dice.nextInt(Kind.values().length)]
                : OFTEN[dice.nextInt(OFTEN.length)];
        return new Gust(at, kind, dice.nextInt(64), dice.nextInt(1, 60));
    }

    @Override
    public String toString() {
        return at.toMillis() / 1000.0 + " s " + kind + " " + trunk + " " + figure;
    }
}
