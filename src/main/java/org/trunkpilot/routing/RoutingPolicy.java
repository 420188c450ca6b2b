package org.trunkpilot.routing;

import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * How readily a route's order is changed, and how calmly it is changed back. Numbers marked "notes" are those of the field
 * notes §6.8; docs/adr/0004 says why the others are what they are.
 *
 * @param name of the profile it began as, shown to the operator
 * @param dwell after any move, how long soft moves and fail-backs wait. 0 s to 24 h; 20 min (notes)
 * @param holdOut how long a trunk stays out after its first fault; doubled for each fault within 24 h after. 0 s to 4 h; 20 min
 *     (as the dwell)
 * @param holdOutCap the longest hold-out, however often the trunk failed. {@code holdOut} to 24 h; 4 h (notes)
 * @param calm how long a trunk must have been without fault before it is put back. 0 s to 24 h; 5 min
 * @param probation how long it is on trial once it is back. 0 s to 24 h; 15 min (notes)
 * @param goodCalls good calls that end a trial, where calls reach the trunk. 0 to 1000; 5 (notes)
 * @param movesPerDay moves of one route in any 24 h after which soft moves and fail-backs wait; empty for no budget. 1 to 1000;
 *     6 (notes)
 * @param headroomPercent share of a target's channels that a soft move leaves free. 0 to 90; 10
 * @param ratingGain R-factor by which a target must be better when both are measured. 0 to 93; 10 (notes)
 * @param ratingPoor R-factor under which a target that answers is enough, measured or not. 0 to 93; 50 (notes; G.107 Annex B
 *     calls it "nearly all users dissatisfied")
 * @param provenWithin how old an answered two-way call may be to prove a target. 1 min to 30 d; 24 h (notes)
 * @param bootGrace how long a PBX that has restarted may take to come back. 0 s to 1 h; 5 min (notes)
 * @param linkGrace the least time after a link or PBX came up before anything is moved. 0 s to 1 h; 10 s (Asterisk registers
 *     within a random 10 s)
 * @param stormChanges registrations and reachabilities, beyond those of the busiest carrier, that change within a minute of each
 *     other and make a storm. 1 to 10,000; 6
 * @param commonWindow faults of all trunks that begin within this time have one cause. 1 s to 10 min; 20 s (notes)
 * @param recovery how long after a common cause ended nobody is blamed. 0 s to 1 h; 90 s (Asterisk tries again to register after
 *     60 s, and a REGISTER takes up to 32 s)
 * @param failBackHours the only hours in which a trunk is put back; empty for any time
 * @param selfHeal how often a PBX that has stopped registering a trunk is made to try again; that of the PBX's profile counts
 */
public record RoutingPolicy(
        String name,
        Duration dwell,
        Duration holdOut,
        Duration holdOutCap,
        Duration calm,
        Duration probation,
        int goodCalls,
        OptionalInt movesPerDay,
        int headroomPercent,
        double ratingGain,
        double ratingPoor,
        Duration provenWithin,
        Duration bootGrace,
        Duration linkGrace,
        int stormChanges,
        Duration commonWindow,
        Duration recovery,
        Optional<FailBackHours> failBackHours,
        SelfHeal selfHeal) {

    /** A policy with the usual limits on making the PBX register again. */
    public RoutingPolicy(
            String name,
            Duration dwell,
            Duration holdOut,
            Duration holdOutCap,
            Duration calm,
            Duration probation,
            int goodCalls,
            OptionalInt movesPerDay,
            int headroomPercent,
            double ratingGain,
            double ratingPoor,
            Duration provenWithin,
            Duration bootGrace,
            Duration linkGrace,
            int stormChanges,
            Duration commonWindow,
            Duration recovery,
            Optional<FailBackHours> failBackHours) {
        this(
                name,
                dwell,
                holdOut,
                holdOutCap,
                calm,
                probation,
                goodCalls,
                movesPerDay,
                headroomPercent,
                ratingGain,
                ratingPoor,
                provenWithin,
                bootGrace,
                linkGrace,
                stormChanges,
                commonWindow,
                recovery,
                failBackHours,
                SelfHeal.DEFAULTS);
    }

    private static final Duration DAY = Duration.ofDays(1);

    /** A day in the exercise is 24 min: everything that waits waits a sixtieth. */
    private static final int EXERCISE_PACE = 60;

    /**
     * A daily span of time; over midnight when {@code from} is later than {@code until}.
     *
     * @param zone whose wall clock counts
     */
    public record FailBackHours(LocalTime from, LocalTime until, ZoneId zone) {
        boolean contains(LocalTime time) {
            boolean afterFrom = !time.isBefore(from);
            boolean beforeUntil = time.isBefore(until);
            return from.isBefore(until) ? afterFrom && beforeUntil : afterFrom || beforeUntil;
        }
    }

    /** @throws IllegalArgumentException naming the field whose value is impossible, and its bounds */
    public RoutingPolicy {
        within("dwell", dwell, Duration.ZERO, DAY);
        within("holdOut", holdOut, Duration.ZERO, Duration.ofHours(4));
        within("holdOutCap", holdOutCap, holdOut, DAY);
        within("calm", calm, Duration.ZERO, DAY);
        within("probation", probation, Duration.ZERO, DAY);
        within("goodCalls", goodCalls, 0, 1_000);
        movesPerDay.ifPresent(moves -> within("movesPerDay", moves, 1, 1_000));
        within("headroomPercent", headroomPercent, 0, 90);
        within("ratingGain", ratingGain, 0, 93);
        within("ratingPoor", ratingPoor, 0, 93);
        within("provenWithin", provenWithin, Duration.ofMinutes(1), Duration.ofDays(30));
        within("bootGrace", bootGrace, Duration.ZERO, Duration.ofHours(1));
        within("linkGrace", linkGrace, Duration.ZERO, Duration.ofHours(1));
        within("stormChanges", stormChanges, 1, 10_000);
        within("commonWindow", commonWindow, Duration.ofSeconds(1), Duration.ofMinutes(10));
        within("recovery", recovery, Duration.ZERO, Duration.ofHours(1));
    }

    /** The default. */
    public static RoutingPolicy balanced() {
        return profile("balanced", minutes(20), minutes(15), 5, OptionalInt.of(6), minutes(5), minutes(5));
    }

    /**
     * For a clinic: calls that go on count for more than calls that sound well. Back only outside business hours.
     *
     * @param zone of the business hours: put back from 19:00 to 07:00 there
     */
    public static RoutingPolicy continuity(ZoneId zone) {
        var hours = new FailBackHours(LocalTime.of(19, 0), LocalTime.of(7, 0), zone);
        return profile("continuity", minutes(60), minutes(30), 10, OptionalInt.of(2), minutes(10), minutes(10))
                .withFailBackHours(Optional.of(hours));
    }

    /** For sales: quick to leave, quick to return, a move more or less does not matter. */
    public static RoutingPolicy availability() {
        return profile("availability", minutes(10), minutes(10), 3, OptionalInt.of(12), minutes(3), minutes(3));
    }

    /**
     * Balanced, with the durations of routing divided by 60 and budgets off: for practice and for tests that must see a fail-back.
     * What depends on the speed of probes, not of people (link grace, common cause and the recovery from it), stays usable: probes
     * are no faster in an exercise.
     */
    public static RoutingPolicy exercise() {
        RoutingPolicy real = balanced();
        return new RoutingPolicy(
                "exercise",
                real.dwell.dividedBy(EXERCISE_PACE),
                real.holdOut.dividedBy(EXERCISE_PACE),
                real.holdOutCap.dividedBy(EXERCISE_PACE),
                real.calm.dividedBy(EXERCISE_PACE),
                real.probation.dividedBy(EXERCISE_PACE),
                real.goodCalls,
                OptionalInt.empty(),
                real.headroomPercent,
                real.ratingGain,
                real.ratingPoor,
                real.provenWithin,
                real.bootGrace.dividedBy(EXERCISE_PACE),
                Duration.ofSeconds(5),
                real.stormChanges,
                real.commonWindow,
                Duration.ofSeconds(15),
                Optional.empty());
    }

    /** The same policy, put back only in these hours. */
    public RoutingPolicy withFailBackHours(Optional<FailBackHours> hours) {
        return new RoutingPolicy(
                name,
                dwell,
                holdOut,
                holdOutCap,
                calm,
                probation,
                goodCalls,
                movesPerDay,
                headroomPercent,
                ratingGain,
                ratingPoor,
                provenWithin,
                bootGrace,
                linkGrace,
                stormChanges,
                commonWindow,
                recovery,
                hours,
                selfHeal);
    }

    /** How long a trunk is held out at its {@code nth} fault within 24 h, counted from 1: 1×, 2×, 4× … up to the cap. */
    public Duration holdOutFor(int nth) {
        Duration length = holdOut;
        for (int fault = 1; fault < nth && length.compareTo(holdOutCap) < 0 && !length.isZero(); fault++) {
            length = length.multipliedBy(2);
        }
        return length.compareTo(holdOutCap) > 0 ? holdOutCap : length;
    }

    private static RoutingPolicy profile(
            String name,
            Duration dwell,
            Duration probation,
            int goodCalls,
            OptionalInt moves,
            Duration bootGrace,
            Duration calm) {
        return new RoutingPolicy(
                name,
                dwell,
                dwell,
                Duration.ofHours(4),
                calm,
                probation,
                goodCalls,
                moves,
                10,
                10,
                50,
                DAY,
                bootGrace,
                Duration.ofSeconds(10),
                6,
                Duration.ofSeconds(20),
                Duration.ofSeconds(90),
                Optional.empty());
    }

    private static Duration minutes(long minutes) {
        return Duration.ofMinutes(minutes);
    }

    private static void within(String field, Duration value, Duration least, Duration most) {
        if (value.compareTo(least) < 0 || value.compareTo(most) > 0) {
            throw new IllegalArgumentException(field + ": " + value + " must lie between " + least + " and " + most);
        }
    }

    private static void within(String field, double value, double least, double most) {
        if (!(value >= least && value <= most)) {
            throw new IllegalArgumentException(field + ": " + value + " must lie between " + least + " and " + most);
        }
    }
}
