package org.trunkpilot.replay;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.trunkpilot.health.Belief;
import org.trunkpilot.health.Finding;
import org.trunkpilot.replay.Comparison.Hindsight;
import org.trunkpilot.replay.Comparison.Move;
import org.trunkpilot.replay.Comparison.Refusal;
import org.trunkpilot.routing.Judgement;
import org.trunkpilot.routing.RouteDecision;
import org.trunkpilot.routing.Rung;
import org.trunkpilot.signal.ProbeAnswered;
import org.trunkpilot.trunk.TrunkId;

/**
 * The moves of one policy, and whether they were right by what was seen later of the trunk that was left: its calls of the next quarter of
 * an hour, which in watching mode went on going there, and the OPTIONS sent right after.
 */
final class Moves {
    static final Duration LATER = Duration.ofMinutes(15);
    static final Duration AT_ONCE = Duration.ofSeconds(10);

    /** Of so many calls, a fifth bad: the trunk went on failing. */
    private static final int LEAST_BAD = 5;

    private static final double BAD = 0.2;

    /** Of so many calls, one in twenty bad at most: it was well. */
    private static final int LEAST_GOOD = 10;

    private static final double GOOD = 0.05;

    private final List<Made> made = new ArrayList<>();
    private final List<Made> fresh = new ArrayList<>();
    private final List<Refusal> refusals = new ArrayList<>();

    private static final class Made {
        final RouteDecision decision;
        final Optional<TrunkId> left;
        final boolean silent;
        boolean answered;

        Made(RouteDecision decision, Optional<TrunkId> left, boolean silent) {
            this.decision = decision;
            this.left = left;
            this.silent = silent;
        }
    }

    void judged(Judgement now) {
        for (RouteDecision decision : now.decisions()) {
            if (decision.rung() == Rung.ORDERS) {
                continue;
            }
            if (!decision.moves()) {
                refusals.add(new Refusal(decision.at(), decision.route(), decision.rung(), decision.reason()));
                continue;
            }
            TrunkId first = decision.from().get(0);
            boolean leaves = !first.equals(decision.to().get(0)) && decision.rung() != Rung.FAIL_BACK;
            var move = new Made(decision, leaves ? Optional.of(first) : Optional.empty(), silent(now, first));
            made.add(move);
            fresh.add(move);
        }
    }

    private static boolean silent(Judgement now, TrunkId trunk) {
        return Optional.ofNullable(now.beliefs().get(trunk)).map(Belief::findings).stream()
                .flatMap(List::stream)
                .anyMatch(finding -> finding.kind() == Finding.Kind.UNREACHABLE);
    }

    void hear(ProbeAnswered answer) {
        if (fresh.isEmpty()) {
            return;
        }
        fresh.removeIf(move -> answer.sentAt().isAfter(move.decision.at().plus(AT_ONCE)));
        fresh.stream()
                .filter(move -> move.left.equals(Optional.of(answer.trunk()))
                        && !answer.sentAt().isBefore(move.decision.at()))
                .forEach(move -> move.answered = true);
    }

    List<Refusal> refusals() {
        return refusals;
    }

    /**
     * All moves with their hindsight.
     *
     * @param attempts of each trunk, by time
     */
    List<Move> settled(Map<TrunkId, List<Attempt>> attempts) {
        return made.stream().map(move -> settled(move, attempts)).toList();
    }

    private static Move settled(Made move, Map<TrunkId, List<Attempt>> attempts) {
        Hindsight hindsight = Hindsight.NOT_JUDGED;
        String words = "It left no trunk for a fault.";
        if (move.left.isPresent()) {
            TrunkId left = move.left.get();
            Seen seen = seen(attempts, left, move.decision.at());
            hindsight = hindsight(move.silent, move.answered, seen);
            words = words(move.silent, move.answered, left, seen);
        }
        RouteDecision decision = move.decision;
        return new Move(
                decision.at(),
                decision.route(),
                decision.from(),
                decision.to(),
                decision.rung(),
                decision.reason(),
                hindsight,
                words);
    }

    /** The calls of a trunk in the quarter of an hour after a move that left it, and how many of them fared badly. */
    record Seen(long of, long bad) {}

    /** @param attempts of each trunk, by time */
    static Seen seen(Map<TrunkId, List<Attempt>> attempts, TrunkId left, Instant at) {
        long of = 0;
        long bad = 0;
        for (Attempt call : Tally.between(attempts.getOrDefault(left, List.of()), at, at.plus(LATER))) {
            of += call.outcome.told() ? 1 : 0;
            bad += call.outcome.hurt() ? 1 : 0;
        }
        return new Seen(of, bad);
    }

    /**
     * @param silent whether OPTIONS are what tells of this trunk
     * @param answered whether it answered one sent right after the move
     */
    static Hindsight hindsight(boolean silent, boolean answered, Seen seen) {
        if (seen.of >= LEAST_BAD && seen.bad >= BAD * seen.of) {
            return Hindsight.RIGHT;
        }
        if (silent && !answered) {
            return Hindsight.RIGHT;
        }
        return seen.of >= LEAST_GOOD && seen.bad <= GOOD * seen.of ? Hindsight.FALSE : Hindsight.CANNOT_TELL;
    }

    static String words(boolean silent, boolean answered, TrunkId left, Seen seen) {
        String calls = seen.of == 0
                ? "no call of the next 15 min shows how " + left + " was"
                : seen.bad + " of " + seen.of + " calls on " + left + " in the next 15 min fared badly";
        String probes = !silent
                ? ""
                : answered
                        ? "; it answered an OPTIONS sent within 10 s of the move"
                        : "; it answered no OPTIONS sent within 10 s of the move";
        return Character.toUpperCase(calls.charAt(0)) + calls.substring(1) + probes + ".";
    }
}
