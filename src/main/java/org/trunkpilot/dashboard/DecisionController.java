package org.trunkpilot.dashboard;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.ExampleObject;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import org.trunkpilot.backtest.Aftermaths;
import org.trunkpilot.backtest.Aftermaths.Aftermath;
import org.trunkpilot.dashboard.DecisionDetailJson.AfterJson;
import org.trunkpilot.dashboard.DecisionDetailJson.EndJson;
import org.trunkpilot.dashboard.DecisionDetailJson.LeftJson;
import org.trunkpilot.dashboard.DecisionDetailJson.MinutesJson;
import org.trunkpilot.health.Verdict;
import org.trunkpilot.operator.ApiProblem;
import org.trunkpilot.replay.Comparison.Hindsight;
import org.trunkpilot.replay.OneMove;
import org.trunkpilot.routing.Mode;
import org.trunkpilot.routing.RouteDecision;
import org.trunkpilot.timeline.Entry;
import org.trunkpilot.timeline.Timeline;
import org.trunkpilot.timeline.Timeline.EntryQuery;
import org.trunkpilot.timeline.Timeline.StoredDecision;
import org.trunkpilot.trunk.TrunkId;

/** One decision: from the record what it was and what came of it, from the journal what would have been without it. */
@RestController
@RequestMapping(path = "/api/v1/decisions", produces = MediaType.APPLICATION_JSON_VALUE)
@Tag(name = "record")
class DecisionController {
    /** What is written longer after a decision belongs to another. */
    private static final Duration WRITTEN_WITHIN = Duration.ofMinutes(1);

    private static final int MOST_WRITTEN = 20;

    private static final String EXAMPLE = """
            {"decision": {"id": "6f1c0f0e-8d1b-4c53-9d5b-0a4c2a2b7a10", "at": "2026-11-03T02:12:07Z", "pbx": "hq",
            "route": "default", "from": ["prov-a", "prov-b"], "to": ["prov-b", "prov-a"], "moved": true,
            "rung": "HARD_FAULT", "reason": "prov-a stands last: 6 of 8 calls met 503, and prov-b is proven.",
            "evidence": ["prov-a: 6 of 8 calls met 503 in 60 s", "prov-b: an answered two-way call 9 s before"],
            "wouldChange": "15 min without a fault on prov-a.", "attribution": "CARRIER", "confidencePercent": 95,
            "considered": ["prov-c would do, but shares fibre with prov-a."], "mode": "ACTING",
            "outcome": "Written to the PBX and read back."},
            "counterfactual": {"known": true, "words": "Without it 42 calls would have been tried on prov-a first. It spared \
            about 30 calls (24 to 35) a fault and harmed about 0 calls.", "how": "42 calls would have been tried on another \
            trunk first; none of them met a fault where they went. For 42 it is estimated from the calls that did go there \
            within a quarter of an hour of them, 17 bad of 24.", "until": "2026-11-03T02:41:30Z", "calls": 44,
            "otherwise": 42, "spared": {"estimate": 30.0, "low": 24.1, "high": 34.8},
            "harmed": {"estimate": 0.0, "low": 0.0, "high": 0.0}, "untold": 0},
            "after": {"words": "Written to the PBX and read back.", "at": "2026-11-03T02:12:07.310Z", "tookMillis": 310,
            "written": ["Written and read back: v1 prov-b&prov-a"],
            "left": {"trunk": "prov-a", "hindsight": "RIGHT",
            "words": "7 of 9 calls on prov-a in the next 15 min fared badly.",
            "minutes": [{"verdict": "DOWN", "count": 12}, {"verdict": "HEALTHY", "count": 3}]},
            "ended": {"id": "b7a1d2d4-3c0a-41e0-8a55-5a6f0d7c9e21", "at": "2026-11-03T02:41:30Z",
            "reason": "prov-a is first again: 15 min without a fault.", "stoodSeconds": 1763}}}""";

    private final Timeline timeline;
    private final Aftermaths aftermaths;
    private final InstantSource clock;

    DecisionController(Timeline timeline, Aftermaths aftermaths, InstantSource clock) {
        this.timeline = timeline;
        this.aftermaths = aftermaths;
        this.clock = clock;
    }

    @GetMapping("/{id}")
    @Operation(summary = "One decision, what would have been without it, and what came of it", description = """
                    Needs the database; what would have been, the journal besides: without that it says that nobody can tell. A move
                    is followed to the next move of its route, six hours at most.""")
    @ApiResponse(
            responseCode = "200",
            description = "OK",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON_VALUE,
                            schema = @Schema(implementation = DecisionDetailJson.class),
                            examples = @ExampleObject(name = "a move", value = EXAMPLE)))
    DecisionDetailJson one(@PathVariable String id) {
        StoredDecision stored = timeline.decision(id)
                .orElseThrow(() -> ApiProblem.notFound("There is no decision \"" + id
                        + "\": there never was, or it is older than the record is kept."));
        RouteDecision decision = stored.decision();
        Optional<StoredDecision> next = decision.moves() ? timeline.nextMove(stored) : Optional.empty();
        Optional<Instant> ended = next.map(move -> move.decision().at());
        Optional<Aftermath> aftermath = decision.moves()
                ? Optional.of(aftermaths.of(id, stored.pbx(), decision, written(stored), ended))
                : Optional.empty();
        return new DecisionDetailJson(
                DecisionJson.of(stored),
                counterfactual(stored, aftermath),
                new AfterJson(
                        words(stored, ended),
                        stored.outcomeAt().orElse(null),
                        stored.outcomeAt()
                                .map(at -> Duration.between(decision.at(), at).toMillis())
                                .orElse(null),
                        writtenToThePbx(stored, ended),
                        left(stored, aftermath),
                        next.map(move -> end(decision, move)).orElse(null)));
    }

    /** Whether calls followed it. What is not settled yet is on its way. */
    private static boolean written(StoredDecision stored) {
        return stored.mode() == Mode.ACTING && !stored.outcome().orElse("").startsWith("Not written");
    }

    private static CounterfactualJson counterfactual(StoredDecision stored, Optional<Aftermath> aftermath) {
        RouteDecision decision = stored.decision();
        if (aftermath.isEmpty()) {
            return CounterfactualJson.said(
                    true,
                    "Nothing was moved, so without this decision calls would have gone the same way. What the move that was"
                            + " refused would have brought, nobody can tell.");
        }
        if (decision.from().get(0).equals(decision.to().get(0))) {
            return CounterfactualJson.said(
                    false,
                    "Not known. The first trunk stayed the same, so calls began where they would have begun without it; what"
                            + " changed is where a call goes on when that one fails, and this is not estimated.");
        }
        return CounterfactualJson.of(decision, written(stored), aftermath.get());
    }

    private static String words(StoredDecision stored, Optional<Instant> ended) {
        if (!stored.decision().moves()) {
            return "Nothing was to be written: the order stayed as it was.";
        }
        if (stored.mode() == Mode.WATCHING) {
            return "Watching only: nothing was written.";
        }
        return stored.outcome()
                .orElse(
                        ended.isPresent()
                                ? "Not known: the next decision came before what became of this one was."
                                : "Not known yet.");
    }

    private List<String> writtenToThePbx(StoredDecision stored, Optional<Instant> ended) {
        RouteDecision decision = stored.decision();
        if (!decision.moves()) {
            return List.of();
        }
        Instant latest = decision.at().plus(WRITTEN_WITHIN);
        Instant until = ended.filter(latest::isAfter).orElse(latest);
        List<String> newestFirst = new ArrayList<>(timeline
                .entries(new EntryQuery(
                        Optional.of(stored.pbx()),
                        Optional.empty(),
                        Optional.of(decision.route()),
                        Optional.of(decision.at()),
                        Optional.of(until),
                        Set.of(Entry.Kind.ACTUATION),
                        OptionalLong.empty(),
                        MOST_WRITTEN))
                .stream()
                .map(entry -> entry.entry().words())
                .toList());
        Collections.reverse(newestFirst);
        return newestFirst;
    }

    private @Nullable LeftJson left(StoredDecision stored, Optional<Aftermath> aftermath) {
        Optional<TrunkId> left = OneMove.left(stored.decision());
        if (left.isEmpty()) {
            return null;
        }
        Instant from = stored.decision().at();
        Instant until = from.plus(OneMove.AROUND);
        Map<Verdict, Long> minutes = new EnumMap<>(Verdict.class);
        timeline.minutes(stored.pbx(), left.get(), from, until)
                .forEach(minute -> minutes.merge(minute.verdict(), 1L, Long::sum));
        boolean over = !clock.instant().isBefore(until);
        Optional<OneMove.Result> result = aftermath.flatMap(Aftermath::result);
        Hindsight hindsight = over ? result.map(OneMove.Result::hindsight).orElse(null) : null;
        String words = !over
                ? "Too early to say: it is looked at for a quarter of an hour."
                : result.map(OneMove.Result::hindsightWords)
                        .orElse("Not known from its calls: the journal holds nothing of that time.");
        return new LeftJson(
                left.get().name(),
                hindsight,
                words,
                minutes.entrySet().stream()
                        .map(each -> new MinutesJson(each.getKey(), each.getValue()))
                        .toList());
    }

    private static EndJson end(RouteDecision decision, StoredDecision next) {
        return new EndJson(
                next.id(),
                next.decision().at(),
                next.decision().reason(),
                Duration.between(decision.at(), next.decision().at()).toSeconds());
    }
}
