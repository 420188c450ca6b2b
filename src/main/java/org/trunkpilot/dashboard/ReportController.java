package org.trunkpilot.dashboard;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.trunkpilot.control.ControlRoom;
import org.trunkpilot.health.Attribution;
import org.trunkpilot.operator.ApiProblem;
import org.trunkpilot.timeline.Entry;
import org.trunkpilot.timeline.Timeline;
import org.trunkpilot.timeline.Timeline.EntryQuery;
import org.trunkpilot.timeline.Timeline.LegQuery;
import org.trunkpilot.timeline.Timeline.StoredLeg;
import org.trunkpilot.trunk.PbxId;
import org.trunkpilot.trunk.TrunkId;

/** What a carrier is asked about: how it did over a span, and which calls show it. */
@RestController
@RequestMapping("/api/v1/reports/provider")
@Tag(name = "record")
class ReportController {
    private static final Duration USUAL_SPAN = Duration.ofDays(7);
    private static final Duration LONGEST_SPAN = Duration.ofDays(31);

    /** Calls read for one trunk, the newest: a month of a trunk with 640 calls a day, read in about 1 s. */
    private static final int MOST_CALLS = 20_000;

    private final ControlRoom control;
    private final Timeline timeline;
    private final InstantSource clock;

    ReportController(ControlRoom control, Timeline timeline, InstantSource clock) {
        this.control = control;
        this.timeline = timeline;
        this.clock = clock;
    }

    private record Named(PbxId pbx, TrunkId trunk, String carrier) {}

    private record Calls(List<StoredLeg> legs, boolean cut) {}

    @GetMapping(produces = MediaType.APPLICATION_JSON_VALUE)
    @Operation(summary = "What a carrier did over a span", description = """
                    Availability, classes of fault, spreads of R and PDD, and incidents with references of calls, for each of its
                    trunks. Without `from` and `to`: the last seven days; 31 days at most.""")
    ReportJson report(
            @Parameter(description = "As in the configuration; the first one without")
                    @RequestParam(required = false)
                    @Nullable String carrier,
            @RequestParam(required = false) @Nullable Instant from,
            @RequestParam(required = false) @Nullable Instant to) {
        Span span = span(from, to);
        List<Named> all = trunks();
        String chosen = chosen(carrier, all);
        return new ReportJson(
                chosen,
                span.from(),
                span.to(),
                of(chosen, all).map(named -> report(named, span).json()).toList(),
                carriers(all));
    }

    @GetMapping("/calls")
    @Operation(summary = "The calls a carrier is asked about, as CSV", description = """
                    Those that failed by its fault or rated below R 60 either way, oldest first within each trunk. The number
                    called is a keyed hash and a prefix.""")
    @ApiResponse(responseCode = "200", content = @Content(mediaType = "text/csv", schema = @Schema(type = "string")))
    void calls(
            @Parameter(description = "As in the configuration; the first one without")
                    @RequestParam(required = false)
                    @Nullable String carrier,
            @RequestParam(required = false) @Nullable Instant from,
            @RequestParam(required = false) @Nullable Instant to,
            @Parameter(hidden = true) HttpServletResponse response)
            throws IOException {
        Span span = span(from, to);
        List<Named> all = trunks();
        List<StoredLeg> bad = of(chosen(carrier, all), all)
                .flatMap(named -> legs(named, span).legs().stream()
                        .filter(stored -> ProviderReport.isBad(stored.leg()))
                        .sorted(Comparator.comparing(stored -> stored.leg().seized())))
                .toList();
        response.setContentType("text/csv;charset=UTF-8");
        response.setHeader("Content-Disposition", "attachment; filename=\"trunkpilot-calls.csv\"");
        try (Writer out = new OutputStreamWriter(response.getOutputStream(), StandardCharsets.UTF_8)) {
            var csv = new Csv(
                    out,
                    "began",
                    "answered",
                    "ended",
                    "pbx",
                    "trunk",
                    "route",
                    "call",
                    "callee-prefix",
                    "callee-hash",
                    "sip",
                    "q850",
                    "ended-by",
                    "counts-as",
                    "pdd-ms",
                    "loss-in-percent",
                    "loss-out-percent",
                    "worst-r-in",
                    "worst-r-out");
            for (StoredLeg leg : bad) {
                row(csv, CallJson.of(leg));
            }
        }
    }

    private static void row(Csv csv, CallJson call) throws IOException {
        csv.row(
                call.seizedAt(),
                call.answeredAt(),
                call.endedAt(),
                call.pbx(),
                call.trunk(),
                call.route(),
                call.call(),
                call.calleePrefix(),
                call.calleeKey(),
                call.sip(),
                call.q850(),
                call.endedBy(),
                call.outcome(),
                call.pddMillis(),
                call.lossInboundPercent(),
                call.lossOutboundPercent(),
                call.worstRatingInbound(),
                call.worstRatingOutbound());
    }

    private Span span(@Nullable Instant from, @Nullable Instant to) {
        return Span.of(from, to, USUAL_SPAN, LONGEST_SPAN, clock.instant()).fromWholeMinute();
    }

    private List<Named> trunks() {
        return control.views().stream()
                .flatMap(view -> view.inventory().trunks().stream()
                        .map(trunk -> new Named(view.inventory().pbx(), trunk.id(), trunk.carrier())))
                .toList();
    }

    private static List<String> carriers(List<Named> all) {
        return all.stream().map(Named::carrier).distinct().sorted().toList();
    }

    private static String chosen(@Nullable String carrier, List<Named> all) {
        List<String> carriers = carriers(all);
        if (carrier == null && !carriers.isEmpty()) {
            return carriers.get(0);
        }
        if (carrier == null || !carriers.contains(carrier)) {
            throw ApiProblem.notFound("There is no such carrier; configured is "
                    + (carriers.isEmpty() ? "none" : String.join(", ", carriers)) + ".");
        }
        return carrier;
    }

    private static Stream<Named> of(String carrier, List<Named> all) {
        return all.stream().filter(named -> named.carrier().equals(carrier));
    }

    private ProviderReport report(Named named, Span span) {
        Calls calls = legs(named, span);
        List<Entry> verdicts = entries(named, span, Entry.Kind.VERDICT);
        List<Entry> blames = entries(named, span, Entry.Kind.BLAME);
        return new ProviderReport(
                named.pbx(),
                named.trunk(),
                timeline.minutes(named.pbx(), named.trunk(), span.from(), span.to()),
                calls.legs(),
                verdicts.stream()
                        .map(entry -> new ProviderReport.Said(entry.at(), entry.words()))
                        .toList(),
                blames.stream()
                        .map(entry -> new ProviderReport.Blamed(entry.at(), whose(entry)))
                        .toList(),
                calls.cut());
    }

    /** Oldest first. */
    private List<Entry> entries(Named named, Span span, Entry.Kind kind) {
        List<Entry> newestFirst = new ArrayList<>(timeline
                .entries(new EntryQuery(
                        Optional.of(named.pbx()),
                        Optional.of(named.trunk()),
                        Optional.empty(),
                        Optional.of(span.from()),
                        Optional.of(span.to()),
                        Set.of(kind),
                        OptionalLong.empty(),
                        Timeline.MOST))
                .stream()
                .map(Timeline.StoredEntry::entry)
                .toList());
        Collections.reverse(newestFirst);
        return newestFirst;
    }

    private static Optional<Attribution> whose(Entry entry) {
        String name = String.valueOf(entry.detail().getOrDefault("whose", ""));
        return Arrays.stream(Attribution.values())
                .filter(one -> one.name().equals(name))
                .findFirst();
    }

    private Calls legs(Named named, Span span) {
        List<StoredLeg> legs = new ArrayList<>();
        OptionalLong before = OptionalLong.empty();
        while (legs.size() < MOST_CALLS) {
            List<StoredLeg> page = timeline.legs(
                    new LegQuery(named.pbx(), named.trunk(), span.from(), span.to(), Set.of(), before, Timeline.MOST));
            legs.addAll(page);
            if (page.size() < Timeline.MOST) {
                return new Calls(legs, false);
            }
            before = OptionalLong.of(page.get(page.size() - 1).id());
        }
        return new Calls(legs, true);
    }
}
