package org.trunkpilot.routing;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.trunkpilot.health.Belief;
import org.trunkpilot.health.Finding;
import org.trunkpilot.health.Grade;
import org.trunkpilot.health.Verdict;
import org.trunkpilot.trunk.TrunkId;

/** What is believed of a trunk, as far as a rule needs it: registered, healthy and silent about all else until told. */
final class Sketch {
    private final TrunkId trunk;
    private final List<Finding> findings = new ArrayList<>();
    private Verdict verdict = Verdict.HEALTHY;
    private Optional<Instant> probeSent = Optional.empty();
    private Optional<Instant> twoWay = Optional.empty();
    private OptionalDouble inbound = OptionalDouble.empty();
    private OptionalDouble outbound = OptionalDouble.empty();
    private boolean registered = true;
    private int liveCalls;

    private Sketch(TrunkId trunk) {
        this.trunk = trunk;
    }

    static Sketch of(TrunkId trunk) {
        return new Sketch(trunk);
    }

    Sketch verdict(Verdict now) {
        verdict = now;
        return this;
    }

    /** The first finding makes the verdict. */
    Sketch shows(Finding finding) {
        if (findings.isEmpty()) {
            verdict = finding.verdict();
        }
        findings.add(finding);
        return this;
    }

    Sketch shows(Finding.Kind kind, Verdict as, Instant since, String words) {
        return shows(new Finding(kind, as, Grade.B, since, words));
    }

    Sketch silentSince(Instant since) {
        return shows(Finding.Kind.UNREACHABLE, Verdict.DOWN, since, "2 OPTIONS went unanswered");
    }

    Sketch answered(Instant sent) {
        probeSent = Optional.of(sent);
        return this;
    }

    Sketch talked(Instant at) {
        twoWay = Optional.of(at);
        return this;
    }

    Sketch rated(double in, double out) {
        inbound = OptionalDouble.of(in);
        outbound = OptionalDouble.of(out);
        return this;
    }

    Sketch unregistered() {
        registered = false;
        return this;
    }

    Sketch calls(int live) {
        liveCalls = live;
        return this;
    }

    Belief at(Instant now) {
        return new Belief(
                trunk,
                now,
                verdict,
                Grade.A,
                OptionalInt.empty(),
                Map.of(),
                findings,
                liveCalls,
                twoWay,
                probeSent,
                registered,
                inbound,
                outbound,
                Optional.empty());
    }
}
