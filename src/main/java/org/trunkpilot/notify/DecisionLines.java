package org.trunkpilot.notify;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.trunkpilot.control.PbxView;
import org.trunkpilot.health.Attribution;
import org.trunkpilot.notify.Message.Line;
import org.trunkpilot.routing.Mode;
import org.trunkpilot.routing.RouteDecision;

/** Decisions as lines of a message. */
final class DecisionLines {
    /** How the core begins its reasons for a refusal, which a line that says so already need not repeat. */
    private static final String NOTHING_MOVED = "Nothing moved: ";

    private DecisionLines() {}

    /** That a person is, or may be, needed. */
    static boolean isTrouble(RouteDecision decision) {
        return switch (decision.rung()) {
            case ORDERS -> !decision.moves();
            case FAIL_BACK, NOTHING -> false;
            case FROZEN, PBX_NOT_READY, COMMON_CAUSE, HARD_FAULT, SOFT_FAULT ->
                decision.moves() || !decision.attribution().equals(Optional.of(Attribution.CALLEE));
        };
    }

    /** Routes for which the same was decided share a line. */
    static List<Line> of(PbxView view, List<RouteDecision> decisions) {
        Map<String, List<RouteDecision>> same = new LinkedHashMap<>();
        decisions.forEach(decision -> same.computeIfAbsent(
                        (decision.moves() ? decision.to() + " " : "") + decision.reason(), key -> new ArrayList<>())
                .add(decision));
        return same.values().stream().map(each -> line(view, each)).toList();
    }

    private static Line line(PbxView view, List<RouteDecision> same) {
        RouteDecision decision = same.get(0);
        List<String> routes =
                same.stream().map(each -> each.route().name()).distinct().toList();
        String what = !decision.moves()
                ? ", not moved: "
                : view.mode() == Mode.WATCHING ? ", would be moved (only watching): " : ", moved: ";
        String reason = decision.moves() ? decision.reason() : unstuttered(decision.reason());
        return new Line(
                decision.at(),
                (routes.size() == 1 ? "Route " : "Routes ") + Phrases.list(routes) + what + Phrases.sentence(reason));
    }

    static String unstuttered(String reason) {
        return reason.startsWith(NOTHING_MOVED) ? reason.substring(NOTHING_MOVED.length()) : reason;
    }
}
