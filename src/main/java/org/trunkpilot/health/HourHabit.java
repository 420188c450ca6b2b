package org.trunkpilot.health;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.trunkpilot.health.HealthPolicy.Habit;
import org.trunkpilot.signal.Progress;
import org.trunkpilot.trunk.Destination;

/**
 * How soon one kind of calls is used to ring at each time of the day, over about the last four weeks.
 *
 * <p>A small histogram for each block of hours (UTC, so a summer time shifts it by an hour, which a block of four bears), each bucket
 * 15 % wide, fading with the time constant of the policy. Calls are counted hour by hour, and an hour is learned when it is
 * over: so what has to be kept over a restart changes once an hour, and an hour in which calls rang plainly late is struck as a
 * whole, or a fault that lasts would become the habit.
 *
 * <p>A block with too few calls falls back on the whole day; with too few of them there is no habit.
 */
final class HourHabit {
    /** From 100 ms in steps of 15 % to 82 s: beyond the patience of callers and the time-outs of dialplans. */
    private static final int BUCKETS = 48;

    private static final double LEAST_MILLIS = 100;
    private static final double STEP = Math.log(1.15);
    private static final Duration HOUR = Duration.ofHours(1);

    private final Habit policy;
    private final double[][] counts;
    private final Instant[] learnedAt;
    private final double[] hour = new double[BUCKETS];
    private Instant hourBegan = Instant.MIN;
    private boolean struck;

    HourHabit(Habit policy) {
        this.policy = policy;
        int blocks = 24 / policy.blockHours();
        this.counts = new double[blocks][BUCKETS];
        this.learnedAt = new Instant[blocks];
        Arrays.fill(learnedAt, Instant.MIN);
    }

    /**
     * What is usual.
     *
     * @param median half of the calls ring within it
     * @param mostly four of five calls do
     */
    record Usual(Duration median, Duration mostly) {}

    /** @param late whether calls ring plainly late just now: this hour is not to be learned */
    void count(Duration delay, boolean late, Instant at) {
        turn(at);
        struck |= late;
        double millis = Math.max(LEAST_MILLIS, (double) delay.toMillis());
        hour[(int) Math.min(BUCKETS - 1, Math.log(millis / LEAST_MILLIS) / STEP)]++;
    }

    /** What is usual at this hour; empty before enough is known. */
    Optional<Usual> usual(Instant at) {
        turn(at);
        var block = faded(block(at), at);
        if (sum(block) >= policy.samples()) {
            return Optional.of(usual(block));
        }
        var day = new double[BUCKETS];
        for (int b = 0; b < counts.length; b++) {
            var part = faded(b, at);
            for (int i = 0; i < BUCKETS; i++) {
                day[i] += part[i];
            }
        }
        return sum(day) >= policy.samples() ? Optional.of(usual(day)) : Optional.empty();
    }

    private void turn(Instant at) {
        if (!hourBegan.equals(Instant.MIN) && at.isBefore(hourBegan.plus(HOUR))) {
            return;
        }
        if (!hourBegan.equals(Instant.MIN) && !struck && sum(hour) > 0) {
            int block = block(hourBegan);
            var before = faded(block, hourBegan);
            for (int i = 0; i < BUCKETS; i++) {
                counts[block][i] = before[i] + hour[i];
            }
            learnedAt[block] = hourBegan;
        }
        Arrays.fill(hour, 0);
        struck = false;
        long seconds = at.getEpochSecond();
        hourBegan = Instant.ofEpochSecond(seconds - Math.floorMod(seconds, HOUR.toSeconds()));
    }

    private int block(Instant at) {
        return at.atOffset(ZoneOffset.UTC).getHour() / policy.blockHours();
    }

    /** The counts of a block as they weigh now; nothing once they are older than they may be. */
    private double[] faded(int block, Instant at) {
        if (learnedAt[block].equals(Instant.MIN)
                || !at.isBefore(learnedAt[block].plus(policy.keptFor()).plus(HOUR))) {
            return new double[BUCKETS];
        }
        double age = (double) Math.max(0, Duration.between(learnedAt[block], at).toSeconds());
        double keep = Math.exp(-age / policy.keptFor().toSeconds());
        return Arrays.stream(counts[block]).map(c -> c * keep).toArray();
    }

    private static double sum(double[] block) {
        return Arrays.stream(block).sum();
    }

    private static Usual usual(double[] block) {
        return new Usual(quantile(block, 0.5), quantile(block, 0.8));
    }

    /** Within its bucket evenly on the logarithm. */
    private static Duration quantile(double[] block, double share) {
        double left = share * sum(block);
        int i = 0;
        while (i < BUCKETS - 1 && left > block[i]) {
            left -= block[i];
            i++;
        }
        double within = block[i] == 0 ? 0 : Math.min(1, left / block[i]);
        return Duration.ofMillis(Math.round(LEAST_MILLIS * Math.exp(STEP * (i + within))));
    }

    /** What must outlive a restart: the hours that are over. */
    List<RingingHabit> kept(Progress.Kind kind, Destination destination) {
        var kept = new ArrayList<RingingHabit>();
        for (int b = 0; b < counts.length; b++) {
            var buckets = new TreeMap<Integer, Double>();
            for (int i = 0; i < BUCKETS; i++) {
                // Less than a twentieth of a call would be written as none.
                if (counts[b][i] >= 0.05) {
                    buckets.put(i, counts[b][i]);
                }
            }
            if (!buckets.isEmpty()) {
                kept.add(new RingingHabit(kind, destination, b, policy.blockHours(), learnedAt[b], buckets));
            }
        }
        return kept;
    }

    /** Takes up what was known before a restart. */
    void recall(RingingHabit habit) {
        int b = habit.block();
        if (habit.blockHours() != policy.blockHours() || b < 0 || b >= counts.length) {
            return;
        }
        Arrays.fill(counts[b], 0);
        habit.counts().forEach((i, count) -> {
            if (i >= 0 && i < BUCKETS) {
                counts[b][i] = count;
            }
        });
        learnedAt[b] = habit.at();
    }
}
