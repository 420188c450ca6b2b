package org.trunkpilot.health;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.trunkpilot.health.HealthPolicy.Pretence;
import org.trunkpilot.health.KnownCalls.Call;
import org.trunkpilot.health.KnownCalls.Fate;
import org.trunkpilot.health.KnownCalls.Tallies;
import org.trunkpilot.health.KnownCalls.Tally;
import org.trunkpilot.trunk.Inventory;
import org.trunkpilot.trunk.Trunk;
import org.trunkpilot.trunk.TrunkId;

/**
 * Does a carrier say "busy" for people whom it never asked, or play a ringing tone that no phone rings to?
 *
 * <p>Neither is a fault by any code, and to one trunk alone it looks like callees who are out. It shows beside other carriers, in the same
 * hours and to the same prefixes: there most numbers are free, there people answer. So each trunk's calls are weighed against what
 * they would have come to by the rates of the others, prefix by prefix (a rate that few calls tell is drawn towards the overall one):
 *
 * <ul>
 *   <li><b>False busy:</b> far more numbers busy than that.
 *   <li><b>False ringing:</b> nearly every call rings within a second, which elsewhere they do not, and far fewer are answered than that.
 * </ul>
 *
 * The odds of so many, or so few, by chance are those of a binomial whose share is the worst that the others' calls still bear: the
 * end of its Wilson interval at three standard deviations, and a quarter beyond. (With the share itself, fifteen calls elsewhere of which
 * by luck none was busy made a sound trunk suspect within a month, at noon.) Past the first limit it is a suspicion, for a person; past the second, and
 * borne out by numbers that another carrier reached, or by a "busy" that came before anybody could be asked, the trunk is
 * degraded. A number counts once, however often it was dialled. Field notes §6.4 and §7, 11.
 */
public final class Pretences {
    /** Looking anew costs a walk over the prefixes of each trunk, and nothing here is urgent. */
    private static final Duration RENEWED = Duration.ofSeconds(5);

    /** A rate told by few calls counts as if so many more had come to the overall one. */
    private static final double PRIOR = 4;

    /** No network finds and asks a phone in less (field notes §6.4). */
    private static final Duration NOT_ASKED = Duration.ofMillis(300);

    /** A number that is busy here and reached by another carrier so close in time was not busy. */
    private static final Duration SAME_TIME = Duration.ofMinutes(15);

    /** Two carriers need not have quite the same customers. */
    private static final double LENIENCE = 1.25;

    /** Standard deviations by which the others' share may be another than their few calls show. */
    private static final double DOUBT = 3;

    private static final double LEAST_ANSWERED = 0.25;
    private static final int CONTRADICTIONS = 2;

    private final Pretence policy;
    private final Map<TrunkId, Trunk> trunks = new LinkedHashMap<>();
    private final Map<TrunkId, KnownCalls> calls = new LinkedHashMap<>();
    private Map<TrunkId, List<Finding>> found = Map.of();
    private Map<String, String> alarms = Map.of();
    private Instant renewAt = Instant.MIN;

    /** What one trunk's calls came to, and those by other carriers; of groups only that both called. */
    private static final class Weighed {
        final KnownCalls known;
        final Tally own = new Tally();
        final Tally others = new Tally();

        Weighed(KnownCalls known) {
            this.known = known;
            known.compare(own, others);
        }

        List<Call> compared() {
            return known.all().stream()
                    .filter(call -> known.elsewhere(call.group()).calls > 0)
                    .toList();
        }

        /** How many would have been busy by the others' rates. */
        double busyExpected() {
            double busy = others.busy / (double) Math.max(1, others.calls);
            double expected = 0;
            for (Call call : compared()) {
                Tally tally = known.elsewhere(call.group());
                expected += (tally.busy + PRIOR * busy) / (tally.calls + PRIOR);
            }
            return expected;
        }

        /** How many of those that rang would have been answered by the others' rates. */
        double answeredExpected() {
            double answered = others.answered / (double) Math.max(1, others.rang());
            double expected = 0;
            for (Call call : compared()) {
                Tally tally = known.elsewhere(call.group());
                expected += call.rings() ? (tally.answered + PRIOR * answered) / (tally.rang() + PRIOR) : 0;
            }
            return expected;
        }
    }

    public Pretences(Inventory inventory, HealthPolicy policy) {
        this.policy = policy.pretence();
        var everywhere = new Tallies();
        var byCarrier = new HashMap<String, Tallies>();
        for (Trunk trunk : inventory.trunks()) {
            trunks.put(trunk.id(), trunk);
            Tallies ofCarrier = byCarrier.computeIfAbsent(trunk.carrier(), carrier -> new Tallies());
            calls.put(
                    trunk.id(),
                    new KnownCalls(this.policy.window(), policy.recovery().givenUpAfter(), ofCarrier, everywhere));
        }
    }

    /** A leg is over. */
    public void accept(CallLeg leg) {
        KnownCalls known = calls.get(leg.trunk());
        Optional<Fate> fate = fate(leg);
        // One that came in, or was up before we listened, begins with its answer.
        boolean dialled = !leg.answered().equals(Optional.of(leg.seized()));
        if (known == null || fate.isEmpty() || !dialled) {
            return;
        }
        Instant first = Stream.of(leg.ringing(), leg.earlyMedia(), leg.answered(), Optional.of(leg.ended()))
                .flatMap(Optional::stream)
                .min(Comparator.naturalOrder())
                .orElse(leg.ended());
        String number =
                leg.callee().key().isEmpty() ? leg.call().value() : leg.callee().key();
        String group = leg.callee().prefix().isEmpty()
                ? leg.callee().destination().name()
                : leg.callee().prefix();
        known.add(new Call(leg.ended(), number, group, fate.get(), Duration.between(leg.seized(), first)));
    }

    /** Nothing is known any more. */
    public void forget() {
        calls.values().forEach(KnownCalls::clear);
        found = Map.of();
        renewAt = Instant.MIN;
    }

    /** The beliefs with what the comparison shows; a trunk that nothing is known of is left so. */
    public Map<TrunkId, Belief> seen(Instant now, Map<TrunkId, Belief> beliefs) {
        if (!now.isBefore(renewAt)) {
            renewAt = now.plus(RENEWED);
            found = renewed(now);
            alarms = alarms(found);
        }
        if (found.isEmpty()) {
            return beliefs;
        }
        var seen = new LinkedHashMap<TrunkId, Belief>();
        beliefs.forEach((trunk, belief) -> seen.put(trunk, with(belief, found.getOrDefault(trunk, List.of()))));
        return seen;
    }

    /** What needs a person: the sentence that was right when it began, so that it is one line of the record. */
    public List<String> alarms() {
        return List.copyOf(alarms.values());
    }

    private static Belief with(Belief belief, List<Finding> more) {
        if (more.isEmpty() || belief.verdict() == Verdict.UNKNOWN) {
            return belief;
        }
        var all = new ArrayList<>(belief.findings());
        all.addAll(more);
        // Stable: among equals those of the trunk alone come first.
        all.sort(Comparator.comparing(Finding::verdict, (a, b) -> a == b ? 0 : a.worse(b) == a ? -1 : 1));
        return belief.with(all, all.get(0).verdict());
    }

    private Map<String, String> alarms(Map<TrunkId, List<Finding>> standing) {
        var next = new LinkedHashMap<String, String>();
        standing.forEach((trunk, findings) -> findings.forEach(finding -> {
            String carrier = carrier(trunk);
            String key = trunk + " " + finding.kind();
            String what = finding.kind() == Finding.Kind.FALSE_BUSY
                    ? " may say busy for numbers that are not: "
                    : " may let callers hear a ringing that no phone rings to: ";
            next.put(
                    key,
                    alarms.getOrDefault(
                            key, carrier + " on " + trunk + what + finding.words() + ". Ask " + carrier + "."));
        }));
        return next;
    }

    private Map<TrunkId, List<Finding>> renewed(Instant now) {
        calls.values().forEach(known -> known.step(now));
        var next = new LinkedHashMap<TrunkId, List<Finding>>();
        calls.forEach((trunk, known) -> {
            if (known.size() >= policy.calls()) {
                var weighed = new Weighed(known);
                List<Finding> findings = Stream.of(busy(trunk, weighed), ringing(weighed))
                        .flatMap(Optional::stream)
                        .toList();
                if (!findings.isEmpty()) {
                    next.put(trunk, findings);
                }
            }
        });
        return next;
    }

    private String carrier(TrunkId trunk) {
        return Optional.ofNullable(trunks.get(trunk)).map(Trunk::carrier).orElse("");
    }

    private Optional<Finding> busy(TrunkId trunk, Weighed w) {
        int n = w.own.calls;
        int b = w.own.busy;
        if (n < policy.calls() || w.others.calls < policy.calls() || b < policy.calls() / 2) {
            return Optional.empty();
        }
        double expected = w.busyExpected();
        if (b < policy.times() * expected) {
            return Optional.empty();
        }
        double share = Math.min(0.95, LENIENCE * bound(expected / n, w.others.calls, DOUBT));
        double odds = Binomial.atLeast(b, n, share);
        if (odds * policy.suspectOneIn() > 1) {
            return Optional.empty();
        }
        List<Call> busy =
                w.compared().stream().filter(c -> c.fate() == Fate.BUSY).toList();
        long unasked =
                busy.stream().filter(c -> c.first().compareTo(NOT_ASKED) < 0).count();
        long reached = busy.stream().filter(c -> reached(trunk, c)).count();
        boolean borneOut = reached >= CONTRADICTIONS || unasked * 5 >= 4L * b;
        boolean sure = borneOut && odds * policy.degradeOneIn() <= 1;
        String words = b + " of the last " + n + " numbers were busy, and by other carriers " + w.others.busy + " of "
                + w.others.calls + " of the same prefixes"
                + (unasked == 0 ? "" : "; " + unasked + " said so before anybody could be asked")
                + (reached == 0 ? "" : "; " + reached + " were reached by another carrier at that time");
        return Optional.of(new Finding(
                Finding.Kind.FALSE_BUSY,
                sure ? Verdict.DEGRADED : Verdict.SUSPECT,
                Grade.B,
                busy.get(0).at(),
                words));
    }

    private boolean reached(TrunkId trunk, Call busy) {
        String carrier = carrier(trunk);
        return calls.entrySet().stream()
                .filter(e -> !carrier(e.getKey()).equals(carrier))
                .flatMap(e -> e.getValue().to(busy.number()).stream())
                .anyMatch(c ->
                        c.rings() && Duration.between(c.at(), busy.at()).abs().compareTo(SAME_TIME) < 0);
    }

    private Optional<Finding> ringing(Weighed w) {
        int n = w.own.rang();
        int a = w.own.answered;
        boolean early = w.own.early * 10 >= 9 * n && w.others.early * 2 <= w.others.rang();
        if (n < policy.calls() || w.others.rang() < policy.calls() || !early) {
            return Optional.empty();
        }
        double expected = w.answeredExpected();
        if (expected < LEAST_ANSWERED * n || a * policy.times() > expected) {
            return Optional.empty();
        }
        // So many unanswered: the sum of the other tail loses its digits.
        double answered = bound(expected / n, w.others.rang(), -DOUBT) / LENIENCE;
        double odds = Binomial.atLeast(n - a, n, 1 - answered);
        if (odds * policy.suspectOneIn() > 1) {
            return Optional.empty();
        }
        boolean sure = odds * policy.degradeOneIn() <= 1;
        return Optional.of(new Finding(
                Finding.Kind.FALSE_RINGING,
                sure ? Verdict.DEGRADED : Verdict.SUSPECT,
                Grade.B,
                w.compared().get(0).at(),
                w.own.early + " of " + n + " calls rang within " + KnownCalls.AT_ONCE.toSeconds() + " s and " + a
                        + " were answered; by other carriers " + w.others.answered + " of " + w.others.rang()
                        + " to the same prefixes were, and " + w.others.early + " rang so soon"));
    }

    /** An end of the Wilson interval (1927) of a share that so many calls told; the lower one for a negative {@code z}. */
    private static double bound(double share, int calls, double z) {
        double square = z * z / calls;
        double centre = share + square / 2;
        double half = z * Math.sqrt(share * (1 - share) / calls + square / (4 * calls));
        return Math.max(0, (centre + half) / (1 + square));
    }

    private static Optional<Fate> fate(CallLeg leg) {
        if (leg.answered().isPresent()) {
            return Optional.of(Fate.ANSWERED);
        }
        if (leg.outcome() == CallLeg.Outcome.CALLEE
                && (is(leg.sip(), 486) || is(leg.sip(), 600) || is(leg.q850(), 17))) {
            return Optional.of(Fate.BUSY);
        }
        return leg.outcome() == CallLeg.Outcome.OK
                        || (leg.outcome() == CallLeg.Outcome.CALLEE
                                && leg.ringing().isPresent())
                ? Optional.of(Fate.RANG)
                : Optional.empty();
    }

    private static boolean is(OptionalInt code, int wanted) {
        return code.isPresent() && code.getAsInt() == wanted;
    }
}
