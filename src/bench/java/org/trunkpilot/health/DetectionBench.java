package org.trunkpilot.health;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.trunkpilot.signal.Answer;
import org.trunkpilot.signal.CallEnd;
import org.trunkpilot.signal.CallId;
import org.trunkpilot.signal.Callee;
import org.trunkpilot.signal.MediaReport;
import org.trunkpilot.signal.PbxSignal;
import org.trunkpilot.signal.Progress;
import org.trunkpilot.signal.Seizure;

/**
 * The detection table of docs/judgement.md: how many calls, and how long, until a fault that only calls can show is found, on
 * quiet and busy trunks. Seeded; OPTIONS are answered throughout, so nothing else gives the fault away.
 *
 * <p>A sound trunk refuses 2 % of its calls; of the others 70 % are answered, 10 % busy, 20 % ring until the caller gives up. Numbers
 * are distinct, over eight prefixes, and calls come as a Poisson stream, as in the simulation behind the field notes' §4.3.
 */
class DetectionBench {
    private static final int RUNS = 300;
    private static final int WARM_UP = 200;
    private static final int MOST_CALLS = 4_000;
    private static final Instant START = Instant.parse("2026-03-02T09:00:00Z");

    /** What a method of detection needed, from the first call under the fault on; empty when it never noticed. */
    private record Found(OptionalInt calls, double minutes) {}

    @Test
    void faultsOfCallSetUp() {
        System.out.println(
                "| calls/h | share that fails | suspect: calls / min | degraded: calls / min | degraded within "
                        + MOST_CALLS + " calls | of the last 30, 20 % failed (rival): calls / min |");
        System.out.println("|---|---|---|---|---|---|");
        for (int perHour : new int[] {5, 20, 100, 300}) {
            for (double share : new double[] {1, 0.5, 0.25}) {
                var suspect = new Found[RUNS];
                var degraded = new Found[RUNS];
                var rival = new Found[RUNS];
                for (int run = 0; run < RUNS; run++) {
                    var trunk = new FaultyTrunk(new SplittableRandom(1_000L * perHour + run), perHour);
                    trunk.run(share);
                    suspect[run] = trunk.suspect;
                    degraded[run] = trunk.degraded;
                    rival[run] = trunk.rival;
                }
                System.out.printf(
                        Locale.ROOT,
                        "| %d | %.0f %% | %s | %s | %.0f %% | %s |%n",
                        perHour,
                        100 * share,
                        median(suspect),
                        median(degraded),
                        100.0
                                * Arrays.stream(degraded)
                                        .filter(f -> f.calls().isPresent())
                                        .count()
                                / RUNS,
                        median(rival));
                if (share == 1) {
                    assertThat(degraded).allSatisfy(f -> assertThat(f.calls()).isPresent());
                }
            }
        }
    }

    @Test
    void falseAlarmsOfSoundCalls() {
        int calls = 400_000;
        var trunk = new FaultyTrunk(new SplittableRandom(7), 300);
        int alarms = trunk.soundCalls(calls);
        System.out.printf(
                Locale.ROOT,
                "false alarms (DEGRADED or worse): %d in %,d sound calls, %.2f in 10,000%n",
                alarms,
                calls,
                alarms * 10_000.0 / calls);
        assertThat(alarms * 10_000.0 / calls).isLessThan(0.5);
    }

    @Test
    void fivePercentLoss() {
        System.out.println("| calls at once | suspect: median s | 95 % s | degraded: median s | 95 % s |");
        System.out.println("|---|---|---|---|---|");
        for (int calls : new int[] {1, 3, 10}) {
            double[] suspect = lossFound(calls, Verdict.SUSPECT);
            double[] degraded = lossFound(calls, Verdict.DEGRADED);
            System.out.printf(
                    Locale.ROOT,
                    "| %d | %.0f | %.0f | %.0f | %.0f |%n",
                    calls,
                    suspect[RUNS / 2],
                    suspect[RUNS * 95 / 100],
                    degraded[RUNS / 2],
                    degraded[RUNS * 95 / 100]);
        }
    }

    private static double[] lossFound(int calls, Verdict wanted) {
        var seconds = new double[RUNS];
        for (int run = 0; run < RUNS; run++) {
            seconds[run] = lossFound(calls, wanted, new SplittableRandom(40_000L + 1_000 * calls + run));
        }
        Arrays.sort(seconds);
        return seconds;
    }

    /** Calls that were up when 5 % loss in bursts (variance five times the mean) set in towards us; reports each 5 s. */
    private static double lossFound(int calls, Verdict wanted, SplittableRandom random) {
        var health = new TrunkHealth(Trial.TRUNK, HealthPolicy.balanced());
        double[] offset = new double[calls];
        for (int c = 0; c < calls; c++) {
            offset[c] = random.nextDouble(5);
            var id = new CallId("c" + c);
            Instant at = START.plusMillis(c);
            health.accept(new Seizure(at, Trial.TRUNK.id(), id, Optional.empty(), new Callee("k" + c, "49" + c)));
            health.accept(new Progress(at.plusMillis(300), Trial.TRUNK.id(), id, Progress.Kind.RINGING));
            health.accept(new Answer(at.plusMillis(900), Trial.TRUNK.id(), id));
        }
        for (double t = 5; t < 300; t += 0.25) {
            for (int c = 0; c < calls; c++) {
                double since = t - 5 - offset[c];
                if (since >= 0 && since % 5 < 0.25) {
                    boolean faulty = t > 65;
                    int lost = (int) Math.min(250, faulty ? Chance.count(random, 12.5, 5) : 0);
                    health.accept(new MediaReport(
                            START.plusMillis(Math.round(1000 * t)),
                            Trial.TRUNK.id(),
                            new CallId("c" + c),
                            MediaReport.Direction.INBOUND,
                            Optional.of(new MediaReport.Reception(250, lost, 2)),
                            OptionalLong.of(250),
                            Optional.empty()));
                }
            }
            var verdict = health.belief(START.plusMillis(Math.round(1000 * t))).verdict();
            if (verdict.worse(wanted) == verdict && verdict != Verdict.UNKNOWN && verdict != Verdict.HEALTHY) {
                return t - 60;
            }
        }
        return Double.POSITIVE_INFINITY;
    }

    private static String median(Found[] found) {
        var calls = Arrays.stream(found)
                .mapToDouble(f -> f.calls().isPresent() ? f.calls().getAsInt() : 1e9)
                .sorted()
                .toArray();
        var minutes = Arrays.stream(found).mapToDouble(Found::minutes).sorted().toArray();
        return calls[RUNS / 2] >= 1e9
                ? "never"
                : String.format(Locale.ROOT, "%.0f / %.1f", calls[RUNS / 2], minutes[RUNS / 2]);
    }

    /** One trunk, sound at first. */
    private static final class FaultyTrunk {
        private static final Found NEVER = new Found(OptionalInt.empty(), Double.POSITIVE_INFINITY);

        private final TrunkHealth health = new TrunkHealth(Trial.TRUNK, HealthPolicy.balanced());
        private final SplittableRandom random;
        private final double perHour;
        private final boolean[] last = new boolean[30];
        private double seconds;
        private int number;
        private Found suspect = NEVER;
        private Found degraded = NEVER;
        private Found rival = NEVER;

        FaultyTrunk(SplittableRandom random, double perHour) {
            this.random = random;
            this.perHour = perHour;
        }

        void run(double share) {
            for (int i = 0; i < WARM_UP; i++) {
                call(0.02);
            }
            double begin = seconds;
            for (int i = 1; i <= MOST_CALLS && (degraded == NEVER || rival == NEVER); i++) {
                call(share);
                var found = new Found(OptionalInt.of(i), (seconds - begin) / 60);
                Verdict verdict = health.belief(now()).verdict();
                if (suspect == NEVER && verdict != Verdict.HEALTHY && verdict != Verdict.UNKNOWN) {
                    suspect = found;
                }
                if (degraded == NEVER && (verdict == Verdict.DEGRADED || verdict == Verdict.DOWN)) {
                    degraded = found;
                }
                if (rival == NEVER && failedOfLast() >= 6 && lastThirtyWithin(1_800)) {
                    rival = found;
                }
            }
        }

        int soundCalls(int calls) {
            int alarms = 0;
            boolean raised = false;
            for (int i = 0; i < calls; i++) {
                call(0.02);
                Verdict verdict = health.belief(now()).verdict();
                boolean bad = verdict == Verdict.DEGRADED || verdict == Verdict.DOWN;
                alarms += bad && !raised ? 1 : 0;
                raised = bad;
            }
            return alarms;
        }

        private int failedOfLast() {
            int failed = 0;
            for (boolean f : last) {
                failed += f ? 1 : 0;
            }
            return failed;
        }

        private final double[] when = new double[30];

        private boolean lastThirtyWithin(double span) {
            return number >= 30 && seconds - when[number % 30] <= span;
        }

        private Instant now() {
            return START.plusMillis(Math.round(1000 * seconds));
        }

        private void call(double failing) {
            seconds += -Math.log(1 - random.nextDouble()) * 3600 / perHour;
            int n = number++;
            var id = new CallId("n" + n);
            boolean fails = random.nextDouble() < failing;
            last[n % 30] = fails;
            when[n % 30] = seconds;
            tell(new Seizure(
                    now(), Trial.TRUNK.id(), id, Optional.empty(), new Callee("k" + n, "49" + random.nextInt(8))));
            Instant then = now().plusMillis(200);
            if (fails) {
                end(id, then, CallEnd.By.FAR_END, 503);
                return;
            }
            double fate = random.nextDouble();
            if (fate < 0.1) {
                end(id, then, CallEnd.By.FAR_END, 486);
                return;
            }
            tell(new Progress(then, Trial.TRUNK.id(), id, Progress.Kind.RINGING));
            if (fate < 0.8) {
                tell(new Answer(then.plusMillis(100), Trial.TRUNK.id(), id));
                end(id, then.plusMillis(200), CallEnd.By.NOT_TOLD, 0);
            } else {
                end(id, then.plusMillis(200), CallEnd.By.CALLER, 0);
            }
        }

        private void end(CallId id, Instant at, CallEnd.By by, int sip) {
            tell(new CallEnd(
                    at,
                    Trial.TRUNK.id(),
                    id,
                    by,
                    OptionalInt.empty(),
                    sip == 0 ? OptionalInt.empty() : OptionalInt.of(sip)));
            seconds += Duration.between(now(), at).toMillis() / 1000.0;
        }

        private void tell(PbxSignal signal) {
            health.accept(signal);
        }
    }
}
