package org.trunkpilot.replay;

import java.time.Instant;
import java.util.Optional;
import org.trunkpilot.health.Belief;
import org.trunkpilot.health.CallLeg;
import org.trunkpilot.health.Finding;
import org.trunkpilot.routing.Judgement;
import org.trunkpilot.routing.PbxState;
import org.trunkpilot.trunk.Inventory;
import org.trunkpilot.trunk.Trunk;
import org.trunkpilot.trunk.TrunkId;

/** The one place where a replay reads from the core whose doing something was. */
final class Attributed {
    private Attributed() {}

    /** A finding about a trunk, in the light of what is believed of the PBX and of the other trunks. */
    static Attribution finding(Finding finding, TrunkId of, Judgement now, Inventory inventory) {
        if (now.state() != PbxState.READY) {
            return Attribution.PBX;
        }
        if (now.commonCause().isPresent()) {
            return Attribution.UPLINK;
        }
        // What the core says by the phones, the reference hosts and what failed calls have in common. CARRIER and
        // UNKNOWN are
        // also what it says for want of a witness; what a replay says then stands below.
        if (finding.attribution() != org.trunkpilot.health.Attribution.CARRIER
                && finding.attribution() != org.trunkpilot.health.Attribution.UNKNOWN) {
            return Attribution.valueOf(finding.attribution().name());
        }
        return switch (finding.kind().layer()) {
            case CONTROL -> control(of, now);
            case SETUP, PDD -> Attribution.CARRIER;
            case MEDIA, AUDIO_PATH ->
                sharedOnUplink(finding, of, now, inventory) ? Attribution.UPLINK : Attribution.CARRIER;
        };
    }

    /** The worst finding of a trunk; empty without any. */
    static Optional<Attribution> trunk(TrunkId trunk, Judgement now, Inventory inventory) {
        return Optional.ofNullable(now.beliefs().get(trunk)).map(Belief::findings).stream()
                .flatMap(findings -> findings.stream().limit(1))
                .map(finding -> finding(finding, trunk, now, inventory))
                .findFirst();
    }

    /** How one call leg ended. */
    static Attribution leg(CallLeg.Outcome outcome) {
        return switch (outcome) {
            case CARRIER_FAULT -> Attribution.CARRIER;
            case CALLEE -> Attribution.CALLEE;
            case ACCOUNT -> Attribution.ACCOUNT;
            case CODEC -> Attribution.CODEC;
            case OURS -> Attribution.PBX;
            case OK, NEUTRAL -> Attribution.UNKNOWN;
        };
    }

    /** A trunk alone silent is the carrier or its path; without another that answers, nobody can say whose. */
    private static Attribution control(TrunkId of, Judgement now) {
        Instant since = Optional.ofNullable(now.beliefs().get(of))
                .flatMap(Belief::badSince)
                .orElse(now.at());
        boolean anotherAnswers = now.beliefs().values().stream()
                .filter(other -> !other.trunk().equals(of))
                .anyMatch(other ->
                        other.probeSent().filter(sent -> !sent.isBefore(since)).isPresent());
        return anotherAnswers ? Attribution.CARRIER : Attribution.UNKNOWN;
    }

    private static boolean sharedOnUplink(Finding finding, TrunkId of, Judgement now, Inventory inventory) {
        Optional<Trunk> trunk = inventory.trunk(of);
        return trunk.isPresent()
                && now.beliefs().values().stream()
                        .filter(other -> !other.trunk().equals(of))
                        .filter(other -> other.findings().stream()
                                .anyMatch(
                                        f -> f.kind().layer() == finding.kind().layer()))
                        .flatMap(other -> inventory.trunk(other.trunk()).stream())
                        .anyMatch(other -> other.uplink().equals(trunk.get().uplink())
                                && !other.carrier().equals(trunk.get().carrier()));
    }
}
