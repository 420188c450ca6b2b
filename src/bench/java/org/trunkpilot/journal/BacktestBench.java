package org.trunkpilot.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.trunkpilot.health.HealthPolicy;
import org.trunkpilot.replay.Backtest;
import org.trunkpilot.replay.Comparison;
import org.trunkpilot.replay.Input;
import org.trunkpilot.replay.Past;
import org.trunkpilot.replay.Policies;
import org.trunkpilot.routing.RoutingPolicy;
import org.trunkpilot.trunk.PbxId;

/**
 * A day of 50 trunks and 20,000 calls, from the files of the journal to the comparison: OPTIONS each 5 s, RTCP each 5 s both ways, calls
 * of 150 s on average, ten faults. CPU time of the one thread, so that what else the machine does counts little.
 */
class BacktestBench {
    private static final int TRUNKS = 50;
    private static final int CALLS = 20_000;
    private static final Duration DAY = Duration.ofDays(1);
    private static final int ROUNDS = 5;
    private static final PbxId HQ = new PbxId("hq");
    private static final Policies BALANCED =
            new Policies("balanced", HealthPolicy.balanced(), RoutingPolicy.balanced(), Map.of());
    private static final Policies BOLD =
            new Policies("bold", HealthPolicy.availability(), RoutingPolicy.availability(), Map.of());

    @TempDir
    private Path dir;

    @Test
    void aDayOfABusySite() throws IOException {
        long inputs = write();
        var journal = new Journal(dir, JournalSettings.defaults(), Instant::now);
        long bytes = new Shelf(dir, JournalSettings.defaults()).bytes();
        System.out.printf(Locale.ROOT, "%,d inputs, %.1f MB on disk%n", inputs, bytes / 1e6);
        System.out.println("| policies | moves | median CPU s | least | most | wall s (median) |");
        System.out.println("|---|---|---|---|---|---|");
        double one = measure(journal, List.of(BALANCED));
        double two = measure(journal, List.of(BOLD, BALANCED));

        assertThat(one).isLessThan(10);
        assertThat(two).isLessThan(20);
    }

    private static double measure(Journal journal, List<Policies> policies) {
        var cpu = new ArrayList<Double>();
        var wall = new ArrayList<Double>();
        int moves = 0;
        for (int round = 0; round <= ROUNDS; round++) {
            long began = System.nanoTime();
            long beganCpu = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
            var backtest = new Backtest(policies, Past.START, Past.START.plus(DAY));
            journal.read(HQ, Past.START, Past.START.plus(DAY), backtest::take);
            Comparison comparison = backtest.result();
            moves = comparison.outcomes().get(0).moves().size();
            if (round > 0) {
                // The first warms up.
                cpu.add((ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - beganCpu) / 1e9);
                wall.add((System.nanoTime() - began) / 1e9);
            }
        }
        Collections.sort(cpu);
        Collections.sort(wall);
        System.out.printf(
                Locale.ROOT,
                "| %d | %d | %.1f | %.1f | %.1f | %.1f |%n",
                policies.size(),
                moves,
                cpu.get(ROUNDS / 2),
                cpu.get(0),
                cpu.get(ROUNDS - 1),
                wall.get(ROUNDS / 2));
        return cpu.get(ROUNDS / 2);
    }

    private long write() throws IOException {
        var past = new Past(1, TRUNKS / 2);
        for (int i = 0; i < 10; i++) {
            past.fault(
                    Past.a(i),
                    Past.Kind.values()[i % Past.Kind.values().length],
                    Duration.ofHours(2L * i + 1),
                    Duration.ofHours(2L * i + 1).plusMinutes(40));
        }
        List<Input> inputs = past.inputs(DAY, CALLS, Duration.ofSeconds(150));
        var shelf = new Shelf(dir, JournalSettings.defaults());
        try (var writer = new Segment.Writer(shelf.place(HQ, Past.START))) {
            for (int i = 0; i < inputs.size(); i++) {
                writer.add(inputs.get(i));
                if (i % 50 == 0) {
                    // About what a second brings.
                    writer.flush();
                }
            }
        }
        return inputs.size();
    }
}
