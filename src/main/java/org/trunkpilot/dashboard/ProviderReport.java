package org.trunkpilot.dashboard;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.trunkpilot.dashboard.ReportJson.Count;
import org.trunkpilot.dashboard.ReportJson.Incident;
import org.trunkpilot.dashboard.ReportJson.Spread;
import org.trunkpilot.dashboard.ReportJson.TrunkReport;
import org.trunkpilot.health.Attribution;
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
 * @param blames when whose fault was told, oldest first
 * @param cut whether there are more calls than were read
 */
record ProviderReport(
        PbxId pbx,
        TrunkId trunk,
        List<TrunkMinute> minutes,
        List<StoredLeg> legs,
        List<Said> verdicts,
        List<Blamed> blames,
        boolean cut) {
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

    /**
     * From then on it was this one's fault.
     *
     * @param whose empty when nobody was blamed any more
     */
    record Blamed(Instant at, Optional<Attribution> whose) {}

    /** Whose trouble no provider is to be asked about. */
    private static final Set<Attribution> OTHERS =
            EnumSet.of(Attribution.UPLINK, Attribution.PBX, Attribution.LAN_PHONES, Attribution.CALLEE);

    TrunkReport json() {
        Map<Instant, Attribution> culprits = culprits();
        Predicate<TrunkMinute> byOthers = minute -> OTHERS.contains(culprits.get(minute.minute()));
        List<CallLeg> faults = legs.stream()
                .map(StoredLeg::leg)
                .filter(leg -> leg.outcome() == CallLeg.Outcome.CARRIER_FAULT)
                .filter(leg -> !OTHERS.contains(culprits.get(leg.ended().truncatedTo(ChronoUnit.MINUTES))))
                .toList();
        return new TrunkReport(
                pbx.name(),
                trunk.name(),
                Arrays.stream(Verdict.values())
                        .map(verdict -> new Count(verdict.name(), minutesOf(verdict)))
                        .toList(),
                availabilityPercent(byOthers),
                down(byOthers),
                minutes.stream().mapToInt(TrunkMinute::seizures).sum(),
                minutes.stream().mapToInt(TrunkMinute::answers).sum(),
                cut
                        ? minutes.stream()
                                .filter(byOthers.negate())
                                .mapToInt(TrunkMinute::carrierFaults)
                                .sum()
                        : faults.size(),
                faultClasses(faults),
                spread(
                        legs.stream()
                                .map(CallJson::of)
                                .map(CallJson::pddMillis)
                                .flatMap(Stream::ofNullable)
                                .mapToDouble(Long::doubleValue),
                        DELAYS),
                spread(ratings(CallLeg::worstRatingInbound), RATINGS),
                spread(ratings(CallLeg::worstRatingOutbound), RATINGS),
                incidents(culprits),
                cut);
    }

    private long minutesOf(Verdict verdict) {
        return minutes.stream().filter(minute -> minute.verdict() == verdict).count();
    }

    private long down(Predicate<TrunkMinute> which) {
        return minutes.stream()
                .filter(minute -> minute.verdict() == Verdict.DOWN)
                .filter(which)
                .count();
    }

    private @Nullable Double availabilityPercent(Predicate<TrunkMinute> byOthers) {
        long judged = minutes.size() - minutesOf(Verdict.UNKNOWN) - down(byOthers);
        return judged == 0 ? null : 100.0 * (judged - down(byOthers.negate())) / judged;
    }

    /**
     * Who was blamed last in each minute that was not well. A blame ends with the trouble even if nobody said so: we may have been
     * restarted between.
     */
    private Map<Instant, Attribution> culprits() {
        Map<Instant, Attribution> culprits = new HashMap<>();
        Iterator<Blamed> told = blames.iterator();
        Optional<Blamed> next = told.hasNext() ? Optional.of(told.next()) : Optional.empty();
        Optional<Attribution> standing = Optional.empty();
        for (TrunkMinute minute : minutes) {
            Optional<Attribution> stood = standing;
            while (next.isPresent() && next.get().at().isBefore(minute.minute().plus(History.MINUTE))) {
                standing = next.get().whose();
                stood = standing.isPresent() ? standing : stood;
                next = told.hasNext() ? Optional.of(told.next()) : Optional.empty();
            }
            if (minute.verdict() == Verdict.HEALTHY) {
                standing = Optional.empty();
            } else {
                stood.ifPresent(whose -> culprits.put(minute.minute(), whose));
            }
        }
        return culprits;
    }

    private List<Count> faultClasses(List<CallLeg> faults) {
        Map<String, Long> byClass = faults.stream()
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

    private List<Incident> incidents(Map<Instant, Attribution> culprits) {
        List<List<TrunkMinute>> runs = new ArrayList<>();
        for (TrunkMinute minute : minutes) {
            if (minute.verdict() != Verdict.DOWN && minute.verdict() != Verdict.DEGRADED) {
                continue;
            }
            List<TrunkMinute> last = runs.isEmpty() ? List.of() : runs.get(runs.size() - 1);
            if (last.isEmpty()
                    || minute.minute().isAfter(end(last).plus(GAP))
                    || isOthers(culprits, minute) != isOthers(culprits, last.get(last.size() - 1))) {
                last = new ArrayList<>();
                runs.add(last);
            }
            last.add(minute);
        }
        return runs.stream().map(run -> incident(run, culprits)).toList();
    }

    private static boolean isOthers(Map<Instant, Attribution> culprits, TrunkMinute minute) {
        return OTHERS.contains(culprits.get(minute.minute()));
    }

    private static Instant end(List<TrunkMinute> run) {
        return run.get(run.size() - 1).minute().plus(History.MINUTE);
    }

    private Incident incident(List<TrunkMinute> run, Map<Instant, Attribution> culprits) {
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
                run.stream()
                        .map(minute -> culprits.get(minute.minute()))
                        .filter(Objects::nonNull)
                        .reduce((first, last) -> last)
                        .orElse(null),
                run.stream().mapToInt(TrunkMinute::seizures).sum(),
                (int) bad.stream()
                        .filter(stored -> stored.leg().outcome() == CallLeg.Outcome.CARRIER_FAULT)
                        .count(),
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
