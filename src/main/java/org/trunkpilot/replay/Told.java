package org.trunkpilot.replay;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.trunkpilot.health.Finding;
import org.trunkpilot.health.Verdict;
import org.trunkpilot.trunk.RouteId;
import org.trunkpilot.trunk.TrunkId;

/**
 * One thing that a replay tells.
 *
 * @param trunk whom it is about; empty for a decision, which is about {@code route}, and for what concerns the whole PBX
 * @param verdict what is believed of the trunk then; of a decision, of the trunk that led before it
 * @param attribution whose doing it is; empty where nothing is wrong
 * @param findings what it rests on
 * @param from of a decision: the order before
 * @param to of a decision: the order wanted from then on; equal to {@code from} for a refusal
 * @param reason one sentence for a tired operator
 */
public record Told(
        Instant at,
        Type type,
        Optional<TrunkId> trunk,
        Optional<RouteId> route,
        Optional<Verdict> verdict,
        Optional<Attribution> attribution,
        List<Noted> findings,
        List<TrunkId> from,
        List<TrunkId> to,
        String reason) {
    /** What kind of thing it is. */
    public enum Type {
        /** Something was noticed, be it too little to change a verdict. */
        FINDING,
        /** What we believe of a trunk has changed. */
        VERDICT,
        /** An order was changed, or a change was considered and refused. */
        DECISION
    }

    /**
     * Something noticed.
     *
     * @param kind a {@link Finding.Kind} by name, or what a single call or signal showed ({@link Notice.Kind})
     * @param verdict what it alone makes of the trunk; empty when it is too little for that
     * @param since the first evidence of it
     */
    public record Noted(String kind, Optional<Verdict> verdict, Instant since, String words) {
        static Noted of(Finding finding) {
            return new Noted(finding.kind().name(), Optional.of(finding.verdict()), finding.since(), finding.words());
        }
    }

    public Told {
        findings = List.copyOf(findings);
        from = List.copyOf(from);
        to = List.copyOf(to);
    }
}
