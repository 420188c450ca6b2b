package org.trunkpilot.routing;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.trunkpilot.health.Attribution;
import org.trunkpilot.health.Belief;
import org.trunkpilot.health.Finding;
import org.trunkpilot.health.Verdict;
import org.trunkpilot.override.Orders;
import org.trunkpilot.trunk.Inventory;
import org.trunkpilot.trunk.Trunk;
import org.trunkpilot.trunk.TrunkId;

/** Everything that the routes of one PBX are judged by at one moment. */
record Scene(
        Instant now,
        Inventory inventory,
        PbxState state,
        String stateReason,
        CommonCause common,
        Culprits culprits,
        Evidence known,
        Map<TrunkId, Belief> beliefs,
        Orders orders) {

    Belief belief(TrunkId trunk) {
        Belief belief = beliefs.get(trunk);
        if (belief == null) {
            throw new IllegalStateException("nothing is believed of " + trunk);
        }
        return belief;
    }

    Trunk trunk(TrunkId trunk) {
        return inventory.trunk(trunk).orElseThrow();
    }

    /** The belief with whatever is wrong, by whoever's fault: what is not left for it is not gone to with it either. */
    Belief shown(TrunkId trunk) {
        return culprits.attributed().getOrDefault(trunk, belief(trunk));
    }

    /** How bad a trunk is, to be compared: never leave a bad one for one that is as bad. */
    int badness(TrunkId trunk) {
        return switch (shown(trunk).verdict()) {
            case HEALTHY -> 0;
            case SUSPECT -> 1;
            // No evidence is never taken for health: it is no better than what is known to be poor.
            case DEGRADED, UNKNOWN -> 2;
            case DOWN -> 3;
        };
    }

    /** Calls do not get through: it is down, or set-up and signalling are past a detector's threshold. */
    boolean hard(TrunkId trunk) {
        return belief(trunk).verdict() == Verdict.DOWN || !hardFindings(trunk).isEmpty();
    }

    /** When we came to know of the fault that we would move for; only a probe sent from then on proves a target. */
    Instant knownSince(TrunkId trunk) {
        List<Finding> decisive =
                hard(trunk) ? hardFindings(trunk) : belief(trunk).findings();
        return decisive.stream()
                .flatMap(finding -> known.noticed(trunk, finding).stream())
                .max(Comparator.naturalOrder())
                .orElse(now);
    }

    /** The layer of the worst finding; CONTROL when none is told. */
    Finding.Layer faultLayer(TrunkId trunk) {
        List<Finding> findings = belief(trunk).findings();
        return findings.isEmpty()
                ? Finding.Layer.CONTROL
                : findings.get(0).kind().layer();
    }

    /** What is wrong with a trunk, in the words of its worst finding. */
    String fault(TrunkId trunk) {
        return belief(trunk).findings().stream()
                .findFirst()
                .map(finding -> Words.bare(finding.words()))
                .orElse("its verdict is " + belief(trunk).verdict());
    }

    /** What a hard fault does to calls: only a trunk that is DOWN carries none. */
    String carries(TrunkId trunk) {
        return belief(trunk).verdict() == Verdict.DOWN ? "carries no calls" : "carries calls unreliably";
    }

    /** All that is wrong with a trunk, a sentence each. */
    List<String> evidence(TrunkId trunk) {
        return belief(trunk).findings().stream()
                .map(finding -> trunk + " " + finding.verdict() + " since " + Words.at(finding.since(), now)
                        + ", grade " + finding.grade() + ": " + Words.bare(finding.words()) + ".")
                .toList();
    }

    boolean inControlFault(TrunkId trunk) {
        return belief(trunk).findings().stream().anyMatch(f -> f.kind().layer() == Finding.Layer.CONTROL);
    }

    /** The far end answered an OPTIONS that was sent then or later. */
    boolean answeredFrom(TrunkId trunk, Instant then) {
        return belief(trunk).probeSent().filter(sent -> !sent.isBefore(then)).isPresent();
    }

    /** "answered 1 s ago", or that it never did. */
    String lifeSign(TrunkId trunk) {
        Optional<Instant> sent = belief(trunk).probeSent();
        return sent.map(at -> "answered " + Words.ago(at, now)).orElse("has not answered an OPTIONS yet");
    }

    /** Why another trunk on the uplink of this one is no way out: that uplink itself is to blame. */
    boolean sharesFault(TrunkId from, TrunkId to) {
        return trunk(from).uplink().equals(trunk(to).uplink())
                && culprits.of(from)
                        .filter(c -> c.whose() == Attribution.UPLINK)
                        .isPresent();
    }

    /**
     * What a trunk has in common with the one that fails and may fail with it: their uplink, unless the carrier is surely to blame; their
     * carrier, unless the uplink is; or what people declared. In words, such as "the uplink fibre"; a trunk without is the better choice.
     */
    Optional<String> mightShareFault(TrunkId from, TrunkId to) {
        Trunk bad = trunk(from);
        Trunk target = trunk(to);
        if (bad.uplink().equals(target.uplink()) && !surely(from, Attribution.CARRIER)) {
            return Optional.of("the uplink " + bad.uplink());
        }
        if (bad.carrier().equals(target.carrier()) && !surely(from, Attribution.UPLINK)) {
            return Optional.of("the carrier " + bad.carrier());
        }
        return bad.terms().domains().stream()
                .filter(target.terms().domains()::contains)
                .findFirst()
                .map(domain -> "the declared domain " + domain);
    }

    private boolean surely(TrunkId trunk, Attribution whose) {
        return culprits.of(trunk)
                .filter(c -> c.whose() == whose && c.confidencePercent() >= Culprit.INFERRED)
                .isPresent();
    }

    private List<Finding> hardFindings(TrunkId trunk) {
        return belief(trunk).findings().stream()
                .filter(f -> f.verdict() == Verdict.DOWN
                        || (f.verdict() == Verdict.DEGRADED && f.kind().layer().hard()))
                .toList();
    }
}
