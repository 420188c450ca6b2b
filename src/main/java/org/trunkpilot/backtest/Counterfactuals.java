package org.trunkpilot.backtest;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.trunkpilot.control.ControlRoom;
import org.trunkpilot.control.ControlledPbx;
import org.trunkpilot.control.PbxView;
import org.trunkpilot.replay.Comparison;
import org.trunkpilot.replay.Comparison.Estimate;
import org.trunkpilot.replay.Comparison.Hindsight;
import org.trunkpilot.replay.Comparison.Outcome;
import org.trunkpilot.replay.Policies;
import org.trunkpilot.routing.Mode;
import org.trunkpilot.trunk.PbxId;

/**
 * What acting would have brought a PBX that we only watch: the last seven days of the journal under the policy that is in force, kept
 * fresh by reruns that take a fiftieth of the time at most.
 */
public final class Counterfactuals {
    static final Duration SPAN = Duration.ofDays(7);

    /** A rerun of a small site takes no second. */
    private static final Duration FRESH_FOR = Duration.ofMinutes(5);

    private static final int SHARE_OF_TIME = 50;

    private final ControlRoom control;
    private final List<ControlledPbx> controlled;
    private final Backtests backtests;
    private final InstantSource clock;
    private final Map<PbxId, Watched> known = new ConcurrentHashMap<>();

    /**
     * What it would have done.
     *
     * @param from seven days ago, or where the journal begins
     * @param moves it would have made
     * @param falseMoves of these, that were wrong by what was seen later
     * @param untold calls that would have gone another way and of which nobody can say how they would have fared
     * @param words all of it in one sentence
     */
    public record Watched(
            Instant from,
            Instant until,
            long moves,
            long falseMoves,
            Estimate spared,
            Estimate harmed,
            long untold,
            String words) {}

    Counterfactuals(ControlRoom control, List<ControlledPbx> controlled, Backtests backtests, InstantSource clock) {
        this.control = control;
        this.controlled = List.copyOf(controlled);
        this.backtests = backtests;
        this.clock = clock;
    }

    void start() {
        backtests.again(Duration.ofSeconds(30), this::refresh);
    }

    /** For a PBX that is watched only, once it has been worked out. */
    public Optional<Watched> of(PbxView view) {
        return view.mode() == Mode.WATCHING
                ? Optional.ofNullable(known.get(view.inventory().pbx()))
                : Optional.empty();
    }

    /** Works them out anew; answers how long they are good for. */
    Duration refresh() {
        Instant begun = clock.instant();
        for (ControlledPbx pbx : controlled) {
            PbxId id = pbx.inventory().pbx();
            boolean watching = control.view(id)
                    .filter(view -> view.mode() == Mode.WATCHING)
                    .isPresent();
            if (watching) {
                Instant now = clock.instant();
                var policies = new Policies(pbx.policy().name(), pbx.health(), pbx.policy(), pbx.policies());
                backtests
                        .compare(id, List.of(policies), now.minus(SPAN), now)
                        .ifPresent(comparison -> known.put(id, watched(comparison)));
            }
        }
        Duration rest = Duration.between(begun, clock.instant()).multipliedBy(SHARE_OF_TIME);
        return rest.compareTo(FRESH_FOR) > 0 ? rest : FRESH_FOR;
    }

    static Watched watched(Comparison comparison) {
        Outcome outcome = comparison.outcomes().get(0);
        return new Watched(
                comparison.heardFrom(),
                comparison.until(),
                outcome.moves().size(),
                outcome.moves(Hindsight.FALSE),
                outcome.spared(),
                outcome.harmed(),
                outcome.untold(),
                words(comparison, outcome));
    }

    private static String words(Comparison comparison, Outcome outcome) {
        int moves = outcome.moves().size();
        String span = "In the last " + span(Duration.between(comparison.heardFrom(), comparison.until()));
        if (moves == 0) {
            return span + " it would have moved nothing.";
        }
        var words = new StringBuilder(span + " it would have moved " + (moves == 1 ? "once" : moves + " times"));
        long spared = Math.round(outcome.spared().calls());
        long harmed = Math.round(outcome.harmed().calls());
        if (spared > 0) {
            words.append(", spared about ").append(calls(spared)).append(range(outcome.spared()));
        } else if (outcome.diverted() > outcome.untold()) {
            words.append(" and spared no call");
        }
        if (harmed > 0) {
            words.append(", and harmed about ").append(calls(harmed)).append(range(outcome.harmed()));
        }
        if (outcome.untold() > 0) {
            words.append("; of ").append(calls(outcome.untold())).append(" nobody can tell");
        }
        long wrong = outcome.moves(Hindsight.FALSE);
        if (wrong > 0) {
            words.append("; ")
                    .append(wrong)
                    .append(wrong == 1 ? " move was" : " moves were")
                    .append(" wrong in hindsight");
        }
        return words.append('.').toString();
    }

    private static String range(Estimate estimate) {
        long low = (long) Math.floor(estimate.low());
        long high = (long) Math.ceil(estimate.high());
        return low == high ? "" : " (" + low + " to " + high + ")";
    }

    private static String calls(long count) {
        return count == 1 ? "1 call" : count + " calls";
    }

    private static String span(Duration span) {
        if (span.compareTo(Duration.ofDays(2)) >= 0) {
            return Math.round(span.toHours() / 24.0) + " days";
        }
        long minutes = Math.max(1, span.toMinutes());
        return minutes >= 120 ? span.toHours() + " hours" : minutes == 1 ? "minute" : minutes + " minutes";
    }
}
