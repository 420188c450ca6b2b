package org.trunkpilot.journal;

import java.time.Duration;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * {@code trunkpilot.journal}: how much of what the cores were told is kept.
 *
 * @param megabytes on disk, all PBXes together; the oldest hour goes first. 0 keeps none. A day of 50 trunks and 20,000 calls takes
 *     about 25, one of two trunks 1
 * @param age older hours are deleted
 * @param queue inputs that may wait for the disk; beyond that they are lost, counted, and the journal says where
 * @param flush longest wait of an input while the disk is well: what a power cut of our own machine may cost
 */
public record JournalSettings(
        @DefaultValue("512") int megabytes,
        @DefaultValue("30d") Duration age,
        @DefaultValue("50000") int queue,
        @DefaultValue("1s") Duration flush) {
    private static final Duration LONGEST = Duration.ofDays(400);

    /** @throws IllegalArgumentException naming the key whose value is out of its range */
    public JournalSettings {
        within("megabytes", megabytes, 0, 1_000_000);
        within("queue", queue, 100, 1_000_000);
        within("age", age, Duration.ofHours(1), LONGEST);
        within("flush", flush, Duration.ofMillis(10), Duration.ofMinutes(1));
    }

    /** All as it is when nothing is set. */
    public static JournalSettings defaults() {
        return new JournalSettings(512, Duration.ofDays(30), 50_000, Duration.ofSeconds(1));
    }

    private static void within(String key, int value, int least, int most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(
                    "trunkpilot.journal." + key + " is " + value + "; give " + least + " to " + most);
        }
    }

    private static void within(String key, Duration value, Duration least, Duration most) {
        if (value.compareTo(least) < 0 || value.compareTo(most) > 0) {
            throw new IllegalArgumentException(
                    "trunkpilot.journal." + key + " is " + value + "; give " + least + " to " + most);
        }
    }
}
