package org.trunkpilot.notify;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.trunkpilot.control.PbxView;
import org.trunkpilot.control.RouteView;
import org.trunkpilot.health.Attribution;
import org.trunkpilot.health.Belief;
import org.trunkpilot.health.Finding;
import org.trunkpilot.health.Verdict;
import org.trunkpilot.pbx.LinkStatus;
import org.trunkpilot.routing.Culprit;
import org.trunkpilot.routing.PbxState;
import org.trunkpilot.trunk.EmergencyRoute;
import org.trunkpilot.trunk.Trunk;
import org.trunkpilot.trunk.TrunkId;

/**
 * What is wrong with one PBX at one moment, as far as people are to be told of it.
 *
 * <p>Left out is what wants nobody: a trunk that is merely suspect, a route that waits for its fail-back, trouble in the network of
 * whoever is called.
 */
final class Situation {
    /** A control thread judges ten times a second; without a judgement for so long, Trunkpilot itself stands still. */
    static final Duration STALLED = Duration.ofSeconds(10);

    private static final String TRUNK = "trunk ";

    final PbxView view;
    private final boolean starting;
    private final boolean stalled;
    private final Map<String, Trouble> before;
    private final Map<String, Trouble> troubles = new LinkedHashMap<>();

    /**
     * @param starting whether we have only just begun to listen: then a link that is not up yet is no trouble
     * @param before the troubles that stood the moment before, by their keys
     */
    Situation(PbxView view, Instant now, boolean starting, Map<String, Trouble> before) {
        this.view = view;
        this.before = before;
        this.starting = starting;
        this.stalled = !starting && view.judgement().at().plus(STALLED).isBefore(now);
        stall();
        link(now);
        view.judgement()
                .commonCause()
                .ifPresent(cause -> add(new Trouble(
                        "common",
                        1,
                        "",
                        view.judgement().at(),
                        Phrases.sentence(cause),
                        "The common trouble is over.")));
        view.inventory().trunks().forEach(this::trunk);
        culprits();
        alarms();
    }

    /** All of them by their keys, the loudest kinds first. */
    Map<String, Trouble> troubles() {
        return troubles;
    }

    boolean isWell() {
        return troubles.isEmpty();
    }

    boolean isStalled() {
        return stalled;
    }

    boolean isDeaf() {
        return !starting
                && (view.link().state() != LinkStatus.State.UP
                        || view.judgement().state() == PbxState.LINK_LOST);
    }

    /** Takes for granted what cannot be known yet. */
    void keep(Collection<Trouble> known) {
        known.forEach(this::add);
    }

    /** What stood already has begun when it began, whatever the evidence of this moment. */
    private void add(Trouble trouble) {
        Instant since = Optional.ofNullable(before.get(trouble.key()))
                .map(Trouble::since)
                .filter(trouble.since()::isAfter)
                .orElse(trouble.since());
        troubles.putIfAbsent(trouble.key(), trouble.since(since));
    }

    private void stall() {
        if (stalled) {
            Instant since = view.judgement().at();
            add(new Trouble(
                    "stall",
                    3,
                    "OURS",
                    since,
                    "Trunkpilot has not judged " + pbx() + " since " + Phrases.second(since) + ".",
                    "Trunkpilot judges " + pbx() + " again."));
        }
    }

    private void link(Instant now) {
        if (isDeaf()) {
            String why = view.link().problem().orElse(view.judgement().stateReason());
            Instant since = view.link().since().isAfter(now) ? now : view.link().since();
            add(new Trouble(
                    "link",
                    3,
                    "",
                    since,
                    "Trunkpilot does not hear " + pbx() + ": " + Phrases.lowerFirst(Phrases.sentence(why)),
                    "Trunkpilot hears " + pbx() + " again."));
        }
    }

    /** Once told of, it is over when it is healthy, or nothing is known against it any more; not when it is merely better. */
    private void trunk(Trunk trunk) {
        Belief belief = view.judgement().beliefs().get(trunk.id());
        if (belief == null) {
            return;
        }
        String key = TRUNK + trunk.id();
        Verdict verdict = belief.verdict();
        boolean bad = verdict == Verdict.DOWN || verdict == Verdict.DEGRADED;
        boolean lingers = before.containsKey(key)
                && (verdict == Verdict.SUSPECT || (verdict == Verdict.UNKNOWN && (isDeaf() || stalled)));
        if (!bad && !lingers) {
            return;
        }
        Optional<Culprit> blame = view.judgement().culpritOf(trunk.id());
        String whose = blame.filter(c -> c.whose() != Attribution.UNKNOWN)
                .map(c -> c.whose() + " " + c.name())
                .orElse("");
        String says = verdict == Verdict.DOWN ? "carries no calls" : "carries calls badly";
        add(new Trouble(
                key,
                verdict == Verdict.DOWN ? 2 : bad ? 1 : 0,
                whose,
                belief.findings().isEmpty()
                        ? belief.at()
                        : belief.findings().get(0).since(),
                name(trunk) + " "
                        + (bad
                                ? says + ": " + Phrases.lowerFirst(Phrases.sentence(reason(trunk.id())))
                                : "is doubtful."),
                trunk.id() + " is no longer bad."));
    }

    /** Those that no trunk shows, or that are more than the blame for one. */
    private void culprits() {
        view.judgement().culprits().stream()
                .filter(culprit -> culprit.whose() != Attribution.CALLEE)
                .filter(culprit -> culprit.trunks().stream().noneMatch(t -> troubles.containsKey(TRUNK + t)))
                .forEach(culprit -> add(new Trouble(
                        "culprit " + culprit.whose() + " " + culprit.name(),
                        1,
                        culprit.whose() + " " + culprit.name(),
                        culprit.since(),
                        Phrases.sentence(culprit.words()),
                        "No longer so: " + Phrases.sentence(culprit.words()))));
    }

    /** What a person must know that none of the troubles above has said already. */
    private void alarms() {
        Set<String> said = new HashSet<>();
        view.judgement().commonCause().ifPresent(cause -> said.add(shape(cause)));
        view.judgement().culprits().forEach(culprit -> said.add(shape(culprit.words())));
        for (String alarm : view.alarms()) {
            boolean ofTheStall = stalled && alarm.startsWith("Trunkpilot itself");
            if (!ofTheStall && said.add(shape(alarm))) {
                add(new Trouble(
                        "alarm " + shape(alarm),
                        1,
                        "",
                        view.judgement().at(),
                        Phrases.sentence(alarm),
                        "No longer so: " + Phrases.sentence(alarm)));
            }
        }
    }

    /** A sentence without its figures: they grow while it stays the same alarm. */
    private static String shape(String words) {
        return Phrases.bare(words).replaceAll("\\d+([.:]\\d+)*", "#");
    }

    // --- looking things up --------------------------------------------------------------------------

    String pbx() {
        return view.inventory().pbx().name();
    }

    /** "prov-a (Alpha Telecom)"; the name alone where the carrier is called the same. */
    static String name(Trunk trunk) {
        return trunk.carrier().equals(trunk.id().name())
                ? trunk.id().name()
                : trunk.id() + " (" + trunk.carrier() + ")";
    }

    String reason(TrunkId trunk) {
        return Optional.ofNullable(view.judgement().beliefs().get(trunk)).stream()
                .flatMap(belief -> belief.findings().stream())
                .findFirst()
                .map(Finding::words)
                .orElse("no reason is given");
    }

    Verdict verdict(TrunkId trunk) {
        Belief belief = view.judgement().beliefs().get(trunk);
        return belief == null ? Verdict.UNKNOWN : belief.verdict();
    }

    List<Trunk> trunks(Verdict verdict) {
        return view.inventory().trunks().stream()
                .filter(trunk -> verdict(trunk.id()) == verdict)
                .toList();
    }

    List<Trunk> on(RouteView route) {
        return route.route().trunks().stream()
                .map(id -> view.inventory().trunk(id))
                .flatMap(Optional::stream)
                .toList();
    }

    List<RouteView> emergencies() {
        return view.routes().stream()
                .filter(route -> route.route() instanceof EmergencyRoute)
                .toList();
    }

    List<RouteView> steered() {
        return view.routes().stream()
                .filter(route -> !(route.route() instanceof EmergencyRoute))
                .toList();
    }

    boolean isDead(RouteView route) {
        return !route.route().trunks().isEmpty()
                && route.route().trunks().stream().allMatch(trunk -> verdict(trunk) == Verdict.DOWN);
    }

    static boolean isMoved(RouteView route) {
        return !route.wanted().equals(route.route().trunks());
    }

    /** The trunk that new calls try first: by the order read back, or the static one while that is not known. */
    static TrunkId firstNow(RouteView route) {
        return Objects.requireNonNull(route.actual()
                .filter(order -> !order.isEmpty())
                .orElse(route.route().trunks())
                .get(0));
    }

    static String carriers(List<Trunk> trunks) {
        return Phrases.list(trunks.stream().map(Trunk::carrier).distinct().toList());
    }

    static String names(List<RouteView> routes) {
        return Phrases.list(routes.stream()
                .map(route -> route.route().id().name())
                .collect(Collectors.toCollection(ArrayList::new)));
    }
}
