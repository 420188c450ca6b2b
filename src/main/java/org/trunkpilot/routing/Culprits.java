package org.trunkpilot.routing;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.trunkpilot.health.Attribution;
import org.trunkpilot.health.Belief;
import org.trunkpilot.health.CallLeg;
import org.trunkpilot.health.Finding;
import org.trunkpilot.health.HealthPolicy;
import org.trunkpilot.health.PhoneLegs;
import org.trunkpilot.health.Verdict;
import org.trunkpilot.signal.LinkLost;
import org.trunkpilot.signal.PbxRestarted;
import org.trunkpilot.signal.PbxSignal;
import org.trunkpilot.signal.SeizureRefused;
import org.trunkpilot.trunk.Inventory;
import org.trunkpilot.trunk.Trunk;
import org.trunkpilot.trunk.TrunkId;

/**
 * Whose fault is it? Every finding about a trunk, and what is known of phones, uplinks and the people called, becomes a {@link Culprit}.
 *
 * <p>The detectors in {@code health} see one trunk each. Here their findings are laid side by side ({@link Suspicion} has the rules), and
 * those that another trunk would not mend are taken out of what the route ladders see: the trunk is shown with its fault, and nothing is
 * moved for it.
 */
final class Culprits {
    /** So many calls within {@link #FULL_WINDOW} that found our own channels in use are more than chance. */
    private static final int FULL_CALLS = 3;

    private static final Duration FULL_WINDOW = Duration.ofMinutes(10);
    private static final int MOST_FULL = 64;

    private final Inventory inventory;
    private final CommonCause common;
    private final PbxWatch watch;
    private final HouseWatch house;
    private final PathWatch paths;
    private final Outcomes outcomes;
    private final PhoneLegs phones;
    private final Map<TrunkId, Deque<Instant>> full = new LinkedHashMap<>();

    /** What was said of a trouble of account or codec when it began: its figures grow, the alarm stays the same sentence. */
    private Map<String, String> alarms = Map.of();

    private List<Culprit> all = List.of();
    private Map<TrunkId, Belief> attributed = Map.of();
    private Map<TrunkId, Belief> own = Map.of();
    private Map<TrunkId, Culprit> ofTrunk = Map.of();
    private Map<TrunkId, Culprit> excused = Map.of();

    Culprits(
            Inventory inventory,
            HealthPolicy health,
            CommonCause common,
            PbxWatch watch,
            HouseWatch house,
            PathWatch paths) {
        this.inventory = inventory;
        this.common = common;
        this.watch = watch;
        this.house = house;
        this.paths = paths;
        this.outcomes = new Outcomes(inventory);
        this.phones = new PhoneLegs(health.loss());
    }

    void accept(PbxSignal signal) {
        phones.accept(signal);
        if (signal instanceof LinkLost || signal instanceof PbxRestarted) {
            outcomes.forget();
            full.clear();
        } else if (signal instanceof SeizureRefused s && s.why() == SeizureRefused.Why.FULL) {
            Deque<Instant> times = full.computeIfAbsent(s.trunk(), t -> new ArrayDeque<>());
            if (times.size() == MOST_FULL) {
                times.removeFirst();
            }
            times.addLast(s.at());
        }
    }

    /** Looks at everything anew. */
    void step(Instant now, Map<TrunkId, Belief> beliefs, List<CallLeg> legs) {
        legs.forEach(outcomes::accept);
        var suspicion = new Suspicion(now, inventory, beliefs, common, paths, phones, outcomes);
        var named = new LinkedHashMap<String, Culprit>();
        var worst = new LinkedHashMap<TrunkId, Culprit>();
        var first = new LinkedHashMap<TrunkId, Culprit>();
        var spared = new LinkedHashMap<TrunkId, Culprit>();
        var shown = new LinkedHashMap<TrunkId, Belief>();
        var left = new LinkedHashMap<TrunkId, Belief>();
        beliefs.forEach((id, belief) -> {
            Trunk trunk = inventory.trunk(id).orElseThrow();
            if (belief.findings().isEmpty()) {
                shown.put(id, belief);
                left.put(id, belief);
                return;
            }
            var findings = new ArrayList<Finding>();
            var remaining = new ArrayList<Finding>();
            for (Finding finding : belief.findings()) {
                Culprit culprit = suspicion.of(trunk, finding);
                findings.add(finding.by(culprit.whose()));
                first.putIfAbsent(id, culprit);
                if (counts(finding, culprit)) {
                    named.merge(culprit.whose() + " " + culprit.name(), culprit, Culprits::joined);
                    worst.putIfAbsent(id, culprit);
                }
                if (stays(finding, culprit)) {
                    remaining.add(finding.by(culprit.whose()));
                } else {
                    spared.putIfAbsent(id, culprit);
                }
            }
            shown.put(id, belief.with(findings, belief.verdict()));
            left.put(
                    id,
                    remaining.size() == findings.size()
                            ? shown.getOrDefault(id, belief)
                            : belief.with(
                                    remaining,
                                    remaining.isEmpty()
                                            ? Verdict.HEALTHY
                                            : remaining.get(0).verdict()));
        });
        attributed = shown;
        own = left;
        first.putAll(worst);
        ofTrunk = first;
        excused = spared;
        site(now, failing(left), suspicion).forEach(c -> named.merge(c.whose() + " " + c.name(), c, Culprits::joined));
        all = named.values().stream()
                .sorted(Comparator.comparing(Culprit::confidencePercent)
                        .reversed()
                        .thenComparing(Culprit::whose)
                        .thenComparing(Culprit::name))
                .toList();
        alarms = alarms(all);
    }

    /** Our account or a codec: nobody else will see to it, and no other trunk mends it. */
    private Map<String, String> alarms(List<Culprit> standing) {
        var next = new LinkedHashMap<String, String>();
        standing.stream()
                .filter(c -> c.whose() == Attribution.ACCOUNT || c.whose() == Attribution.CODEC)
                .forEach(c -> {
                    String key = c.whose() + " " + c.name();
                    next.put(key, alarms.getOrDefault(key, c.words()));
                });
        return next;
    }

    /** What no trunk shows, or none alone. */
    private List<Culprit> site(Instant now, Set<TrunkId> failing, Suspicion suspicion) {
        var site = new ArrayList<Culprit>();
        watch.culprit().ifPresent(site::add);
        if (watch.state() != PbxState.READY) {
            return site;
        }
        house.culprit(now).ifPresent(site::add);
        suspicion.house().ifPresent(site::add);
        site.addAll(outcomes.culprits(now, failing));
        full.forEach((trunk, times) -> {
            times.removeIf(at -> !now.isBefore(at.plus(FULL_WINDOW)));
            if (times.size() >= FULL_CALLS) {
                site.add(new Culprit(
                        Attribution.ACCOUNT,
                        trunk.name(),
                        List.of(trunk),
                        Culprit.INFERRED,
                        times.getFirst(),
                        times.size() + " calls within " + Words.span(FULL_WINDOW) + " found all channels of " + trunk
                                + " in use: more calls than channels."));
            }
        });
        return site;
    }

    /** Past a threshold; or a refusal, which never gets there and yet names its cause. */
    private static boolean counts(Finding finding, Culprit culprit) {
        return finding.verdict() != Verdict.SUSPECT
                || culprit.whose() == Attribution.ACCOUNT
                || culprit.whose() == Attribution.CODEC;
    }

    /**
     * Whether the ladders are to see it. Signalling always: common causes of its silence have a rung of their own. And an account by which
     * nobody gets through at all: what the dialplan takes for a callee's word ends the call, and by another carrier it is another account.
     */
    private static boolean stays(Finding finding, Culprit culprit) {
        return culprit.whose().movesHelp()
                || finding.kind().layer() == Finding.Layer.CONTROL
                || (culprit.whose() == Attribution.ACCOUNT && finding.verdict() == Verdict.DOWN)
                || finding.verdict() == Verdict.SUSPECT;
    }

    private Set<TrunkId> failing(Map<TrunkId, Belief> beliefs) {
        var failing = new LinkedHashSet<TrunkId>();
        beliefs.forEach((id, belief) -> {
            boolean whole = belief.findings().stream()
                    .anyMatch(f -> f.verdict() == Verdict.DOWN
                            || (f.verdict() == Verdict.DEGRADED && f.kind() == Finding.Kind.SETUP_FAULTS));
            if (whole) {
                failing.add(id);
            }
        });
        return failing;
    }

    private static Culprit joined(Culprit a, Culprit b) {
        var trunks = new LinkedHashSet<>(a.trunks());
        trunks.addAll(b.trunks());
        Culprit surer = b.confidencePercent() > a.confidencePercent() ? b : a;
        return new Culprit(
                a.whose(),
                a.name(),
                List.copyOf(trunks),
                surer.confidencePercent(),
                a.since().isBefore(b.since()) ? a.since() : b.since(),
                surer.words());
    }

    /** What needs a person, as no other trunk mends it, a sentence each. */
    List<String> alarms() {
        return List.copyOf(alarms.values());
    }

    /** All that stand, the surest first. */
    List<Culprit> all() {
        return all;
    }

    /** The beliefs as they are shown: with whose fault each finding is. */
    Map<TrunkId, Belief> attributed() {
        return attributed;
    }

    /** The beliefs as the ladders see them: without the faults that no other trunk would mend. */
    Map<TrunkId, Belief> own() {
        return own;
    }

    /** Who is to blame for the worst of what is wrong with a trunk, first signs included. */
    Optional<Culprit> of(TrunkId trunk) {
        return Optional.ofNullable(ofTrunk.get(trunk));
    }

    /** Who is to blame for what a trunk shows and is not left for. */
    Optional<Culprit> excuse(TrunkId trunk) {
        return Optional.ofNullable(excused.get(trunk));
    }
}
