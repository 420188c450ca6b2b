package org.trunkpilot.timeline;

import java.time.Duration;
import org.springframework.boot.context.properties.bind.DefaultValue;

/** {@code trunkpilot.timeline}: how long the record is kept, and how much of it may wait for the database. */
public record TimelineSettings(
        @DefaultValue Retention retention, @DefaultValue Queue queue) {

    /** All as it is when nothing is set. */
    public static TimelineSettings defaults() {
        return new TimelineSettings(
                new Retention(Duration.ofDays(400), Duration.ofDays(400), Duration.ofDays(90), Duration.ofDays(90)),
                new Queue(50_000, 10_000, 1_000, Duration.ofSeconds(1)));
    }

    /**
     * How long rows are kept, at least an hour; older ones are deleted within the hour.
     *
     * @param entries 400 days: last year's incident can be compared with this year's
     * @param decisions likewise
     * @param legs 90 days: personal data, even without the number
     * @param minutes 90 days; 200 trunks make 288,000 rows a day
     */
    public record Retention(
            @DefaultValue("400d") Duration entries,
            @DefaultValue("400d") Duration decisions,
            @DefaultValue("90d") Duration legs,
            @DefaultValue("90d") Duration minutes) {
        /** @throws IllegalArgumentException when a time is below an hour */
        public Retention {
            atLeastAnHour(entries, "entries");
            atLeastAnHour(decisions, "decisions");
            atLeastAnHour(legs, "legs");
            atLeastAnHour(minutes, "minutes");
        }
    }

    /**
     * What may wait in memory while the database is slow or down.
     *
     * @param held entries and decisions; beyond that the oldest entries are dropped and counted, decisions last. 50,000
     *     are about 50 MB, or a day of a busy site
     * @param samples legs and minutes; beyond that the oldest are dropped and counted. 10,000 are about 10 MB
     * @param batch rows a transaction; that many waiting rows are written at once
     * @param flush longest wait of a row while the database is well: what a power cut of our own machine may cost
     */
    public record Queue(
            @DefaultValue("50000") int held,
            @DefaultValue("10000") int samples,
            @DefaultValue("1000") int batch,
            @DefaultValue("1s") Duration flush) {
        private static final Duration QUICKEST = Duration.ofMillis(10);
        private static final Duration SLOWEST = Duration.ofMinutes(1);

        /** @throws IllegalArgumentException when a value is out of its range */
        public Queue {
            within(held, 100, 1_000_000, "queue.held");
            within(samples, 0, 1_000_000, "queue.samples");
            within(batch, 1, 10_000, "queue.batch");
            if (flush.compareTo(QUICKEST) < 0 || flush.compareTo(SLOWEST) > 0) {
                throw new IllegalArgumentException(
                        "trunkpilot.timeline.queue.flush is " + flush + "; give " + QUICKEST + " to " + SLOWEST);
            }
        }
    }

    private static void atLeastAnHour(Duration kept, String table) {
        Duration hour = Duration.ofHours(1);
        if (kept.compareTo(hour) < 0) {
            throw new IllegalArgumentException(
                    "trunkpilot.timeline.retention." + table + " is " + kept + "; give at least " + hour);
        }
    }

    private static void within(int value, int least, int most, String key) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(
                    "trunkpilot.timeline." + key + " is " + value + "; give " + least + " to " + most);
        }
    }
}
