package org.trunkpilot.health;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.trunkpilot.trunk.TrunkId;

/**
 * What the detectors of one trunk found, joined into one belief. It asks them and changes nothing.
 *
 * <p>Two rules: the verdict is that of the worst finding, and a success of one kind clears nothing of another (a carrier that answers
 * OPTIONS may still carry no audio). Where nothing is wrong the verdict is HEALTHY only on fresh good evidence; with none, or while
 * a finding that was given up for lack of calls has not been settled by good ones, it is UNKNOWN.
 *
 * <p>The score is for the eye. It is that of the weakest part; a part's own formula stands in its detector, and a finding
 * caps it (DOWN at 0, DEGRADED at 39, SUSPECT at 69) so that no page shows a green number beside a red word.
 */
record Opinion(
        TrunkId trunk,
        HealthPolicy policy,
        LiveCalls calls,
        RegistrationState registration,
        ProbeWatch probes,
        SetUpFaults setUp,
        RingingDelay delay,
        Media media) {
    private static final Map<Verdict, Integer> SCORE_CAP =
            Map.of(Verdict.DOWN, 0, Verdict.DEGRADED, 39, Verdict.SUSPECT, 69);

    private static final Comparator<Finding> WORST_FIRST = Comparator.comparing(
                    Finding::verdict, (a, b) -> a == b ? 0 : a.worse(b) == a ? -1 : 1)
            .thenComparing(Finding::kind);

    /**
     * @param hearing whether the PBX is within hearing
     * @param others how soon calls ring on all trunks now
     */
    Belief form(Instant now, boolean hearing, RingingNow others) {
        var findings = hearing ? findings(now, others) : List.<Finding>of();
        var parts = hearing ? parts(now, findings) : outOfHearing();
        var verdict = verdict(now, hearing, findings);
        return new Belief(
                trunk,
                now,
                verdict,
                grade(now, verdict, findings),
                score(parts),
                parts,
                findings,
                calls.count(),
                media.twoWayCall(),
                probes.lastAnsweredSent(),
                hearing && registration.registered(now),
                media.ratingInbound(now),
                media.ratingOutbound(now),
                delay.median(),
                media.vantage(now, probes.roundTripMillis(now)),
                media.codecs(now));
    }

    private List<Finding> findings(Instant now, RingingNow others) {
        var findings = new ArrayList<Finding>(4);
        var silence = calls.silence(now, delay.silenceLimit());
        registration.findings(now, findings::add);
        probes.finding(now, silence.newest()).ifPresent(findings::add);
        setUp.finding(now).ifPresent(findings::add);
        findings.addAll(delay.findings(now, silence.calls(), silence.oldest(), others));
        media.findings(now, probes.fails(now), probes.roundTripMillis(now), findings::add);
        findings.sort(WORST_FIRST);
        return findings;
    }

    private Verdict verdict(Instant now, boolean hearing, List<Finding> findings) {
        if (!findings.isEmpty()) {
            return findings.get(0).verdict();
        }
        boolean doubt = setUp.inDoubt(now) || delay.inDoubt(now) || media.inDoubt(now);
        return hearing && !doubt && fresh(now) ? Verdict.HEALTHY : Verdict.UNKNOWN;
    }

    private boolean fresh(Instant now) {
        return probes.fresh(now)
                || registration.proven(now, policy.probes().freshFor())
                || setUp.fresh(now)
                || media.fresh(now);
    }

    private Grade grade(Instant now, Verdict verdict, List<Finding> findings) {
        if (!findings.isEmpty()) {
            return findings.get(0).grade();
        }
        if (verdict == Verdict.UNKNOWN) {
            return Grade.D;
        }
        if (media.fresh(now)) {
            return media.grade(now);
        }
        return setUp.fresh(now) ? Grade.B : Grade.C;
    }

    private Map<Part, PartBelief> parts(Instant now, List<Finding> findings) {
        var parts = new EnumMap<Part, PartBelief>(Part.class);
        parts.put(Part.REGISTRATION, registration.part(now));
        parts.put(Part.REACHABILITY, probes.part(now));
        parts.put(Part.SETUP, setUp.part(now));
        parts.put(Part.PDD, delay.part(now));
        parts.put(Part.MEDIA, media.part(now, probes.roundTripMillis(now)));
        for (int i = findings.size() - 1; i >= 0; i--) {
            // Worst last, so that its words stay.
            var finding = findings.get(i);
            parts.computeIfPresent(partOf(finding.kind()), (part, belief) -> capped(belief, finding));
        }
        return parts;
    }

    private static Map<Part, PartBelief> outOfHearing() {
        var parts = new EnumMap<Part, PartBelief>(Part.class);
        for (Part part : Part.values()) {
            parts.put(part, new PartBelief(part, OptionalInt.empty(), Grade.D, "the PBX is out of hearing"));
        }
        return parts;
    }

    private static PartBelief capped(PartBelief belief, Finding finding) {
        int cap = SCORE_CAP.getOrDefault(finding.verdict(), 100);
        return new PartBelief(
                belief.part(),
                OptionalInt.of(Math.min(cap, belief.score().orElse(cap))),
                finding.grade(),
                finding.words());
    }

    private static Part partOf(Finding.Kind kind) {
        return switch (kind) {
            case NOT_REGISTERED, REGISTRATION_STOPPED, REGISTRATION_FLAPS -> Part.REGISTRATION;
            case UNREACHABLE -> Part.REACHABILITY;
            case SETUP_FAULTS, FALSE_BUSY -> Part.SETUP;
            case SLOW_RINGING, LATER_THAN_USUAL, FALSE_RINGING -> Part.PDD;
            case LOSS_INBOUND,
                    LOSS_OUTBOUND,
                    POOR_INBOUND,
                    POOR_OUTBOUND,
                    LONGER_DELAY,
                    MORE_JITTER_INBOUND,
                    MORE_JITTER_OUTBOUND,
                    SILENT_INBOUND,
                    SILENT_OUTBOUND -> Part.MEDIA;
        };
    }

    private static OptionalInt score(Map<Part, PartBelief> parts) {
        OptionalInt worst = OptionalInt.empty();
        for (var part : parts.values()) {
            var score = part.score();
            if (score.isPresent() && (worst.isEmpty() || score.getAsInt() < worst.getAsInt())) {
                worst = score;
            }
        }
        return worst;
    }
}
