package org.trunkpilot.routing;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import org.trunkpilot.health.Belief;
import org.trunkpilot.health.Finding;
import org.trunkpilot.health.Verdict;
import org.trunkpilot.signal.Codec;
import org.trunkpilot.trunk.TrunkId;

/** May calls be sent to this trunk instead of that one? The answer is nothing, or the reason why not. */
final class Targets {
    private final Scene scene;
    private final RoutingPolicy policy;

    Targets(Scene scene, RoutingPolicy policy) {
        this.scene = scene;
        this.policy = policy;
    }

    /** For a hard fault: less bad, registered, and it answered an OPTIONS sent after the evidence. */
    Optional<String> notForHard(TrunkId from, TrunkId to) {
        Belief target = scene.belief(to);
        if (scene.sharesFault(from, to)) {
            return sameUplink(to);
        }
        if (scene.inControlFault(to) || scene.badness(to) >= scene.badness(from)) {
            return no(to, "is no better: " + fault(to));
        }
        if (!target.registered()) {
            return no(to, "is not registered");
        }
        if (!scene.answeredFrom(to, scene.knownSince(from))) {
            return no(to, "has answered no OPTIONS since the trouble was seen");
        }
        return Optional.empty();
    }

    /** For a soft fault: healthy, proven by a call or (for what callers can hardly bear) by an OPTIONS, better, and with room. */
    Optional<String> notForSoft(TrunkId from, TrunkId to) {
        Belief target = scene.shown(to);
        if (scene.sharesFault(from, to)) {
            return sameUplink(to);
        }
        if (target.verdict() != Verdict.HEALTHY) {
            return no(
                    to,
                    target.verdict() == Verdict.UNKNOWN
                            ? "is unknown: there is no fresh evidence of it"
                            : "is not well either: " + fault(to));
        }
        return unproven(from, to)
                .or(() -> notBetter(from, to))
                .or(() -> noCodec(scene, from, to).map(why -> to + " " + why))
                .or(() -> noRoom(scene, policy, from, to).map(why -> to + " " + why));
    }

    /**
     * Why calls of the one find no codec on the other, as far as the PBX tells what they use and people declared what it takes. A PBX may
     * transcode, so this binds soft moves only, and is the last choice of a hard one.
     */
    static Optional<String> noCodec(Scene scene, TrunkId from, TrunkId to) {
        Set<Codec> used = scene.belief(from).codecs();
        List<String> takes = scene.trunk(to).terms().codecs();
        boolean overlap =
                takes.stream().flatMap(name -> Codec.named(name).stream()).anyMatch(used::contains);
        return used.isEmpty() || takes.isEmpty() || overlap
                ? Optional.empty()
                : Optional.of(
                        "takes " + Words.list(takes) + " only, and the calls of " + from + " use " + Words.list(used));
    }

    private Optional<String> unproven(TrunkId from, TrunkId to) {
        Belief target = scene.belief(to);
        Instant now = scene.now();
        boolean lives = target.registered() && scene.answeredFrom(to, scene.knownSince(from));
        boolean talked = target.twoWayCall()
                .filter(at -> !at.plus(policy.provenWithin()).isBefore(now))
                .isPresent();
        if (lives && (talked || unbearable(from))) {
            return Optional.empty();
        }
        return no(
                to,
                lives
                        ? "has carried no call with audio both ways in the last " + Words.span(policy.provenWithin())
                                + ", and " + from + " is not so bad that an answered OPTIONS would do"
                        : "is not registered, or has answered no OPTIONS since the trouble was seen");
    }

    /** Dead or one-way audio, R under the poor mark, or ringing later than callers wait: any sound trunk is better. */
    private boolean unbearable(TrunkId from) {
        Belief belief = scene.belief(from);
        boolean silent = belief.findings().stream()
                .anyMatch(f -> f.kind().layer() == Finding.Layer.AUDIO_PATH && f.verdict() != Verdict.SUSPECT);
        boolean poor = rating(belief).orElse(Double.MAX_VALUE) < policy.ratingPoor();
        boolean late = belief.findings().stream()
                .anyMatch(f -> f.kind() == Finding.Kind.SLOW_RINGING && f.verdict() != Verdict.SUSPECT);
        return silent || poor || late;
    }

    private Optional<String> notBetter(TrunkId from, TrunkId to) {
        boolean media = scene.faultLayer(from) == Finding.Layer.MEDIA;
        OptionalDouble here = rating(scene.belief(from));
        OptionalDouble there = rating(scene.belief(to));
        if (!media || here.isEmpty()) {
            return Optional.empty();
        }
        if (there.isEmpty()) {
            return here.getAsDouble() < policy.ratingPoor()
                    ? Optional.empty()
                    : no(
                            to,
                            "has no measured audio, and R " + round(here) + " here is above "
                                    + round(policy.ratingPoor()));
        }
        return there.getAsDouble() - here.getAsDouble() >= policy.ratingGain()
                ? Optional.empty()
                : no(
                        to,
                        "is not " + round(policy.ratingGain()) + " better: R " + round(there) + " there, " + round(here)
                                + " here");
    }

    /** Why the other has no room for the calls of both; binds soft moves only, and is a late choice of a hard one. */
    static Optional<String> noRoom(Scene scene, RoutingPolicy policy, TrunkId from, TrunkId to) {
        var channels = scene.trunk(to).channels();
        if (channels.isEmpty()) {
            return Optional.empty();
        }
        int limit = channels.getAsInt();
        int usable = limit - (limit * policy.headroomPercent() + 99) / 100;
        int expected = scene.belief(from).liveCalls() + scene.belief(to).liveCalls();
        return expected <= usable
                ? Optional.empty()
                : Optional.of("has room for " + usable + " of its " + limit + " calls with headroom, and " + expected
                        + " are to be expected");
    }

    private String fault(TrunkId to) {
        return scene.shown(to).findings().stream()
                .findFirst()
                .map(finding -> Words.bare(finding.words()))
                .orElse(scene.fault(to));
    }

    private Optional<String> sameUplink(TrunkId to) {
        return no(to, "leaves by the same uplink " + scene.trunk(to).uplink() + ", which is to blame");
    }

    private static OptionalDouble rating(Belief belief) {
        if (belief.ratingInbound().isEmpty()) {
            return belief.ratingOutbound();
        }
        double inbound = belief.ratingInbound().getAsDouble();
        return OptionalDouble.of(Math.min(inbound, belief.ratingOutbound().orElse(inbound)));
    }

    private static String round(OptionalDouble rating) {
        return round(rating.orElseThrow());
    }

    private static String round(double rating) {
        return String.valueOf(Math.round(rating));
    }

    private static Optional<String> no(TrunkId to, String why) {
        return Optional.of(to + " " + why);
    }
}
