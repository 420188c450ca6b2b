package org.trunkpilot.health;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import org.trunkpilot.health.HealthPolicy.Probes;
import org.trunkpilot.signal.ProbeAnswered;
import org.trunkpilot.signal.ProbeSent;
import org.trunkpilot.signal.Reachability;
import org.trunkpilot.signal.SeizureRefused;

/**
 * Does the far end answer at all?
 *
 * <p>Our own OPTIONS may overlap (sent 1 s apart, waited for 3 s each), so a miss is not "the probe before this one failed"
 * but any OPTIONS that is older than the time-out and was sent after the newest answered one. An answer clears all that were
 * sent before it, and so does a call that rings: the far end lived then.
 *
 * <p>Witnesses of silence, counted until they make the trunk DOWN: each miss; the PBX's own qualify, unless it is the echo of
 * one of our probes (an OPTIONS that we asked the PBX for makes it report Unreachable in the same moment in which ours becomes a
 * miss); the PBX refusing to send a call; and a call that is silent though its INVITE went out after the last answered OPTIONS. A
 * PBX that holds the trunk for unreachable <em>and</em> refuses a call has settled the matter alone.
 *
 * <p>The first OPTIONS later than {@code max(1 s, 3 × usual round trip)} makes it SUSPECT, which costs nothing but more
 * probes and saves seconds.
 */
final class ProbeWatch {
    /** OPTIONS in flight or missed that are remembered; two decide, the rest are for the figures. */
    private static final int MOST_OUTSTANDING = 32;

    /** An Unreachable this near to the moment of a miss tells of the same OPTIONS. */
    private static final Duration ECHO = Duration.ofMillis(500);

    /** Smoothing of the round trip: about the last twenty answers. */
    private static final Duration ROUND_TRIP_MEMORY = Duration.ofSeconds(100);

    private final Probes policy;
    private final ArrayDeque<Instant> outstanding = new ArrayDeque<>();
    private final Average roundTripMillis = new Average(ROUND_TRIP_MEMORY);
    private @Nullable Instant lastAnsweredSent;
    private Instant lastAnswer = Instant.MIN;
    private Reachability.State pbxSays = Reachability.State.UNMONITORED;
    private Instant pbxSaidAt = Instant.MIN;
    private @Nullable Instant unreachableSince;
    private @Nullable Instant refusedAt;
    private boolean carries;

    ProbeWatch(Probes policy) {
        this.policy = policy;
    }

    void accept(ProbeSent probe) {
        if (outstanding.size() == MOST_OUTSTANDING) {
            // Not the oldest, which tells since when.
            outstanding.removeLast();
        }
        outstanding.addLast(probe.at());
    }

    void accept(ProbeAnswered answer) {
        outstanding.removeIf(sent -> !sent.isAfter(answer.sentAt()));
        if (lastAnsweredSent == null || answer.sentAt().isAfter(lastAnsweredSent)) {
            lastAnsweredSent = answer.sentAt();
        }
        lastAnswer = answer.at();
        answer.roundTrip().ifPresent(rtt -> roundTripMillis.add(rtt.toNanos() / 1e6, answer.at()));
        if (unreachableSince != null && answer.sentAt().isAfter(unreachableSince)) {
            unreachableSince = null;
            pbxSays = Reachability.State.REACHABLE;
        }
        if (refusedAt != null && answer.sentAt().isAfter(refusedAt)) {
            refusedAt = null;
        }
    }

    void accept(Reachability word) {
        pbxSays = word.state();
        pbxSaidAt = word.at();
        word.roundTrip().ifPresent(rtt -> roundTripMillis.add(rtt.toNanos() / 1e6, word.at()));
        if (word.state() != Reachability.State.UNREACHABLE) {
            unreachableSince = null;
            refusedAt = null;
        } else if (unreachableSince == null) {
            unreachableSince = word.at();
        }
    }

    void accept(SeizureRefused refusal) {
        if (refusal.why() == SeizureRefused.Why.UNREACHABLE && refusedAt == null) {
            refusedAt = refusal.at();
        }
    }

    /** A call rang or was answered: the far end lives, whatever it makes of OPTIONS. Audio is no such sign: it has another way. */
    void carried(Instant at) {
        carries = true;
        outstanding.removeIf(sent -> !sent.isAfter(at));
    }

    /** An INVITE went out: the PBX does not refuse the trunk any more. */
    void seized() {
        refusedAt = null;
    }

    void forget() {
        outstanding.clear();
        roundTripMillis.reset();
        lastAnsweredSent = null;
        lastAnswer = Instant.MIN;
        pbxSays = Reachability.State.UNMONITORED;
        pbxSaidAt = Instant.MIN;
        unreachableSince = null;
        refusedAt = null;
        carries = false;
    }

    Optional<Instant> lastAnsweredSent() {
        return Optional.ofNullable(lastAnsweredSent);
    }

    OptionalDouble roundTripMillis(Instant now) {
        return roundTripMillis.value(now, Duration.ofHours(1));
    }

    boolean fresh(Instant now) {
        boolean answered = !lastAnswer.equals(Instant.MIN) && now.isBefore(lastAnswer.plus(policy.freshFor()));
        boolean reachable = pbxSays == Reachability.State.REACHABLE
                && !pbxSaidAt.equals(Instant.MIN)
                && now.isBefore(pbxSaidAt.plus(policy.freshFor()));
        return answered || reachable;
    }

    /**
     * Whether an OPTIONS has gone unanswered for its time-out and none since was answered, or the PBX says that it cannot reach the far
     * end. One that is merely late is no witness: of many that are answered one is lost now and then, and the next tells.
     */
    boolean fails(Instant now) {
        return unreachableSince != null || misses(now) > 0;
    }

    /** @param silentSince the INVITE of the newest call that is silent for suspiciously long, if one is */
    Optional<Finding> finding(Instant now, Optional<Instant> silentSince) {
        int misses = misses(now);
        boolean unreachable = unreachableSince != null;
        boolean refused = refusedAt != null;
        int witnesses = misses + (unreachable && !echo(now) ? 1 : 0) + (refused ? 1 : 0);
        boolean silentToo = silentSince.isPresent()
                && (lastAnsweredSent == null || silentSince.get().isAfter(lastAnsweredSent));
        if (witnesses == 0 && !unreachable && !late(now)) {
            return Optional.empty();
        }
        // Silent calls and a refusal are no proof alone: the first may be slow, the second a name the PBX does not
        // know.
        boolean enough = fails(now) && witnesses + (silentToo ? 1 : 0) >= policy.misses();
        // A far end that takes calls and has never answered one does not answer OPTIONS, and some carriers do not.
        boolean deaf = lastAnsweredSent == null && carries;
        boolean down = (enough && !deaf) || (unreachable && refused) || standsUnreachable(now);
        return Optional.of(new Finding(
                Finding.Kind.UNREACHABLE,
                down ? Verdict.DOWN : Verdict.SUSPECT,
                Grade.C,
                since(now),
                words(misses, unreachable, refused, silentToo && down)
                        + (deaf && !down ? ", yet calls get through" : "")));
    }

    /** The PBX alone has said Unreachable for as long as our probes would have taken, and nothing contradicts it. */
    private boolean standsUnreachable(Instant now) {
        var since = unreachableSince;
        return since != null && !now.isBefore(since.plus(policy.timeout().multipliedBy(policy.misses())));
    }

    private int misses(Instant now) {
        // Nobody has asked for long: what went unanswered then says nothing of now.
        if (outstanding.isEmpty() || !now.isBefore(outstanding.getLast().plus(policy.freshFor()))) {
            return 0;
        }
        int misses = 0;
        for (Instant sent : outstanding) {
            if (now.isBefore(sent.plus(policy.timeout()))) {
                break;
            }
            misses++;
        }
        return misses;
    }

    private boolean late(Instant now) {
        if (outstanding.isEmpty() || !now.isBefore(outstanding.getLast().plus(policy.freshFor()))) {
            return false;
        }
        long usual = Math.round(roundTripMillis(now).orElse(0) * policy.lateFactor());
        long limit = Math.min(
                policy.timeout().toMillis(), Math.max(policy.lateAfter().toMillis(), usual));
        return !now.isBefore(outstanding.getFirst().plusMillis(limit));
    }

    private boolean echo(Instant now) {
        if (unreachableSince == null) {
            return false;
        }
        for (Instant sent : outstanding) {
            var due = sent.plus(policy.timeout());
            if (!now.isBefore(due)
                    && Duration.between(due, unreachableSince).abs().compareTo(ECHO) <= 0) {
                return true;
            }
        }
        return false;
    }

    private Instant since(Instant now) {
        Instant since = now;
        if (!outstanding.isEmpty() && outstanding.getFirst().isBefore(since)) {
            since = outstanding.getFirst();
        }
        if (unreachableSince != null && unreachableSince.isBefore(since)) {
            since = unreachableSince;
        }
        if (refusedAt != null && refusedAt.isBefore(since)) {
            since = refusedAt;
        }
        return since;
    }

    private String words(int misses, boolean unreachable, boolean refused, boolean silentToo) {
        var words = new StringBuilder();
        if (misses > 0) {
            words.append(misses == 1 ? "an OPTIONS" : "the last " + misses + " OPTIONS")
                    .append(" unanswered for ")
                    .append(Words.of(policy.timeout()))
                    .append(misses == 1 ? "" : " each");
        } else if (!unreachable && !refused) {
            words.append("an OPTIONS is unanswered for longer than usual");
        }
        if (unreachable) {
            words.append(words.isEmpty() ? "" : "; ").append("the PBX cannot reach the far end");
        }
        if (refused) {
            words.append(words.isEmpty() ? "" : "; ").append("the PBX refuses to send calls to it");
        }
        if (silentToo) {
            words.append("; a call stays silent as well");
        }
        return words.toString();
    }

    PartBelief part(Instant now) {
        if (fresh(now)) {
            var rtt = roundTripMillis(now);
            var words = rtt.isPresent()
                    ? "answers OPTIONS in " + Words.decimal(rtt.getAsDouble()) + " ms"
                    : "answers OPTIONS";
            return new PartBelief(Part.REACHABILITY, OptionalInt.of(100), Grade.C, words);
        }
        var words = pbxSays == Reachability.State.UNMONITORED && outstanding.isEmpty()
                ? "nobody asks whether it answers"
                : "no recent answer to OPTIONS";
        return new PartBelief(Part.REACHABILITY, OptionalInt.empty(), Grade.D, words);
    }
}
