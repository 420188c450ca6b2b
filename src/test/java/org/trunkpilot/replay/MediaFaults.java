package org.trunkpilot.replay;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.trunkpilot.health.Belief;
import org.trunkpilot.health.Finding;
import org.trunkpilot.health.Verdict;
import org.trunkpilot.routing.Judgement;
import org.trunkpilot.signal.MediaReport;
import org.trunkpilot.signal.PbxSignal;
import org.trunkpilot.trunk.TrunkId;

/**
 * Audio that was bad stays under suspicion, through however many judgements, until a report of good audio the same way has come in.
 * Answers to OPTIONS, registrations and time are none. Only a common cause takes back what was said.
 */
final class MediaFaults {
    private static final double GOOD_LOSS = 0.02;

    private final Map<TrunkId, Set<MediaReport.Direction>> owed = new HashMap<>();

    void forget() {
        owed.clear();
    }

    Optional<Invariants.Broken> check(Judgement judgement, List<PbxSignal> heard) {
        heard.stream()
                .filter(MediaReport.class::isInstance)
                .map(MediaReport.class::cast)
                .filter(MediaFaults::good)
                .forEach(report ->
                        owed.getOrDefault(report.trunk(), new TreeSet<>()).remove(report.direction()));
        if (judgement.commonCause().isPresent()) {
            // What is believed at its last look is excused by the next.
            owed.clear();
            return Optional.empty();
        }
        for (Belief belief : judgement.beliefs().values()) {
            Set<MediaReport.Direction> owing = owed.computeIfAbsent(belief.trunk(), t -> new TreeSet<>());
            if (belief.verdict() == Verdict.HEALTHY && !owing.isEmpty()) {
                return Optional.of(new Invariants.Broken(
                        "signalling never clears a media fault",
                        belief.trunk() + " is healthy, and no good audio " + owing + " was heard since it was bad"));
            }
            belief.findings().stream()
                    .filter(f -> f.verdict() == Verdict.DEGRADED)
                    .flatMap(f -> direction(f.kind()).stream())
                    .forEach(owing::add);
        }
        return Optional.empty();
    }

    private static boolean good(MediaReport report) {
        return report.reception()
                .filter(r -> r.expectedPackets() > 0 && r.lostPackets() <= GOOD_LOSS * r.expectedPackets())
                .isPresent();
    }

    private static Optional<MediaReport.Direction> direction(Finding.Kind kind) {
        return switch (kind) {
            case LOSS_INBOUND, POOR_INBOUND, MORE_JITTER_INBOUND, SILENT_INBOUND ->
                Optional.of(MediaReport.Direction.INBOUND);
            case LOSS_OUTBOUND, POOR_OUTBOUND, MORE_JITTER_OUTBOUND, SILENT_OUTBOUND ->
                Optional.of(MediaReport.Direction.OUTBOUND);
            default -> Optional.empty();
        };
    }
}
