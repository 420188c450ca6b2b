package org.trunkpilot.notify;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.trunkpilot.control.RouteView;
import org.trunkpilot.health.Attribution;
import org.trunkpilot.health.Verdict;
import org.trunkpilot.notify.Message.Telling;
import org.trunkpilot.routing.Culprit;
import org.trunkpilot.routing.Mode;
import org.trunkpilot.routing.PbxState;
import org.trunkpilot.trunk.Trunk;
import org.trunkpilot.trunk.TrunkId;

/**
 * What is wrong, whose fault it is, what Trunkpilot did and what to do, in the words of the page (verdict.js): the rules stand in the
 * order in which they are asked, and the first that has something to say speaks.
 */
final class Wording {
    /** Percent from which on a blame has a witness. */
    private static final int SURE = 90;

    /** Whose trouble every other trunk has as well. */
    private static final Set<Attribution> NO_MOVE_HELPS =
            Set.of(Attribution.PBX, Attribution.LAN_PHONES, Attribution.CALLEE);

    /** What several carriers have in common. */
    private static final Set<Attribution> SHARED = Set.of(Attribution.UPLINK, Attribution.PBX);

    private final Situation now;

    Wording(Situation now) {
        this.now = now;
    }

    /** Empty when nothing is wrong. */
    Optional<Telling> telling() {
        return Stream.<Supplier<Optional<Telling>>>of(
                        this::notJudged,
                        this::linkLost,
                        this::commonCause,
                        this::emergencyRouteDead,
                        this::routeDead,
                        this::emergencyRouteHurt,
                        () -> badTrunk(Verdict.DOWN, "carries no calls"),
                        () -> badTrunk(Verdict.DEGRADED, "carries calls badly"),
                        this::blamed,
                        this::alarm,
                        this::lingering)
                .map(Supplier::get)
                .flatMap(Optional::stream)
                .findFirst()
                .map(told -> new Telling(now.pbx() + ": " + told.headline(), told.fault(), told.did(), told.todo()));
    }

    private Optional<Telling> notJudged() {
        return when(
                now.isStalled(),
                () -> new Telling(
                        "Trunkpilot has not judged it since "
                                + Phrases.second(now.view.judgement().at()) + ".",
                        "Trunkpilot's own. The PBX and the carriers may be well.",
                        "Nothing since then. Calls go on by the order on the PBX until its lease ends, then by your static"
                                + " order.",
                        "Keep its log, then restart the service: calls do not need it meanwhile."));
    }

    private Optional<Telling> linkLost() {
        return when(
                now.isDeaf(),
                () -> new Telling(
                        "Trunkpilot does not hear the PBX, so nothing is known of its trunks.",
                        Phrases.sentence(now.view
                                .link()
                                .problem()
                                .orElse(now.view.judgement().stateReason())),
                        "Nothing is written. Calls go on by the order on the PBX until its lease ends, then by your static"
                                + " order.",
                        "See whether the PBX and the network to it are up. Trunkpilot keeps trying."));
    }

    private Optional<Telling> commonCause() {
        List<Trunk> down = now.trunks(Verdict.DOWN);
        boolean moved = now.steered().stream().anyMatch(Situation::isMoved);
        Optional<Culprit> shared = now.view.judgement().culprits().stream()
                .filter(culprit -> SHARED.contains(culprit.whose()))
                .findFirst();
        boolean noEmergency = now.emergencies().stream().anyMatch(now::isDead);
        boolean none = now.view.routes().stream().allMatch(now::isDead);
        // Whoever reads nothing but the first line must have this.
        String first = !noEmergency
                ? ""
                : none ? "No calls get out, emergency calls included. " : "Emergency calls do not get out. ";
        return now.view
                .judgement()
                .commonCause()
                .map(cause -> new Telling(
                        first + Phrases.sentence(cause),
                        shared.map(Wording::faultOf).orElse("Not one carrier's: what they share has failed."),
                        moved && !down.isEmpty()
                                ? doneAbout(down)
                                : "The order was left alone: there is nothing better to move to.",
                        (noEmergency ? "Tell people now to make emergency calls by mobile phone. " : "")
                                + shared.map(it -> mending(it.whose(), it.name()))
                                        .orElse("Look at the router, the uplink and the PBX host.")));
    }

    private Optional<Telling> emergencyRouteDead() {
        List<RouteView> dead = now.emergencies().stream().filter(now::isDead).toList();
        List<RouteView> others = now.steered().stream().filter(now::isDead).toList();
        return when(!dead.isEmpty(), () -> {
            List<Trunk> trunks = now.on(dead.get(0));
            return new Telling(
                    "Emergency calls do not get out: no trunk of route " + Situation.names(dead) + " carries calls"
                            + (others.isEmpty() ? "." : ", and none of route " + Situation.names(others) + "."),
                    faultsOf(trunks),
                    "Nothing: emergency routes are watched and never steered.",
                    "Tell people now to make emergency calls by mobile phone. Call " + Situation.carriers(trunks) + ". "
                            + remedyFor(dead, "If another trunk works, put it"));
        });
    }

    private Optional<Telling> routeDead() {
        List<RouteView> dead = now.steered().stream().filter(now::isDead).toList();
        return when(!dead.isEmpty(), () -> {
            List<Trunk> trunks = now.on(dead.get(0));
            return new Telling(
                    "No trunk of route " + Situation.names(dead) + " carries calls.",
                    faultsOf(trunks),
                    Phrases.sentence(dead.get(0).why()),
                    "Call " + Situation.carriers(trunks) + " now.");
        });
    }

    /** The second trunk still takes the call, after the caller has waited in vain for the first. */
    private Optional<Telling> emergencyRouteHurt() {
        List<RouteView> hurt = now.emergencies().stream()
                .filter(route -> now.verdict(route.route().trunks().get(0)) == Verdict.DOWN)
                .toList();
        return when(!hurt.isEmpty(), () -> {
            RouteView route = hurt.get(0);
            Trunk first = now.on(route).get(0);
            String next = route.route().trunks().stream()
                    .filter(trunk -> now.verdict(trunk) != Verdict.DOWN)
                    .findFirst()
                    .map(TrunkId::name)
                    .orElse("the next trunk");
            List<Trunk> down = now.trunks(Verdict.DOWN);
            return new Telling(
                    "Emergency calls still try " + Situation.name(first) + " first, and it carries no calls: "
                            + why(first),
                    faultOf(first),
                    "Emergency routes are watched and never steered: each such call goes on to " + next + " only once "
                            + first.id() + " has failed it. " + doneAbout(down),
                    remedyFor(hurt, "Put a trunk that works") + " Call " + Situation.carriers(down) + ".");
        });
    }

    /** An emergency order is the operator's alone: it stands in the configuration and, as literals, in the dialplan. */
    private String remedyFor(List<RouteView> routes, String beginning) {
        return beginning + " first on route " + Situation.names(routes)
                + ", in config/application.yml and on the PBX (\"setup " + now.pbx()
                + " --dialplan\" prints its dialplan).";
    }

    private Optional<Telling> badTrunk(Verdict verdict, String says) {
        List<Trunk> bad = now.trunks(verdict);
        return when(!bad.isEmpty(), () -> {
            Trunk first = bad.get(0);
            List<String> more = bad.stream().skip(1).map(t -> t.id().name()).toList();
            String others =
                    more.isEmpty() ? "" : ", and so " + (more.size() == 1 ? "does " : "do ") + Phrases.list(more);
            return new Telling(
                    Situation.name(first) + " " + says + others + ": " + why(first),
                    faultOf(first),
                    doneAbout(bad),
                    todoAbout(bad));
        });
    }

    /** What no trunk shows, or none alone: the PBX, the house, an account, one phone's codec. */
    private Optional<Telling> blamed() {
        return now.view.judgement().culprits().stream()
                .filter(culprit -> culprit.whose() != Attribution.CALLEE)
                .findFirst()
                .map(culprit -> new Telling(
                        Phrases.sentence(culprit.words()),
                        whose(culprit) + " (" + culprit.confidencePercent() + " % sure.)",
                        doneFor(culprit),
                        mending(culprit.whose(), culprit.name())));
    }

    private String doneFor(Culprit culprit) {
        if (now.view.judgement().state() != PbxState.READY) {
            return "No order is changed until it has settled.";
        }
        List<Trunk> trunks = now.view.inventory().trunks().stream()
                .filter(trunk -> culprit.trunks().contains(trunk.id()))
                .toList();
        return trunks.isEmpty()
                ? "No order was changed for it: as a whole the trunks carry calls well."
                : doneAbout(trunks);
    }

    private static String whose(Culprit culprit) {
        String name = culprit.name().isEmpty() ? "" : ": " + culprit.name();
        return switch (culprit.whose()) {
            case CARRIER -> culprit.name() + "'s.";
            case UPLINK -> "The uplink's" + name + ".";
            case PBX -> "The PBX's, or of what it hangs on.";
            case LAN_PHONES -> "Our own house's: no carrier's.";
            case CALLEE -> "Of whom is called: no carrier's and not ours.";
            case ACCOUNT -> "Our standing's" + name + ".";
            case CODEC -> "The settings'" + name + ".";
            case UNKNOWN -> "Not known.";
        };
    }

    private Optional<Telling> alarm() {
        return now.view.alarms().stream()
                .findFirst()
                .map(first -> new Telling(
                        Phrases.sentence(first),
                        "",
                        "Steering goes on where it can.",
                        now.view.alarms().size() > 1
                                ? "There are " + now.view.alarms().size() + " alarms; the dashboard has them all."
                                : "This needs a person; the routes on the dashboard say how."));
    }

    /** Told of as bad, and better since, but not well. */
    private Optional<Telling> lingering() {
        return now.troubles().values().stream()
                .findFirst()
                .map(trouble -> new Telling(
                        trouble.words(),
                        "",
                        doneAbout(now.trunks(Verdict.SUSPECT)),
                        "Nothing yet: it is being watched."));
    }

    // --- parts of them ------------------------------------------------------------------------------

    private static Optional<Telling> when(boolean holds, Supplier<Telling> telling) {
        return holds ? Optional.of(telling.get()) : Optional.empty();
    }

    private String why(Trunk trunk) {
        return Phrases.lowerFirst(Phrases.sentence(now.reason(trunk.id())));
    }

    private String faultsOf(List<Trunk> trunks) {
        return trunks.stream()
                        .map(trunk -> trunk.id() + ": " + Phrases.bare(now.reason(trunk.id())))
                        .collect(Collectors.joining("; "))
                + ".";
    }

    /** In the service's own words, and how sure it is where it is not. */
    private String faultOf(Trunk trunk) {
        return now.view
                .judgement()
                .culpritOf(trunk.id())
                .map(culprit -> culprit.whose() == Attribution.UNKNOWN
                        ? "Likely " + trunk.carrier() + "'s, or that of uplink " + trunk.uplink() + " on the way there."
                        : faultOf(culprit))
                .orElse("Nothing points at anybody yet.");
    }

    private static String faultOf(Culprit culprit) {
        String sure = culprit.confidencePercent() < SURE ? " (" + culprit.confidencePercent() + " % sure.)" : "";
        return Phrases.sentence(culprit.words()) + sure;
    }

    /** What was done with the routes that these trunks are on. */
    String doneAbout(List<Trunk> trunks) {
        List<TrunkId> ids = trunks.stream().map(Trunk::id).toList();
        List<String> done = now.steered().stream()
                .filter(route -> route.route().trunks().stream().anyMatch(ids::contains))
                .map(this::doneAbout)
                .toList();
        return done.isEmpty() ? "Nothing: it is on no route that is steered." : String.join(" ", done);
    }

    /** What was done with one route. */
    String doneAbout(RouteView route) {
        String name = "Route " + route.route().id();
        if (!Situation.isMoved(route)) {
            return name + ": " + Phrases.bare(Phrases.lowerFirst(route.why())) + ".";
        }
        String first = route.wanted().get(0).name();
        if (now.view.mode() == Mode.WATCHING) {
            return name + " would try " + first + " first; nothing is written while watching.";
        }
        return name + " tries " + first + " first (" + (route.inSync() ? "the PBX has it" : "not yet on the PBX")
                + ").";
    }

    private String todoAbout(List<Trunk> bad) {
        List<TrunkId> ids = bad.stream().map(Trunk::id).toList();
        List<RouteView> hurt = now.view.routes().stream()
                .filter(route -> ids.contains(Situation.firstNow(route)))
                .toList();
        String remedies = remediesFor(bad);
        if (hurt.isEmpty()) {
            return "Nothing urgent: new calls avoid it. " + remedies;
        }
        boolean noMoveHelps = bad.stream()
                .allMatch(trunk -> now.view
                        .judgement()
                        .culpritOf(trunk.id())
                        .filter(culprit -> NO_MOVE_HELPS.contains(culprit.whose()))
                        .isPresent());
        if (noMoveHelps) {
            return remedies;
        }
        List<RouteView> emergency =
                hurt.stream().filter(now.emergencies()::contains).toList();
        List<RouteView> others = hurt.stream().filter(now.steered()::contains).toList();
        List<String> todo = new ArrayList<>();
        if (!emergency.isEmpty()) {
            todo.add("Emergency calls still try it first. " + remedyFor(emergency, "Put a better trunk"));
        }
        todo.add(others.isEmpty() ? remedies : todoOnSteered(others, remedies));
        return String.join(" ", todo);
    }

    private String todoOnSteered(List<RouteView> hurt, String remedies) {
        String callers = "New calls on " + Situation.names(hurt) + " still try it first. ";
        return now.view.mode() == Mode.WATCHING
                ? callers + "Change the order on the PBX yourself, or let Trunkpilot act on " + now.pbx() + "."
                : callers + remedies + " If you know a better trunk, give an order.";
    }

    /** Each remedy once, whatever the number of trunks that need it. */
    private String remediesFor(List<Trunk> trunks) {
        return trunks.stream()
                .map(trunk -> {
                    Optional<Culprit> blame = now.view.judgement().culpritOf(trunk.id());
                    boolean unknown =
                            blame.filter(c -> c.whose() != Attribution.UNKNOWN).isEmpty();
                    return mending(
                            blame.map(Culprit::whose).orElse(Attribution.CARRIER),
                            unknown ? trunk.carrier() : blame.orElseThrow().name());
                })
                .distinct()
                .collect(Collectors.joining(" "));
    }

    /** Who can mend it, and where to look. */
    private static String mending(Attribution whose, String name) {
        return switch (whose) {
            case CARRIER -> "Report it to " + name + ".";
            case UPLINK -> "Look at the router and the line of uplink " + name + ", and call whoever runs that line.";
            case PBX -> "Look at the PBX, its host and its network port.";
            case LAN_PHONES ->
                "Look at the switches, cables and power between the phones and the PBX; no carrier need be called.";
            case CALLEE -> "Nothing: it is the network of who is called. Tell callers if they ask.";
            case ACCOUNT -> "See whether credentials, credit, caller ID and channels of " + name + " still hold.";
            case CODEC -> "Compare the codecs that " + name + " uses with those of the other side.";
            case UNKNOWN -> "Listen to a call; report it to " + name + " if it lasts.";
        };
    }
}
