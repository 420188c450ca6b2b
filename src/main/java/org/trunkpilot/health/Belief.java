package org.trunkpilot.health;

import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Set;
import org.trunkpilot.signal.Codec;
import org.trunkpilot.trunk.TrunkId;

/**
 * What we believe about one trunk at one moment, and on what evidence.
 *
 * @param verdict the worst of the findings; HEALTHY without any; UNKNOWN without evidence
 * @param grade of the evidence behind the verdict
 * @param score that of the weakest part, 0 to 100; empty when nothing is known
 * @param findings worst first
 * @param liveCalls legs on the trunk now, answered or not
 * @param twoWayCall when an answered call, dialled or come in, last had audio both ways
 * @param probeSent when the last OPTIONS that was answered had been sent: the far end lived after that moment
 * @param registered whether we are registered there, or need not be
 * @param ratingInbound R-factor towards us, 0 to 93.2, over the recent reports of all calls
 * @param ratingOutbound R-factor away from us, likewise
 * @param pddMedian INVITE to the first 180 or 183, decayed median
 * @param vantage how far the reports on its audio see
 * @param codecs of its calls of the last minutes, where the PBX tells
 */
public record Belief(
        TrunkId trunk,
        Instant at,
        Verdict verdict,
        Grade grade,
        OptionalInt score,
        Map<Part, PartBelief> parts,
        List<Finding> findings,
        int liveCalls,
        Optional<Instant> twoWayCall,
        Optional<Instant> probeSent,
        boolean registered,
        OptionalDouble ratingInbound,
        OptionalDouble ratingOutbound,
        Optional<Duration> pddMedian,
        Vantage vantage,
        Set<Codec> codecs) {

    /** A belief of which neither vantage nor codecs are known. */
    public Belief(
            TrunkId trunk,
            Instant at,
            Verdict verdict,
            Grade grade,
            OptionalInt score,
            Map<Part, PartBelief> parts,
            List<Finding> findings,
            int liveCalls,
            Optional<Instant> twoWayCall,
            Optional<Instant> probeSent,
            boolean registered,
            OptionalDouble ratingInbound,
            OptionalDouble ratingOutbound,
            Optional<Duration> pddMedian) {
        this(
                trunk,
                at,
                verdict,
                grade,
                score,
                parts,
                findings,
                liveCalls,
                twoWayCall,
                probeSent,
                registered,
                ratingInbound,
                ratingOutbound,
                pddMedian,
                Vantage.UNKNOWN,
                Set.of());
    }

    public Belief {
        // An EnumMap, not Map.copyOf: its order must be the same in every run.
        var ordered = new EnumMap<Part, PartBelief>(Part.class);
        ordered.putAll(parts);
        parts = Collections.unmodifiableMap(ordered);
        findings = List.copyOf(findings);
        // An EnumSet for the same reason.
        var used = EnumSet.noneOf(Codec.class);
        used.addAll(codecs);
        codecs = Collections.unmodifiableSet(used);
    }

    /** What is believed about one part; every belief has them all. */
    public PartBelief part(Part part) {
        return Objects.requireNonNullElseGet(
                parts.get(part), () -> new PartBelief(part, OptionalInt.empty(), Grade.D, "nothing known"));
    }

    /** Whose fault the worst finding is; empty without any. */
    public Optional<Attribution> attribution() {
        return findings.isEmpty()
                ? Optional.empty()
                : Optional.of(findings.get(0).attribution());
    }

    /** The same belief with these findings, and the verdict they make. */
    public Belief with(List<Finding> others, Verdict theirs) {
        return new Belief(
                trunk,
                at,
                theirs,
                grade,
                score,
                parts,
                others,
                liveCalls,
                twoWayCall,
                probeSent,
                registered,
                ratingInbound,
                ratingOutbound,
                pddMedian,
                vantage,
                codecs);
    }

    /** The earliest bad evidence that still stands: only a probe sent after it proves anything. */
    public Optional<Instant> badSince() {
        return findings.stream().map(Finding::since).min(Comparator.naturalOrder());
    }
}
