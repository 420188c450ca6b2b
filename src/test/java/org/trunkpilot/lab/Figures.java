package org.trunkpilot.lab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/**
 * What a fault cost, as measured.
 *
 * @param suspicion from the fault to the first verdict that was not good; empty when there was none
 * @param row from the fault to the changed order, read on the PBX; empty when there was none
 * @param callsUntilThen placed between the fault and the changed order, and tried on prov-a first: those that it lost
 * @param harmed of the calls placed after the fault: no answer, 6 s more set-up, or 5 s without sound
 * @param harmedLive of the calls that were up when the fault came
 * @param moves of the order in all
 */
record Figures(
        String fault,
        Optional<Duration> suspicion,
        Optional<Duration> row,
        long callsUntilThen,
        long placed,
        long harmed,
        long harmedLive,
        int moves) {
    private static final Path FILE = Path.of("target/lab/figures.txt");

    static Figures of(String fault, App app, Instant began, Optional<Instant> moved, List<Traffic.Call> calls) {
        Optional<Instant> suspected = app.timeline(began).stream()
                .filter(entry -> entry.path("kind").asString().equals("VERDICT"))
                .map(Figures::at)
                .findFirst();
        List<Traffic.Call> after =
                calls.stream().filter(call -> call.at().isAfter(began)).toList();
        var figures = new Figures(
                fault,
                suspected.map(at -> Duration.between(began, at)),
                moved.map(at -> Duration.between(began, at)),
                moved.map(at -> after.stream()
                                .filter(call -> call.at().isBefore(at))
                                .filter(call -> call.trunks().stream().limit(1).anyMatch("prov-a"::equals))
                                .count())
                        .orElse(0L),
                after.size(),
                after.stream().filter(Traffic.Call::harmed).count(),
                calls.stream()
                        .filter(call -> !call.at().isAfter(began))
                        .filter(Traffic.Call::harmed)
                        .count(),
                app.moves("default", began).size());
        figures.keep();
        return figures;
    }

    static Instant at(JsonNode node) {
        return Instant.parse(node.path("at").asString());
    }

    /** A line in target/lab/figures.txt, and on the console. */
    private void keep() {
        String line = String.format(
                Locale.ROOT,
                "%-28s suspected %6s  row %6s  calls till then %2d, harmed %2d of %2d (and %2d of those up)  moves %d%n",
                fault,
                words(suspicion),
                words(row),
                callsUntilThen,
                harmed,
                placed,
                harmedLive,
                moves);
        append(line);
    }

    /** What was seen besides figures, a line. */
    static void note(String words) {
        append(words + System.lineSeparator());
    }

    private static void append(String line) {
        try {
            Files.createDirectories(FILE.getParent());
            Files.writeString(FILE, line, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        System.out.print(line);
    }

    private static String words(Optional<Duration> duration) {
        return duration.map(d -> String.format(Locale.ROOT, "%.1f s", d.toMillis() / 1000.0))
                .orElse("never");
    }
}
