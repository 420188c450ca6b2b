package org.trunkpilot.dashboard;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.trunkpilot.dashboard.ReportJson.Count;
import org.trunkpilot.dashboard.ReportJson.Incident;
import org.trunkpilot.dashboard.ReportJson.Spread;
import org.trunkpilot.dashboard.ReportJson.TrunkReport;
import org.trunkpilot.health.CallLeg;
import org.trunkpilot.health.TrunkMinute;
import org.trunkpilot.health.Verdict;
import org.trunkpilot.timeline.Timeline.StoredLeg;
import org.trunkpilot.trunk.PbxId;
import org.trunkpilot.trunk.TrunkId;

/**
 * One trunk's part of a provider's report, from its minutes, its calls and what was said about it.
 *
 * @param minutes oldest first
 * @param legs in any order
 * @param verdicts when a verdict was told, and its words, oldest first
 * @param cut whether there are more calls than were read
 */
record ProviderReport(
        PbxId pbx, TrunkId trunk, List<TrunkMinute> minutes, List<StoredLeg> legs, List<Said> verdicts, boolean cut) {
    /** Two troubles with fewer good minutes between them are one incident on a ticket. */
    private static final Duration GAP = Duration.ofMinutes(5);

    /** Below this nearly all users are dissatisfied (G.107 Annex B: R 60 and MOS 3.1). */
    static final double BAD_RATING = 60;

    private static final int REFERENCES = 10;
    private static final int MOST_WORDS = 6;

    private static final double[] RATINGS = {50, 60, 70, 80, 90};
    private static final double[] DELAYS = {1_000, 2_000, 4_000, 8_000};

    /** A sentence of the record. */
    record Said(Instant at, String words) {}

    TrunkReport json() {
        return new TrunkReport(
                pbx.name(),
                trunk.name(),
                Arrays.stream(Verdict.values())
                        .map(verdict -> new Count(verdict.name(), minutesOf(verdict)))
                        .toList(),
                availabilityPercent(),
                minutes.stream().mapToInt(TrunkMinute::seizures).sum(),
                minutes.stream().mapToInt(TrunkMinute::answers).sum(),
                minutes.stream().mapToInt(TrunkMinute::carrierFaults).sum(),
                faultClasses(),
                spread(
                        legs.stream()
                                .map(CallJson::of)
                                .map(CallJson::pddMillis)
                                .flatMap(Stream::ofNullable)
                                .mapToDouble(Long::doubleValue),
                        DELAYS),
                spread(ratings(CallLeg::worstRatingInbound), RATINGS),
                spread(ratings(CallLeg::worstRatingOutbound), RATINGS),
                incidents(),
                cut);
    }

    private long minutesOf(Verdict verdict) {
        return minutes.stream().filter(minute -> minute.verdict() == verdict).count();
    }

    private @Nullable Double availabilityPercent() {
        long known = minutes.size() - minutesOf(Verdict.UNKNOWN);
        return known == 0 ? null : 100.0 * (known - minutesOf(Verdict.DOWN)) / known;
    }

    private List<Count> faultClasses() {
        Map<String, Long> byClass = legs.stream()
                .map(StoredLeg::leg)
                .filter(leg -> leg.outcome() == CallLeg.Outcome.CARRIER_FAULT)
                .collect(Collectors.groupingBy(ProviderReport::faultClass, TreeMap::new, Collectors.counting()));
        return byClass.entrySet().stream()
                .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
                .map(entry -> new Count(entry.getKey(), entry.getValue()))
                .toList();
    }

    private static String faultClass(CallLeg leg) {
        if (leg.sip().isPresent()) {
            return "SIP " + leg.sip().getAsInt();
        }
        return switch (leg.endedBy()) {
            case PROGRESS_TIMEOUT -> "no 180 or 183 in time";
            case CALLER -> "caller gave up before it rang";
            default -> leg.q850().isPresent() ? "Q.850 cause " + leg.q850().getAsInt() : "no code told";
        };
    }

    private DoubleStream ratings(Function<CallLeg, OptionalDouble> rating) {
        return legs.stream().map(StoredLeg::leg).map(rating).flatMapToDouble(OptionalDouble::stream);
    }

    /** Percentiles by nearest rank, and how many lie in each class between the bounds. */
    private static Spread spread(DoubleStream figures, double[] bounds) {
        double[] sorted = figures.sorted().toArray();
        List<Count> classes = new ArrayList<>();
        for (int i = 0; i <= bounds.length; i++) {
            double low = i == 0 ? Double.NEGATIVE_INFINITY : bounds[i - 1];
            double high = i == bounds.length ? Double.POSITIVE_INFINITY : bounds[i];
            String name = i == 0
                    ? "below " + whole(high)
                    : i == bounds.length ? whole(low) + " and more" : whole(low) + " to " + whole(high);
            classes.add(new Count(
                    name,
                    Arrays.stream(sorted).filter(x -> x >= low && x < high).count()));
        }
        return new Spread(sorted.length, rank(sorted, 5), rank(sorted, 50), rank(sorted, 95), classes);
    }

    private static String whole(double bound) {
        return Long.toString(Math.round(bound));
    }

    private static @Nullable Double rank(double[] sorted, int percent) {
        return sorted.length == 0 ? null : sorted[Math.max(0, (sorted.length * percent + 99) / 100 - 1)];
    }

    private List<Incident> incidents() {
        List<List<TrunkMinute>> runs = new ArrayList<>();
        for (TrunkMinute minute : minutes) {
            if (minute.verdict() != Verdict.DOWN && minute.verdict() != Verdict.DEGRADED) {
                continue;
            }
            List<TrunkMinute> last = runs.isEmpty() ? List.of() : runs.get(runs.size() - 1);
            if (last.isEmpty() || minute.minute().isAfter(end(last).plus(GAP))) {
                last = new ArrayList<>();
                runs.add(last);
            }
            last.add(minute);
        }
        return runs.stream().map(this::incident).toList();
    }

    private static Instant end(List<TrunkMinute> run) {
        return run.get(run.size() - 1).minute().plus(History.MINUTE);
    }

    private Incident incident(List<TrunkMinute> run) {
        Instant from = run.get(0).minute();
        Instant to = end(run);
        List<StoredLeg> bad = legs.stream()
                .filter(stored -> isBad(stored.leg()))
                .filter(stored -> stored.leg().seized().isBefore(to)
                        && !stored.leg().ended().isBefore(from))
                .sorted(Comparator.comparing(stored -> stored.leg().seized()))
                .toList();
        boolean down = run.stream().anyMatch(minute -> minute.verdict() == Verdict.DOWN);
        return new Incident(
                from,
                to,
                down ? Verdict.DOWN : Verdict.DEGRADED,
                run.stream().mapToInt(TrunkMinute::seizures).sum(),
                run.stream().mapToInt(TrunkMinute::carrierFaults).sum(),
                TrunkJson.boxed(figures(run, TrunkMinute::lossInboundPercent).max()),
                TrunkJson.boxed(figures(run, TrunkMinute::lossOutboundPercent).max()),
                TrunkJson.boxed(figures(run, TrunkMinute::ratingInbound).min()),
                TrunkJson.boxed(figures(run, TrunkMinute::ratingOutbound).min()),
                verdicts.stream()
                        .filter(said -> !said.at().isBefore(from) && said.at().isBefore(to))
                        .map(Said::words)
                        .limit(MOST_WORDS)
                        .toList(),
                bad.size(),
                bad.stream().limit(REFERENCES).map(CallJson::of).toList());
    }

    private static DoubleStream figures(List<TrunkMinute> run, Function<TrunkMinute, OptionalDouble> figure) {
        return run.stream().map(figure).flatMapToDouble(OptionalDouble::stream);
    }

    /** Whether a provider would be asked about it. */
    static boolean isBad(CallLeg leg) {
        return leg.outcome() == CallLeg.Outcome.CARRIER_FAULT
                || leg.worstRatingInbound().orElse(100) < BAD_RATING
                || leg.worstRatingOutbound().orElse(100) < BAD_RATING;
    }
}
