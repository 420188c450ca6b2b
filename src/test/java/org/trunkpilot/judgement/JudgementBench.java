package org.trunkpilot.judgement;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Prints how the tuning incidents go: {@code ./mvnw -q verify -Pbench -Dit.test=JudgementBench -Djudgement.cause=UPLINK_LOSSY}. */
class JudgementBench {
    @Test
    void ofTheTuningIncidents() {
        main(new String[0]);
    }

    public static void main(String[] none) {
        String only = System.getProperty("judgement.cause", "");
        long number = Long.getLong("judgement.seed", -1);
        boolean test = Boolean.getBoolean("judgement.test");
        List<Incident> incidents = Incident.all(test ? Incident.TEST_SEEDS : Incident.TUNING_SEEDS).stream()
                .filter(i -> number < 0 || i.seed() == number)
                .filter(i -> i.seed() % Long.getLong("judgement.every", 1) == 0)
                .filter(i -> only.isEmpty()
                        || (only.equals("PAIRS")
                                ? i.overlapping()
                                : !i.overlapping()
                                        && i.breakages().get(0).cause().name().matches(only)))
                .toList();
        long begun = System.nanoTime();
        List<Trial.Verdict> verdicts =
                incidents.parallelStream().map(i -> Trial.of(i, Product::new)).toList();
        var lines = new ArrayList<String>();
        int right = 0;
        int causes = 0;
        for (Trial.Verdict v : verdicts) {
            var words = new ArrayList<String>();
            for (int i = 0; i < v.truths().size(); i++) {
                causes++;
                right += v.right(i) ? 1 : 0;
                words.add((v.right(i) ? "ok    " : "WRONG ")
                        + v.incident().breakages().get(i).cause() + " "
                        + v.truths().get(i) + " said " + v.said().get(i) + " after "
                        + v.after().get(i).map(d -> d.toSeconds() + " s").orElse("-"));
            }
            lines.add(v.incident().seed() + " " + v.incident().traffic() + " "
                    + v.incident().site().inventory().trunks().size() + "/"
                    + v.incident().site().uplinks().size()
                    + (v.incident().site().references().isEmpty() ? " -" : " ref")
                    + (v.incident().site().abroad() > 0 ? " 2r" : " 1r") + "  "
                    + String.join(" | ", words) + " " + v.moves());
            if (number >= 0) {
                lines.addAll(v.log());
            }
        }
        System.out.println(String.join("\n", lines));
        System.out.println(verdicts.stream()
                .flatMap(v -> v.moves().entrySet().stream())
                .collect(Collectors.groupingBy(
                        java.util.Map.Entry::getKey, Collectors.summingInt(java.util.Map.Entry::getValue))));
        System.out.println(right + " of " + causes + " right, in " + (System.nanoTime() - begun) / 1_000_000 + " ms");
    }
}
