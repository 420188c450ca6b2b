package org.trunkpilot.routing;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.trunkpilot.health.Belief;
import org.trunkpilot.health.Finding;
import org.trunkpilot.health.Verdict;
import org.trunkpilot.trunk.TrunkId;

/**
 * When we came to know what speaks against each trunk.
 *
 * <p>That is later than when it began: a report tells of the five seconds before it, a test needs several calls. A target that answered
 * before we knew proves nothing, for what broke in between may have broken both; so proof counts from here, and every piece of
 * news is asked about at once.
 */
final class Evidence {
    private Map<Key, Mark> marks = Map.of();

    private record Key(TrunkId trunk, Finding.Kind kind) {}

    private record Mark(Verdict verdict, Instant noticed) {}

    /** Lets time pass. True when there is news: a finding that was not there, became worse, or began anew. */
    boolean step(Instant now, Map<TrunkId, Belief> beliefs) {
        var next = new HashMap<Key, Mark>();
        boolean news = false;
        for (Belief belief : beliefs.values()) {
            for (Finding finding : belief.findings()) {
                var key = new Key(belief.trunk(), finding.kind());
                Mark before = marks.get(key);
                boolean known = before != null
                        && finding.verdict().compareTo(before.verdict()) <= 0
                        && !finding.since().isAfter(before.noticed());
                news |= !known;
                next.put(
                        key,
                        known && before != null
                                ? new Mark(finding.verdict(), before.noticed())
                                : new Mark(finding.verdict(), now));
            }
        }
        marks = next;
        return news;
    }

    /** When this finding was first seen with its present verdict; empty when it was not seen at the last step. */
    Optional<Instant> noticed(TrunkId trunk, Finding finding) {
        return Optional.ofNullable(marks.get(new Key(trunk, finding.kind()))).map(Mark::noticed);
    }
}
