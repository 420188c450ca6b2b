package org.trunkpilot.routing;

import java.util.List;
import java.util.Optional;

/**
 * What a rung of the ladder says of a route.
 *
 * @param culprit whose fault it is that something had to be said; empty when nobody's
 * @param considered what else might have been done and why it was not, a sentence each
 * @param refusal names a move that was considered and refused, and is worth telling; a move is told anyway
 */
record Said(
        Rung rung,
        Optional<String> refusal,
        String reason,
        List<String> evidence,
        Optional<String> wouldChange,
        Optional<Culprit> culprit,
        List<String> considered) {
    Said(Rung rung, Optional<String> refusal, String reason, List<String> evidence, Optional<String> wouldChange) {
        this(rung, refusal, reason, evidence, wouldChange, Optional.empty(), List.of());
    }

    /** The same, and whose fault it is. */
    Said blaming(Optional<Culprit> whom) {
        return new Said(rung, refusal, reason, evidence, wouldChange, whom, considered);
    }

    /** The same, and what else might have been done. */
    Said considering(List<String> others) {
        return new Said(rung, refusal, reason, evidence, wouldChange, culprit, others);
    }

    static Said moved(Rung rung, String reason, List<String> evidence, String wouldChange) {
        return new Said(rung, Optional.empty(), reason, evidence, Optional.of(wouldChange));
    }

    static Said refused(Rung rung, String refusal, String reason, List<String> evidence, String wouldChange) {
        return new Said(rung, Optional.of(refusal), reason, evidence, Optional.of(wouldChange));
    }

    /** Nothing worth telling, only what is to be read beside the route. */
    static Said quietly(Rung rung, String reason) {
        return new Said(rung, Optional.empty(), reason, List.of(), Optional.empty());
    }
}
