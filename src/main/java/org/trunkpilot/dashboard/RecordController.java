package org.trunkpilot.dashboard;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.trunkpilot.control.PbxView;
import org.trunkpilot.health.CallLeg;
import org.trunkpilot.operator.ApiProblem;
import org.trunkpilot.operator.Site;
import org.trunkpilot.timeline.Entry;
import org.trunkpilot.timeline.Timeline;
import org.trunkpilot.timeline.Timeline.DecisionQuery;
import org.trunkpilot.timeline.Timeline.EntryQuery;
import org.trunkpilot.timeline.Timeline.LegQuery;
import org.trunkpilot.timeline.Timeline.StoredDecision;
import org.trunkpilot.timeline.Timeline.StoredEntry;
import org.trunkpilot.timeline.Timeline.StoredLeg;
import org.trunkpilot.trunk.PbxId;
import org.trunkpilot.trunk.RouteId;
import org.trunkpilot.trunk.Trunk;
import org.trunkpilot.trunk.TrunkId;

/** What was believed, decided and done: read from the database, 503 while it is away. */
@RestController
@RequestMapping(path = "/api/v1", produces = MediaType.APPLICATION_JSON_VALUE)
@Tag(name = "record", description = "What was believed, decided and done. Needs the database; 503 while it is away.")
class RecordController {
    private static final int MOST = 500;

    private static final Duration USUAL_SPAN = Duration.ofHours(6);

    /** As long as minutes and legs are kept by default, and a day for clocks that are not ours. */
    private static final Duration LONGEST_SPAN = Duration.ofDays(91);

    private final Timeline timeline;
    private final Site site;
    private final InstantSource clock;

    RecordController(Timeline timeline, Site site, InstantSource clock) {
        this.timeline = timeline;
        this.site = site;
        this.clock = clock;
    }

    @GetMapping("/trunks/{pbx}/{trunk}/history")
    @Operation(summary = "What a trunk did, step by step", description = """
                    Roll-ups of whole minutes, for charts. Without `from` and `to`: the last six hours; 91 days at most.
                    Without `step`: the shortest that keeps the answer within 1500 steps.""")
    HistoryJson history(
            @PathVariable String pbx,
            @PathVariable String trunk,
            @RequestParam(required = false) @Nullable Instant from,
            @RequestParam(required = false) @Nullable Instant to,
            @Parameter(description = "ISO 8601, whole minutes, for example PT5M")
                    @RequestParam(required = false)
                    @Nullable Duration step) {
        PbxView view = site.pbx(pbx);
        Trunk named = site.trunk(view, trunk);
        Span span = Span.of(from, to, USUAL_SPAN, LONGEST_SPAN, clock.instant()).fromWholeMinute();
        Duration used = step != null ? checked(step, span) : History.fittingStep(span.from(), span.to());
        List<HistoryJson.StepJson> steps =
                History.fold(timeline.minutes(view.inventory().pbx(), named.id(), span.from(), span.to()), used);
        return new HistoryJson(span.from(), span.to(), used, steps, null);
    }

    @GetMapping("/trunks/{pbx}/{trunk}/calls")
    @Operation(summary = "The call legs of a trunk, the one that ended last first", description = """
                    Those that were up at some moment of a span: the calls behind a point of a chart. Without `from` and `to`: the
                    last six hours; 91 days at most. Of calls longer than a day only those that ended within the span. The number
                    called is told as a keyed hash and a prefix; the number itself is nowhere in the record.""")
    Page<CallJson> calls(
            @PathVariable String pbx,
            @PathVariable String trunk,
            @RequestParam(required = false) @Nullable Instant from,
            @RequestParam(required = false) @Nullable Instant to,
            @Parameter(description = "How they counted, several with commas; all without")
                    @RequestParam(required = false)
                    @Nullable Set<CallLeg.Outcome> outcome,
            @RequestParam(defaultValue = "50") @Min(1) @Max(MOST) int limit,
            @Parameter(description = "`next` of the page before") @RequestParam(required = false) @Min(0) @Nullable Long before) {
        PbxView view = site.pbx(pbx);
        Trunk named = site.trunk(view, trunk);
        Span span = Span.of(from, to, USUAL_SPAN, LONGEST_SPAN, clock.instant());
        List<StoredLeg> found = timeline.legs(new LegQuery(
                view.inventory().pbx(),
                named.id(),
                span.from(),
                span.to(),
                chosen("outcome", outcome),
                cursor(before),
                limit));
        return page(found, limit, CallJson::of, leg -> Long.toString(leg.id()));
    }

    private static OptionalLong cursor(@Nullable Long before) {
        return before != null ? OptionalLong.of(before) : OptionalLong.empty();
    }

    private static Duration checked(Duration step, Span span) {
        if (step.compareTo(History.MINUTE) < 0 || !step.equals(step.truncatedTo(ChronoUnit.MINUTES))) {
            throw ApiProblem.invalid("step", "must be whole minutes, one at least, like PT5M");
        }
        Duration fitting = History.fittingStep(span.from(), span.to());
        if (step.compareTo(fitting) < 0) {
            throw ApiProblem.invalid("step", "makes more than " + History.MOST_STEPS + " steps; take " + fitting);
        }
        if (step.compareTo(LONGEST_SPAN) > 0) {
            throw ApiProblem.invalid("step", "must be 91 days at most");
        }
        return step;
    }

    @GetMapping("/decisions")
    @Operation(
            summary = "Moves and refusals, newest first",
            description =
                    "A decision with `moved` false is a refusal: the order was left alone, and `reason` says why.")
    Page<DecisionJson> decisions(
            @RequestParam(required = false) @Nullable String pbx,
            @RequestParam(required = false) @Nullable String route,
            @RequestParam(required = false) @Nullable Instant from,
            @RequestParam(required = false) @Nullable Instant to,
            @RequestParam(defaultValue = "50") @Min(1) @Max(MOST) int limit,
            @Parameter(description = "`next` of the page before") @RequestParam(required = false) @Min(0) @Nullable Long before) {
        Span.check(from, to);
        List<StoredDecision> found = timeline.decisions(new DecisionQuery(
                pbxId(pbx), routeId(route), Optional.ofNullable(from), Optional.ofNullable(to), cursor(before), limit));
        return page(found, limit, DecisionJson::of, decision -> Long.toString(decision.sequence()));
    }

    @GetMapping("/timeline")
    @Operation(
            summary = "Everything of note on one clock, newest first",
            description =
                    "Links, restarts, verdicts, service states, decisions, what was written, orders, modes, alarms.")
    Page<EntryJson> timeline(
            @RequestParam(required = false) @Nullable String pbx,
            @Parameter(description = "Only what is about this trunk") @RequestParam(required = false) @Nullable String trunk,
            @Parameter(description = "Only what is about this route") @RequestParam(required = false) @Nullable String route,
            @RequestParam(required = false) @Nullable Instant from,
            @RequestParam(required = false) @Nullable Instant to,
            @Parameter(description = "Which kinds, several with commas; all without")
                    @RequestParam(required = false)
                    @Nullable Set<Entry.Kind> kind,
            @RequestParam(defaultValue = "100") @Min(1) @Max(MOST) int limit,
            @Parameter(description = "`next` of the page before") @RequestParam(required = false) @Min(0) @Nullable Long before) {
        Span.check(from, to);
        List<StoredEntry> found = timeline.entries(new EntryQuery(
                pbxId(pbx),
                trunkId(trunk),
                routeId(route),
                Optional.ofNullable(from),
                Optional.ofNullable(to),
                chosen("kind", kind),
                cursor(before),
                limit));
        return page(found, limit, EntryJson::of, entry -> Long.toString(entry.id()));
    }

    /** A full page may have another behind it; that one may turn out to be empty. */
    private static <S, T> Page<T> page(List<S> found, int limit, Function<S, T> json, Function<S, String> cursor) {
        String next = found.size() < limit ? null : cursor.apply(found.get(found.size() - 1));
        return new Page<>(found.stream().map(json).toList(), next);
    }

    /** What of a list was chosen, all of it being nothing chosen; a blank that no list has reads as null. */
    static <T> Set<T> chosen(String field, @Nullable Set<T> given) {
        if (given == null) {
            return Set.of();
        }
        if (given.stream().anyMatch(Objects::isNull)) {
            throw ApiProblem.invalid(field, "names nothing; leave it out for all");
        }
        return given;
    }

    /** The record may know PBXes and routes that are no longer configured, so any name that could be one will do. */
    static Optional<PbxId> pbxId(@Nullable String pbx) {
        return name("pbx", pbx, PbxId::new);
    }

    static Optional<TrunkId> trunkId(@Nullable String trunk) {
        return name("trunk", trunk, TrunkId::new);
    }

    static Optional<RouteId> routeId(@Nullable String route) {
        return name("route", route, RouteId::new);
    }

    private static <T> Optional<T> name(String field, @Nullable String text, Function<String, T> id) {
        try {
            return Optional.ofNullable(text).map(id);
        } catch (IllegalArgumentException e) {
            throw ApiProblem.invalid(field, "must be a name of 1 to 40 letters, digits, or any of _ . -");
        }
    }
}
