package org.trunkpilot.dashboard;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.function.ToIntFunction;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import org.jspecify.annotations.Nullable;
import org.trunkpilot.dashboard.HistoryJson.StepJson;
import org.trunkpilot.health.TrunkMinute;
import org.trunkpilot.health.Verdict;

/**
 * Minutes of a trunk folded into steps of a chart.
 *
 * <p>What is bad must stay visible however wide the step: verdict, score and ratings are the worst of theirs. Delays and losses
 * are means weighted by the calls behind them; percentiles cannot be folded exactly, so the median is such a mean and the 95th
 * is the highest.
 */
final class History {
    /** More than a chart has pixels for. */
    static final int MOST_STEPS = 1500;

    static final Duration MINUTE = Duration.ofMinutes(1);

    private History() {}

    /** The shortest whole number of minutes that keeps a span within {@link #MOST_STEPS}. */
    static Duration fittingStep(Instant from, Instant to) {
        long minutes = Duration.between(from, to).toMinutes();
        return Duration.ofMinutes(Math.max(1, (minutes + MOST_STEPS - 1) / MOST_STEPS));
    }

    /** Steps begin at whole multiples of {@code step} since the epoch, so that two requests cut alike. */
    static List<StepJson> fold(List<TrunkMinute> minutes, Duration step) {
        long seconds = step.toSeconds();
        return minutes.stream()
                .collect(Collectors.groupingBy(
                        minute -> Math.floorDiv(minute.minute().getEpochSecond(), seconds) * seconds,
                        TreeMap::new,
                        Collectors.toList()))
                .entrySet()
                .stream()
                .map(entry -> fold(Instant.ofEpochSecond(entry.getKey()), entry.getValue()))
                .toList();
    }

    private static StepJson fold(Instant at, List<TrunkMinute> minutes) {
        ToDoubleFunction<TrunkMinute> bySeizures = minute -> Math.max(1, minute.seizures());
        ToDoubleFunction<TrunkMinute> byCalls = minute -> Math.max(1, minute.mostLiveCalls());
        return new StepJson(
                at,
                minutes.stream()
                        .map(TrunkMinute::verdict)
                        .max(Comparator.comparingInt(History::badness))
                        .orElseThrow(),
                lowestScore(minutes),
                sum(minutes, TrunkMinute::seizures),
                sum(minutes, TrunkMinute::answers),
                sum(minutes, TrunkMinute::carrierFaults),
                sum(minutes, TrunkMinute::calleeEnds),
                sum(minutes, TrunkMinute::otherEnds),
                minutes.stream().mapToInt(TrunkMinute::mostLiveCalls).max().orElse(0),
                mean(minutes, TrunkMinute::pddP50Millis, bySeizures),
                highest(minutes, TrunkMinute::pddP95Millis),
                mean(minutes, TrunkMinute::lossInboundPercent, byCalls),
                mean(minutes, TrunkMinute::lossOutboundPercent, byCalls),
                mean(minutes, TrunkMinute::jitterInboundMillis, byCalls),
                mean(minutes, TrunkMinute::jitterOutboundMillis, byCalls),
                mean(minutes, TrunkMinute::roundTripMillis, byCalls),
                lowest(minutes, TrunkMinute::ratingInbound),
                lowest(minutes, TrunkMinute::ratingOutbound));
    }

    /** UNKNOWN is least bad here: one silent minute must not hide an outage in the same step, nor a healthy one. */
    private static int badness(Verdict verdict) {
        return switch (verdict) {
            case UNKNOWN -> 0;
            case HEALTHY -> 1;
            case SUSPECT -> 2;
            case DEGRADED -> 3;
            case DOWN -> 4;
        };
    }

    private static @Nullable Integer lowestScore(List<TrunkMinute> minutes) {
        OptionalInt lowest = minutes.stream()
                .map(TrunkMinute::score)
                .filter(OptionalInt::isPresent)
                .mapToInt(OptionalInt::getAsInt)
                .min();
        return lowest.isPresent() ? lowest.getAsInt() : null;
    }

    private static int sum(List<TrunkMinute> minutes, ToIntFunction<TrunkMinute> figure) {
        return minutes.stream().mapToInt(figure).sum();
    }

    private static @Nullable Double highest(List<TrunkMinute> minutes, Function<TrunkMinute, OptionalDouble> figure) {
        return TrunkJson.boxed(present(minutes, figure).max());
    }

    private static @Nullable Double lowest(List<TrunkMinute> minutes, Function<TrunkMinute, OptionalDouble> figure) {
        return TrunkJson.boxed(present(minutes, figure).min());
    }

    private static DoubleStream present(List<TrunkMinute> minutes, Function<TrunkMinute, OptionalDouble> figure) {
        return minutes.stream().map(figure).filter(OptionalDouble::isPresent).mapToDouble(OptionalDouble::getAsDouble);
    }

    private static @Nullable Double mean(
            List<TrunkMinute> minutes,
            Function<TrunkMinute, OptionalDouble> figure,
            ToDoubleFunction<TrunkMinute> weight) {
        double sum = 0;
        double weights = 0;
        for (TrunkMinute minute : minutes) {
            OptionalDouble value = figure.apply(minute);
            if (value.isPresent()) {
                sum += value.getAsDouble() * weight.applyAsDouble(minute);
                weights += weight.applyAsDouble(minute);
            }
        }
        return TrunkJson.boxed(weights == 0 ? OptionalDouble.empty() : OptionalDouble.of(sum / weights));
    }
}
