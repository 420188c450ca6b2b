package org.trunkpilot.health;

import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.trunkpilot.health.HealthPolicy.Recovery;
import org.trunkpilot.health.HealthPolicy.Refusals;
import org.trunkpilot.signal.Blame;
import org.trunkpilot.signal.CallEnd;
import org.trunkpilot.signal.Callee;
import org.trunkpilot.signal.CauseTable.Course;
import org.trunkpilot.signal.CauseTable.Ruling;

/**
 * Does the carrier turn everybody away?
 *
 * <p>Busy, unknown, declined: each of these is the callee's by itself, and no fault. But people differ, and where it is said at once of
 * everybody, the carrier says it. So refusals that came at once, before any sign of ringing, are followed from the last call that got
 * through on, each number once. They are held against the carrier when there are so many numbers, in so many prefixes, that callees
 * would do it once in {@code oneIn} times. With the usual share {@code p} of such ends, {@code n} numbers in a row are {@code pⁿ}: one call
 * in ten is usual (busy 6 %, unknown 1.5 %, absent 1 %, and something on top), and twelve in a row are 10⁻¹². A site of 100,000 calls
 * a year would see it by chance once in ten million years.
 *
 * <p>The share is the trunk's own where that is larger. A dialler with a rotten list, of which every second number is refused, gets twelve in
 * a row by chance after some thousand calls (0.5¹² = 1 in 4,096) and is let alone until it is thirty. A row that is held against the carrier
 * teaches nothing; all else does, fading over four weeks, and as long as the process lives.
 *
 * <p>What came late, when there was time to ask another network, is neither for nor against. Nor is a call with early media, in which an
 * announcement may have said it. A list of wrong numbers in one prefix or two is no matter of the carrier.
 *
 * <p>Regimes: <b>suspect</b> at half of the numbers; <b>down</b> at all of them, for nobody gets through, and <b>degraded</b> as soon as
 * somebody does. "Declined" within the time in which no person declines anything is said to us and not by callees: our account (field notes
 * §6.4).
 */
final class TurnedAway {
    /** Numbers of a row that are remembered: where even these are no proof, nothing is found. */
    private static final int MOST = 256;

    /** A row is broken off after so many times the wait for evidence: sites of three calls an hour must add up, too. */
    private static final int MEMORY = 4;

    /** How many calls the usual share of the settings is worth, until the trunk's own is believed (field notes §6.5). */
    private static final double PRIOR_CALLS = 20;

    /** Time constant in which what was usual fades, as with ringing (field notes §6.3). */
    private static final double FADING_SECONDS = Duration.ofDays(28).toSeconds();

    /** The share of a row that its sentence is about. */
    private static final double MOSTLY = 0.8;

    private record Refusal(String prefix, String said, boolean declined, boolean sip) {}

    private final Refusals policy;
    private final Duration brokenOffAfter;
    private final Latch latch;

    /** By number, since the last call that got through. */
    private final Map<String, Refusal> row = new LinkedHashMap<>();

    private final Set<String> prefixes = new HashSet<>();
    private int refused;
    private int calls;
    private Instant since = Instant.MIN;
    private Instant last = Instant.MIN;

    /** What was found of the row that is held against the carrier, and calls that got through after it. */
    private String words = "";

    private Attribution whose = Attribution.CARRIER;
    private Grade grade = Grade.B;
    private int through;

    private double usualRefused;
    private double usualCalls;
    private Instant fadedAt = Instant.MIN;

    TurnedAway(Refusals policy, Recovery recovery) {
        this.policy = policy;
        this.brokenOffAfter = recovery.givenUpAfter().multipliedBy(MEMORY);
        this.latch = new Latch(recovery.goodCalls(), recovery.trustCalls(), Duration.ZERO, recovery.givenUpAfter());
    }

    /** A call rings or is answered. */
    void throughCall(Instant at) {
        settle(at);
        learn(1, at);
        breakOff();
        through++;
        latch.good(at);
    }

    /** A call is over that did not get through. */
    void failedCall(Callee callee, CallEnd end, Course course, Ruling ruling, Instant at) {
        settle(at);
        if (!course.rang() && ruling.blame() != Blame.UNTOLD && ruling.blame() != Blame.OURS && !row.isEmpty()) {
            calls++;
        }
        boolean atOnce =
                !course.rang() && !course.earlyMedia() && course.elapsed().compareTo(policy.atOnce()) < 0;
        if (ruling.blame() != Blame.CALLEE || !atOnce || callee.key().isEmpty()) {
            return;
        }
        if (row.isEmpty()) {
            since = at;
            calls = 1;
        }
        refused++;
        last = at;
        if (row.size() == MOST) {
            return;
        }
        boolean declined = end.sip().orElse(0) == 603 && course.elapsed().compareTo(policy.declined()) < 0;
        prefixes.add(callee.prefix());
        if (row.putIfAbsent(callee.key(), new Refusal(callee.prefix(), said(end), declined, ruling.sip())) != null) {
            return;
        }
        if (proven(latch.inDoubt() ? 0.5 : 1)) {
            latch.raise(since, at);
            through = 0;
        }
        if (latch.raised() && through == 0) {
            latch.bad(at);
        }
        if (!latch.raised() || through == 0) {
            tell();
        }
    }

    /** Whether callees would hardly ever do it; for a suspicion a share of the numbers will do. */
    private boolean proven(double share) {
        double usual =
                Math.max(policy.usual(), (usualRefused + policy.usual() * PRIOR_CALLS) / (usualCalls + PRIOR_CALLS));
        int n = row.size();
        return n >= share * policy.callees()
                && prefixes.size() >= share * policy.prefixes()
                && -n * Math.log(usual) >= share * Math.log(policy.oneIn());
    }

    private void tell() {
        var reasons = new LinkedHashMap<String, Integer>();
        row.values().forEach(r -> reasons.merge(r.said(), 1, Integer::sum));
        var most = reasons.entrySet().stream().max(Map.Entry.comparingByValue()).orElseThrow();
        boolean declined = row.values().stream().filter(Refusal::declined).count() >= MOSTLY * row.size();
        String as = most.getValue() == row.size()
                ? " as " + most.getKey()
                : most.getValue() >= MOSTLY * row.size() ? ", mostly as " + most.getKey() : "";
        words = refused + " of " + Words.count(calls, "call") + " to " + Words.count(row.size(), "number") + " in "
                + (prefixes.size() == 1 ? "1 prefix" : prefixes.size() + " prefixes") + " were refused at once" + as;
        whose = declined ? Attribution.ACCOUNT : Attribution.CARRIER;
        grade = row.values().stream().allMatch(Refusal::sip) ? Grade.B : Grade.C;
    }

    /** The code in a word, or the code alone. */
    private static String said(CallEnd end) {
        OptionalInt code = end.sip().isPresent() ? end.sip() : end.q850();
        int said = code.orElse(0);
        String word = end.sip().isPresent()
                ? switch (said) {
                    case 404, 604 -> "unknown";
                    case 410 -> "gone";
                    case 480 -> "not available";
                    case 484 -> "incomplete";
                    case 485 -> "ambiguous";
                    case 486, 600 -> "busy";
                    case 603, 607, 608 -> "declined";
                    default -> "";
                }
                : switch (said) {
                    case 1 -> "unknown";
                    case 17 -> "busy";
                    case 19 -> "not available";
                    case 22 -> "gone";
                    case 28 -> "incomplete";
                    default -> "";
                };
        String number = end.sip().isPresent() ? Integer.toString(said) : "Q.850 cause " + said;
        return word.isEmpty() ? number : word + " (" + number + ")";
    }

    private void learn(int got, Instant at) {
        if (latch.raised() || latch.inDoubt()) {
            return;
        }
        if (!fadedAt.equals(Instant.MIN)) {
            double keep = Math.exp(-Math.max(0, Duration.between(fadedAt, at).toMillis()) / 1000.0 / FADING_SECONDS);
            usualRefused *= keep;
            usualCalls *= keep;
        }
        fadedAt = at;
        usualRefused += row.size();
        usualCalls += row.size() + got;
    }

    /** We lost sight of the trunk. */
    void doubt() {
        latch.doubt();
        breakOff();
    }

    /** What calls have shown since then was not the trunk's fault. */
    void forgive(Instant from) {
        latch.forgive(from);
        breakOff();
    }

    private void settle(Instant now) {
        if (latch.settle(now)) {
            breakOff();
        } else if (!row.isEmpty() && !latch.raised() && !now.isBefore(last.plus(brokenOffAfter))) {
            learn(0, now);
            breakOff();
        }
    }

    private void breakOff() {
        row.clear();
        prefixes.clear();
        refused = 0;
        calls = 0;
    }

    boolean inDoubt(Instant now) {
        settle(now);
        return latch.inDoubt();
    }

    Optional<Finding> finding(Instant now) {
        settle(now);
        if (latch.raised()) {
            boolean none = through == 0;
            return Optional.of(finding(
                    none ? Verdict.DOWN : Verdict.DEGRADED,
                    latch.since(),
                    none ? "none got through" : Words.count(through, "call") + " got through since"));
        }
        return !row.isEmpty() && proven(latch.inDoubt() ? 0.25 : 0.5)
                ? Optional.of(finding(Verdict.SUSPECT, since, "none got through"))
                : Optional.empty();
    }

    private Finding finding(Verdict verdict, Instant from, String result) {
        return new Finding(
                Finding.Kind.SETUP_FAULTS,
                verdict,
                grade,
                from,
                words + ", " + result
                        + (whose == Attribution.ACCOUNT
                                ? ": check credit, caller ID and what our account may call"
                                : ""),
                whose);
    }
}
