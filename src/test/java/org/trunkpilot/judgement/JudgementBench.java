package org.trunkpilot.judgement;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.trunkpilot.judgement.Judge.Named;
import org.trunkpilot.trunk.Inventory;

/**
 * Judges all incidents and writes the tables of {@code docs/judgement.md}: {@code ./mvnw -q verify -Pbench -Dit.test=JudgementBench}.
 *
 * <p>While tuning: {@code -Djudgement.tuning=true} prints how the tuning incidents go and writes nothing, {@code -Djudgement.cause=REGEX} (or
 * {@code PAIRS}) takes some of them, {@code -Djudgement.seed=N} tells all that happens in one, {@code -Djudgement.every=N} one in N.
 */
class JudgementBench {
    private static final Path PAGE = Path.of("docs/judgement.md");
    private static final String FROM = "<!-- written by JudgementBench -->";
    private static final String TO = "<!-- end -->";

    @Test
    void writesTheTables() {
        main(new String[0]);
    }

    public static void main(String[] none) {
        if (Boolean.getBoolean("judgement.tuning")) {
            tune();
            return;
        }
        List<Incident> incidents = Incident.all(Incident.TEST_SEEDS);
        List<Trial.Verdict> product = judged(incidents, Product::new);
        List<Trial.Verdict> pings = judged(incidents, Naive::pings);
        List<Trial.Verdict> window = judged(incidents, Naive::window);
        var page = new StringBuilder();
        page.append(heads(incidents));
        page.append(compared(product, pings, window));
        page.append("\n### Trunkpilot\n\nRows are what was broken, columns what was said.\n\n")
                .append(matrix(product));
        page.append("\n### By cause\n\n").append(causes(product));
        page.append("\n### Every miss\n\n").append(misses(product));
        page.append("\n### Ping-only\n\n").append(matrix(pings));
        page.append("\n### 30-sample window\n\n").append(matrix(window));
        write(page.toString());
    }

    private static List<Trial.Verdict> judged(List<Incident> incidents, Function<Inventory, Judge> judges) {
        return incidents.parallelStream().map(i -> Trial.of(i, judges)).toList();
    }

    private static String heads(List<Incident> incidents) {
        long pairs = incidents.stream().filter(Incident::overlapping).count();
        long low =
                incidents.stream().filter(i -> i.traffic() == Site.Traffic.LOW).count();
        return incidents.size() + " incidents of " + Cause.values().length + " kinds, " + pairs
                + " of them two causes at once, "
                + low + " at 5 to 14 calls an hour; test seeds from " + Incident.TEST_SEEDS
                + " on (the tuning seeds began at " + Incident.TUNING_SEEDS + ").\n";
    }

    private static String compared(List<Trial.Verdict> product, List<Trial.Verdict> pings, List<Trial.Verdict> window) {
        var table = new StringBuilder(
                "\n| | right attribution | right, of what is wrong | median s to the right one | right moves |"
                        + " needless | harmful | tried again too early |\n|---|---|---|---|---|---|---|---|\n");
        table.append(summary("Trunkpilot", product));
        table.append(summary("ping-only", pings));
        table.append(summary("30-sample window", window));
        return table.toString();
    }

    private static String summary(String name, List<Trial.Verdict> verdicts) {
        long all = 0;
        long right = 0;
        long faults = 0;
        long rightFaults = 0;
        var seconds = new ArrayList<Long>();
        var moves = new EnumMap<Trial.Move, Integer>(Trial.Move.class);
        for (Trial.Verdict v : verdicts) {
            for (int i = 0; i < v.truths().size(); i++) {
                boolean fault = v.truths().get(i).origin() != Origin.NOBODY;
                all++;
                right += v.right(i) ? 1 : 0;
                faults += fault ? 1 : 0;
                rightFaults += fault && v.right(i) ? 1 : 0;
                if (fault && v.right(i)) {
                    v.after().get(i).map(Duration::toSeconds).ifPresent(seconds::add);
                }
            }
            v.moves().forEach((move, count) -> moves.merge(move, count, Integer::sum));
        }
        seconds.sort(null);
        return String.format(
                Locale.ROOT,
                "| %s | %d of %d (%.1f %%) | %d of %d (%.1f %%) | %s | %d | %d | %d | %d |%n",
                name,
                right,
                all,
                100.0 * right / all,
                rightFaults,
                faults,
                100.0 * rightFaults / faults,
                seconds.isEmpty() ? "–" : seconds.get(seconds.size() / 2),
                moves.getOrDefault(Trial.Move.RIGHT, 0),
                moves.getOrDefault(Trial.Move.NEEDLESS, 0),
                moves.getOrDefault(Trial.Move.HARMFUL, 0),
                moves.getOrDefault(Trial.Move.TRIED_TOO_EARLY, 0));
    }

    /** Another carrier or uplink than the one to blame is as wrong as any other culprit. */
    private static String column(Named truth, Named said) {
        return truth.origin() == said.origin() && !truth.equals(said)
                ? "other " + said.origin()
                : said.origin().name();
    }

    private static String matrix(List<Trial.Verdict> verdicts) {
        var counts = new EnumMap<Origin, Map<String, Integer>>(Origin.class);
        for (Trial.Verdict v : verdicts) {
            for (int i = 0; i < v.truths().size(); i++) {
                counts.computeIfAbsent(v.truths().get(i).origin(), o -> new java.util.TreeMap<>())
                        .merge(column(v.truths().get(i), v.said().get(i)), 1, Integer::sum);
            }
        }
        List<String> columns =
                new ArrayList<>(Arrays.stream(Origin.values()).map(Origin::name).toList());
        columns.addAll(List.of("other CARRIER", "other UPLINK"));
        var table = new StringBuilder(
                "| was \\ said | " + String.join(" | ", columns) + " |\n|---" + "|---".repeat(columns.size()) + "|\n");
        counts.forEach((origin, row) -> table.append("| **")
                .append(origin)
                .append("** | ")
                .append(columns.stream()
                        .map(c -> {
                            Integer count = row.get(c);
                            return count == null
                                    ? ""
                                    : c.equals(origin.name()) ? "**" + count + "**" : count.toString();
                        })
                        .collect(Collectors.joining(" | ")))
                .append(" |\n"));
        return table.toString();
    }

    private static String causes(List<Trial.Verdict> verdicts) {
        var table = new StringBuilder(
                "| cause | right | median s | worst s | moves of these incidents |\n|---|---|---|---|---|\n");
        for (Cause cause : Cause.values()) {
            int all = 0;
            int right = 0;
            var seconds = new ArrayList<Long>();
            var moves = new EnumMap<Trial.Move, Integer>(Trial.Move.class);
            for (Trial.Verdict v : verdicts) {
                for (int i = 0; i < v.truths().size(); i++) {
                    if (v.incident().breakages().get(i).cause() == cause) {
                        all++;
                        right += v.right(i) ? 1 : 0;
                        Optional<Duration> after = v.after().get(i);
                        if (v.right(i) && after.isPresent()) {
                            seconds.add(after.get().toSeconds());
                        }
                        if (!v.incident().overlapping()) {
                            v.moves().forEach((move, count) -> moves.merge(move, count, Integer::sum));
                        }
                    }
                }
            }
            seconds.sort(null);
            table.append("| ")
                    .append(cause.words)
                    .append(" | ")
                    .append(right)
                    .append(" of ")
                    .append(all)
                    .append(" | ");
            table.append(seconds.isEmpty() ? "–" : seconds.get(seconds.size() / 2))
                    .append(" | ");
            table.append(seconds.isEmpty() ? "–" : seconds.get(seconds.size() - 1))
                    .append(" | ");
            table.append(moves.entrySet().stream()
                            .map(e -> e.getValue() + " " + words(e.getKey()))
                            .collect(Collectors.joining(", ")))
                    .append(" |\n");
        }
        return table.toString();
    }

    private static String words(Trial.Move move) {
        return move.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    private static String misses(List<Trial.Verdict> verdicts) {
        var lines = new StringBuilder();
        for (Trial.Verdict v : verdicts) {
            for (int i = 0; i < v.truths().size(); i++) {
                if (!v.right(i)) {
                    lines.append("- ").append(line(v, i)).append('\n');
                }
            }
        }
        return lines.toString();
    }

    private static String line(Trial.Verdict v, int i) {
        Site site = v.incident().site();
        return "seed " + v.incident().seed() + ", "
                + v.incident().traffic().name().toLowerCase(Locale.ROOT) + " traffic, "
                + site.inventory().trunks().size() + " trunks on "
                + site.uplinks().size() + " uplinks"
                + (site.references().isEmpty() ? "" : " with reference hosts") + ": "
                + v.incident().breakages().get(i).cause().words + " ("
                + v.truths().get(i) + "), said "
                + v.said().get(i) + (v.incident().overlapping() ? ", beside another fault" : "");
    }

    private static void write(String tables) {
        try {
            String page = Files.readString(PAGE);
            int from = page.indexOf(FROM) + FROM.length();
            int to = page.indexOf(TO, from);
            Files.writeString(PAGE, page.substring(0, from) + "\n\n" + tables + "\n" + page.substring(to));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void tune() {
        String only = System.getProperty("judgement.cause", "");
        long seed = Long.getLong("judgement.seed", -1);
        List<Incident> incidents = Incident.all(Incident.TUNING_SEEDS).stream()
                .filter(i -> seed < 0 || i.seed() == seed)
                .filter(i -> i.seed() % Long.getLong("judgement.every", 1) == 0)
                .filter(i -> only.isEmpty()
                        || (only.equals("PAIRS")
                                ? i.overlapping()
                                : !i.overlapping()
                                        && i.breakages().get(0).cause().name().matches(only)))
                .toList();
        List<Trial.Verdict> verdicts = judged(incidents, Product::new);
        var lines = new StringBuilder();
        for (Trial.Verdict v : verdicts) {
            for (int i = 0; i < v.truths().size(); i++) {
                lines.append(v.right(i) ? "ok    " : "WRONG ")
                        .append(line(v, i))
                        .append(v.after()
                                .get(i)
                                .map(d -> ", after " + d.toSeconds() + " s")
                                .orElse(""))
                        .append(' ')
                        .append(v.moves())
                        .append('\n');
            }
            if (seed >= 0) {
                lines.append(String.join("\n", v.log())).append('\n');
            }
        }
        System.out.println(lines + "\n" + summary("tuning", verdicts));
    }
}
